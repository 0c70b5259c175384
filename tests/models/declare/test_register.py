"""What a register says when asked by name: who may do what, and which field is filled when."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Mapped

from models import REGISTERS, Customer, Inquiry, Notice, VisitTrip
from models.declare import (
    Default,
    Kind,
    Ledger,
    Phase,
    Register,
    Role,
    Sheet,
    Signed,
    States,
    Step,
    Verb,
    Workflow,
    choice,
    computed,
    deadline,
    moment,
    opinion,
    prose,
    row,
    signature,
    signatures,
    staff,
    state,
    text,
    when,
)
from models.declare.field import When


class Way(States):
    """Asked, looked into, agreed to or refused."""

    ASKED = "asked", "待受理", Phase.WAIT
    WORK = "work", "办理中", Phase.RUN
    DONE = "done", "已办结", Phase.DONE
    VOID = "void", "作废", Phase.VOID


def count_words(record: Any, session: Any) -> int:
    """Stands for what the system works out."""
    return len(record.asked)


@pytest.fixture(scope="module")
def petition(scratch_module: None) -> Any:
    """A register with one field for every way of being filled."""

    class Petition(
        Register, code="X01", title="申请登记表", menu="试验", kept_by=(Role.CLERK, Role.HOTLINE), read_by=(Role.VP,),
        voided_by=(Role.CS_SUP,),
    ):  # fmt: skip
        __tablename__ = "x_petition"

        asked: Mapped[str] = text("申请事项")
        words: Mapped[int | None] = computed("字数", int, count_words)
        limit: Mapped[Any | None] = deadline("办理时限")
        taker: Mapped[Any | None] = staff("承办人")
        urgent: Mapped[str | None] = choice("是否加急", "urgent")
        planned: Mapped[Any | None] = moment("计划时间")
        found: Mapped[str | None] = prose("办理情况")
        advice: Mapped[str | None] = prose("建议")
        outcome: Mapped[str | None] = choice("结论", "outcome")
        taker_sign: Mapped[Signed | None] = signature("承办人签字")
        customer_sign: Mapped[Signed | None] = signature("申请人签字")
        decision: Mapped[Signed | None] = opinion("审批意见")
        status: Mapped[Way] = state("状态", Way, start=Way.ASKED)

        sheet = Sheet(
            row(asked, words, limit), row(taker, urgent, planned), row(found), row(advice), row(outcome, status),
            row(Register.number, Register.remark, Register.void_reason),
            signatures(taker_sign, customer_sign, decision),
        )  # fmt: skip
        ledger = Ledger(Register.number, asked, dated=planned)
        flow = Workflow(
            Step(Way.ASKED, Way.WORK, "受理", by=Role.CS_HEAD).needs(taker).offers(urgent).opens(Inquiry, {Inquiry.matter: asked}),
            Step(Way.WORK, Way.DONE, "办结").held_by(taker).needs(found).offers(advice).signs(taker_sign).due(planned)
            .records({outcome: "done"}),
            Step(Way.WORK, Way.ASKED, "退回", by=Role.GM).decides(decision, agreed=False).only(when(urgent, "yes")),
            Step(Way.DONE, Way.WORK, "重办", by=Role.GM).fed_by(Inquiry, {advice: Inquiry.answer}),
        )  # fmt: skip

    return Petition


def test_words_of_steps_become_names(petition: Any) -> None:
    take, finish, back, again = petition.flow.steps
    assert (take.needed, take.offered) == (["taker"], ["urgent"])
    assert [list(opening.take.values()) for opening in take.openings] == [["asked"]]
    assert (finish.holder, finish.signing, finish.due_at, finish.writes) == ("taker", "taker_sign", "planned", {"outcome": "done"})
    assert (back.deciding, back.only_when) == ("decision", When(name="urgent", values=("yes",)))
    assert again.feed[0] is Inquiry
    assert list(again.feed[1]) == ["advice"]


def test_cells_become_fields(petition: Any) -> None:
    assert [cell.field.label for cell in petition.sheet.cells()][:3] == ["申请事项", "字数", "办理时限"]
    assert [cell.name for cell in petition.ledger.all_cells()] == ["number", "asked", "planned"]


def test_at_creation_everything_is_filled_that_no_step_the_system_or_a_signer_claims(petition: Any) -> None:
    assert petition.at_creation() == ("remark", "asked", "planned", "customer_sign")


@pytest.mark.parametrize(
    ("way", "names"),
    [
        (Way.ASKED, ("remark", "asked", "taker", "urgent", "planned", "customer_sign")),
        (Way.WORK, ("found", "advice")),
        (Way.DONE, ()),
        (Way.VOID, ()),
    ],
)
def test_each_state_opens_the_fields_of_its_steps(petition: Any, way: Way, names: tuple[str, ...]) -> None:
    assert petition.editable_in(way) == names


def test_a_register_knows_its_states(petition: Any) -> None:
    assert petition.state_field().name == "status"
    assert petition.states() == list(Way)
    assert petition.start() is Way.ASKED
    assert petition.void_state() is Way.VOID
    assert petition.due_fields(Way.WORK) == ("planned",)
    assert petition.due_fields(Way.ASKED) == ()


READERS = {Role.CLERK, Role.HOTLINE, Role.VP, Role.CS_SUP, Role.CS_HEAD, Role.GM, Role.AUDITOR}


@pytest.mark.parametrize(
    ("verb", "roles"),
    [
        (Verb.CREATE, {Role.CLERK, Role.HOTLINE}),
        (Verb.READ, READERS),
        (Verb.EDIT, {Role.CLERK, Role.HOTLINE, Role.CS_HEAD, Role.GM}),
        (Verb.STEP, READERS - {Role.AUDITOR}),
        (Verb.PRINT, READERS - {Role.AUDITOR}),
        (Verb.VOID, {Role.CS_SUP}),
        (Verb.CORRECT, {Role.CLERK, Role.HOTLINE, Role.CS_SUP}),
    ],
)
def test_rights_follow_from_the_declaration(petition: Any, verb: Verb, roles: set[Role]) -> None:
    assert petition.may(verb) == roles


def test_who_keeps_a_register_takes_no_step_of_it_unless_the_flow_says_so() -> None:
    assert Role.CS_HEAD not in Inquiry.may(Verb.STEP)
    assert not Customer.may(Verb.STEP)


def test_one_role_may_be_given_without_a_tuple() -> None:
    assert {register.kept_by for register in REGISTERS if register.code in {"I02", "I03"}} == {frozenset({Role.ARCHIVIST})}


def test_a_record_offers_the_steps_that_are_open_to_it(petition: Any) -> None:
    record = petition(status=Way.WORK, urgent=None)
    assert [step.label for step in record.steps()] == ["办结"]
    record.urgent = "yes"
    assert [step.label for step in record.steps()] == ["办结", "退回"]
    assert not record.is_void()
    record.status = Way.VOID
    assert record.steps() == []
    assert record.is_void()


def test_a_record_is_called_by_its_number(petition: Any) -> None:
    assert str(petition(number="QH-X01-2026-00001")) == "QH-X01-2026-00001"
    assert str(petition()) == ""


def test_common_fields_are_marked_and_need_no_place(petition: Any) -> None:
    fields = petition.fields
    assert [name for name, field in fields.items() if field.common] == [
        "number", "former_number", "creator", "unit", "remark", "late_reason", "void_reason", "archival_code"]  # fmt: skip
    assert (fields["creator"].default, fields["unit"].default) == (Default.MYSELF, Default.MY_DEPARTMENT)


def test_a_base_of_several_registers_says_nothing_about_itself() -> None:
    class Family(Register):
        __abstract__ = True
        name: Mapped[str] = text("名称")

    assert "code" not in vars(Family)


# -- the registers of the house ------------------------------------------------------------------------------------------


def test_the_trip_is_registered_before_leaving_and_told_afterwards() -> None:
    start, back = VisitTrip.start(), next(state for state in VisitTrip.states() if state.value == "back")
    assert {"visit_date", "planned_depart_at", "customer_full_name", "contact_phone"} <= set(VisitTrip.at_creation())
    assert not {"visit_end_at", "visit_result", "callback_at", "number", "status", "archival_code"} & set(VisitTrip.at_creation())
    assert {"visit_end_at", "visit_result"} <= set(VisitTrip.editable_in(start))
    assert VisitTrip.editable_in(back) == ("callback_at", "callback_officer", "callback_result")


def test_the_materials_of_a_notice_are_picked_from_its_matter() -> None:
    materials = Notice.fields["materials"]
    assert (materials.kind, materials.picked) == (Kind.CHECKLIST, ("matter", "materials"))
    assert Notice.fields["matter"].gives["legal_basis"] == "legal_basis"


@pytest.mark.parametrize("register", REGISTERS, ids=lambda register: register.__name__)
def test_what_the_system_fills_is_never_asked_for(register: type[Register]) -> None:
    for way in register.states():
        assert not [name for name in register.editable_in(way) if register.fields[name].is_system]
    assert not [name for name in register.at_creation() if register.fields[name].is_system]


@pytest.mark.parametrize("register", REGISTERS, ids=lambda register: register.__name__)
def test_every_field_is_filled_somewhere(register: type[Register]) -> None:
    """By the system, at creation, at a step, by a signature, or in voiding and filing."""
    steps = register.flow.steps
    filled = {*register.at_creation(), "number", "former_number", "creator", "unit", "remark"}
    filled |= {"late_reason", "void_reason", "archival_code"}
    filled |= {name for step in steps for name in (*step.fields, *step.writes, step.signing, step.deciding) if name}
    filled |= {name for step in steps for name in (step.stamped, step.stamped_by, *(one.into for one in step.openings)) if name}
    assert [name for name, field in register.fields.items() if name not in filled and not field.is_system] == []
