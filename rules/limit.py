"""A time limit as a policy states it: how much of what, under which circumstances, and by which clause."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import time
from enum import Enum
from itertools import combinations


class Unit(Enum):
    """What a limit is counted in. `label` is how a policy writes it, `{n}` standing for the amount."""

    label: str

    def __new__(cls, code: str, label: str) -> Unit:
        member = object.__new__(cls)
        member._value_ = code
        member.label = label
        return member

    IMMEDIATE = "immediate", "即时"
    MINUTE = "minute", "{n} 分钟"
    HOUR = "hour", "{n} 小时（自然小时）"
    DAY = "day", "{n} 日（自然日）"
    WORKDAY = "workday", "{n} 个工作日"
    NEXT_DAY = "next_day", "次日"
    SHIFT_HOUR = "shift_hour", "本班次 {n} 小时内"
    WEEK = "week", "本周内"
    MONTH = "month", "{n} 个月"
    YEAR = "year", "{n} 年"
    MONTH_WORKDAY = "month_workday", "次月前 {n} 个工作日"
    MONTH_END = "month_end", "当月最后一日"
    MONTH_LAST_WORKDAY = "month_last_workday", "当月最后一个工作日"
    HALF_YEAR = "half_year", "本半年内"
    EVERY_WORKDAY = "every_workday", "当个工作日"
    DAILY = "daily", "每日 {at}"
    LAST_SHIFT = "last_shift", "当月最后一班"
    BEFORE = "before", "约定时间前 {n} 分钟"
    AFTER = "after", "约定时间后 {n} 分钟"


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where a value comes from: source document (`001`), clause, and its words to the letter; `note` is what we read into them."""

    document: str
    clause: str
    quotation: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Between:
    """A range of numbers: `from` included, `below` excluded (001 六.6(4): 600 belongs to the upper range)."""

    start: float | None = None
    below: float | None = None

    def holds(self, value: float) -> bool:
        return (self.start is None or value >= self.start) and (self.below is None or value < self.below)

    def code(self) -> str:
        """As a policy table holds it: 600..800, 800.. or ..600."""
        low, high = (f"{bound:.15g}" if bound is not None else "" for bound in (self.start, self.below))
        return f"{low}..{high}"

    def __str__(self) -> str:
        low = f"≥{self.start:.15g}" if self.start is not None else ""
        high = f"<{self.below:.15g}" if self.below is not None else ""
        return "且".join(part for part in (low, high) if part)


#: More than this is a slip of the pen.
MOST = 9_999
#: Nothing that a policy measures (millimetres, households, yuan) is negative or greater than this.
GREATEST = 1e12

Condition = Between | tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class TimeLimit:
    """One limit of one policy. `when` narrows it: fact name → range of numbers, or the codes it is for."""

    key: str
    rule: str
    amount: int
    unit: Unit
    source: Source
    policy: str = ""
    label: str = ""
    when: Mapping[str, Condition] = field(default_factory=dict)
    cutoff: time | None = None
    at: time | None = None
    to_close: bool = False
    borrowed_from: str = ""
    id: int | None = None

    @property
    def words(self) -> str:
        """The limit as people say it."""
        said = self.unit.label.format(n=self.amount, at=f"{self.at:%H:%M}" if self.at else "")
        return said + (f"（每日 {self.cutoff:%H:%M} 截点）" if self.cutoff else "")

    def holds(self, facts: Mapping[str, object]) -> bool:
        """Whether every circumstance it asks for is given and fits."""
        return all(name in facts and _fits(condition, facts[name]) for name, condition in self.when.items())

    def holds_so_far(self, facts: Mapping[str, object]) -> bool:
        """Whether nothing given speaks against it."""
        return all(_fits(condition, facts[name]) for name, condition in self.when.items() if name in facts)


