"""What a person finds in the inbox of approvals: what waits for him, what he has decided, and what was copied to him."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, false, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from models.approval import Approval, ApprovalTask, TaskState
from models.declare import Register
from models.message import Message
from models.trace import StepTaken
from rules.actor import Actor
from rules.moments import local, start_of
from services.approval_seats import is_mine
from services.hung import hangs
from services.mapped import find_all, registers
from services.notify import Notice

SHOWN = 50
VERDICTS = {TaskState.AGREED: "同意", TaskState.REFUSED: "驳回", TaskState.HANDED: "转办"}


@dataclass(frozen=True, kw_only=True)
class Decided:
    """One decision of a person, in a chain or by a step of the flow."""

    record: Any
    verdict: str
    words: str
    at: datetime
    in_place_of: Any = None


def open_tasks(session: Session, actor: Actor, now: datetime, record: Register | None = None) -> list[ApprovalTask]:
    """The places in chains (or in that of one record) that wait for this person, as holder of a post, by name or as a deputy."""
    today = start_of(local(now).date())
    if record is None:
        return list(session.scalars(_waiting(actor, today)))
    if not hangs(session, record, Approval):
        return []
    return list(session.scalars(_waiting_on_one(actor, today), {"of_register": record.__tablename__, "of_record": record.id}))


@lru_cache(maxsize=256)
def _waiting(actor: Actor, today: datetime) -> Select[Any]:
    """The question, built once for a person and a day: every page of a record asks it."""
    found = select(ApprovalTask).join(Approval).where(is_mine(actor, today)).order_by(ApprovalTask.opened_at, ApprovalTask.id)
    return found.options(joinedload(ApprovalTask.approval).selectinload(Approval.tasks))


@lru_cache(maxsize=256)
def _waiting_on_one(actor: Actor, today: datetime) -> Select[Any]:
    one = (Approval.register == bindparam("of_register"), Approval.record_id == bindparam("of_record"))
    return _waiting(actor, today).where(*one)


def decided_by(session: Session, actor: Actor, *, limit: int = SHOWN) -> list[Decided]:
    """What he has decided, the newest first."""
    tasks = select(ApprovalTask).where(_decided(actor)).order_by(ApprovalTask.at.desc(), ApprovalTask.id.desc()).limit(limit)
    loaded = tasks.options(selectinload(ApprovalTask.approval), selectinload(ApprovalTask.in_place_of))
    taken = list(session.scalars(select(StepTaken).where(_decisions(actor)).order_by(StepTaken.id.desc()).limit(limit)))
    places = list(session.scalars(loaded))
    about = find_all(session, [(place.approval.register, place.approval.record_id) for place in places] + [
        (step.register, step.record_id) for step in taken])  # fmt: skip
    found = [
        Decided(
            record=about.get((task.approval.register, task.approval.record_id)), verdict=VERDICTS[TaskState(task.state)],
            words=task.words, at=task.at, in_place_of=task.in_place_of)
        for task in places if task.at is not None
    ]  # fmt: skip
    found += [
        Decided(record=about.get((step.register, step.record_id)), verdict=step.label, words=step.words, at=step.at) for step in taken
    ]
    return sorted(found, key=lambda one: one.at, reverse=True)[:limit]


def count_decided(session: Session, actor: Actor) -> int:
    chained = session.scalar(select(func.count(ApprovalTask.id)).where(_decided(actor))) or 0
    return chained + (session.scalar(select(func.count(StepTaken.id)).where(_decisions(actor))) or 0)


def _decided(actor: Actor) -> ColumnElement[bool]:
    return and_(ApprovalTask.by_id == actor.staff_id, ApprovalTask.state.in_(list(VERDICTS)))


def _decisions(actor: Actor) -> ColumnElement[bool]:
    """Steps of the flow that are a manager's decision without a chain."""
    places = [
        and_(StepTaken.register == register.__tablename__, StepTaken.source == step.source.value, StepTaken.target == step.target.value)
        for register in registers() for step in register.flow.steps if step.deciding
    ]  # fmt: skip
    return and_(StepTaken.by_id == actor.staff_id, or_(false(), *places))


def copied_to(session: Session, actor: Actor, *, limit: int = SHOWN) -> list[Message]:
    """What was copied to him, the newest first."""
    return list(session.scalars(select(Message).where(_copied(actor)).order_by(Message.id.desc()).limit(limit)))


def count_copied(session: Session, actor: Actor) -> int:
    return session.scalar(select(func.count(Message.id)).where(_copied(actor))) or 0


def read_copy(session: Session, message: Message, actor: Actor, now: datetime) -> None:
    """已阅. Only the person it was sent to reads it."""
    if message.staff_id == actor.staff_id and message.read_at is None:
        message.read_at = now
        session.flush()


def _copied(actor: Actor) -> ColumnElement[bool]:
    return and_(Message.staff_id == actor.staff_id, Message.kind == Notice.COPY.value)
