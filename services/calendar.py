"""The working calendar as its tables hold it; years are filled from the statutory arrangement, own exceptions stay."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models.calendar import CalendarDay, CalendarYear
from rules.calendar import Calendar, Day, DayKind, Segments, read_hours, statutory
from rules.moments import local
from services.policies import policy
from services.stamped import stamped

KINDS = {kind.value: kind for kind in DayKind}
#: Years around those stored that a far limit may reach: they are computed, and so provisional unless announced.
AROUND = 12
BASIS = "国务院办公厅放假安排（随程序更新的节假日数据）"


class Told(NamedTuple):
    """A day as its row tells it."""

    on: date
    kind: str
    hours: str | None
    name: str | None
    own: bool


def working_calendar(session: Session) -> Calendar:
    """The company's calendar with the office hours of the policy in force."""
    return stamped(session, "working_calendar", lambda: _read(session))


def calendar_of(session: Session, days: Iterable[CalendarDay], years: Iterable[CalendarYear]) -> Calendar:
    """A calendar of these rows, stored or not: what a preview counts with."""
    told = tuple(Told(row.on, row.kind, row.hours, row.name, own=row.own) for row in days)
    return _calendar(policy(session).office_hours, told, tuple((row.year, row.announced) for row in years))


def _calendar(office_hours: Segments, days: tuple[Told, ...], years: tuple[tuple[int, bool], ...]) -> Calendar:
    stored = dict(years)
    span = range(min(stored) - AROUND, max(stored) + AROUND + 1) if stored else ()
    around, announced = _statutory(tuple(year for year in span if year not in stored))
    differing = dict(around)
    for row in days:
        differing[row.on] = Day(
            day=row.on, kind=KINDS[row.kind], segments=read_hours(row.hours) if row.hours else (), name=row.name or "",
            provisional=not (row.own or stored.get(row.on.year, False)))  # fmt: skip
    known = frozenset(year for year, is_announced in years if is_announced)
    return Calendar(office_hours, differing, announced | known)


@lru_cache(maxsize=8)
def _statutory(years: tuple[int, ...]) -> tuple[dict[date, Day], frozenset[int]]:
    return statutory(years)


def _read(session: Session) -> Calendar:
    days = session.execute(select(CalendarDay.on, CalendarDay.kind, CalendarDay.hours, CalendarDay.name, CalendarDay.own))
    years = session.execute(select(CalendarYear.year, CalendarYear.announced))
    told = tuple(Told(on, kind, hours, name, own=own) for on, kind, hours, name, own in days)
    return _calendar(policy(session).office_hours, told, tuple((year, announced) for year, announced in years))


def fill_years(session: Session, now: datetime) -> None:
    """Last year, this one and the next, from the statutory arrangement. A year announced since it was computed is filled anew."""
    stored = {row.year: row for row in session.scalars(select(CalendarYear))}
    this = local(now).year
    wanted = [year for year in range(this - 1, this + 2) if year not in stored or not stored[year].announced]
    found, announced = statutory(wanted)
    for year in wanted:
        if year in stored and year not in announced:
            continue
        row = stored.get(year) or CalendarYear(year=year, created_at=now)
        row.announced, row.basis = year in announced, BASIS if year in announced else None
        session.add(row)
        fill_year(session, year, found, now)
    session.flush()


def fill_year(session: Session, year: int, found: dict[date, Day], now: datetime) -> None:
    """Put the statutory days of a year in place of the ones computed before; the company's own days stay."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    session.execute(delete(CalendarDay).where(CalendarDay.on.between(first, last), CalendarDay.own.is_(False)))
    own = set(session.scalars(select(CalendarDay.on).where(CalendarDay.on.between(first, last))))
    for day, what in sorted(found.items()):
        if day.year == year and day not in own:
            session.add(CalendarDay(on=day, kind=what.kind.value, name=what.name or None, own=False, created_at=now))
