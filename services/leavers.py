"""What somebody leaves behind: cases that name him and places handed to him. The administrator gives them to another, with the reason."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from models.approval import Approval, ApprovalTask, CaseState, TaskState
from models.declare import Register
from models.history import Action
from models.organisation import Staff
from models.trace import StepTaken
from rules.actor import Actor
from rules.refusals import Forbidden, Invalid
from rules.roles import Role
from services.acts import Act
from services.approve import record_of, tell_handing, why_not_to
from services.assign import wrong_words
from services.beside import leave
from services.holders import ROLES, holders, judges, posts_of
from services.mapped import registers
from services.sight import of_the_house

LONGEST = 200


@dataclass(frozen=True, kw_only=True)
class Holding:
    """What one person holds of one register: open records that name him for a step, and open places handed to him."""

    register: Any
    records: list[Any]
    places: list[ApprovalTask]

    @property
    def count(self) -> int:
        return len(self.records) + len(self.places)


@of_the_house
def holdings(session: Session, staff: Staff) -> list[Holding]:
    """Everything open that waits for this person by name."""
    places = _open_places(session, ApprovalTask.assignee_id == staff.id)
    found = []
    for register in sorted(registers(), key=lambda register: register.code):
        mine = [place for place in places if place.approval.register == register.__tablename__]
        holding = Holding(register=register, records=_records(session, register, staff), places=mine)
        if holding.count:
            found.append(holding)
    return found


def left_behind(session: Session) -> list[tuple[Staff, int]]:
    """People who are no longer at work and still hold something, with how much."""
    gone = session.scalars(select(Staff).where(Staff.active.is_(False)).order_by(Staff.name))
    counted = [(staff, sum(holding.count for holding in holdings(session, staff))) for staff in gone]
    return [(staff, count) for staff, count in counted if count]


@of_the_house
def stuck(session: Session) -> list[ApprovalTask]:
    """Open places of a post that nobody holds any more but who wrote or submitted the record."""
    places = _open_places(session, ApprovalTask.assignee_id.is_(None))
    known = holders(session, {ROLES[place.role] for place in places})
    return [place for place in places if not known[ROLES[place.role]] - {place.approval.author_id, place.approval.opened_by_id}]


@of_the_house
def hand_on(
    session: Session, staff: Staff, to: Staff | None, reason: str, *, only: Collection[str], actor: Actor, now: datetime,
) -> int:  # fmt: skip
    """Give what he holds of the registers named in `only` to another. Returns how many; raises Forbidden or Invalid, and moves nothing."""
    reason = _demand(actor, reason)
    chosen = [holding for holding in holdings(session, staff) if holding.register.__tablename__ in only]
    if not chosen:
        raise Invalid({"only": "请勾选要移交的内容"})
    if to is None or to.id == staff.id:
        raise Invalid({"to": "请选择一项" if to is None else "不能移交给本人"})
    able = posts_of(session, to.id)
    if closed := [holding.register.title for holding in chosen if able.isdisjoint(judges(holding.register))]:
        raise Invalid({"to": f"{to}不在岗，或没有查看“{'”“'.join(closed)}”的权限"})
    for place in (place for holding in chosen for place in holding.places):
        _give(session, place, to, reason, actor, now)
    for holding in chosen:
        for record in holding.records:
            _rename(session, record, staff, to, reason, actor, now)
    session.flush()
    return sum(holding.count for holding in chosen)


@of_the_house
def appoint(session: Session, place: ApprovalTask, to: Staff | None, reason: str, *, actor: Actor, now: datetime) -> None:
    """Name somebody for a place that nobody can decide."""
    reason = _demand(actor, reason)
    if place not in stuck(session):
        raise Invalid({"to": "这一件已有人可以审批，不需要指定"})
    _give(session, place, to, reason, actor, now)
    session.flush()


def _demand(actor: Actor, reason: str) -> str:
    if not actor.holds(Role.SYSADMIN):
        raise Forbidden("移交由系统管理员办理。")
    reason = reason.strip()
    if wrong := "请写明移交原因" if not reason else wrong_words(reason, LONGEST):
        raise Invalid({"words": wrong})
    return reason


def _give(session: Session, place: ApprovalTask, to: Staff | None, reason: str, actor: Actor, now: datetime) -> None:
    record = record_of(session, place.approval)
    if sentence := why_not_to(session, place.approval, record, place, to, actor):
        raise Invalid({"to": f"{record.number}：{sentence}"})
    place.state, place.words, place.at, place.by_id = TaskState.HANDED, reason, now, actor.staff_id
    place.approval.tasks.append(ApprovalTask(
        level=place.level, role=place.role, assignee=to, state=TaskState.OPEN, opened_at=now, handed_by_id=actor.staff_id))  # fmt: skip
    tell_handing(session, record, place, actor)


def _rename(session: Session, record: Any, staff: Staff, to: Staff, reason: str, actor: Actor, now: datetime) -> None:
    """Write the other's name where the leaver's stands, and who did so why."""
    for name in _holders(type(record)):
        if getattr(record, name) is staff:
            setattr(record, name, to)
    words = f"由{staff}移交{to}：{reason}"
    taken = StepTaken(
        register=record.__tablename__, record_id=record.id, source=record.status.value, target=record.status.value, label="移交承办",
        words=words, at=now, by_id=actor.staff_id, post=actor.post)  # fmt: skip
    leave(session, record, taken, Act(action=Action.STEP, label=taken.label, reason=words, actor=actor))


def _holders(register: type[Register]) -> list[str]:
    return list(dict.fromkeys(step.holder for step in register.flow.steps if step.holder))


def _records(session: Session, register: Any, staff: Staff) -> list[Any]:
    found: dict[int, Any] = {}
    open_states = [state for state in register.states() if state.phase.is_open]
    for name in _holders(register):
        named = select(register).where(getattr(register, name) == staff, register.status.in_(open_states))
        found |= {record.id: record for record in session.scalars(named.order_by(register.id))}
    return list(found.values())


def _open_places(session: Session, condition: Any) -> list[ApprovalTask]:
    found = select(ApprovalTask).join(Approval).where(Approval.state == CaseState.OPEN, ApprovalTask.state == TaskState.OPEN, condition)
    loaded = selectinload(ApprovalTask.approval).selectinload(Approval.tasks)
    return list(session.scalars(found.options(loaded).order_by(ApprovalTask.id)))
