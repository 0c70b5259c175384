"""What each department has on its desk: due today, overdue, paused. One query for all registers, whatever they hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, bindparam, func, literal, not_, select, union_all
from sqlalchemy.orm import Session

from models.declare import Moment, Register, Verb
from rules.actor import Actor
from rules.moments import end_of, local, start_of
from rules.refusals import Forbidden
from services.clocks import is_held
from services.lookup import shown_links
from services.rates import sees_all
from services.rights import may

MOST = 200
DAY = timedelta(days=1)
#: Nothing was paused before. Said as a span, SQLite looks in the index of the paused ones; as "not empty" it goes through what is due.
EVER = start_of(date(1970, 1, 1))


class Stand(StrEnum):
    """How an open record stands with its clock."""

    TODAY = "today"
    OVERDUE = "overdue"
    PAUSED = "paused"

    @property
    def label(self) -> str:
        return {"today": "今日到期", "overdue": "逾期未办", "paused": "暂停计时"}[self.value]


@dataclass(frozen=True, kw_only=True)
class Desk:
    """The open records of one department."""

    today: int = 0
    overdue: int = 0
    paused: int = 0

    def count(self, stand: Stand) -> int:
        found: int = getattr(self, stand.value)
        return found


def unit_of(register: type[Register]) -> ColumnElement[int]:
    """The department that a record is with: the one its steps are taken `within`, once it is named, else the one that keeps it."""
    model: Any = register
    inside = next((step.inside for step in register.flow.steps if step.inside), None)
    own: ColumnElement[int] = model.unit_id
    return own if inside is None else func.coalesce(getattr(model, f"{inside}_id"), own)


def standing(register: type[Register], stand: Stand, now: Any, tonight: datetime) -> ColumnElement[bool]:
    """The open records that stand so at a moment (a value, or a place for one); what is paused is neither due nor overdue."""
    model: Any = register
    is_open = model.status.in_([state for state in register.states() if state.phase.is_open])
    if stand is Stand.PAUSED:
        return and_(is_open, is_held(register))
    runs = and_(is_open, not_(is_held(register)))
    if stand is Stand.OVERDUE:
        return and_(runs, model.due_at < now)
    return and_(runs, model.due_at >= now, model.due_at <= tonight)


def desks(session: Session, registers: Iterable[type[Register]], actor: Actor, now: datetime) -> Mapping[int, Desk]:
    """Department → what it has, over the registers that the person may read; only his own where he sees no other."""
    readable = tuple(register for register in registers if may(actor, Verb.READ, register))
    if not readable:
        return {}
    rows = session.execute(_counting(readable, end_of(local(now).date())), {"now": now})
    whole = sees_all(actor)  # whose the rows are is asked here: asked in the statement, SQLite would read all that a department ever had
    return {
        unit: Desk(**dict(zip(Stand, map(int, numbers), strict=True))) for unit, *numbers in rows if whole or unit == actor.department_id
    }


@lru_cache(maxsize=64)
def _counting(registers: tuple[type[Register], ...], tonight: datetime) -> Select[Any]:
    """The question, built once for a day and those who read the same registers: building it takes longer than asking it."""
    each, now = [], bindparam("now", type_=Moment)
    for register in registers:
        model: Any = register
        unit = unit_of(register) + 0  # as a bare column SQLite would group along its index, over all there ever was
        counts = [func.count().filter(standing(register, stand, now, tonight)).label(stand.value) for stand in Stand]
        held = and_(model.paused_since > EVER, func.coalesce(model.due_at, tonight + DAY) > tonight)
        for pressing in (model.due_at <= tonight, held):  # nothing else counts; each by an index of its own, which an OR would not take
            each.append(select(unit.label("unit"), *counts).where(pressing).group_by(unit))
    every = union_all(*each).subquery()
    sums = [func.sum(every.c[stand.value]) for stand in Stand]
    return select(every.c.unit, *sums).group_by(every.c.unit)


def made_since(session: Session, registers: tuple[type[Register], ...], since: datetime) -> list[tuple[type[Register], int]]:
    """How many records of each register were made from that moment on, counted in one question."""
    rows = session.execute(_making(registers), {"since": since}) if registers else ()
    return [(registers[place], count) for place, count in rows]


@lru_cache(maxsize=64)
def _making(registers: tuple[type[Register], ...]) -> CompoundSelect[Any]:
    since = bindparam("since", type_=Moment)
    return union_all(*(
        select(literal(place), func.count()).select_from(register).where(register.created_at >= since)
        for place, register in enumerate(registers)))  # fmt: skip


def standing_cases(
    session: Session, registers: Iterable[type[Register]], stand: Stand, unit: int, actor: Actor, now: datetime,
) -> Sequence[Any]:  # fmt: skip
    """The records that a figure of a department counts, what is due first in front. Raises Forbidden."""
    if not sees_all(actor) and unit != actor.department_id:
        raise Forbidden("您只能查看本部门的事项。")
    found: list[Any] = []
    for register in registers:
        if may(actor, Verb.READ, register):
            model: Any = register
            asked = (
                select(model)
                .where(standing(register, stand, now, end_of(local(now).date())), unit_of(register) == unit)
                .options(*shown_links(register))
            )
            found += session.scalars(asked.order_by(model.due_at, model.id).limit(MOST))
    return sorted(found, key=lambda record: (record.due_at is None, record.due_at or record.created_at))
