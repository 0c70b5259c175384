"""What waits for a person: every open record whose next step is his to take."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, false, func, or_, select, true, type_coerce, union_all
from sqlalchemy.orm import Session

from models.approval import Approval, ApprovalTask
from models.declare import Register, Step
from rules.actor import Actor
from rules.moments import local, start_of
from rules.roles import Role
from services.approval_cases import ending, has_chains
from services.approval_inbox import open_tasks
from services.approval_seats import is_mine
from services.conditions import parts
from services.lookup import shown_links
from services.rights import may_take


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
    if has_chains(register):
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


def count_waiting(
    session: Session, registers: Iterable[type[Register]], actor: Actor, now: datetime, *, approvals_only: bool = False,
) -> int:  # fmt: skip
    """How many records wait for this person."""
    counting = _counting(tuple(registers), actor, local(now).date(), approvals_only)
    return 0 if counting is None else int(session.scalar(counting) or 0)


@lru_cache(maxsize=256)
def _counting(registers: tuple[type[Register], ...], actor: Actor, today: date, approvals_only: bool) -> Select[Any] | None:  # noqa: FBT001
    """The question, built once for a person and a day: every page asks it, and building it takes longer than asking."""
    start = start_of(today)
    mine = is_mine(actor, start)
    counts = [
        select(func.count().label("waiting")).select_from(register)
        .where(waiting(register, actor, start, approvals_only=approvals_only, mine=mine))
        for register in registers if not actor.roles.isdisjoint(register.read_by)
    ]  # fmt: skip
    if not counts:
        return None
    each = union_all(*counts).subquery()
    return select(func.sum(each.c.waiting))


def todo(
    session: Session, registers: Iterable[type[Register]], actor: Actor, now: datetime, *, limit: int = 20, approvals_only: bool = False,
) -> list[Task]:  # fmt: skip
    """The person's tasks, what is due first in front; at most `limit`."""
    tasks: list[Task] = []
    places = {(place.approval.register, place.approval.record_id): place for place in reversed(open_tasks(session, actor, now))}
    mine = is_mine(actor, now)
    for register in registers:
        if actor.roles.isdisjoint(register.read_by):
            continue
        model: Any = register
        found = select(model).where(waiting(register, actor, now, approvals_only=approvals_only, mine=mine))
        found = found.options(*shown_links(register))
        for record in session.scalars(found.order_by(model.due_at.is_(None), model.due_at, model.id).limit(limit)):
            place = places.get((register.__tablename__, record.id))
            step = ending(record, agreed=True) if place else _first(record, actor, approvals_only=approvals_only)
            if step is not None:
                tasks.append(Task(record=record, step=step, due_at=record.due_at, place=place))
    tasks.sort(key=lambda task: (task.due_at is None, task.due_at or task.record.created_at, task.record.created_at))
    return tasks[:limit]


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
    found: list[Any] = []
    for register in registers:
        if not actor.roles.isdisjoint(register.read_by):
            model: Any = register
            found += session.scalars(
                select(model)
                .where(model.due_at > start, model.due_at <= end)
                .order_by(model.due_at, model.id)
                .options(*shown_links(register))
                .limit(200)
            )
    return sorted(found, key=lambda record: record.due_at)
