"""The clocks of a record: wound at every flush, kept under their edition, stopped, extended, counted anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models import CalendarDay, Complaint, PolicyEdition, PolicyLimit, Shift
from rules.chip import ChipKind
from rules.moments import SHANGHAI, end_of
from rules.refusals import Refused
from rules.roles import Role
from services.clocks import clocks_by_name, clocks_of, extend, rearm
from services.correct import correct
from services.pause import pause, resume
from services.policies import NoPolicy, policy, started_under, store, switch
from tests.cast import NOW
from tests.make import make, person, voided
from tests.services.cases import MONDAY, clock, complaint, hours, pipe


def repair(session: Session, rule: str) -> PolicyLimit:
    found = select(PolicyLimit).where(PolicyLimit.rule == rule, PolicyLimit.borrowed_from.is_(None))
    return session.scalars(found.order_by(PolicyLimit.id)).first()  # type: ignore[return-value]


# -- winding -------------------------------------------------------------------------------------------------------------


def test_a_clock_starts_by_itself_when_the_record_is_made(session: Session) -> None:
    made = make(Complaint, session, category="meter_data")
    row = clock(session, made, "first_reply_due")
    assert made.first_reply_due == row.due == hours(1)
    assert (row.since, row.met_at, row.is_open, row.arm, row.provisional) == (NOW, None, True, 1, False)
    assert row.limit_id == policy(session).limits_of("R001-10")[0].id
    assert made.due_at == made.first_reply_due
    assert set(clocks_by_name(session, made)) == {"first_reply_due"}


def test_a_clock_starts_when_its_event_is_entered_later(session: Session) -> None:
    made = complaint(session)
    assert made.handle_due == MONDAY
    assert clock(session, made).due == MONDAY
    assert made.due_at == made.first_reply_due
    assert (made.arrive_due, made.repair_due) == (None, None)


def test_several_clocks_of_one_case_run_at_once(session: Session) -> None:
    made = pipe(session)
    assert (made.arrive_due, made.repair_due, made.handle_due) == (hours(0.5), hours(38), None)
    assert made.due_at == made.arrive_due
    made.arrived_at = NOW + timedelta(minutes=20)
    session.flush()
    assert made.due_at == hours(1)
    made.first_reply_at = NOW
    session.flush()
    assert made.due_at == hours(38)


def test_what_the_system_fills_is_not_what_somebody_types(session: Session) -> None:
    made = complaint(session)
    made.handle_due = NOW + timedelta(days=400)
    session.flush()
    assert made.handle_due == MONDAY


@pytest.mark.parametrize(("dn", "hours_"), [(599, 24), (600, 38), (799, 38), (800, 48)])
def test_facts_choose_the_variant(session: Session, dn: int, hours_: int) -> None:
    assert pipe(session, dn).repair_due == hours(hours_)


def test_facts_that_are_corrected_choose_the_other_variant(session: Session) -> None:
    made = pipe(session, 300)
    before = clock(session, made, "repair_due").limit_id
    made.pipe_dn = 800
    session.flush()
    after = clock(session, made, "repair_due")
    assert (made.repair_due, after.due, after.limit_id != before) == (hours(48), hours(48), True)
    assert started_under(session, after.limit_id).rule == "R001-22"


def test_a_correction_through_its_verb_moves_the_clock_too(session: Session) -> None:
    made = make(Complaint, session, category="meter_data")
    session.commit()
    earlier = NOW - timedelta(hours=2)
    if "received_at" in type(made).fields:
        actor = person(session, Role.CS_HEAD)
        try:
            correct(session, made, "received_at", earlier, "录入有误", actor=actor, now=NOW)
        except Refused:
            made.received_at = earlier
            session.flush()
    assert made.first_reply_due == hours(-1)
    assert clock(session, made, "first_reply_due").since == earlier


def test_a_promise_that_falls_away_stops_its_clock_and_may_come_back(session: Session) -> None:
    made = complaint(session)
    made.category = "pipe_repair"
    session.flush()
    assert (made.handle_due, clock(session, made).is_open) == (None, False)
    made.category = "pressure"
    session.flush()
    assert made.handle_due == hours(24)
    assert (clock(session, made).is_open, clock(session, made).due) == (True, hours(24))


def test_a_case_for_which_the_policy_promises_nothing_has_no_clock(session: Session) -> None:
    made = make(Complaint, session, category="pipe_repair")
    made.dispatched_at = NOW
    session.flush()
    assert (made.repair_due, made.arrive_due) == (None, None)
    assert set(clocks_by_name(session, made)) == {"first_reply_due"}


def test_a_shift_that_ends_sooner_ends_the_hour(session: Session) -> None:
    def roster(ends: datetime) -> Shift:
        return make(Shift, session, starts_at=NOW - timedelta(hours=4), ends_at=ends)

    roster(NOW + timedelta(minutes=30))
    made = make(Complaint, session, category="meter_data")
    assert made.first_reply_due == NOW + timedelta(minutes=30)
    assert clock(session, made, "first_reply_due").shift_end == NOW + timedelta(minutes=30)


def test_a_year_that_is_not_announced_makes_a_clock_provisional(session: Session) -> None:
    made = make(Complaint, session, category="meter_data")
    made.dispatched_at = datetime(2026, 12, 31, 10, tzinfo=SHANGHAI)
    session.flush()
    assert clock(session, made).provisional
    assert next(one for one in clocks_of(session, made, NOW) if one.name == "handle_due").chip.kind is ChipKind.GUESS


def test_a_calendar_without_work_refuses_with_a_sentence(session: Session) -> None:
    session.execute(delete(CalendarDay))
    for count in range(800):
        session.add(CalendarDay(on=date(2026, 11, 1) + timedelta(days=count), kind="rest", own=True, created_at=NOW))
    session.flush()
    made = make(Complaint, session, category="pressure")
    made.category, made.dispatched_at = "meter_data", NOW
    with pytest.raises(Refused, match=r"“部门处理截止”无法计算：日历在 .+ 一年内没有工作日"):
        session.flush()


# -- the edition a clock began under ---------------------------------------------------------------------------------------


def test_a_clock_keeps_its_edition_when_another_is_put_in_force(session: Session) -> None:
    made = pipe(session)
    whole = policy(session)
    quicker = replace(whole, limits=tuple(replace(one, amount=1) if one.key == "repair" else one for one in whole.limits))
    switch(session, store(session, quicker, NOW), NOW)
    made.remark = "改一处"
    session.flush()
    assert made.repair_due == hours(38)
    made.pipe_dn = 800
    session.flush()
    assert made.repair_due == hours(48)  # the other variant, but of the edition that it began under
    assert pipe(session).repair_due == hours(1)
    session.commit()
    assert made.repair_due == hours(48)


def test_a_clock_keeps_the_words_it_began_under_when_the_entry_is_replaced(session: Session) -> None:
    made, row = pipe(session), repair(session, "R001-21")
    session.add(PolicyLimit(
        policy=row.policy, key=row.key, label=row.label, rule=row.rule, document=row.document, clause=row.clause, quotation=row.quotation,
        number=36, unit=row.unit, applies=row.applies, to_close=False, created_at=NOW))  # fmt: skip
    row.replaced = True
    session.flush()
    made.remark = "改一处"
    session.flush()
    assert (made.repair_due, clock(session, made, "repair_due").limit_id) == (hours(38), row.id)
    assert pipe(session).repair_due == hours(36)


def test_without_a_policy_no_clock_starts_and_none_that_runs_is_lost(session: Session) -> None:
    made = pipe(session)
    session.scalars(select(PolicyEdition).where(PolicyEdition.in_force.is_(True))).one().in_force = False
    session.flush()
    assert make(Complaint, session, category="meter_data").first_reply_due is None
    made.remark = "改一处"
    with pytest.raises(NoPolicy):
        session.flush()


# -- kept, closed, void ----------------------------------------------------------------------------------------------------


def test_what_meets_a_promise_stops_its_clock(session: Session) -> None:
    made = complaint(session)
    made.dept_reply_at = hours(2)
    session.flush()
    row = clock(session, made)
    assert (row.met_at, row.is_open, row.due) == (hours(2), False, MONDAY)
    assert clock(session, made, "reply_due").is_open
    made.dept_reply_at = None
    session.flush()
    assert (clock(session, made).met_at, clock(session, made).is_open) == (None, True)


@pytest.mark.parametrize(("seconds", "kind", "late"), [(-1, ChipKind.DONE, False), (0, ChipKind.DONE, False), (1, ChipKind.LATE, True)])
def test_the_due_moment_is_in_time_and_a_second_later_is_late(session: Session, seconds: int, kind: ChipKind, late: bool) -> None:  # noqa: FBT001
    made = complaint(session)
    made.dept_reply_at = MONDAY + timedelta(seconds=seconds)
    session.flush()
    view = next(one for one in clocks_of(session, made, MONDAY) if one.name == "handle_due")
    assert (view.chip.kind, view.is_late, view.met_at) == (kind, late, made.dept_reply_at)


def test_a_void_case_runs_no_clock_and_is_not_overdue(session: Session) -> None:
    made = voided(complaint(session))
    assert not any(row.is_open for row in clocks_by_name(session, made).values())
    assert made.due_at is None
    later = NOW + timedelta(days=30)
    assert {one.chip.words for one in clocks_of(session, made, later)} == {"不再计时"}


# -- extended, armed anew ----------------------------------------------------------------------------------------------------


def test_an_extension_moves_the_due_time_and_says_by_which_form(session: Session) -> None:
    made = complaint(session)
    extend(session, made, "handle_due", date(2026, 11, 27), by="QH-D10-2026-00001", now=NOW)
    row = clock(session, made)
    assert made.handle_due == row.due == row.extended_to == end_of(date(2026, 11, 27))
    made.remark = "改一处"
    session.flush()
    assert made.handle_due == end_of(date(2026, 11, 27))
    view = next(one for one in clocks_of(session, made, NOW) if one.name == "handle_due")
    assert view.extended_by == "QH-D10-2026-00001"
    assert [line.text for line in view.account[-2:]] == ["经批准延期（QH-D10-2026-00001）", "延期后到期"]


def test_an_extension_is_not_lost_when_the_record_is_changed_in_the_same_breath(session: Session) -> None:
    made = complaint(session)
    made.remark = "还没有存"
    extend(session, made, "handle_due", date(2026, 11, 27), by="D10", now=NOW)
    session.commit()
    assert clock(session, made).extended_to == made.handle_due == end_of(date(2026, 11, 27))


@pytest.mark.parametrize("day", [date(2026, 11, 20), date(2026, 11, 23)])
def test_an_extension_goes_beyond_the_due_time(session: Session, day: date) -> None:
    made = complaint(session)
    with pytest.raises(Refused, match="应晚于原截止时间 2026-11-23 24:00"):
        extend(session, made, "handle_due", day, by="D10", now=NOW)


def test_only_a_clock_that_runs_is_extended(session: Session) -> None:
    made = complaint(session)
    for name in ("repair_due", "nothing"):
        with pytest.raises(Refused, match="没有在计时，不能延期"):
            extend(session, made, name, date(2026, 12, 1), by="D10", now=NOW)
    made.dept_reply_at = NOW
    session.flush()
    with pytest.raises(Refused, match="没有在计时"):
        extend(session, made, "handle_due", date(2026, 12, 1), by="D10", now=NOW)


def test_an_extension_never_shortens_what_a_pause_has_given(session: Session) -> None:
    made, actor = complaint(session), person(session, Role.CS_SUP)
    extend(session, made, "handle_due", date(2026, 11, 24), by="D10", now=NOW)
    pause(session, made, "客户外出", actor=actor, now=NOW)
    resume(session, made, actor=actor, now=NOW + timedelta(days=10))
    assert made.handle_due == end_of(date(2026, 11, 30))


def test_a_case_that_came_back_is_armed_anew(session: Session) -> None:
    made = pipe(session)
    made.remark = "还没有存"
    rearm(session, made, NOW)
    assert {row.arm for row in clocks_by_name(session, made).values()} == {2}
    session.commit()
    made.remark = "又改一处"
    session.commit()
    assert {row.arm for row in clocks_by_name(session, made).values()} == {2}
