"""Recurring obligations in a person's to-do: his own by name, and those of his posts that nobody is named for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from models.declare import Moment
from models.duty import DutyTask
from models.organisation import Staff
from rules.actor import Actor
from services.duty_book import BOOK, Bound

BY_KEY = {bound.duty.key: bound for bound in BOOK}


@dataclass(frozen=True, kw_only=True)
class DutyItem:
    """One open obligation as a list shows it, beside the records that wait."""

    task: DutyTask
    record: Any
    url: str
    is_duty: bool = True
    paused_since: None = None

    @property
    def due_at(self) -> datetime:
        return self.task.due


def _waits(actor: Actor, now: Any) -> ColumnElement[bool]:
    """Open by now, and either his by name or, where nobody who works here is named, of one of his posts."""
    named = select(Staff.id).where(Staff.id == DutyTask.assignee_id, Staff.active.is_(True)).exists()
    of_my_posts = and_(DutyTask.role.in_([role.value for role in actor.roles]), ~named)
    mine = or_(DutyTask.assignee_id == actor.staff_id, of_my_posts) if actor.staff_id is not None else of_my_posts
    return and_(DutyTask.done_at.is_(None), DutyTask.opens_at <= now, mine)


@lru_cache(maxsize=256)
def counting_duties(actor: Actor) -> Select[int]:
    """How many he owes at `now`: every page asks (services/todo.py), and putting the question together takes longer than asking it."""
    return select(func.count()).select_from(DutyTask).where(_waits(actor, bindparam("now", type_=Moment)))


def duties(session: Session, actor: Actor, now: datetime, *, limit: int = 20) -> list[DutyItem]:
    """What the person owes now, what is due first in front. One query for the tasks and one for each kind of record."""
    found = select(DutyTask).where(_waits(actor, now)).order_by(DutyTask.due, DutyTask.id).limit(limit)
    tasks = [task for task in session.scalars(found) if task.duty in BY_KEY]
    records = _records(session, tasks)
    return [
        DutyItem(task=task, record=records[task.register, task.record_id], url=BY_KEY[task.duty].address(task.record_id, task.period))
        for task in tasks
        if (task.register, task.record_id) in records
    ]


def _records(session: Session, tasks: Sequence[DutyTask]) -> dict[tuple[str, int], Any]:
    books: dict[str, Bound] = {task.register: BY_KEY[task.duty] for task in tasks}
    found: dict[tuple[str, int], Any] = {}
    for register, bound in books.items():
        ids = [task.record_id for task in tasks if task.register == register]
        found |= {(register, record.id): record for record in session.scalars(select(bound.model).where(bound.model.id.in_(ids)))}
    return found


def with_duties(session: Session, actor: Actor, now: datetime, tasks: Sequence[Any], *, limit: int) -> list[Any]:
    """Records that wait and obligations that recur, in one list by due time; what has no due time comes last."""
    both = [*tasks, *duties(session, actor, now, limit=limit)]
    return sorted(both, key=lambda item: (item.due_at is None, item.due_at or now))[:limit]
