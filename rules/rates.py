"""The rates a utility is measured by: how much of what should have been done was done (STANDARDS.md §7, the practice of the trade).

A rate is a pair of counts and never a bare percentage, so that both can be opened. Nothing to count is “—”, never 0% or 100%.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

NONE = "—"
#: Codes of the option list `satisfaction`.
SATISFIED = ("very", "good")
FAIR = "fair"


@dataclass(frozen=True, kw_only=True)
class Rate:
    """`reached` of `counted`: the numerator is a part of the denominator."""

    reached: int
    counted: int

    def __post_init__(self) -> None:
        if not 0 <= self.reached <= self.counted:
            raise ValueError(f"{self.reached} of {self.counted} is no rate")

    @property
    def share(self) -> float | None:
        """Between 0 and 1; None where there was nothing to count."""
        return self.reached / self.counted if self.counted else None

    @property
    def permille(self) -> int | None:
        """Thousandths as they are shown: only all is 1000, and only none is 0."""
        if not self.counted:
            return None
        if self.reached in (0, self.counted):
            return 1000 if self.reached else 0
        return min(999, max(1, round(self.reached * 1000 / self.counted)))

    def __str__(self) -> str:
        return NONE if self.permille is None else f"{self.permille / 10:.1f}%"

    def __add__(self, other: Rate) -> Rate:
        return Rate(reached=self.reached + other.reached, counted=self.counted + other.counted)


NOTHING = Rate(reached=0, counted=0)


def rate(answers: Iterable[bool]) -> Rate:
    """One answer for each case that counts: whether it reached what is asked."""
    given = list(answers)
    return Rate(reached=sum(given), counted=len(given))


class Kept(StrEnum):
    """How a promise stands at a moment."""

    IN_TIME = "in_time"
    LATE = "late"
    OVERDUE = "overdue"
    RUNNING = "running"

    @property
    def counts(self) -> bool:
        """A promise whose time has not run out says nothing yet; one that is overdue and open does."""
        return self is not Kept.RUNNING


def kept(due: datetime, met: datetime | None, now: datetime) -> Kept:
    """At its due moment a promise is still kept; it is broken after it (rules/clock.py)."""
    if met is not None:
        return Kept.IN_TIME if met <= due else Kept.LATE
    return Kept.OVERDUE if now > due else Kept.RUNNING


def timeliness(promises: Iterable[tuple[datetime, datetime | None]], now: datetime) -> Rate:
    """及时率 of pairs (due, met): 时限内办结件数 ÷ 应办结件数, with what is overdue and open, without what is not yet due."""
    stands = (kept(due, met, now) for due, met in promises)
    return rate(one is Kept.IN_TIME for one in stands if one.counts)


def is_satisfied(answer: str, *, count_fair: bool) -> bool:
    """很满意 and 满意; 基本满意 where the policy counts it."""
    return answer in SATISFIED or (count_fair and answer == FAIR)


def satisfaction(answers: Iterable[str | None], *, count_fair: bool) -> Rate:
    """满意率 ÷ 有效评价数: a call that nobody answered gave no opinion and is not in the denominator."""
    return rate(is_satisfied(answer, count_fair=count_fair) for answer in answers if answer)


def change(now: Rate, before: Rate) -> str:
    """同比, 环比 of a rate in percentage points; nothing to compare is “—”."""
    if now.permille is None or before.permille is None:
        return NONE
    return f"{(now.permille - before.permille) / 10:+.1f} 个百分点"


def growth(now: int, before: int) -> str:
    """同比, 环比 of a number; from nothing there is no growth in per cent."""
    if not before:
        return NONE if now else "持平"
    if now == before:
        return "持平"
    return f"{(now - before) * 100 / before:+.1f}%"
