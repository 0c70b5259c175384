"""The spans that reports are on: a month `2026-11`, a week `2026-W47` (Monday to Sunday), with the span before and that of a year ago."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from rules.moments import end_of, plain, start_of

WEEK = re.compile(r"([0-9]{4})\s*[-年]?\s*(?:W|第)?\s*([0-9]{1,2})\s*周?")


@dataclass(frozen=True, kw_only=True)
class Period:
    """Whole days, both included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("期间的截止日不能早于起始日")

    @property
    def start(self) -> datetime:
        return start_of(self.first)

    @property
    def end(self) -> datetime:
        """0:00 of the day after, which no longer belongs to it."""
        return end_of(self.last)

    def __str__(self) -> str:
        return f"{self.first} 至 {self.last}"


def month(text: str) -> Period:
    """The days of `2026-11`."""
    year, number = (int(part) for part in text.split("-"))
    after = date(year + number // 12, number % 12 + 1, 1)
    return Period(first=date(year, number, 1), last=after - timedelta(days=1))


def month_name(day: date) -> str:
    return f"{day.year}-{day.month:02}"


def months_back(text: str, count: int) -> str:
    """The month so many before: 1 is the last one, 12 that of a year ago."""
    year, number = (int(part) for part in text.split("-"))
    index = year * 12 + number - 1 - count
    return f"{index // 12}-{index % 12 + 1:02}"


def parse_year_week(text: str) -> str:
    """`2026-W47` from 2026-W47, 2026-47 or 2026年第47周. Raises ValueError with a Chinese sentence."""
    found = WEEK.fullmatch(plain(text).upper())
    if not found:
        raise ValueError("周次看不懂，请按 2026-W47 的样子填写")
    try:
        first = date.fromisocalendar(int(found[1]), int(found[2]), 1)
    except ValueError:
        raise ValueError(f"{found[1]} 年没有第 {int(found[2])} 周") from None
    if not 1900 <= first.year <= 2999:
        raise ValueError("年份应在 1900 至 2999 之间")
    return f"{found[1]}-W{int(found[2]):02}"


def week(text: str) -> Period:
    """The days of `2026-W47`."""
    year, number = (int(part) for part in text.split("-W"))
    first = date.fromisocalendar(year, number, 1)
    return Period(first=first, last=first + timedelta(days=6))


def week_name(day: date) -> str:
    """The week that a day belongs to; it is of the year that has its Thursday (GB/T 7408)."""
    year, number, _ = day.isocalendar()
    return f"{year}-W{number:02}"
