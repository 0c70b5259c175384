"""Approval cases: a record that comes into a state which a chain leaves is submitted, and its levels are laid out as places.

What the policy said at that moment stands; a chain that is changed afterwards leaves the cases under way alone.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload, selectinload

from models.approval import Approval, ApprovalTask, CaseState, TaskState
from models.declare import Register, States, Step
from models.organisation import Staff
from rules.actor import Actor
from rules.chain import Level, PolicyChain, read_levels, show_levels
from rules.refusals import Refused
from rules.roles import Role
from services.holders import ROLES, holders
from services.policies import policy
from services.wording import called


def has_chains(register: type[Register]) -> bool:
    return any(step.chain for step in register.flow.steps)


def ending(record: Register, *, agreed: bool) -> Step | None:
    """The step by which the chain that the record stands in would end so."""
    return next((step for step in record.steps() if step.chain and step.agreed is agreed), None)


def open_case(session: Session, record: Register) -> Approval | None:
    """The passage that the record is in now."""
    return session.scalar(_cases(record).where(Approval.state == CaseState.OPEN))


def cases_of(session: Session, record: Register) -> list[Approval]:
    """Every passage of the record, the newest first, with its places and the people in them."""
    if not has_chains(type(record)):
        return []
    people = selectinload(Approval.tasks)
    loaded = [people.joinedload(getattr(ApprovalTask, name)) for name in ("assignee", "by", "in_place_of", "handed_by")]
    return list(session.scalars(_cases(record).options(joinedload(Approval.opened_by), *loaded).order_by(Approval.id.desc())))


def waits_for(case: Approval) -> str:
    """Whose turn it is, in words: `总经理`, `受理主管或客服中心负责人`, `周晓燕（转办）`."""
    tasks = [task for task in case.tasks if task.state == TaskState.OPEN]
    every = any(level_of(case, task).all_of_them for task in tasks)
    return ("、" if every else "或").join(f"{task.assignee}（转办）" if task.assignee else post_of(task) for task in tasks)


def level_of(case: Approval, task: ApprovalTask) -> Level:
    return read_levels(case.levels)[task.level]


def post_of(task: ApprovalTask) -> str:
    """What people call the post that the place is for."""
    post = called(task, ROLES[task.role])
    return f"{task.department}的{post}" if task.department is not None else post


def _cases(record: Register) -> Select[Approval]:
    return select(Approval).where(Approval.register == record.__tablename__, Approval.record_id == record.id)


# -- called by the step that moves a record ----------------------------------------------------------------------------------


def check(session: Session, record: Register, target: States, actor: Actor) -> None:
    """Refuse aloud, before anything has moved, what could never be decided in `target`."""
    if target is not record.status and (step := _first(record, target)) is not None:
        _demand_people(session, record, step, actor)


def _demand_people(session: Session, record: Register, step: Step, actor: Actor) -> None:
    """Every level has somebody who may read the record and has neither written nor submitted it."""
    chain = _chain(session, step)
    roles = [role for level in chain.levels for role in level.roles]
    if strangers := [called(record, role) for role in roles if role not in step.roles]:
        raise Refused(f"“{chain.label}”审批链里的{'、'.join(strangers)}不能查看“{record.title}”，不能送审。请系统管理员核对制度方案。")
    known, author = _known(session, record, step, roles), record.creator
    for number, level in enumerate(chain.levels, start=1):
        free = [known[role] - {author.id, actor.staff_id} for role in level.roles]
        if not (all(free) if level.all_of_them else any(free)):
            nobody = "、".join(_post(record, step, role) for role, people in zip(level.roles, free, strict=True) if not people)
            raise Refused(f"“{chain.label}”第 {number} 级的{nobody}除填表人和送审人外无人担任，不能送审。请系统管理员先指定人员。")
        if level.all_of_them and not _are_different(free):
            raise Refused(f"“{chain.label}”第 {number} 级会签须由不同的人办理，现在人手不够，不能送审。")


def _known(session: Session, record: Register, step: Step, roles: list[Role]) -> dict[Role, frozenset[int]]:
    """Who holds each role; of the handling departments' post only the people of the department that the record names."""
    found = dict(holders(session, roles))
    for role in found:
        if (inside := _department(record, step, role)) is not None:
            found[role] &= frozenset(session.scalars(select(Staff.id).where(Staff.unit.has(id=inside))))
    return found


