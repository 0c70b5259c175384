"""What is stored of a clock is what its events come to, whatever happens to the transaction."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from models import CalendarDay, Complaint, RunningClock
from models.clock import Paused
from rules.clock import due
from rules.limit import Unit
from rules.moments import end_of, local
from rules.roles import Role
from services.calendar import working_calendar
from services.clocks import clipped, clocks_by_name, pauses_of, recount, recount_all, rewind
from services.pause import pause, resume
from services.policies import started_under
from tests.cast import NOW
from tests.make import person, voided
from tests.services.cases import MONDAY, clock, complaint, hours, pipe

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
