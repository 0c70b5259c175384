"""What the tests of clock and calendar stand on: the office of 2026, and short ways to say a moment, a pause and a limit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

from rules.account import Due
from rules.calendar import Calendar, Day, read_hours, statutory
from rules.clock import due
from rules.limit import Source, TimeLimit, Unit
from rules.moments import SHANGHAI, end_of
from rules.pauses import Pause

HOURS = read_hours("08:30-12:00 14:00-17:30")
NOWHERE = Source(document="001", clause="三.1", quotation="照录")


@cache
def office() -> Calendar:
    """The statutory days of 2024 to 2026, and 2027 and 2028 by computation."""
    return Calendar(HOURS, *statutory(range(2024, 2029)))


def office_with(*days: Day) -> Calendar:
    """The same office with days of its own."""
    found, announced = statutory(range(2024, 2029))
    return Calendar(HOURS, found | {day.day: day for day in days}, announced)


def at(text: str) -> datetime:
    """`2026-02-13 16:20`, with seconds if need be; `24:00` is the end of the day."""
    if text.endswith(" 24:00"):
        return end_of(date.fromisoformat(text[:10]))
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def paused(text: str) -> Pause:
    """`2026-02-13 16:20/2026-02-14 09:00`."""
    start, _, end = text.partition("/")
    return Pause(start=at(start), end=at(end))


def limit(amount: int, unit: Unit, **more: Any) -> TimeLimit:
    return TimeLimit(**{"key": "k", "rule": "R", "label": "某项", "amount": amount, "unit": unit, "source": NOWHERE} | more)


def ends(
    amount: int, unit: Unit, start: str, *pauses: str, calendar: Calendar | None = None, shift_end: str | None = None, **more: Any,
) -> Due:  # fmt: skip
    """When such a limit that began then falls due."""
    return due(
        limit(amount, unit, **more), at(start), calendar or office(), pauses=[paused(text) for text in pauses],
        shift_end=at(shift_end) if shift_end else None)  # fmt: skip


def table(cases: Mapping[str, str]) -> list[tuple[str, str]]:
    """Start → due, as `parametrize` takes it."""
    return list(cases.items())
