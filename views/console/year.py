"""A year of the working calendar as it is drawn: twelve months in weeks, and the rests that hold a festival."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from rules.calendar import Calendar, Day, DayKind

#: The sign in the corner of a day: told by word, not by colour alone. A working day bears none.
SIGNS = {DayKind.WORK: "", DayKind.REST: "息", DayKind.HOLIDAY: "假", DayKind.MAKE_UP: "班", DayKind.HALF: "半"}
OWN = "自"
WEEKS = calendar.Calendar(firstweekday=calendar.MONDAY)


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One day in its month; `words` is the whole of it, spoken."""

    day: Day
    own: bool
    is_today: bool

    @property
    def sign(self) -> str:
        return SIGNS[self.day.kind]

    @property
    def words(self) -> str:
        more = "，".join(
            word for word, is_so in (("本单位自定", self.own), ("暂估", self.day.provisional), ("今天", self.is_today)) if is_so
        )
        return f"{self.day.day.month} 月 {self.day.day.day} 日，{self.day.words}" + (f"，{more}" if more else "")


@dataclass(frozen=True, kw_only=True)
class Rest:
    """Days off on end that hold a festival."""

    name: str
    first: date
    last: date

    @property
    def count(self) -> int:
        return (self.last - self.first).days + 1


def months(found: Calendar, year: int, own: frozenset[date], today: date) -> Iterator[tuple[int, list[list[Cell | None]]]]:
    """Each month with its weeks; a place that belongs to another month is empty."""
    for month in range(1, 13):
        yield (
            month,
            [
                [Cell(day=found.on(day), own=day in own, is_today=day == today) if day.month == month else None for day in week]
                for week in WEEKS.monthdatescalendar(year, month)
            ],
        )


def every_day(found: Calendar, year: int) -> list[Day]:
    first = date(year, 1, 1)
    return [found.on(first + timedelta(days=count)) for count in range(366 if calendar.isleap(year) else 365)]


def rests(days: list[Day]) -> list[Rest]:
    """The festivals of a list of days, each with the weekend and the days moved next to it."""
    runs = [list(run) for is_worked, run in groupby(days, key=lambda day: day.kind.is_worked) if not is_worked]
    return [
        Rest(name=_festival(run), first=run[0].day, last=run[-1].day) for run in runs if any(day.kind is DayKind.HOLIDAY for day in run)
    ]  # fmt: skip


def _festival(run: list[Day]) -> str:
    names = dict.fromkeys(day.name for day in run if day.name and day.name not in ("调休放假", "农历除夕"))
    return "、".join(names) or "放假"
