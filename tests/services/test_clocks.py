"""The clocks of a record: wound at every flush, kept under their edition, stopped, extended, counted anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from models import CalendarDay, Complaint, PolicyEdition, PolicyLimit, RunningClock, Shift
from models.clock import Paused
from rules.chip import ChipKind
from rules.clock import due
from rules.limit import Unit
from rules.moments import SHANGHAI, end_of, local
from rules.refusals import Refused
from rules.roles import Role
from services.calendar import forget, working_calendar
from services.clocks import clipped, clocks_by_name, clocks_of, extend, pauses_of, rearm, recount, recount_all, rewind
from services.correct import correct
from services.pause import pause, resume
from services.policies import NoPolicy, policy, started_under, store, switch
from tests.cast import NOW
from tests.make import make, person, voided

#: Friday 20 November 2026, 10:42; a working day later is Monday 23, 24:00.
MONDAY = end_of(date(2026, 11, 23))


def complaint(session: Session, category: str = "meter_data", **given: Any) -> Complaint:
    """A complaint that was sent to a department now."""
    made = make(Complaint, session, category=category, **given)
    made.dispatched_at = NOW
    session.flush()
    return made


def pipe(session: Session, dn: int = 600, zone: str = "city") -> Complaint:
    made = make(Complaint, session, category="pipe_repair")
    made.pipe_dn, made.location_zone, made.dispatched_at = dn, zone, NOW
    session.flush()
    return made


def clock(session: Session, record: Complaint, name: str = "handle_due") -> RunningClock:
    return clocks_by_name(session, record)[name]


def hours(number: float) -> datetime:
    return NOW + timedelta(hours=number)


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
    forget(session)
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


# -- the cache and the pure function --------------------------------------------------------------------------------------


def test_what_is_stored_is_what_the_events_come_to(session: Session) -> None:
    actor = person(session, Role.CS_SUP)
    cases = [complaint(session), complaint(session, "pressure"), pipe(session), pipe(session, 900, "suburb")]
    pause(session, cases[0], "等客户资料", actor=actor, now=hours(1))
    resume(session, cases[0], actor=actor, now=NOW + timedelta(days=5))
    pause(session, cases[1], "等客户资料", actor=actor, now=hours(1))
    resume(session, cases[1], actor=actor, now=hours(3))
    session.commit()
    calendar = working_calendar(session)
    for made in cases:
        for name, row in clocks_by_name(session, made).items():
            found = recount(session, row, calendar, pauses_of(session, made), NOW)
            by_hand = due(
                started_under(session, row.limit_id), row.since, calendar, pauses=clipped(pauses_of(session, made), row.since, NOW),
                shift_end=row.shift_end)  # fmt: skip
            assert (row.due, row.provisional) == (found.at, found.provisional) == (by_hand.at, by_hand.provisional)
            assert getattr(made, name) == row.due
    rewound = {made.id: made.due_at for made in cases}
    for made in cases:
        rewind(session, made, NOW)
    assert {made.id: made.due_at for made in cases} == rewound


def test_after_a_change_of_the_calendar_open_cases_are_counted_anew(session: Session) -> None:
    open_, kept, void = complaint(session), complaint(session), complaint(session)
    for made in (open_, kept, void):
        made.first_reply_at = NOW
    kept.dept_reply_at, kept.customer_reply_at = NOW, NOW
    session.flush()
    voided(void)
    session.add(CalendarDay(on=date(2026, 11, 23), kind="rest", name="厂庆", own=True, created_at=NOW))
    session.flush()
    forget(session)
    assert recount_all(session, [Complaint], NOW) == 1
    assert (open_.handle_due, kept.handle_due) == (end_of(date(2026, 11, 24)), MONDAY)
    assert clock(session, open_).due == open_.due_at == end_of(date(2026, 11, 24))
    assert recount_all(session, [Complaint], NOW) == 0


def test_a_clock_whose_row_is_missing_gets_one(session: Session) -> None:
    """Records from before the clocks were: the deadline is filled, the row is not."""
    made = complaint(session)
    session.commit()
    session.connection().execute(RunningClock.__table__.delete())  # type: ignore[attr-defined]
    session.commit()
    rewind(session, made, NOW)
    session.commit()
    assert clock(session, made).due == MONDAY


# -- the session ---------------------------------------------------------------------------------------------------------


def test_a_flush_that_failed_leaves_no_clock_behind(session: Session) -> None:
    made = complaint(session)
    session.commit()
    twin = Complaint(**{name: getattr(made, name) for name in ("channel", "received_at", "complainant", "phone", "category", "content")})
    twin.creator, twin.unit, twin.first_receiver, twin.number = made.creator, made.unit, made.first_receiver, made.number
    twin.confidential = twin.is_major = False
    session.add(twin)
    with pytest.raises(Exception, match=r"(?i)unique"):
        session.flush()
    session.rollback()
    complaint(session)
    session.commit()
    assert {row.record_id for row in session.scalars(select(RunningClock))} == set(session.scalars(select(Complaint.id)))


def test_a_rolled_back_change_leaves_the_clock_as_it_was(session: Session) -> None:
    made = pipe(session)
    session.commit()
    made.pipe_dn = 800
    session.flush()
    session.rollback()
    assert (made.repair_due, clock(session, made, "repair_due").due) == (hours(38), hours(38))


@pytest.mark.parametrize("others", [0, 6])
def test_a_flush_asks_a_fixed_number_of_questions(session: Session, count_queries: Any, others: int) -> None:
    for _ in range(others):
        pipe(session)
    made = pipe(session)
    session.commit()
    made.remark = "改一处"
    with count_queries(session) as counted:
        session.flush()
    clocks = [statement for statement in counted if "running_clock" in statement or "paused" in statement.lower()]
    assert len(clocks) <= 3, counted
    assert len(counted) <= 30, counted
    with count_queries(session) as again:
        made.remark = "又改一处"
        session.flush()
    assert len(again) <= len(counted)


def test_nothing_is_written_to_a_clock_that_did_not_change(session: Session, count_queries: Any) -> None:
    made = pipe(session)
    session.commit()
    made.remark = "改一处"
    with count_queries(session) as counted:
        session.flush()
    assert not [statement for statement in counted if statement.startswith(("UPDATE running_clock", "INSERT INTO running_clock"))]


def test_pauses_are_clipped_to_the_clock(session: Session) -> None:
    held = [
        Paused(register="x", record_id=1, since=hours(-2), until=hours(1), reason="甲"),
        Paused(register="x", record_id=1, since=hours(-5), until=hours(-4), reason="乙"),
        Paused(register="x", record_id=1, since=hours(2), until=None, reason="丙"),
    ]
    found = clipped(held, NOW, hours(3))
    assert [(one.start, one.end, one.reason) for one in found] == [(NOW, hours(1), "甲"), (hours(2), hours(3), "丙")]
    assert [one.reason for one in clipped(held, NOW, hours(2))] == ["甲"]
    assert [(one.start, one.end) for one in clipped(held, NOW, hours(3), hours(0.5))] == [(NOW, hours(0.5))]


def test_rows_are_read_from_any_door(session: Session) -> None:
    """What another transaction wrote to a clock is seen after the commit."""
    made = complaint(session)
    session.commit()
    session.connection().execute(update(RunningClock.__table__).values(arm=7))  # type: ignore[arg-type]
    session.commit()
    assert {row.arm for row in clocks_by_name(session, made).values()} == {7}


def test_two_clocks_of_one_name_cannot_be(session: Session) -> None:
    row = clock(session, complaint(session), "first_reply_due")
    values = {name: getattr(row, name) for name in ("register", "record_id", "name", "limit_id", "since", "due")}
    with pytest.raises(Exception, match=r"(?i)unique"):
        session.connection().execute(insert(RunningClock).values(**values))


def test_due_times_are_the_office_s_wall_clock(session: Session) -> None:
    made = complaint(session)
    session.commit()
    assert made.handle_due is not None
    assert local(made.handle_due).utcoffset() == timedelta(hours=8)
    assert started_under(session, clock(session, made).limit_id).unit is Unit.WORKDAY
