"""Keep what leans on the calendar right: years that begin are filled in, and clocks that were only estimated are wound anew."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.calendar import CalendarYear
from models.clock import RunningClock
from models.declare import Register
from rules.moments import local
from services.calendar import fill_years, working_calendar
from services.clocks import pauses_of, recount, rewind
from services.policies import in_force


def know_next_year(session: Session, now: datetime) -> bool:
    """A program that runs over New Year's Eve learns the year after next by itself; True if it did."""
    wanted = local(now).year + 1
    if session.scalar(select(CalendarYear.id).where(CalendarYear.year == wanted)) is not None:
        return False
    fill_years(session, now)
    return True


def recount_provisional(session: Session, registers: Iterable[type[Register]], now: datetime) -> int:
    """Wind anew the open clocks marked 暂估 whose due moment, or whose certainty, the calendar has changed; returns how many."""
    moved, calendar = 0, working_calendar(session)
    estimated = (RunningClock.is_open.is_(True), RunningClock.provisional.is_(True))
    for register in registers if session.scalar(select(RunningClock.id).where(*estimated).limit(1)) else ():
        clocks = list(session.scalars(select(RunningClock).where(*estimated, RunningClock.register == register.__tablename__)))
        table: Any = register
        standing = select(register).where(table.id.in_([clock.record_id for clock in clocks]), table.paused_since.is_(None))
        records = {record.id: record for record in session.scalars(standing)} if clocks else {}
        for clock in clocks:
            record = records.get(clock.record_id)
            if record is None or clock.extended_to is not None or not record.fields[clock.name].counting:
                continue
            found = recount(session, clock, calendar, pauses_of(session, record), now)
            if (found.at, found.provisional) != (clock.due, clock.provisional):
                rewind(session, record, now)
                moved += 1
    return moved


def start_clocks(session: Session, registers: Iterable[type[Register]], now: datetime) -> int:
    """Wind the open records of a house that has no clock yet, such as one that comes from an older version; returns how many run."""
    if session.scalar(select(RunningClock.id).limit(1)) is not None or not in_force(session):
        return 0
    for register in registers:
        if register.deadlines():
            is_open = [state for state in register.states() if state.phase.is_open]
            for record in session.scalars(select(register).where(register.status.in_(is_open))):
                rewind(session, record, now)
    return session.scalar(select(func.count()).select_from(RunningClock)) or 0
