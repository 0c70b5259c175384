"""暂停计时: who may hold the clocks of a record, when, and what it does to the due time."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Complaint, Customer
from models.clock import Paused
from models.trace import StepTaken
from rules.actor import Actor
from rules.chip import ChipKind
from rules.moments import SHANGHAI, end_of
from rules.refusals import Forbidden, Invalid, WrongState
from rules.roles import Role
from services.clocks import clocks_by_name, clocks_of, pauses_of
from services.pause import may_pause, pause, resume
from tests.cast import NOW
from tests.make import make, person, voided


@pytest.fixture
def supervisor(session: Session) -> Actor:
    return person(session, Role.CS_SUP)


def complaint(session: Session, category: str) -> Complaint:
    """A complaint sent to a department now, its first reply given."""
    made = make(Complaint, session, category=category)
    made.dispatched_at = made.first_reply_at = NOW
    session.flush()
    return made


def at(day: int, clock: str) -> datetime:
    hour, minute = clock.split(":")
    return datetime(2026, 11, day, int(hour), int(minute), tzinfo=SHANGHAI)


def hold(session: Session, record: Complaint, actor: Actor, start: datetime, end: datetime, reason: str = "客户外出") -> None:
    pause(session, record, reason, actor=actor, now=start)
    resume(session, record, actor=actor, now=end)


# -- what it does ----------------------------------------------------------------------------------------------------------


def test_hours_go_on_after_the_pause(session: Session, supervisor: Actor) -> None:
    made = complaint(session, "pressure")
    assert made.handle_due == at(21, "10:42")
    hold(session, made, supervisor, at(20, "17:10"), at(20, "19:40"))
    assert made.handle_due == made.due_at == clocks_by_name(session, made)["handle_due"].due == at(21, "13:12")


def test_a_working_day_falls_out_only_when_it_is_paused_whole(session: Session, supervisor: Actor) -> None:
    short, whole = complaint(session, "meter_data"), complaint(session, "meter_data")
    hold(session, short, supervisor, at(20, "17:00"), at(23, "17:29"))
    hold(session, whole, supervisor, at(20, "17:00"), at(23, "17:30"))
    assert (short.handle_due, whole.handle_due) == (end_of(date(2026, 11, 23)), end_of(date(2026, 11, 24)))


def test_several_pauses_add_up(session: Session, supervisor: Actor) -> None:
    made = complaint(session, "pressure")
    hold(session, made, supervisor, at(20, "12:00"), at(20, "13:00"))
    hold(session, made, supervisor, at(20, "13:00"), at(20, "13:30"), "材料不齐")
    hold(session, made, supervisor, at(21, "11:00"), at(21, "12:00"))
    assert made.handle_due == at(21, "13:12")
    account = clocks_of(session, made, at(21, "12:00"))[1].account
    assert [line.text for line in account if line.kind.value == "hold"] == ["暂停：客户外出", "暂停：材料不齐", "暂停：客户外出"]


def test_a_pause_after_the_due_time_mends_nothing(session: Session, supervisor: Actor) -> None:
    made = complaint(session, "pressure")
    hold(session, made, supervisor, at(21, "10:43"), at(25, "10:00"))
    assert made.handle_due == at(21, "10:42")


def test_while_it_stands_the_clock_says_so(session: Session, supervisor: Actor) -> None:
    made = complaint(session, "pressure")
    pause(session, made, "客户外出", actor=supervisor, now=at(20, "12:00"))
    assert made.paused_since == at(20, "12:00")
    views = {one.name: one for one in clocks_of(session, made, at(25, "12:00"))}
    assert views["handle_due"].chip.kind is ChipKind.STOP
    assert views["first_reply_due"].chip.kind is ChipKind.DONE
    resume(session, made, actor=supervisor, now=at(20, "13:00"))
    assert made.paused_since is None
    assert clocks_of(session, made, at(20, "13:00"))[1].chip.kind is ChipKind.FAR


def test_a_pause_leaves_a_promise_that_was_kept_alone(session: Session, supervisor: Actor) -> None:
    made = complaint(session, "pressure")
    before = clocks_by_name(session, made)["first_reply_due"].due
    hold(session, made, supervisor, at(20, "11:00"), at(20, "12:00"))
    assert made.first_reply_due == clocks_by_name(session, made)["first_reply_due"].due == before


def test_who_paused_when_and_why_stays_on_record(session: Session, supervisor: Actor) -> None:
    made = complaint(session, "pressure")
    hold(session, made, supervisor, at(20, "12:00"), at(20, "13:00"), "  客户外出  ")
    (one,) = pauses_of(session, made)
    assert (one.since, one.until, one.reason) == (at(20, "12:00"), at(20, "13:00"), "客户外出")
    assert one.by_id == one.resumed_by_id == supervisor.staff_id
    steps = session.scalars(
        select(StepTaken).where(StepTaken.record_id == made.id, StepTaken.register == "complaint").order_by(StepTaken.id)
    )
    told = [(step.label, step.words, step.at, step.by_id) for step in steps if step.source == step.target]
    assert told == [
        ("暂停计时", "客户外出", at(20, "12:00"), supervisor.staff_id), ("恢复计时", "", at(20, "13:00"), supervisor.staff_id)]  # fmt: skip


def test_a_pause_lasts_over_a_commit(session: Session, supervisor: Actor) -> None:
    made = complaint(session, "pressure")
    session.commit()
    pause(session, made, "客户外出", actor=supervisor, now=at(20, "12:00"))
    session.commit()
    made.remark = "改一处"
    session.commit()
    resume(session, made, actor=supervisor, now=at(20, "14:00"))
    session.commit()
    assert made.handle_due == clocks_by_name(session, made)["handle_due"].due == at(21, "12:42")


# -- what is refused -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", ["", "   ", "\n", "甲" * 201, "坏\x00字"])
def test_a_pause_says_why_in_words_that_can_be_kept(session: Session, supervisor: Actor, reason: str) -> None:
    made = complaint(session, "pressure")
    with pytest.raises(Invalid) as refusal:
        pause(session, made, reason, actor=supervisor, now=NOW)
    assert set(refusal.value.errors) == {"words"}
    assert made.paused_since is None
    assert pauses_of(session, made) == []


def test_only_who_takes_steps_holds_the_clock(session: Session, supervisor: Actor) -> None:
    made = complaint(session, "pressure")
    for role in (Role.AUDITOR, Role.SYSADMIN, Role.FIN):
        with pytest.raises(Forbidden):
            pause(session, made, "客户外出", actor=person(session, role), now=NOW)
    pause(session, made, "客户外出", actor=supervisor, now=NOW)
    with pytest.raises(Forbidden):
        resume(session, made, actor=person(session, Role.AUDITOR), now=NOW)


def test_what_stands_is_not_paused_again_and_what_runs_is_not_resumed(session: Session, supervisor: Actor) -> None:
    made = complaint(session, "pressure")
    with pytest.raises(WrongState, match="没有暂停"):
        resume(session, made, actor=supervisor, now=NOW)
    pause(session, made, "客户外出", actor=supervisor, now=NOW)
    assert not may_pause(session, made, supervisor)
    with pytest.raises(WrongState, match="已经暂停"):
        pause(session, made, "客户外出", actor=supervisor, now=NOW)
    resume(session, made, actor=supervisor, now=NOW)
    assert may_pause(session, made, supervisor)
    assert not may_pause(session, made, person(session, Role.FIN))
    with pytest.raises(WrongState, match="没有暂停"):
        resume(session, made, actor=supervisor, now=NOW)


def test_a_record_without_clocks_cannot_be_paused(session: Session) -> None:
    made, clerk = make(Customer, session), person(session, Role.CLERK, Role.CS_SUP)
    assert not may_pause(session, made, clerk)
    with pytest.raises((WrongState, Forbidden)):
        pause(session, made, "客户外出", actor=clerk, now=NOW)


def test_a_record_whose_promises_are_kept_cannot_be_paused(session: Session, supervisor: Actor) -> None:
    made = complaint(session, "pressure")
    made.dept_reply_at = made.customer_reply_at = NOW
    session.flush()
    with pytest.raises(WrongState, match="没有正在计时的时限"):
        pause(session, made, "客户外出", actor=supervisor, now=NOW)


@pytest.mark.parametrize("standing", [True, False])
def test_a_void_record_is_neither_paused_nor_resumed(session: Session, supervisor: Actor, standing: bool) -> None:  # noqa: FBT001
    made = complaint(session, "pressure")
    if standing:
        pause(session, made, "客户外出", actor=supervisor, now=NOW)
    voided(made)
    assert made.paused_since is None
    assert not may_pause(session, made, supervisor)
    with pytest.raises(WrongState):
        pause(session, made, "客户外出", actor=supervisor, now=NOW)
    with pytest.raises(WrongState, match="没有暂停"):
        resume(session, made, actor=supervisor, now=NOW)
    assert all(one.until is not None for one in session.scalars(select(Paused)))


def test_a_resume_at_the_moment_of_the_pause_moves_nothing(session: Session, supervisor: Actor) -> None:
    made = complaint(session, "pressure")
    hold(session, made, supervisor, NOW + timedelta(hours=1), NOW + timedelta(hours=1))
    assert made.handle_due == at(21, "10:42")


def test_a_pause_costs_a_fixed_number_of_queries(session: Session, supervisor: Actor, count_queries: Any) -> None:
    made = complaint(session, "pressure")
    session.commit()
    with count_queries(session) as first:
        hold(session, made, supervisor, at(20, "12:00"), at(20, "13:00"))
    session.commit()
    for hour in (13, 14, 15):
        hold(session, made, supervisor, at(20, f"{hour}:10"), at(20, f"{hour}:20"))
    session.commit()
    with count_queries(session) as later:
        hold(session, made, supervisor, at(20, "16:00"), at(20, "16:10"))
    assert len(later) <= len(first)
