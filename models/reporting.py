"""What reports on a period have in common: as of when they count, figures with what they are compared with, counts by any column."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Mapped, Session

from models.declare import House, Line, Register, quantity, text
from models.rates import Measure, measure
from rules.moments import show_moment
from rules.periods import Period
from rules.rates import NONE, change, growth

#: The periods that a figure is shown for: its own, the one before (环比) and that of a year ago (同比).
Periods = Mapping[str, Period]


class Indicator(Line):
    """One figure of a report with what it is compared with. A rate shows both its counts."""

    __abstract__ = True

    name: Mapped[str] = text("指标", length=40)
    parts: Mapped[str | None] = text("分子/分母", length=20)
    value: Mapped[str] = text("本期", length=20)
    before: Mapped[str] = text("上期", length=20)
    against_before: Mapped[str] = text("环比", length=30)
    year_ago: Mapped[str] = text("上年同期", length=20)
    against_year_ago: Mapped[str] = text("同比", length=30)


class Slice(Line):
    """The complaints under one heading."""

    __abstract__ = True

    label: Mapped[str] = text("项目", length=60)
    total: Mapped[int] = quantity("受理")
    closed: Mapped[int] = quantity("办结")
    overdue: Mapped[int] = quantity("逾期")


def as_of(record: Any, house: House) -> str:
    """数据截至: the moment the figures were worked out."""
    return show_moment(house.now)


def indicator(row: type[Any], house: House, one: Measure, periods: Periods) -> Any:
    """A rate of three periods, in one query."""
    pairs = {name: (one.numerator(house, span), one.denominator(house, span)) for name, span in periods.items()}
    found = measure(house.session, one, pairs)
    now, before, year_ago = found["now"], found["before"], found["year_ago"]
    return row(
        name=one.label, parts=f"{now.reached}/{now.counted}" if now.counted else NONE, value=str(now), before=str(before),
        against_before=change(now, before), year_ago=str(year_ago), against_year_ago=change(now, year_ago))  # fmt: skip


def number(row: type[Any], name: str, counts: Mapping[str, int]) -> Any:
    """A plain number of three periods."""
    now, before, year_ago = counts["now"], counts["before"], counts["year_ago"]
    return row(
        name=name, value=str(now), before=str(before), against_before=growth(now, before), year_ago=str(year_ago),
        against_year_ago=growth(now, year_ago))  # fmt: skip


def count(session: Session, register: type[Register], conditions: Mapping[str, ColumnElement[bool]]) -> dict[str, int]:
    """Several counts of one register in one query."""
    found = session.execute(select(*(func.count().filter(one) for one in conditions.values())).select_from(register)).one()
    return dict(zip(conditions, found, strict=True))


def grouped(
    session: Session, register: type[Register], column: Any, conditions: Mapping[str, ColumnElement[bool]], where: ColumnElement[bool],
) -> list[tuple[Any, dict[str, int]]]:  # fmt: skip
    """Value of the column → counts, the largest first count in front; one query."""
    counts = [func.count().filter(one) for one in conditions.values()]
    found = session.execute(select(column, *counts).select_from(register).where(where).group_by(column))
    rows = [(row[0], dict(zip(conditions, row[1:], strict=True))) for row in found]
    first = next(iter(conditions))
    return sorted(rows, key=lambda pair: (-pair[1][first], str(pair[0] or "")))


def broke_a_promise(register: type[Register], house: House) -> ColumnElement[bool]:
    """Any of its clocks was met late, or has run out (no pause holding it) and is not met."""
    found, paused = [], register.paused_since
    for field in register.deadlines():
        due, met = getattr(register, field.name), getattr(register, field.met or "")
        found.append(and_(due.is_not(None), or_(met > due, and_(met.is_(None), due < house.now, or_(paused.is_(None), paused > due)))))
    return or_(*found)


def labelled(rows: Sequence[tuple[Any, dict[str, int]]], name: Callable[[Any], str], row: type[Any]) -> list[Any]:
    """Slices of named values; values of one name, such as those left empty, are one slice."""
    merged: dict[str, dict[str, int]] = {}
    for value, counts in rows:
        held = merged.setdefault(name(value), dict.fromkeys(counts, 0))
        for key, more in counts.items():
            held[key] += more
    return [row(label=label, **counts) for label, counts in merged.items()]
