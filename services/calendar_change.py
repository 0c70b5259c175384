"""Change the working calendar: work out what is to be different, show whose due time would move, then store it and count anew."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models.calendar import CalendarDay, CalendarYear
from models.clock import RunningClock
from models.declare import Register
from rules.calendar import Calendar, Day, DayKind, NoWorkingTime, Segments, read_hours, show_hours, statutory
from rules.holiday_notice import Notice, read_notice
from rules.moments import plain
from rules.refusals import Invalid, Refused
from services.calendar import calendar_of, working_calendar
from services.clocks import pauses_of, recount, recount_all
from services.sight import of_the_house

KINDS = {kind.value: kind for kind in DayKind}


@dataclass(frozen=True, kw_only=True)
class Change:
    """What is to stand on the dates in `covers`: `days`, and on the others whatever the weekday says.

    `own` marks days that the company sets for itself. With `notice` the year is announced thereby.
    """

    year: int
    covers: frozenset[date]
    days: tuple[Day, ...]
    own: bool = False
    notice: str = ""
    basis: str = ""


@dataclass(frozen=True, kw_only=True)
class Move:
    """An open case whose due time would be another."""

    record: Register
    label: str
    old: datetime
    new: datetime
    was_provisional: bool
    provisional: bool

    @property
    def is_later(self) -> bool:
        return self.new > self.old


# -- what is to be different -----------------------------------------------------------------------------------------------


def own_day(day: date, *, kind: str, name: str, hours: str) -> Change:
    """A day as the company itself sets it. Raises Invalid with a sentence per field."""
    errors: dict[str, str] = {}
    found, segments = KINDS.get(kind), Segments()
    if found is None:
        errors["kind"] = "请选择一项"
    try:
        segments = read_hours(plain(hours)) if hours.strip() else ()
    except ValueError as wrong:
        errors["hours"] = str(wrong)
    if found is not None and hours.strip() and not found.is_worked:
        errors["hours"] = f"“{found.label}”当天不办公，请清空办公时间"
    if found is DayKind.HALF and not hours.strip():
        errors["hours"] = "半日须写明办公时间，如 08:30-12:00"
    for key, value in (("name", name), ("hours", hours)):
        longest = CalendarDay.fields[key].length
        if key not in errors and longest is not None and len(value.strip()) > longest:
            errors[key] = f"最多 {longest} 个字"
    if errors or found is None:
        raise Invalid(errors)
    made = Day(day=day, kind=found, segments=segments, name=name.strip())
    return Change(year=day.year, covers=frozenset({day}), days=(made,), own=True)


def statutory_day(session: Session, day: date) -> Change:
    """The day as it is without the company's own exception. A year that is not kept needs no row: it is computed."""
    is_kept = session.scalar(select(CalendarYear.id).where(CalendarYear.year == day.year)) is not None
    found = statutory_days(session, day.year).get(day) if is_kept else None
    return Change(year=day.year, covers=frozenset({day}), days=(found,) if found else ())


def announced_year(session: Session, year: int, notice: str, basis: str) -> Change:
    """A year as its notice arranges it; the company's own days stay. Raises Invalid with a sentence per field."""
    errors: dict[str, str] = {}
    read = Notice(off={}, worked=frozenset())
    if not basis.strip():
        errors["basis"] = "请填写“依据”，如通知的日期和文号"
    for key, value in (("basis", basis.strip()), ("notice", notice)):
        longest = CalendarYear.fields[key].length
        if longest is not None and len(value) > longest:
            errors[key] = f"最多 {longest} 个字"
    try:
        read = read_notice(notice, year)
    except ValueError as wrong:
        errors.setdefault("notice", str(wrong))
    if errors:
        raise Invalid(errors)
    own = set(session.scalars(select(CalendarDay.on).where(CalendarDay.own.is_(True))))
    before = set(session.scalars(select(CalendarDay.on).where(CalendarDay.own.is_(False), CalendarDay.on.between(*_bounds(year)))))
    if earlier := session.scalar(select(CalendarYear.notice).where(CalendarYear.year == year)):
        before |= set(read_notice(earlier, year).days()) - own
    days = {day: what for day, what in read.days().items() if day not in own}
    return Change(
        year=year, covers=frozenset(before | set(days)), days=tuple(days[day] for day in sorted(days)), notice=notice.strip(),
        basis=basis.strip())  # fmt: skip


