"""Cases with clocks."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from models import Complaint, RunningClock
from rules.moments import end_of
from services.clocks import clocks_by_name
from tests.cast import NOW
from tests.make import make

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
