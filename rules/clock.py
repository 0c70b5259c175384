"""The clock: when a promise falls due, how much of it is used, and why. A pure function of events, limit and calendar.

The day on which a term begins is not counted (民法典 §201); a term in days ends at 24:00 of its last day, unless the policy ends it
at close of business. A limit is broken only after its due moment: 超过 excludes the number itself, 以内 includes it (民法典 §1259).
Pauses are breaks: limits in minutes, hours, days, months and years move by the paused time; a working day counts unless all
its office hours are paused.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from rules.account import Due
from rules.calendar import ONE_DAY, Calendar
from rules.counting import COUNTED, Count, day_before_the_first
from rules.limit import TimeLimit, Unit
from rules.moments import local, show_moment
from rules.pauses import Pause, check_pauses, is_counted, paused
from rules.terms import last_day


def due(
    limit: TimeLimit, start: datetime, calendar: Calendar, *, pauses: Iterable[Pause] = (), shift_end: datetime | None = None,
) -> Due:  # fmt: skip
    """When a limit that began at `start` falls due.

    `shift_end` is when the shift on duty at the start ends; limits within a shift (R001-09, R001-10) end no later. Raises
    ValueError for pauses that cannot be and for a calendar without working time.
    """
    start = local(start)
    held = check_pauses(pauses, start)
    if shift_end is not None and shift_end < start:
        raise ValueError(f"班次已于 {show_moment(shift_end)} 结束，早于起算时间 {show_moment(start)}")
    return COUNTED[limit.unit](Count(limit, start, calendar, held, local(shift_end) if shift_end else None))


def used(limit: TimeLimit, start: datetime, moment: datetime, calendar: Calendar, *, pauses: Iterable[Pause] = ()) -> timedelta | int:
    """How much of a limit is used at a moment: working days begun for limits in them, else time, the pauses left out of both."""
    start, moment = local(start), local(moment)
    held = check_pauses(pauses, start)
    if limit.unit in (Unit.WORKDAY, Unit.MONTH_WORKDAY):
        after, last = day_before_the_first(limit, start, calendar), last_day(moment)
        return sum(1 for count in range(1, (last - after).days + 1) if is_counted(calendar.on(after + ONE_DAY * count), held))
    return max(moment - start, timedelta()) - paused(held, start, moment)


def latest_start(limit: TimeLimit, end: date, calendar: Calendar) -> date:
    """The last day on which work in working days may begin, so that it is done by the end of `end`: the clock run backward."""
    left = limit.amount
    for day in calendar.days_back_from(end):
        if left == 0:
            return day.day
        left -= day.kind.is_worked
    raise AssertionError("a calendar has no first day")
