"""What waits for a person: every open record whose next step is his to take."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, Text, and_, false, func, literal, or_, select, true, type_coerce, union_all
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import False_

from models.approval import Approval, ApprovalTask
from models.declare import Register, Step
from rules.actor import Actor
from rules.moments import local, start_of
from rules.roles import Role
from services import across
from services.approval_cases import ending, has_chains
from services.approval_inbox import open_tasks
from services.approval_seats import is_mine
from services.conditions import parts
from services.duty_todo import counting_duties
from services.notify import UNREAD
from services.rights import may_take

#: Nobody has a thousand things to do: who has, is not told more.
MOST = 999
#: So many appointments of one register are shown.
AGREED = 200


@dataclass(frozen=True, kw_only=True)
class Task:
    """One record with the step that waits; where a chain decides the step, `place` is this person's place in it."""

    record: Any
    step: Step
    due_at: datetime | None
    place: ApprovalTask | None = None

    @property
    def is_approval(self) -> bool:
        return self.step.is_approval


def _is_work(step: Step) -> bool:
    """Neither taken by itself nor an exception that somebody must give a reason for, such as calling a plan off."""
    return not step.feed and not step.chain and not (step.reasoned and step.deciding is None)


def waiting(
    register: type[Register], actor: Actor, now: datetime, *, approvals_only: bool = False, mine: ColumnElement[bool] | None = None,
) -> ColumnElement[bool]:  # fmt: skip
    """The condition under which a record of this register waits for this person. `mine` is which places in chains are his, for whoever
    asks of many registers: it is the same for all.
    """
    clauses: list[ColumnElement[bool]] = []
    model: Any = register
    if has_chains(register) and not isinstance(mine, False_):
        places = select(Approval.record_id).join(ApprovalTask).where(
            Approval.register == register.__tablename__, is_mine(actor, now) if mine is None else mine)  # fmt: skip
        clauses.append(model.id.in_(places))
    for step in register.flow.steps:
        if not _is_work(step) or not step.source.phase.is_open or (approvals_only and step.deciding is None):
            continue
        whose: list[ColumnElement[bool]] = []
        holder = getattr(model, f"{step.holder}_id") if step.holder else None
        if holder is not None and actor.staff_id is not None:
            whose.append(holder == actor.staff_id)
        if actor.holds(*step.roles):
            free = true() if holder is None else holder.is_(None)
            if step.inside and not actor.holds(*(role for role in step.roles if role is not Role.DEPT)):
                free = and_(free, getattr(model, f"{step.inside}_id") == actor.department_id)
            for place in step.other_than_signers:
                free = and_(free, _not_signed_by(getattr(model, place), actor))
            for name in step.other_than_people:
                person = getattr(model, f"{name}_id")
                free = and_(free, or_(person.is_(None), person != actor.staff_id))
            whose.append(and_(free, model.creator_id != actor.staff_id) if step.other_than_author else free)
        if whose:
            clauses.append(and_(model.status == step.source, or_(*whose), *parts(model, register, step.only_when)))
    return or_(*clauses) if clauses else false()


def _not_signed_by(place: Any, actor: Actor) -> ColumnElement[bool]:
    """That somebody else has signed there, as SignedType writes it; within what a person typed such quotes are written otherwise."""
    return or_(place.is_(None), type_coerce(place, Text).not_like(f'%"staff_id": {actor.staff_id}, %'))


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """How many records wait for a person, and how many of them for his approval; of one register no more than MOST are counted. Beside
    them his recurring obligations and the notices that he has not read.
    """

    tasks: int = 0
    approvals: int = 0
    duties: int = 0
    unread: int = 0


def count_waiting(session: Session, registers: Iterable[type[Register]], actor: Actor, now: datetime) -> Waiting:
    """What waits for this person, counted in one question over all registers."""
    placed = frozenset(session.scalars(_placed(actor, local(now).date())))
    counting = _counting(tuple(registers), actor, local(now).date(), placed)
    told = session.execute(counting, {"now": now, "staff_id": actor.staff_id}).one()
    tasks, approvals, owed, unread = (int(count or 0) for count in told)
    return Waiting(tasks=tasks, approvals=approvals, duties=owed, unread=unread)


@lru_cache(maxsize=256)
def _placed(actor: Actor, today: date) -> Select[Any]:
    """The registers of which some record waits at a place of his in a chain: mostly none, and then no other is asked for chains."""
    return select(Approval.register).join(ApprovalTask).where(is_mine(actor, start_of(today))).distinct()


