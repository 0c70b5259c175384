"""The working calendar as its tables hold it; years are filled from the statutory arrangement, own exceptions stay."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache

from sqlalchemy import delete, event, select
from sqlalchemy.orm import Session, SessionTransaction

from models.calendar import CalendarDay, CalendarYear
from rules.calendar import Calendar, Day, DayKind, Segments, read_hours, statutory
from rules.moments import local
from services.policies import policy

KEY = "working_calendar"
KINDS = {kind.value: kind for kind in DayKind}
#: Years around those stored that a far limit may reach: they are computed, and so provisional unless announced.
AROUND = 12
BASIS = "国务院办公厅放假安排（随程序更新的节假日数据）"


def working_calendar(session: Session) -> Calendar:
    """The company's calendar with the office hours of the policy in force, kept until the transaction ends."""
    kept: dict[Segments, Calendar] = session.info.setdefault(KEY, {})
    hours = policy(session).office_hours
    if hours not in kept:
        with session.no_autoflush:
            kept[hours] = _read(session)
    return kept[hours]


@event.listens_for(Session, "after_transaction_end")
def _forget(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(KEY, None)


def forget(session: Session) -> None:
    """The tables were changed inside this transaction: read them again."""
    session.info.pop(KEY, None)


def calendar_of(session: Session, days: Iterable[CalendarDay], years: Iterable[CalendarYear]) -> Calendar:
    """A calendar of these rows, stored or not: what a preview counts with."""
    stored = {row.year: row for row in years}
    span = range(min(stored) - AROUND, max(stored) + AROUND + 1) if stored else ()
    around, announced = _statutory(tuple(year for year in span if year not in stored))
    differing = dict(around)
    for row in days:
        year = stored.get(row.on.year)
        differing[row.on] = Day(
            day=row.on, kind=KINDS[row.kind], segments=read_hours(row.hours) if row.hours else (), name=row.name or "",
            provisional=not (row.own or (year is not None and year.announced)))  # fmt: skip
    known = frozenset(year for year, row in stored.items() if row.announced)
    return Calendar(policy(session).office_hours, differing, announced | known)


@lru_cache(maxsize=8)
def _statutory(years: tuple[int, ...]) -> tuple[dict[date, Day], frozenset[int]]:
    return statutory(years)


def _read(session: Session) -> Calendar:
    return calendar_of(session, session.scalars(select(CalendarDay)), session.scalars(select(CalendarYear)))


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
    forget(session)


def fill_year(session: Session, year: int, found: dict[date, Day], now: datetime) -> None:
    """Put the statutory days of a year in place of the ones computed before; the company's own days stay."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    session.execute(delete(CalendarDay).where(CalendarDay.on.between(first, last), CalendarDay.own.is_(False)))
    own = set(session.scalars(select(CalendarDay.on).where(CalendarDay.on.between(first, last))))
    for day, what in sorted(found.items()):
        if day.year == year and day not in own:
            session.add(CalendarDay(on=day, kind=what.kind.value, name=what.name or None, own=False, created_at=now))
