"""Whose turn it is: the people whom a clock of a record reminds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.approval import Approval, ApprovalTask, CaseState, TaskState
from models.declare import Kind, Register, Step
from models.organisation import Staff
from services.holders import ROLES, Posts


def whose(session: Session, record: Register, clock: str, posts: Posts) -> list[Staff]:
    """The holder of the step that stops the clock (or of the next one); else whoever has the first of its roles that is filled in the
    responsible department, else anywhere, but at no post that sees its own department's records alone. A step that a chain decides is
    its open approvers'. Empty where nobody holds any of it.
    """
    step = waiting_step(record, clock)
    if step is None:
        return []
    if step.chain is not None:
        return _approvers(session, record, posts)
    holder: Staff | None = getattr(record, step.holder) if step.holder else None
    if holder is not None and holder.active:
        return [holder]
    narrowed = type(record).seen.narrowed
    near = ((role, place) for place in _departments(record) for role in step.roles)
    anywhere = ((role, None) for role in step.roles if role not in narrowed)
    return next((found for role, place in (*near, *anywhere) if (found := posts.of((role,), place))), [])


def waiting_step(record: Register, clock: str) -> Step | None:
    """The step whose taking fills what the clock waits for; where none of those open does, the ordinary next one."""
    met = record.fields[clock].met if clock in record.fields else None
    taken = [step for step in record.steps() if not step.feed and not step.is_of_papers]
    work = [step for step in taken if not step.reasoned or step.is_approval] or record.steps()
    stopping = [step for step in work if met is not None and met in (*step.fields, *step.writes, step.stamped)]
    return next(iter([*stopping, *work]), None)


def _departments(record: Register) -> Iterator[int]:
    """Departments that the form says are to act, and at last the one that keeps it."""
    of_all = type(record).fields
    for name, field in of_all.items():
        value: Any = getattr(record, f"{name}_id") if field.kind is Kind.DEPARTMENT and name != "unit" else None
        if value is not None:
            yield value
    yield record.unit_id  # type: ignore[attr-defined] # wired from `unit`


def _approvers(session: Session, record: Register, posts: Posts) -> list[Staff]:
    """Whoever has an open place in the record's approval: the person it was handed to, else every holder of its role where it waits."""
    tasks = session.scalars(
        select(ApprovalTask).join(Approval)
        .where(
            Approval.register == record.__tablename__, Approval.record_id == record.id, Approval.state == CaseState.OPEN,
            ApprovalTask.state == TaskState.OPEN)
        .order_by(ApprovalTask.id))  # fmt: skip
    found = [staff for task in tasks for staff in ([task.assignee] if task.assignee else posts.of([ROLES[task.role]], task.department_id))]
    return list(dict.fromkeys(found))
