"""Days at which terms end: corresponding days of months, last days, and the day that a due moment belongs to."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from rules.calendar import ONE_DAY
from rules.moments import local, show_day, show_moment, start_of


def add_months(day: date, months: int) -> date:
    """The corresponding day some months on, or the last of a month that has none (民法典 §202)."""
    total = day.year * 12 + day.month - 1 + months
    first = date(total // 12, total % 12 + 1, 1)
    return first.replace(day=min(day.day, last_of_month(first).day))


def last_of_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - ONE_DAY


def last_day(due: datetime) -> date:
    """The day that a due moment belongs to: 24:00 is the day before's."""
    return (local(due) - timedelta(microseconds=1)).date()


def show_due(at: datetime) -> str:
    """A due moment; 0:00 is said as 24:00 of the day before, which is how a term in days ends."""
    if at == start_of(at.date()):
        return f"{show_day(at.date() - ONE_DAY)} 24:00"
    return show_moment(at)