#: Units that count nothing, so that their amount is not asked for.
UNCOUNTED = frozenset({
    Unit.IMMEDIATE, Unit.NEXT_DAY, Unit.WEEK, Unit.MONTH_END, Unit.MONTH_LAST_WORKDAY, Unit.HALF_YEAR, Unit.EVERY_WORKDAY,
    Unit.DAILY, Unit.LAST_SHIFT, Unit.BEFORE, Unit.AFTER,
})  # fmt: skip
#: Units that end with a day, and so may end at its close of business instead.
IN_DAYS = frozenset({
    Unit.DAY, Unit.WORKDAY, Unit.NEXT_DAY, Unit.WEEK, Unit.MONTH, Unit.YEAR, Unit.MONTH_WORKDAY, Unit.MONTH_END, Unit.MONTH_LAST_WORKDAY,
    Unit.HALF_YEAR, Unit.EVERY_WORKDAY,
})  # fmt: skip


def check_limit(limit: TimeLimit) -> None:
    """Raises ValueError with a Chinese sentence for a limit that no clock could run on."""
    if limit.unit not in UNCOUNTED and limit.amount < 1:
        raise ValueError(f"“{limit.label or limit.key}”的数量应不小于 1")
    if limit.amount < 0 or limit.amount > MOST:
        raise ValueError(f"“{limit.label or limit.key}”的数量应在 0 至 {MOST} 之间")
    if limit.unit is Unit.DAILY and limit.at is None:
        raise ValueError(f"“{limit.label or limit.key}”按每日时刻计，须写明时刻")
    if limit.cutoff is not None and limit.unit is not Unit.WORKDAY:
        raise ValueError(f"“{limit.label or limit.key}”有每日截点，单位应为工作日")
    if limit.to_close and limit.unit not in IN_DAYS:
        raise ValueError(f"“{limit.label or limit.key}”到下班为止，单位应以日计")


def show_when(when: Mapping[str, Condition]) -> str:
    """The circumstances as a policy table holds them: `dn=600..800 category=pressure|no_water`."""
    return " ".join(f"{fact}={given.code() if isinstance(given, Between) else '|'.join(given)}" for fact, given in when.items())


def read_when(text: str) -> dict[str, Condition]:
    """The reverse of `show_when`. Raises ValueError with a Chinese sentence."""
    found: dict[str, Condition] = {}
    for part in text.split():
        fact, sign, given = part.partition("=")
        if not (fact and sign and given) or fact in found:
            raise ValueError(f"适用条件“{part}”看不懂，请按 dn=600..800 zone=city 的样子填写")
        if ".." in given:
            low, _, high = given.partition("..")
            try:
                found[fact] = Between(start=float(low) if low else None, below=float(high) if high else None)
            except ValueError:
                raise ValueError(f"适用条件“{part}”的范围应为数字") from None
        else:
            found[fact] = tuple(given.split("|"))
        check_condition(found[fact])
    return found


def check_condition(condition: Condition) -> None:
    """Raises ValueError with a Chinese sentence for a range that holds nothing, and for a code that a table could not hold."""
    if isinstance(condition, tuple):
        if wrong := [code for code in condition if not re.fullmatch(r"[^\s|=.]+", code)]:
            raise ValueError(f"适用条件的代码“{wrong[0]}”不能为空，也不能含有空格、点号、| 和 =")
    elif not (condition.start or 0) < (GREATEST if condition.below is None else condition.below) <= GREATEST:
        raise ValueError("适用条件的范围里没有数：from 应小于 below，都不超过一万亿")


def overlapping(limits: Iterable[TimeLimit]) -> tuple[TimeLimit, TimeLimit] | None:
    """Two variants of one key between which circumstances could not decide: equally narrow, and both may hold at once."""
    for one, other in combinations(limits, 2):
        if one.key == other.key and len(one.when) == len(other.when):
            if not any(_apart(one.when[fact], other.when[fact]) for fact in one.when.keys() & other.when.keys()):
                return one, other
    return None


def _apart(one: Condition, other: Condition) -> bool:
    """Whether no value fits both."""
    if isinstance(one, tuple):
        return not any(_fits(other, code) for code in one)
    if isinstance(other, tuple):
        return _apart(other, one)
    ends = [(given.start or 0, GREATEST if given.below is None else given.below) for given in (one, other)]
    return ends[0][1] <= ends[1][0] or ends[1][1] <= ends[0][0]


def _fits(condition: Condition, value: object) -> bool:
    if isinstance(condition, tuple):
        return str(value) in condition
    try:
        measure = float(str(value))
    except ValueError:
        return False
    return 0 <= measure <= GREATEST and condition.holds(measure)