@lru_cache(maxsize=256)
def _counting(registers: tuple[type[Register], ...], actor: Actor, today: date, placed: frozenset[str]) -> Select[Any]:
    """The question, built once for a person and a day: every page asks it, and building it takes longer than asking."""
    start = start_of(today)
    mine = is_mine(actor, start)
    counts = []
    for register in registers:
        if actor.roles.isdisjoint(register.read_by):
            continue
        model: Any = register
        here = mine if register.__tablename__ in placed else false()
        for only in (False, True):
            clause = waiting(register, actor, start, approvals_only=only, mine=here)
            if not isinstance(clause, False_):
                some = select(model.id).where(clause).limit(MOST).subquery()
                pair = (literal(0), func.count()) if only else (func.count(), literal(0))
                counts.append(select(pair[0].label("tasks"), pair[1].label("approvals")).select_from(some))
    beside = (counting_duties(actor).scalar_subquery(), UNREAD.scalar_subquery())
    if not counts:
        return select(literal(0), literal(0), *beside)
    each = union_all(*counts).subquery()
    return select(func.sum(each.c.tasks), func.sum(each.c.approvals), *beside)


def todo(
    session: Session, registers: Iterable[type[Register]], actor: Actor, now: datetime, *, limit: int = 20, approvals_only: bool = False,
) -> list[Task]:  # fmt: skip
    """The person's tasks, what is due first in front; at most `limit`."""
    parts, asked = _first_due(tuple(registers), actor, local(now).date(), limit, approvals_only)
    waits, tasks = across.find(session, asked), list[Task]()
    places = {(place.approval.register, place.approval.record_id): place for place in reversed(open_tasks(session, actor, now))}
    while waits and len(tasks) < limit:
        missing = limit - len(tasks)
        first, waits = waits[:missing], waits[missing:]
        for record in across.load(session, parts, first):
            place = places.get((record.__tablename__, record.id))
            step = ending(record, agreed=True) if place else _first(record, actor, approvals_only=approvals_only)
            if step is not None:
                tasks.append(Task(record=record, step=step, due_at=record.due_at, place=place))
    return tasks


@lru_cache(maxsize=256)
def _first_due(
    registers: tuple[type[Register], ...], actor: Actor, today: date, limit: int,
    approvals_only: bool,  # noqa: FBT001 - a key of the cache
) -> tuple[tuple[across.Part, ...], CompoundSelect[Any] | None]:  # fmt: skip
    """The registers of which records can wait for him, and the question for those that do; built once for a person and a day."""
    parts = []
    for register in registers:
        clause = waiting(register, actor, start_of(today), approvals_only=approvals_only)
        if not actor.roles.isdisjoint(register.read_by) and not isinstance(clause, False_):
            parts.append((register, clause))
    return tuple(parts), across.asking(parts, limit)


def task_on(session: Session, record: Register, actor: Actor, now: datetime) -> Task | None:
    """What this person is to decide about one record."""
    place = next(iter(open_tasks(session, actor, now, record)), None)
    if actor.roles.isdisjoint(record.read_by):
        return None
    step = ending(record, agreed=True) if place else _first(record, actor, approvals_only=True)
    return Task(record=record, step=step, due_at=record.due_at, place=place) if step else None


def _first(record: Register, actor: Actor, *, approvals_only: bool) -> Step | None:
    """The normal one of the steps that this person may take now."""
    steps = (step for step in record.steps() if _is_work(step) and may_take(actor, record, step))
    return next((step for step in steps if step.deciding or not approvals_only), None)


def due_between(
    session: Session, registers: Iterable[type[Register]], actor: Actor, start: datetime, end: datetime,
) -> list[Any]:  # fmt: skip
    """Open records agreed for this span of time that the person may read, earliest first. A planned day is due at its end."""
    readable = tuple(register for register in registers if not actor.roles.isdisjoint(register.read_by))
    parts, asked = _due_between(readable, start, end)
    return across.load(session, parts, across.find(session, asked))


@lru_cache(maxsize=256)
def _due_between(
    registers: tuple[type[Register], ...], start: datetime, end: datetime,
) -> tuple[tuple[across.Part, ...], CompoundSelect[Any] | None]:  # fmt: skip
    """The question, built once for those who read the same registers and for the same days."""
    models: tuple[Any, ...] = registers
    parts = tuple((model, and_(model.due_at > start, model.due_at <= end)) for model in models)
    return parts, across.asking(parts, AGREED)