def _post(record: Register, step: Step, role: Role) -> str:
    """The post as people call it, with the department that it is asked of."""
    inside = getattr(record, step.inside) if step.inside and role is Role.DEPT else None
    return f"{inside}的{called(record, role)}" if inside is not None else called(record, role)


def _department(record: Register, step: Step, role: Role) -> int | None:
    """The department that a place is for: the chain's step stands `.within` a field that names it."""
    return getattr(record, f"{step.inside}_id") if step.inside and role is Role.DEPT else None


def enter(session: Session, record: Register, source: States | None, *, actor: Actor, now: datetime) -> None:
    """The record has come here from `source` (None: it was made here): what stood open is over, and a chain begins."""
    if not has_chains(type(record)):
        return
    if (left := open_case(session, record)) is not None:
        close(left, CaseState.DROPPED, now)
    if (step := _first(record, record.status)) is not None:
        if source is None:
            _demand_people(session, record, step, actor)
        _open(session, record, step, source, actor, now)
    session.flush()


def _open(session: Session, record: Register, step: Step, source: States | None, actor: Actor, now: datetime) -> None:
    chain = _chain(session, step)
    case = Approval(
        register=record.__tablename__, record_id=record.id, chain=chain.key, levels=show_levels(chain.levels),
        copied_to=",".join(role.value for role in chain.copied_to), came_from=source.value if source else "",
        state=CaseState.OPEN, opened_at=now, opened_by_id=actor.staff_id, author_id=record.creator.id)  # fmt: skip
    for number, level in enumerate(chain.levels):
        for role in level.roles:
            case.tasks.append(ApprovalTask(
                level=number, role=role.value, state=TaskState.WAITING, department_id=_department(record, step, role)))  # fmt: skip
    session.add(case)
    begin_level(case, 0, now)
    for other in record.flow.leaving(record.status):
        for box in other.opinions.values():  # what an earlier passage wrote there stays in its places, and is no opinion on this one
            setattr(record, box, None)


def begin_level(case: Approval, number: int, now: datetime) -> bool:
    """Open the places of a level; False where the chain has no such level."""
    places = [task for task in case.tasks if task.level == number and task.state == TaskState.WAITING]
    for task in places:
        task.state, task.opened_at = TaskState.OPEN, now
    return bool(places)


def close(case: Approval, state: CaseState, now: datetime) -> None:
    """The passage is over: nobody has anything left to decide in it."""
    for task in case.tasks:
        if task.state in (TaskState.OPEN, TaskState.WAITING):
            task.state, task.at = TaskState.DROPPED, now
    case.state, case.closed_at = state, now


def _first(record: Register, state: States) -> Step | None:
    """The step by which the chain would agree, if one leaves that state."""
    open_now = (step for step in record.flow.leaving(state) if not step.only_when or step.only_when.holds(record))
    return next((step for step in open_now if step.chain and step.agreed), None)


def _chain(session: Session, step: Step) -> PolicyChain:
    assert step.chain is not None  # noqa: S101 - the caller has looked
    found = policy(session).chains.get(step.chain.value)
    if found is None:
        raise Refused(f"现行制度方案没有规定“{step.label}”的审批链，不能送审。请系统管理员在管理后台补充。")
    return found


def _are_different(groups: list[frozenset[int]]) -> bool:
    """Whether each group can send somebody of its own."""
    if not groups:
        return True
    return any(_are_different([group - {person} for group in groups[1:]]) for person in groups[0])
