"""The working calendar: which days are worked, in which hours, and whether that is announced or only computed.

Statutory holidays and make-up workdays (调休) come from the State Council's yearly notice, by way of the `holidays` library; a year
that has not been announced is computed from the lunar calendar and said to be provisional (暂估). The company's own exceptions
go over both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import Enum
from functools import lru_cache
from itertools import accumulate

from holidays import country_holidays

from rules.moments import SHANGHAI, WEEKDAYS, local, start_of

ONE_DAY = timedelta(days=1)
SATURDAY = 5
#: A calendar in which nobody works for so long is a mistake, not a rest.
LONGEST_REST = 366
#: So many days a calendar keeps worked out: a list of fifty late records asks for those of the last years fifty times.
KEPT = 4_000


class DayKind(Enum):
    """What a day is. The label is what the calendar page and the account of a time limit say."""

    label: str

    def __new__(cls, code: str, label: str) -> DayKind:
        member = object.__new__(cls)
        member._value_ = code
        member.label = label
        return member

    WORK = "work", "工作日"
    REST = "rest", "休息日"
    HOLIDAY = "holiday", "放假"
    MAKE_UP = "make_up", "调休上班"
    HALF = "half", "半日"

    @property
    def is_worked(self) -> bool:
        return self in (DayKind.WORK, DayKind.MAKE_UP, DayKind.HALF)


@dataclass(frozen=True, kw_only=True)
class Segment:
    """Office hours without a break, within one day; `end` is not worked any more."""

    start: time
    end: time

    def on(self, day: date) -> tuple[datetime, datetime]:
        return datetime.combine(day, self.start, SHANGHAI), datetime.combine(day, self.end, SHANGHAI)

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"


Segments = tuple[Segment, ...]


def read_hours(text: str) -> Segments:
    """Segments from `08:30-12:00 14:00-17:30`, the lunch break being what lies between. Raises ValueError with a Chinese sentence."""
    found: list[Segment] = []
    for part in text.split():
        match = re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)", part)
        if match is None:
            raise ValueError(f"办公时间“{part}”看不懂，请按 08:30-12:00 14:00-17:30 的样子填写")
        hours = [int(figure) for figure in match.groups()]
        segment = Segment(start=time(hours[0], hours[1]), end=time(hours[2], hours[3]))
        if segment.end <= segment.start:
            raise ValueError(f"办公时间“{part}”的止时应晚于起时")
        if found and segment.start < found[-1].end:
            raise ValueError(f"办公时间“{part}”与前一段重叠或次序颠倒")
        found.append(segment)
    if not found:
        raise ValueError("办公时间不能为空")
    return tuple(found)


def show_hours(segments: Segments) -> str:
    return " ".join(str(segment) for segment in segments)


@dataclass(frozen=True, kw_only=True)
class Day:
    """One day of the calendar. `segments` is empty on a day that is not worked."""

    day: date
    kind: DayKind
    segments: Segments = ()
    name: str = ""
    provisional: bool = False

    @property
    def words(self) -> str:
        """As an account says it: 星期六，调休上班."""
        return f"星期{WEEKDAYS[self.day.weekday()]}，{self.kind.label}" + (f"（{self.name}）" if self.name else "")


class NoWorkingTime(ValueError):  # noqa: N818 - it reads as the sentence it is
    """A calendar in which no work is ever done, so that no limit in working days could end."""


def _place(day: date) -> int:
    """Where a day stands in its year, from 0."""
    return day.toordinal() - date(day.year, 1, 1).toordinal()


class Calendar:
    """The days of a company: its hours, the days that differ from the week, and the years that have been announced."""

    def __init__(self, hours: Segments, differing: Mapping[date, Day], announced: frozenset[int]) -> None:
        self.hours, self.announced = hours, announced
        self._differing = dict(differing)
        self._kept = lru_cache(maxsize=KEPT)(self._worked_out)
        self._counted = lru_cache(maxsize=KEPT)(self._worked_until)

    def on(self, day: date) -> Day:
        """The day as it is worked."""
        return self._kept(day)

    def _worked_out(self, day: date) -> Day:
        found = self._differing.get(day)
        if found is None:
            kind = DayKind.WORK if day.weekday() < SATURDAY else DayKind.REST
            found = Day(day=day, kind=kind, provisional=day.year not in self.announced)
        return replace(found, segments=(found.segments or self.hours) if found.kind.is_worked else ())

    def is_worked(self, day: date) -> bool:
        return self.on(day).kind.is_worked

    def days_after(self, day: date) -> Iterator[Day]:
        """The days that follow, one by one; refuses a calendar that rests for a year on end."""
        return self._days(day + ONE_DAY, ONE_DAY)

    def days_back_from(self, day: date) -> Iterator[Day]:
        """That day and those before it, one by one; refuses a calendar that rests for a year on end."""
        return self._days(day, -ONE_DAY)

    def _days(self, day: date, pace: timedelta) -> Iterator[Day]:
        rested = 0
        while rested < LONGEST_REST:
            found = self.on(day)
            rested = 0 if found.kind.is_worked else rested + 1
            yield found
            day += pace
        first, last = sorted((day - pace, day - pace * LONGEST_REST))
        raise NoWorkingTime(f"日历在 {first} 至 {last} 一年内没有工作日，请检查日历设置")

    def check(self, year: int) -> None:
        """Raises NoWorkingTime for a year, or a year's length around it, in which nobody works."""
        day, rested = date(year - 1, 1, 1), 0
        while day <= date(year + 1, 12, 31):
            rested = 0 if self.on(day).kind.is_worked else rested + 1
            if rested >= LONGEST_REST - 1:
                raise NoWorkingTime(f"日历在 {day} 前一年内没有工作日，不能这样设置")
            day += ONE_DAY

    def workday_after(self, day: date) -> Day:
        """The next worked day, this one not counted."""
        return next(found for found in self.days_after(day) if found.kind.is_worked)

    def workdays(self, after: date, until: date) -> int:
        """How many days are worked after a day up to another, that one included."""
        if until <= after:
            return 0
        years = sum(self._counted(year)[-1] for year in range(after.year, until.year))
        return years + self._counted(until.year)[_place(until)] - self._counted(after.year)[_place(after)]

    def _worked_until(self, year: int) -> tuple[int, ...]:
        """For each day of a year how many were worked so far, that one included: lists ask it for row after row."""
        first = date(year, 1, 1)
        return tuple(accumulate(int(self.is_worked(first + ONE_DAY * shift)) for shift in range(_place(date(year, 12, 31)) + 1)))

    def is_office_time(self, moment: datetime) -> bool:
        """Whether somebody is at the desk then."""
        here = local(moment)
        return any(start <= here < end for start, end in (segment.on(here.date()) for segment in self.on(here.date()).segments))

    def office_time_from(self, moment: datetime) -> datetime:
        """The moment itself within office hours, else when the office opens next."""
        here = local(moment)
        for start, end in (segment.on(here.date()) for segment in self.on(here.date()).segments):
            if here < end:
                return max(here, start)
        following = self.workday_after(here.date())
        return following.segments[0].on(following.day)[0]

    def close_of(self, day: date) -> datetime:
        """When the office closes that day; 24:00 of a day that is not worked."""
        segments = self.on(day).segments
        return segments[-1].on(day)[1] if segments else start_of(day + ONE_DAY)


def statutory(years: Iterable[int]) -> tuple[dict[date, Day], frozenset[int]]:
    """The days that the State Council moved or gave, and which of the years have been announced.

    A year whose notice the library does not know yet has holidays by computation only: they are marked provisional.
    """
    wanted = set(years)
    china = country_holidays("CN", years=wanted, language="zh_CN")
    make_up = {day for day in china.weekend_workdays if day.year in wanted}
    announced = frozenset(day.year for day in make_up)
    found = {
        day: Day(day=day, kind=DayKind.HOLIDAY, name=_plain(name), provisional=day.year not in announced)
        for day, name in china.items() if day.year in wanted
    }  # fmt: skip
    for day in make_up:
        found[day] = Day(day=day, kind=DayKind.MAKE_UP)
    return found, announced


def _plain(name: str) -> str:
    """The name of the festival, without where the day was moved from."""
    return "调休放假" if "休息日" in name else re.split("[;（]", name, maxsplit=1)[0]
