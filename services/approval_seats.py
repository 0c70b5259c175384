"""Whose turn an open place is: his whose post it is, his to whom it was handed, or their deputy's; never the author's."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select
from sqlalchemy.orm import Session, aliased

from models.approval import Approval, ApprovalTask, CaseState, TaskState
from models.declare import Register
from models.organisation import Staff
from rules.actor import Actor
from rules.moments import local
from rules.refusals import Forbidden
from services.approval_cases import waits_for
from services.delegation import entrusted_to, principals
from services.holders import ROLES, held, judges, posts_of
from services.mapped import registers


def seat(session: Session, case: Approval, record: Register, task: ApprovalTask, actor: Actor, now: datetime) -> Staff | None:
    """For whom this person decides there: None for himself, else his principal. Raises Forbidden with a sentence."""
    me = actor.staff_id
    if me is None:
        raise Forbidden("您的账号还没有对应的员工档案，不能审批。")
    if me == case.author_id:
        raise Forbidden("填表人不能审批自己填写的单据。")
    if me == case.opened_by_id:
        raise Forbidden("送审人不能审批自己送审的单据。")
    if actor.roles.isdisjoint(judges(type(record))):
        raise Forbidden(f"您没有查看“{record.title}”的权限，不能审批。")
    if any(other.by_id == me and other.level == task.level and other.state == TaskState.AGREED for other in case.tasks):
        raise Forbidden("本级会签须由不同的人办理，您已经签过。")
    at_home = task.department_id is None or task.department_id == actor.department_id
    if task.assignee_id == me or (task.assignee_id is None and actor.holds(ROLES[task.role]) and at_home):
        return None
    for principal in principals(session, me, local(now).date()):
        at_home = task.department_id is None or task.department_id == principal.unit.id
        has_post = task.assignee_id is None and ROLES[task.role] in posts_of(session, principal.id) and at_home
        is_his = task.assignee_id == principal.id or has_post
        if is_his and principal.id not in (case.author_id, case.opened_by_id):
            return principal
    raise Forbidden(f"本件现在等待{waits_for(case)}审批。")


def is_mine(actor: Actor, now: datetime) -> ColumnElement[bool]:
    """The same as a condition on `ApprovalTask` joined with `Approval`."""
    readable = tuple(register.__tablename__ for register in registers() if not actor.roles.isdisjoint(judges(register)))
    return _is_mine(actor, local(now).date(), readable)


@lru_cache(maxsize=256)
def _is_mine(actor: Actor, today: date, readable: tuple[str, ...]) -> ColumnElement[bool]:
    """Built once for a person and a day: every page asks, and building takes longer than asking."""
    me, other = actor.staff_id, aliased(ApprovalTask)
    if me is None:
        return false()  # whoever is nobody of the house decides nothing
    entrusted = entrusted_to(me or 0, today)
    posts = held()
    his: Any = Staff
    anywhere = ApprovalTask.department_id.is_(None)
    lent = exists().where(
        posts.c.role == ApprovalTask.role, posts.c.staff_id.in_(entrusted), posts.c.staff_id != Approval.author_id,
        posts.c.staff_id != func.coalesce(Approval.opened_by_id, 0),
        his.id == posts.c.staff_id, or_(anywhere, his.unit_id == ApprovalTask.department_id))  # fmt: skip
    own = ApprovalTask.role.in_([role.value for role in actor.roles]) & or_(anywhere, ApprovalTask.department_id == actor.department_id)
    by_post = and_(ApprovalTask.assignee_id.is_(None), or_(own, lent))
    by_name = or_(
        ApprovalTask.assignee_id == me,
        and_(
            ApprovalTask.assignee_id.in_(entrusted),
            ApprovalTask.assignee_id != Approval.author_id,
            ApprovalTask.assignee_id != func.coalesce(Approval.opened_by_id, 0),
        ),
    )
    signed = select(other.id).where(
        other.approval_id == ApprovalTask.approval_id, other.level == ApprovalTask.level, other.by_id == me,
        other.state == TaskState.AGREED)  # fmt: skip
    return and_(
        Approval.state == CaseState.OPEN, ApprovalTask.state == TaskState.OPEN, Approval.author_id != me,
        func.coalesce(Approval.opened_by_id, 0) != me,
        Approval.register.in_(readable), or_(by_post, by_name), ~exists(signed))  # fmt: skip
