"""What the pages of figures show: departments with their desks and rates, and the charts of the 工作台."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup
from sqlalchemy import select

from forms.context import FormContext
from models import REGISTERS
from models.callback import Callback
from models.declare import Value, Verb
from models.organisation import Department
from models.rates import CALLS_SATISFIED, COMPLAINTS_IN_TIME, Measure
from rules.periods import month, month_name
from rules.plot import Plot, Point, Shape, Stack, Stacks
from rules.rates import NOTHING, Rate, is_satisfied
from services.dashboard import Desk, desks
from services.house import HouseNow
from services.policies import in_force
from services.rates import ANSWERS, answers, by_month, by_unit, last_months, sees_all
from services.rights import may
from views.svg import WIDTH, stacked, svg

#: So many months are drawn.
TREND = 6


@dataclass(frozen=True, kw_only=True)
class UnitRow:
    """One department; `rates` in the order of the measures."""

    id: int
    name: str
    desk: Desk
    rates: Sequence[Rate]


def units(desk: FormContext) -> dict[int, str]:
    """The departments that this person sees: all, or his own."""
    found = select(Department.id, Department.name).order_by(Department.position, Department.id)
    if not sees_all(desk.actor):
        found = found.where(Department.id == desk.actor.department_id)
    return dict(desk.session.execute(found).all())


def rows(desk: FormContext, measures: Sequence[Measure]) -> list[UnitRow]:
    """Every department that has or had anything, with this month's rates."""
    names, period = units(desk), month(month_name(desk.now))
    held = desks(desk.session, REGISTERS, desk.actor, desk.now)
    found = [by_unit(desk.session, one, period, desk.now) for one in measures]
    return [
        UnitRow(id=key, name=name, desk=held.get(key, Desk()), rates=[rates.get(key, NOTHING) for rates in found])
        for key, name in names.items()
        if key in held or any(key in rates for rates in found) or not sees_all(desk.actor)
    ]  # fmt: skip


def late(desk: FormContext) -> list[tuple[int, str, int]]:
    """各部门逾期未办: the most in front; a department without any closes the list with 0."""
    names, held = units(desk), desks(desk.session, REGISTERS, desk.actor, desk.now)
    found = [(key, names[key], held[key].overdue) for key in held if key in names]
    return sorted(found, key=lambda row: -row[2])[:6]


def own_unit(desk: FormContext) -> int | None:
    """The department that a person's figures are narrowed to; None where he sees all."""
    return None if sees_all(desk.actor) else desk.actor.department_id


def in_time(desk: FormContext, width: float = WIDTH) -> Markup | None:
    """按时办结率 of the last months; None for whom complaints are closed."""
    if not may(desk.actor, Verb.READ, COMPLAINTS_IN_TIME.register):
        return None
    rates = by_month(desk.session, COMPLAINTS_IN_TIME, last_months(desk.now, TREND), desk.now, own_unit(desk))
    return svg(trend_of(COMPLAINTS_IN_TIME.label, rates), width)


def trend_of(title: str, rates: Mapping[str, Rate]) -> Plot:
    """A rate month by month; a month without cases has no point."""
    return Plot(title=title, shape=Shape.LINE, points=[
        Point(label=f"{int(name[5:])}月", value=None if rate.permille is None else rate.permille / 10, words=str(rate))
        for name, rate in rates.items()])  # fmt: skip


def satisfaction(desk: FormContext) -> tuple[Markup, int] | None:
    """回访满意度 of this month by kind of callback, and how many answered; None for whom callbacks are closed."""
    if not may(desk.actor, Verb.READ, Callback) or not in_force(desk.session):
        return None
    found = answers(desk.session, month(month_name(desk.now)), desk.now, own_unit(desk))
    fair = HouseNow(desk.session, desk.now).policy.is_on(Value.COUNT_FAIR_AS_SATISFIED)
    book, stacks = desk.book, []
    for kind, counts in sorted(found.items()):
        parts = [counts[answer] for answer in ANSWERS]
        pleased = sum(count for answer, count in counts.items() if is_satisfied(answer, count_fair=fair))
        words = str(Rate(reached=pleased, counted=sum(parts)))
        stacks.append(Stack(label=book.label("callback_kind", kind), parts=parts, words=words))
    keys = [book.label("satisfaction", answer) for answer in ANSWERS]
    drawn = stacked(Stacks(title=f"本月{CALLS_SATISFIED.label}", keys=keys, stacks=stacks))
    return drawn, sum(sum(stack.parts) for stack in stacks)
