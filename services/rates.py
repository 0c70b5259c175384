"""The rates of departments and months, each a fixed number of queries; and the cases behind a figure (models/rates.py says what counts)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from models.callback import Callback
from models.declare import Verb
from models.rates import CALLS_SATISFIED, MEASURES, Measure, measure
from rules.actor import Actor
from rules.periods import Period, month, month_name, months_back
from rules.rates import NOTHING, Rate
from rules.refusals import Forbidden, Missing
from rules.roles import Role
from services.house import HouseNow
from services.lookup import shown_links
from services.rights import demand, may

#: Posts that look at every department; everybody else sees his own.
SEES_ALL = (Role.CS_SUP, Role.CS_HEAD, Role.VP, Role.GM, Role.ADMIN_DEPT, Role.AUDITOR)
PARTS = {"numerator": "分子", "denominator": "分母"}
ANSWERS = ("very", "good", "fair", "bad")
PAGE = 50


def sees_all(actor: Actor) -> bool:
    return actor.holds(*SEES_ALL)


def readable(actor: Actor) -> list[Measure]:
    """The rates of registers that this person may read."""
    return [one for one in MEASURES.values() if may(actor, Verb.READ, one.register)]


def find(name: str) -> Measure:
    """Raises Missing."""
    if (found := MEASURES.get(name)) is None:
        raise Missing("没有这项指标。")
    return found


def by_unit(session: Session, one: Measure, period: Period, now: datetime) -> dict[int | None, Rate]:
    """The rate of every department that has cases, in one query."""
    house = HouseNow(session, now)
    counts = (func.count().filter(one.numerator(house, period)), func.count().filter(one.denominator(house, period)))
    found = session.execute(select(one.unit_id, *counts).select_from(one.register).where(one.within(period)).group_by(one.unit_id))
    return {unit: Rate(reached=reached, counted=counted) for unit, reached, counted in found}


def by_month(session: Session, one: Measure, months: Sequence[str], now: datetime, unit: int | None = None) -> dict[str, Rate]:
    """The rate of several months, in one query; of one department where it is given."""
    house = HouseNow(session, now)
    pairs = {name: (one.numerator(house, month(name)), one.denominator(house, month(name))) for name in months}
    return measure(session, one, pairs, *_of_unit(one, unit))


def last_months(now: datetime, count: int) -> list[str]:
    """The last months, the present one at the end."""
    return [months_back(month_name(now), back) for back in reversed(range(count))]


def total(rates: Iterable[Rate]) -> Rate:
    return sum(rates, NOTHING)


def _of_unit(one: Measure, unit: int | None) -> tuple[ColumnElement[bool], ...]:
    return () if unit is None else (one.unit_id == unit,)


@dataclass(frozen=True, kw_only=True)
class Cases:
    """One page of the cases behind a figure, how many there are, and the whole rate."""

    rows: Sequence[Any]
    total: int
    rate: Rate


def cases(
    session: Session, one: Measure, period: Period, *, part: str, unit: int | None, actor: Actor, now: datetime, page: int = 1,
) -> Cases:  # fmt: skip
    """What a figure counts: the same condition as the figure itself. Raises Forbidden or Missing."""
    demand(actor, Verb.READ, one.register)
    if not sees_all(actor) and (unit is None or unit != actor.department_id):
        raise Forbidden("您只能查看本部门的指标明细。")
    if part not in PARTS:
        raise Missing("没有这份明细。")
    house = HouseNow(session, now)
    conditions = {"numerator": one.numerator(house, period), "denominator": one.denominator(house, period)}
    model: Any = one.register
    found = select(model).where(and_(conditions[part], *_of_unit(one, unit))).order_by(one.dated, model.id)
    rows = session.scalars(found.options(*shown_links(one.register)).limit(PAGE).offset((page - 1) * PAGE))
    rate = one.rate(house, period, *_of_unit(one, unit))
    return Cases(rows=list(rows), total=rate.reached if part == "numerator" else rate.counted, rate=rate)


def answers(session: Session, period: Period, now: datetime, unit: int | None = None) -> Mapping[str, Mapping[str, int]]:
    """How customers answered, by kind of callback: what 回访满意率 counts, in one query."""
    house = HouseNow(session, now)
    counts = [func.count().filter(Callback.satisfaction == answer) for answer in ANSWERS]
    found = session.execute(
        select(Callback.callback_kind, *counts)
        .where(CALLS_SATISFIED.denominator(house, period), *_of_unit(CALLS_SATISFIED, unit)).group_by(Callback.callback_kind))  # fmt: skip
    return {row[0]: dict(zip(ANSWERS, row[1:], strict=True)) for row in found}
