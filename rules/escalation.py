"""When a clock warns and when it climbs (逐级上报, 002 四(二)): pure functions of limit, due moment and calendar.

A limit in hours or minutes warns when no more than the policy's share of its time is left. A limit in days is counted as the office
works: when no more than that share of its working days is left, and at the latest on its last working day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from rules.calendar import ONE_DAY, Calendar
from rules.clock import due as due_of
from rules.limit import TimeLimit, Unit
from rules.moments import local
from rules.pauses import Pause
from rules.terms import last_day

#: Counted in running time, by night and on holidays too: what is promised so does not wait for the morning.
RUNNING = frozenset({Unit.IMMEDIATE, Unit.MINUTE, Unit.HOUR, Unit.SHIFT_HOUR, Unit.BEFORE, Unit.AFTER})
#: The last representable moment of a day belongs to it; its 24:00 is written as the next day's 0:00.
INSTANT = timedelta(microseconds=1)


def runs_by_night(limit: TimeLimit) -> bool:
    return limit.unit in RUNNING


def is_near(
    limit: TimeLimit, since: datetime, due: datetime, now: datetime, calendar: Calendar, *, share: float, pauses: Iterable[Pause] = (),
) -> bool:  # fmt: skip
    """Whether so little of a clock that still runs is left that its person is warned."""
    if now > due:
        return False
    if runs_by_night(limit):
        whole = abs(due - since) - sum((pause.end - pause.start for pause in pauses), timedelta())
        return due - now <= whole * share
    left = calendar.workdays(local(now).date() - ONE_DAY, last_day(due))
    return left <= max(1, calendar.workdays(local(since).date(), last_day(due)) * share)


def climbs(due: datetime, levels: int, interval: TimeLimit, calendar: Calendar) -> list[datetime]:
    """After which moment each level of a ladder is told: the first at breach, every further one an interval later."""
    start = local(due) - INSTANT
    later = [due_of(replace(interval, amount=interval.amount * step), start, calendar).at for step in range(1, levels)]
    return [due, *later][:levels]
