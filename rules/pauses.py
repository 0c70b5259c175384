"""暂停: breaks of a clock, usually because the customer is waited for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from rules.calendar import Day
from rules.moments import show_moment


@dataclass(frozen=True, kw_only=True)
class Pause:
    """The clock stands still from `start` until `end`: usually because the customer is waited for."""

    start: datetime
    end: datetime
    reason: str = ""


def check_pauses(pauses: Iterable[Pause], start: datetime) -> tuple[Pause, ...]:
    """The pauses in order. Raises ValueError with a Chinese sentence for one that cannot be."""
    found = tuple(sorted(pauses, key=lambda pause: (pause.start, pause.end)))
    for pause in found:
        if pause.end < pause.start:
            raise ValueError(f"暂停 {show_moment(pause.start)} 的恢复时间 {show_moment(pause.end)} 早于暂停时间")
        if pause.start < start:
            raise ValueError(f"暂停 {show_moment(pause.start)} 早于起算时间 {show_moment(start)}")
    for earlier, later in pairwise(found):
        if later.start < earlier.end:
            raise ValueError(f"暂停 {show_moment(later.start)} 与前一次暂停（至 {show_moment(earlier.end)}）重叠")
    return found


def is_counted(day: Day, pauses: tuple[Pause, ...]) -> bool:
    """A working day counts unless every minute of its office hours is paused."""
    if not day.kind.is_worked:
        return False
    return any(paused(pauses, start, end) < end - start for start, end in (segment.on(day.day) for segment in day.segments))


def paused(pauses: tuple[Pause, ...], start: datetime, end: datetime) -> timedelta:
    """How much of a span is paused; pauses never overlap."""
    return sum((max(min(pause.end, end) - max(pause.start, start), timedelta()) for pause in pauses), timedelta())


def paused_words(pause: Pause) -> str:
    return f"暂停：{pause.reason}" if pause.reason else "暂停"
