"""What one person is shown of a record: clear for whose work it is, masked for the others, and never by one door more than by another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from models import REGISTERS, Callback, Complaint, Customer, HomeService, Inquiry, VisitTrip
from models.declare import Phase, Register
from models.declare.field import Field
from rules.actor import Actor
from rules.refusals import Forbidden, Invalid
from rules.roles import OF_A_DEPARTMENT, Role
from services.reveal import OPEN_FOR, holds_personal_data, is_revealed, may_reveal, reveal, reveals
from services.shown import HIDDEN, Shown
from tests.cast import NOW
from tests.make import in_order, make, walk
from tests.services.eyes import put

ActorOf = Callable[[Role], Actor]
PERSONAL = [register for register in REGISTERS if any(field.sensitive for field in register.fields.values())]
personal = pytest.mark.parametrize("register", PERSONAL, ids=lambda register: register.__name__)
NAME, PHONE = "欧阳小宝", "13907150009"


def masked_fields(record: Register, *, grave: bool = False) -> list[Field]:
    """The filled ones that are personal data, with or without those that are sensitive by law."""
    return [one for one in record.fields.values() if one.sensitive and (grave or not one.sensitive.grave) and getattr(record, one.name)]


def of_another(record: Register, session: Session, actor: Callable[[Role], Actor]) -> Register:
    """As if somebody else had entered it."""
    put(session, type(record), record.id, creator_id=actor(Role.FIN).staff_id)
    return record


def open_to_sight(register: type[Register], session: Session, **values: object) -> Register:
    """A record that no customer asked to be kept from sight."""
    veil = register.seen.veil
    return make(register, session, **values | ({veil.name: False} if veil is not None else {}))  # type: ignore[arg-type]


@personal
def test_only_the_posts_whose_work_it_is_see_a_list_in_clear(register: type[Register], session: Session, actor: ActorOf) -> None:
    record = open_to_sight(register, session)
    for role in in_order(register.read_by):
        eyes = Shown(session, actor(role), NOW)
        for field in masked_fields(record):
            assert eyes.is_clear(record, field, in_list=True) is (role in register.clear_to), role
            stored = getattr(record, field.name)
            written = eyes.words(record, field, in_list=True)
            if isinstance(stored, str):
                assert (written == stored) is (role in register.clear_to), (role, field.label)
                assert role in register.clear_to or written == field.sensitive.mask(stored)  # type: ignore[union-attr]


@personal
def test_whoever_entered_it_reads_it_as_long_as_it_is_open(register: type[Register], session: Session, actor: ActorOf) -> None:
    for state in (one for one in register.states() if one.phase is not Phase.VOID):
        record = walk(make(register, session), state)
        author = next(role for role in Role if actor(role).staff_id == record.creator_id)  # type: ignore[attr-defined]
        if author in register.clear_to:
            continue
        eyes = Shown(session, actor(author), NOW)
        for field in masked_fields(record):
            given = any(
                field.name in link.gives and getattr(record, link.name) is not None and author not in link.target.clear_to
                for link in record.fields.values())  # fmt: skip
            assert eyes.is_clear(record, field) is (state.phase.is_open and not given), state
            assert not eyes.is_clear(record, field, in_list=True)


def test_what_a_picked_customer_may_have_given_is_masked_for_who_entered_it_without_his_work(session: Session, actor: ActorOf) -> None:
    customer = make(Customer, session, full_name=NAME, phone=PHONE)
    phone = Callback.fields["phone"]
    for linked, written in ((None, PHONE), (customer, "139****0009")):
        record = make(Callback, session, confidential=False, customer=linked, customer_name=NAME, contact_name=NAME, phone=PHONE)
        put(session, Callback, record.id, creator_id=actor(Role.CS_SUP).staff_id)
        assert Role.CS_SUP not in Callback.clear_to | Customer.clear_to
        assert Shown(session, actor(Role.CS_SUP), NOW).words(record, phone) == written


def test_a_callback_is_clear_to_who_calls_and_masked_for_the_others(session: Session, actor: ActorOf) -> None:
    record = of_another(make(Callback, session, confidential=False, contact_name=NAME, phone=PHONE), session, actor)
    name, phone = Callback.fields["contact_name"], Callback.fields["phone"]
    for role, shown in ((Role.CB, (NAME, PHONE)), (Role.AM, ("欧阳**", "139****0009")), (Role.AUDITOR, ("欧阳**", "139****0009"))):
        eyes = Shown(session, actor(role), NOW)
        assert (eyes.words(record, name), eyes.words(record, phone)) == shown
        assert eyes.masks_something(record) is (role is not Role.CB)


# -- 查看明文 ------------------------------------------------------------------------------------------------------------


@personal
def test_a_reveal_opens_one_record_to_one_person_for_ten_minutes(register: type[Register], session: Session, actor: ActorOf) -> None:
    record, other = (of_another(open_to_sight(register, session), session, actor) for _ in range(2))
    looker = in_order(register.revealed_to - register.clear_to)[0]
    colleague = in_order(register.read_by - register.clear_to - {looker})[0]
    fields = masked_fields(record, grave=True)
    assert not any(Shown(session, actor(looker), NOW).is_clear(record, field) for field in fields)
    made = reveal(session, record, "  核对身份 ", actor=actor(looker), now=NOW)
    assert (made.reason, made.at, made.until, made.by_id) == ("核对身份", NOW, NOW + timedelta(minutes=10), actor(looker).staff_id)

    def clear(role: Role, which: Register, after: timedelta, *, in_list: bool = False) -> set[bool]:
        eyes = Shown(session, actor(role), NOW + after)
        return {eyes.is_clear(which, field, in_list=in_list) for field in masked_fields(which, grave=True)}

    last = OPEN_FOR - timedelta(microseconds=1)
    assert clear(looker, record, timedelta()) == clear(looker, record, last) == {True}
    assert clear(looker, record, OPEN_FOR) == {False}
    assert clear(looker, record, timedelta(), in_list=True) == {False}
    assert clear(looker, other, timedelta()) == {False}
    assert clear(colleague, record, timedelta()) == {False}


def test_a_paper_that_the_law_guards_is_clear_only_to_who_has_just_said_why(session: Session, actor: ActorOf) -> None:
    record = make(Customer, session, id_no="110101199003071233", other_id_no=None)
    field = Customer.fields["id_no"]
    for role in in_order(Customer.read_by):
        eyes = Shown(session, actor(role), NOW)
        assert eyes.words(record, field) == "110***********1233", role
    reveal(session, record, "核对身份", actor=actor(Role.CLERK), now=NOW)
    eyes = Shown(session, actor(Role.CLERK), NOW)
    assert eyes.words(record, field) == "110101199003071233"
    assert eyes.words(record, field, in_list=True) == "110***********1233"


@pytest.mark.parametrize("register", REGISTERS, ids=lambda register: register.__name__)
def test_who_may_look_is_who_works_on_it(register: type[Register], session: Session, actor: ActorOf) -> None:
    record = open_to_sight(register, session)
    for role in Role:
        may = role in register.revealed_to and holds_personal_data(register)
        assert may_reveal(actor(role), record) is may
        if not may:
            with pytest.raises(Forbidden, match="没有查看"):
                reveal(session, record, "核对身份", actor=actor(role), now=NOW)
    assert reveals(session, record) == []


@pytest.mark.parametrize("register", [one for one in REGISTERS if one.seen.veil is not None], ids=lambda register: register.__name__)
def test_no_department_looks_into_what_a_customer_asked_to_keep_from_sight(
    register: type[Register], session: Session, actor: ActorOf,
) -> None:  # fmt: skip
    asked: dict[str, Any] = {register.seen.veil.name: True}
    record = make(register, session, **asked)
    for role in Role:
        assert may_reveal(actor(role), record) is (role in register.revealed_to and role not in OF_A_DEPARTMENT), role
    for role in in_order(OF_A_DEPARTMENT):
        with pytest.raises(Forbidden, match="没有查看"):
            reveal(session, record, "核对身份", actor=actor(role), now=NOW)


@pytest.mark.parametrize(("reason", "wrong"), [
    ("", "请写明查看事由"), (" \n", "请写明查看事由"), ("因" * 101, "最多 100 个字，现有 101 个字"), ("核对\0", "含有不能保存的字符"),
])  # fmt: skip
def test_a_look_without_a_good_reason_is_refused_and_leaves_nothing(reason: str, wrong: str, session: Session, actor: ActorOf) -> None:
    record = make(Inquiry, session)
    with pytest.raises(Invalid) as refusal:
        reveal(session, record, reason, actor=actor(Role.CS_HEAD), now=NOW)
    assert refusal.value.errors == {"reason": wrong}
    assert not is_revealed(session, record, actor(Role.CS_HEAD), NOW)
    assert reveals(session, record) == []


def test_each_look_is_written_down_the_newest_first(session: Session, actor: ActorOf) -> None:
    record = make(Inquiry, session)
    for role, reason in ((Role.CLERK, "因" * 100), (Role.CS_HEAD, "核查投诉"), (Role.CLERK, "联系客户")):
        reveal(session, record, reason, actor=actor(role), now=NOW)
    assert [one.reason for one in reveals(session, record)] == ["联系客户", "核查投诉", "因" * 100]


# -- what is kept from sight -------------------------------------------------------------------------------------------


def test_a_veiled_case_shows_its_number_alone_until_one_has_said_why(session: Session, actor: ActorOf) -> None:
    record = of_another(make(Complaint, session, confidential=True, complainant=NAME, content="水压不足"), session, actor)
    content = Complaint.fields["content"]
    eyes = Shown(session, actor(Role.CLERK), NOW)
    for name in ("complainant", "content", "received_at"):
        assert "水压" not in eyes.words(record, Complaint.fields[name], in_list=True)
        assert "欧" not in eyes.words(record, Complaint.fields[name], in_list=True)
    assert eyes.words(record, Complaint.fields["number"], in_list=True) == record.number
    assert NAME not in eyes.hint(record)
    reveal(session, record, "核查投诉", actor=actor(Role.CLERK), now=NOW)
    assert Shown(session, actor(Role.CLERK), NOW).words(record, content) == "水压不足"
    assert "水压" not in Shown(session, actor(Role.CLERK), NOW).words(record, content, in_list=True)


def test_a_case_that_nobody_asked_to_keep_secret_is_not_veiled(session: Session, actor: ActorOf) -> None:
    record = make(Complaint, session, confidential=False, content="水压不足")
    assert Shown(session, actor(Role.CLERK), NOW).words(record, Complaint.fields["content"], in_list=True) == "水压不足"


def test_a_field_for_some_posts_is_hidden_from_the_others(session: Session, actor: ActorOf) -> None:
    record = make(Callback, session)
    put(session, Callback, record.id, integrity_issue=True)
    field = Callback.fields["integrity_issue"]
    for role in in_order(Callback.read_by):
        eyes = Shown(session, actor(role), NOW)
        assert eyes.may_see(field) is (role in field.shown_to), role
        assert (eyes.words(record, field) == HIDDEN) is (role not in field.shown_to), role
        assert (eyes.said(record, field, "是") == "是") is (role in field.shown_to), role
        assert eyes.is_clear(record, field) is (role in field.shown_to)


def test_what_is_found_is_told_by_name_and_its_number_stands_once(session: Session, actor: ActorOf) -> None:
    customer = make(Customer, session, full_name="江上渔家", account_no="A-1")
    session.flush()
    for role in (Role.CLERK, Role.CS_SUP):
        told = Shown(session, actor(role), NOW).told(customer).split("　")
        assert told[0].startswith("江")
        assert (told[0] == "江上渔家") is (role is Role.CLERK)
        assert customer.number not in told
        assert "A-1" in told


# -- names, hints and rows ---------------------------------------------------------------------------------------------


def test_a_customer_is_named_in_other_records_as_far_as_one_may_read_him(session: Session, actor: ActorOf) -> None:
    customer: Any = make(Customer, session, full_name=NAME, phone=PHONE, address="江上县滨江路18号")
    trip = of_another(make(VisitTrip, session, customer=customer), session, actor)
    field = VisitTrip.fields["customer"]
    for role, name in ((Role.AM, NAME), (Role.CB, NAME), (Role.DEPT, "欧阳**"), (Role.GM, "欧阳**"), (Role.AUDITOR, "欧阳**")):
        eyes = Shown(session, actor(role), NOW)
        assert eyes.name(customer, in_list=True) == name
        assert eyes.words(trip, field, in_list=True) == name
        hint = eyes.hint(customer)
        assert (PHONE in hint) is (role in Customer.clear_to)
        assert role in Customer.clear_to or not any(said in hint for said in (NAME, PHONE, "18号"))
    assert str(customer) == "欧阳**"


def test_child_rows_are_masked_as_their_record(session: Session, actor: ActorOf) -> None:
    rows = [{"name": NAME, "phone": PHONE}]
    record: Any = of_another(make(Customer, session, contacts=rows), session, actor)
    field = Customer.fields["contacts"]
    assert all(said in Shown(session, actor(Role.AM), NOW).words(record, field) for said in (NAME, PHONE))
    masked = Shown(session, actor(Role.GM), NOW)
    for said in (masked.words(record, field), masked.words(record.contacts[0], field.target.fields["phone"], owner=record)):
        assert not any(whole in said for whole in (NAME, PHONE))
        assert "139****0009" in said


def test_a_text_of_before_is_masked_as_the_field_is_now(session: Session, actor: ActorOf) -> None:
    record = of_another(make(HomeService, session), session, actor)
    field = HomeService.fields["applicant_phone"]
    assert Shown(session, actor(Role.GM), NOW).said(record, field, PHONE) == "139****0009"
    reveal(session, record, "核查投诉", actor=actor(Role.GM), now=NOW)
    assert Shown(session, actor(Role.GM), NOW).said(record, field, PHONE) == PHONE


@personal
def test_what_is_not_known_to_be_read_by_anybody_is_masked(register: type[Register], session: Session) -> None:
    record = make(register, session)
    values = {getattr(record, field.name) for field in masked_fields(record) if isinstance(getattr(record, field.name), str)}
    assert not any(value in str(record) for value in values)