def statutory_days(session: Session, year: int) -> dict[date, Day]:
    """What the State Council arranged for the year: by the notice that was entered, else as the library knows or computes it.

    A notice may reach into the year before (元旦 from 30 December on).
    """
    notices = {row.year: row.notice for row in session.scalars(select(CalendarYear).where(CalendarYear.year.in_((year, year + 1))))}
    own = notices.get(year)
    found = read_notice(own, year).days() if own else dict(statutory([year])[0])
    if following := notices.get(year + 1):
        found |= read_notice(following, year + 1).days()
    return {day: what for day, what in found.items() if day.year == year}


def left_out(change: Change) -> list[Day]:
    """Festivals that the law gives and the notice does not mention: most likely a line was forgotten."""
    off = {day.day for day in change.days if day.kind is DayKind.HOLIDAY}
    found = [day for day in statutory([change.year])[0].values() if day.kind is DayKind.HOLIDAY and day.day not in off]
    return [next(days) for _, days in groupby(sorted(found, key=lambda day: day.day), key=lambda day: day.name)]


# -- whose due time would move ---------------------------------------------------------------------------------------------


def calendar_after(session: Session, change: Change, now: datetime) -> Calendar:
    """The calendar as it would be. Raises Refused where nobody would work for a year."""
    years = {row.year: row for row in session.scalars(select(CalendarYear))}
    if change.notice:
        years[change.year] = CalendarYear(year=change.year, announced=True, created_at=now)
    stored = [row for row in session.scalars(select(CalendarDay)) if row.on not in change.covers]
    found = calendar_of(session, [*stored, *_rows(change, now)], years.values())
    try:
        found.check(change.year)
    except NoWorkingTime as impossible:
        raise Refused(f"{impossible}。") from None
    return found


@of_the_house
def moved(session: Session, calendar: Calendar, registers: Sequence[type[Register]], now: datetime) -> list[Move]:
    """Every open case whose due time would be another on that calendar, the soonest first. An extended clock keeps its day.

    Both are counted at `now`: a clock that stands still moves by itself, and that is no doing of the calendar.
    """
    standing, by_name, found = working_calendar(session), {register.__tablename__: register for register in registers}, []
    for row in session.scalars(select(RunningClock).where(RunningClock.is_open.is_(True)).order_by(RunningClock.due, RunningClock.id)):
        if row.extended_to is not None:
            continue
        record = session.get_one(by_name[row.register], row.record_id)
        held = pauses_of(session, record)
        old, new = recount(session, row, standing, held, now), recount(session, row, calendar, held, now)
        if new.at != old.at:
            found.append(Move(
                record=record, label=record.fields[row.name].label, old=old.at, new=new.at, was_provisional=old.provisional,
                provisional=new.provisional))  # fmt: skip
    return found


def fingerprint(change: Change, moves: Sequence[Move]) -> str:
    """What a preview showed, in a few letters: what is stored must still be what was shown."""
    told = [f"{move.record.__tablename__}:{move.record.id}:{move.label}:{move.new.isoformat()}" for move in moves]
    told += [
        f"{change.year}:{change.own}:{change.basis}:{change.notice}",
        *(f"{day.day}:{day.kind}:{day.name}:{day.segments}" for day in change.days),
    ]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]


# -- store it --------------------------------------------------------------------------------------------------------------


@of_the_house
def put(session: Session, change: Change, registers: Sequence[type[Register]], now: datetime) -> None:
    """Store a change and count every open case anew. Raises Refused for an impossible calendar."""
    calendar_after(session, change, now)
    session.execute(delete(CalendarDay).where(CalendarDay.on.in_(change.covers)))
    session.add_all(_rows(change, now))
    if change.notice:
        row = session.scalar(select(CalendarYear).where(CalendarYear.year == change.year)) or CalendarYear(year=change.year, created_at=now)
        row.announced, row.basis, row.notice = True, change.basis, change.notice
        session.add(row)
    session.flush()
    recount_all(session, registers, now)


def _rows(change: Change, now: datetime) -> list[CalendarDay]:
    return [
        CalendarDay(
            on=day.day, kind=day.kind.value, name=day.name or None, hours=show_hours(day.segments) or None, own=change.own, created_at=now)
        for day in change.days
    ]  # fmt: skip


def _bounds(year: int) -> tuple[date, date]:
    return date(year, 1, 1), date(year, 12, 31)
