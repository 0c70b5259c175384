"""What a step sets going: records it opens, records it feeds, what it withdraws; and what it will not do."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import REGISTERS, Callback, CallbackPlan, Notice, StepTaken, VisitRecord, VisitTrip
from models.callback import CallbackState
from models.callback_plan import PlanState
from models.declare import Kind
from models.visit import RecordState, TripState
from rules.refusals import Forbidden, Invalid, Stale, WrongState
from rules.roles import Role
from services.guard import STEP
from services.related import opened_from, pointing_here, steps_taken
from services.step import find_source, source_of, take
from tests.cast import NOW
from tests.make import WORDS, make, meet, person, step_values, taker, voided, walk


def the_callback(session: Session, record: Any) -> Callback:
    return session.scalars(select(Callback).where(Callback.source_ref == source_of(record))).one()


def key(record: Any, name: str) -> Any:
    return next(step for step in record.flow.steps if step.key == name)


OPENING = [
    (register, step) for register in REGISTERS for step in register.flow.steps
    if step.openings and not step.openings[0].each and not step.feed
]  # fmt: skip


@pytest.mark.parametrize(("register", "step"), OPENING, ids=str)
def test_a_step_opens_a_record_that_knows_where_it_comes_from(register: Any, step: Any, session: Session) -> None:
    opening = step.openings[0]
    wanted = {part.name: part.values[0] for part in (opening.only.parts() if opening.only else ()) if part.values and not part.negated}
    first = {name: value for name, value in wanted.items() if name in register.at_creation()}
    record = walk(make(register, session, **first), step.source)
    meet(record, step)
    then = {name: value for name, value in wanted.items() if name in step.fields}
    bases = getattr(record, opening.each) if opening.each else [record]
    for name, value in wanted.items() - first.items() - then.items():
        for base in bases:
            setattr(base, name, value)
    take(session, record, step, step_values(record, step, session, **then), actor=taker(session, record, step), now=NOW)
    found = [getattr(record, opening.into)] if opening.into else opened_from(session, record)
    opened, *others = (other for other in found if type(other) is opening.register)
    assert len(others) == len(bases) - 1
    assert opened.number.startswith(f"QH-{opened.code}-2026-0000")
    assert opened.status is opened.start()
    origin = [getattr(opened, name) for name, field in opened.fields.items() if field.kind is Kind.SOURCE]
    assert [find_source(session, one) for one in origin] == [record] or opening.into
    for theirs, ours in opening.take.items():
        assert getattr(opened, theirs.key) == getattr(record, ours)
    for theirs, value in opening.given.items():
        assert getattr(opened, theirs.key) == value


def test_a_callback_that_is_done_takes_the_step_of_the_trip(session: Session) -> None:
    trip = walk(make(VisitTrip, session), TripState.BACK)
    call = the_callback(session, trip)
    walk(call, CallbackState.REVIEW)
    before = trip.status
    walk(call, CallbackState.DONE)
    assert [before, trip.status] == [TripState.BACK, TripState.CALLED]
    assert (trip.callback_at, trip.callback_officer, trip.callback_result) == (call.callback_at, call.officer, call.outcome)
    assert [taken.label for taken in steps_taken(session, trip)] == ["返回登记", "回访完成"]


def test_a_callback_that_is_done_closes_the_plan_that_asked_for_it(session: Session) -> None:
    plan = walk(make(CallbackPlan, session), PlanState.APPROVED)
    call = the_callback(session, plan)
    assert (call.customer, call.customer_name, call.officer) == (plan.customer, plan.customer.full_name, plan.officer)
    walk(call, CallbackState.DONE)
    assert (plan.status, plan.record_ref) == (PlanState.DONE, call)


def test_a_plan_that_is_cancelled_withdraws_what_it_opened(session: Session) -> None:
    plan = walk(make(CallbackPlan, session), PlanState.APPROVED)
    call = the_callback(session, plan)
    walk(plan, PlanState.CANCELLED)
    assert call.is_void()
    assert call.void_reason == f"{plan.number} 取消回访：{WORDS}"


def test_what_fed_by_hand_is_not_fed_again(session: Session) -> None:
    trip = walk(make(VisitTrip, session), TripState.CALLED)
    result = trip.callback_result
    walk(the_callback(session, trip), CallbackState.DONE)
    assert (trip.status, trip.callback_result) == (TripState.CALLED, result)


def test_a_void_trip_is_left_alone_by_its_callback(session: Session) -> None:
    trip = walk(make(VisitTrip, session), TripState.BACK)
    call = the_callback(session, trip)
    voided(trip)
    walk(call, CallbackState.DONE)
    assert trip.is_void()


def test_a_reference_that_leads_nowhere_is_nobody(session: Session) -> None:
    assert find_source(session, "nowhere:1") is None
    assert find_source(session, "visit_trip:999") is None


# -- refusals ----------------------------------------------------------------------------------------------------------


def test_what_the_step_does_not_ask_for_is_refused(session: Session) -> None:
    record = make(VisitTrip, session)
    with pytest.raises(Invalid) as refusal:
        take(session, record, record.steps()[0], {"contact_name": "改名"}, actor=person(session, Role.AM_LEAD), now=NOW)
    assert refusal.value.errors == {"contact_name": "“返回登记”不填写这一栏"}


def test_a_stale_form_takes_no_step(session: Session) -> None:
    record = make(VisitTrip, session)
    with pytest.raises(Stale):
        take(session, record, record.steps()[0], {}, actor=person(session, Role.AM_LEAD), now=NOW, seen=0)


def test_a_refusal_says_why_and_an_agreement_may(session: Session) -> None:
    record = walk(make(Callback, session), CallbackState.REVIEW)
    no, yes = key(record, "review-due"), key(record, "review-done")
    with pytest.raises(Invalid) as refusal:
        take(session, record, no, {}, words="  ", actor=person(session, Role.CS_SUP), now=NOW)
    assert refusal.value.errors == {"words": "请写明“退回补充”的原因"}
    with pytest.raises(Invalid, match="1 处"):
        take(session, record, no, {}, words="长" * 501, actor=person(session, Role.CS_SUP), now=NOW)
    take(session, record, yes, {}, actor=person(session, Role.CS_SUP), now=NOW)
    assert record.review_opinion is not None
    assert (record.review_opinion.agreed, record.review_opinion.text) == (True, "")


def test_an_approver_is_named_when_somebody_else_tries(session: Session) -> None:
    record = walk(make(Callback, session), CallbackState.REVIEW)
    with pytest.raises(Forbidden, match="“审查通过”由客服部受理主管、客服部负责人办理。"):
        take(session, record, key(record, "review-done"), {}, actor=person(session, Role.VP), now=NOW)


def test_a_draft_that_has_grown_wrong_is_not_carried_on(session: Session) -> None:
    """What was right when it was typed is looked at once more: its customer has been struck off since."""
    record = make(VisitRecord, session)
    voided(record.customer)
    with pytest.raises(Invalid) as refusal:
        take(session, record, record.steps()[0], {}, actor=person(session, Role.AM), now=NOW)
    assert set(refusal.value.errors) == {"customer"}


def test_conditions_of_a_step_hold_together(session: Session) -> None:
    record = make(Callback, session, callback_kind="install")
    step = record.steps()[0]
    values = step_values(record, step, session, score_quality=None, satisfaction="bad", dissatisfied_reason=None, connected="yes")
    with pytest.raises(Invalid) as refusal:
        take(session, record, step, values, actor=person(session, Role.CB), now=NOW)
    assert set(refusal.value.errors) == {"score_quality", "dissatisfied_reason"}


def test_the_permit_of_a_step_ends_with_it(session: Session) -> None:
    record = walk(make(VisitTrip, session), TripState.BACK)
    assert STEP not in session.info
    record.status = TripState.CALLED
    with pytest.raises(WrongState):
        session.flush()


def test_a_step_forward_and_back_is_kept_in_order(session: Session) -> None:
    record = walk(make(VisitRecord, session), RecordState.REVIEW)
    back = key(record, "review-draft")
    take(session, record, back, {}, words="补充用水量", actor=taker(session, record, back), now=NOW)
    assert [(taken.source, taken.target, taken.words) for taken in steps_taken(session, record)] == [
        ("draft", "review", ""), ("review", "draft", "补充用水量")]  # fmt: skip
    assert record.due_at == record.reply_due


def test_words_hold_nothing_that_cannot_be_stored(session: Session) -> None:
    record = walk(make(Callback, session), CallbackState.REVIEW)
    with pytest.raises(Invalid) as refusal:
        take(session, record, key(record, "review-due"), {}, words="甲\0乙", actor=person(session, Role.CS_SUP), now=NOW)
    assert refusal.value.errors == {"words": "含有不能保存的字符"}


# -- what belongs to a record ------------------------------------------------------------------------------------------


def test_the_page_of_a_customer_gathers_what_is_said_of_him(session: Session) -> None:
    notice = make(Notice, session)
    assert notice.customer is not None
    for _ in range(11):
        make(Notice, session, customer=notice.customer)
    here = pointing_here(session, notice.customer, person(session, Role.AUDITOR))
    found = {register: (len(rows), total) for register, rows, total in here}
    assert found[Notice] == (10, 12)
    linking = [register for register in REGISTERS if any(one.target is type(notice.customer) for one in register.fields.values())]
    assert set(linking) == set(found)
    assert session.scalars(select(StepTaken)).all() == []
