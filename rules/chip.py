"""What a clock says in a word: how long is left, or how far it has run over. UI.md §3, the clock chip."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from rules.account import span
from rules.calendar import ONE_DAY, Calendar
from rules.moments import local, show_day, start_of
from rules.terms import last_day, show_due

UNDER_A_MINUTE = "不到 1 分钟"
SOON = timedelta(hours=4)
#: Beyond this no one counts days, and the date says more.
FAR = 60
A_YEAR = 366


class ChipKind(StrEnum):
    """The seven looks of a chip."""

    FAR = "far"
    SOON = "soon"
    OVER = "over"
    STOP = "stop"
    GUESS = "guess"
    DONE = "done"
    LATE = "late"


@dataclass(frozen=True, kw_only=True)
class Chip:
    """Kind and words."""

    kind: ChipKind
    words: str


def chip(due: datetime, now: datetime, calendar: Calendar, *, paused: bool = False, provisional: bool = False) -> Chip:
    """The chip of a clock that still runs."""
    due, now = local(due), local(now)
    if paused:
        return Chip(kind=ChipKind.STOP, words="暂停中")
    if now > due:
        return Chip(kind=ChipKind.OVER, words=_said("已超", over(due, now, calendar)))
    last, today = last_day(due), now.date()
    if provisional:
        return Chip(kind=ChipKind.GUESS, words=f"暂估 {show_day(last)}")
    if due - now <= SOON:
        return Chip(kind=ChipKind.SOON, words=_said("剩余", _short(due - now)))
    if last == today:
        return Chip(kind=ChipKind.SOON, words=f"今日 {show_due(due)[-5:]} 到期")
    if (last - today).days > FAR:
        return Chip(kind=ChipKind.FAR, words=f"{show_day(last)} 到期")
    if (last - today).days == 1 and due != start_of(due.date()):
        return Chip(kind=ChipKind.FAR, words=f"明日 {due:%H:%M} 到期")
    left = calendar.workdays(today, last)
    return Chip(kind=ChipKind.FAR, words=f"剩余 {left} 个工作日" if left else f"{show_due(due)[5:]} 到期")


def closed_chip(due: datetime, met: datetime | None) -> Chip:
    """The chip of a promise that was kept, in time or late, or that fell away with its case (met by nothing)."""
    if met is None:
        return Chip(kind=ChipKind.STOP, words="不再计时")
    if met <= due:
        return Chip(kind=ChipKind.DONE, words="按时办结")
    return Chip(kind=ChipKind.LATE, words=_said("超时", _short(met - due)) + "办结")


def over(due: datetime, now: datetime, calendar: Calendar) -> str:
    """How far past: in working days once one has gone by, else in hours and minutes."""
    first, last = last_day(due), local(now).date()
    if (last - first).days > A_YEAR:
        return "一年以上"
    days = calendar.workdays(first, last)
    return f"{days} 个工作日" if days and now - due >= ONE_DAY else _short(now - due)


def _said(verb: str, length: str) -> str:
    return f"{verb}{'' if length == UNDER_A_MINUTE else ' '}{length}"


def _short(length: timedelta) -> str:
    minutes = int(length.total_seconds() // 60)
    if minutes < 1:
        return UNDER_A_MINUTE
    if minutes < 60:
        return f"{minutes} 分钟"
    return f"{minutes // 60} 小时" if minutes < 48 * 60 else span(length)
