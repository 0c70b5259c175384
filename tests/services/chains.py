"""What tests of approvals share: a chain as the test wants it, a record in it, and the places that are open."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Accountability, Approval, ApprovalTask, Message, PolicyChain, PolicyEdition
from models.accountability import AccountabilityState
from rules.actor import Actor
from rules.keys import Chain
from rules.roles import Role
from services.approval_cases import open_case
from tests.make import make, person, walk


def set_chain(session: Session, levels: str, *, copied_to: str = "", chain: Chain = Chain.ACCOUNTABILITY) -> None:
    """Let the policy in force say so."""
    in_force = select(PolicyEdition.id).where(PolicyEdition.in_force.is_(True))
    table: Any = PolicyChain
    row = session.scalars(select(PolicyChain).where(table.policy_id.in_(in_force), PolicyChain.key == chain.value)).one()
    row.levels, row.copied_to = levels, copied_to or None
    session.flush()


def submitted(session: Session, levels: str, *, copied_to: str = "", author: Actor | None = None) -> Accountability:
    """A record in that chain."""
    set_chain(session, levels, copied_to=copied_to)
    return walk(make(Accountability, session, author), AccountabilityState.APPROVING)


def case_of(session: Session, record: Any) -> Approval:
    case = open_case(session, record)
    assert case is not None
    return case


def place(session: Session, record: Any, role: Role) -> ApprovalTask:
    """The newest place of that role in the passage under way."""
    return next(task for task in reversed(case_of(session, record).tasks) if task.role == role.value)


def states(case: Approval) -> dict[str, str]:
    return {task.role: str(task.state) for task in case.tasks}


def told(session: Session, role: Role, kind: str) -> list[str]:
    return list(session.scalars(select(Message.text).where(Message.staff_id == person(session, role).staff_id, Message.kind == kind)))
