"""委托代办: while one is absent, another approves for him, on the days agreed and in his name. What is entrusted is not passed on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session, joinedload

from models.approval import Delegation
from models.organisation import Staff
from rules.actor import Actor
from rules.moments import local, show_day
from rules.refusals import Forbidden, Invalid, WrongState
from rules.roles import Role
from services.assign import wrong_words
from services.holders import deciders, posts_of

REASON = 100


def _in_force(today: date) -> ColumnElement[bool]:
    columns = Delegation.__table__.c
    ended = or_(columns.ended_early_on.is_(None), columns.ended_early_on > today)
    return and_(columns.starts_on <= today, columns.ends_on >= today, ended)


def entrusted_to(staff_id: int, today: date) -> Select[int]:
    """The ids of those for whom this person acts on a day, as a selection; whoever is no longer at work entrusts nothing."""
    columns = Delegation.__table__.c
    found = select(columns.principal_id).join(Staff, Staff.id == columns.principal_id)
    return found.where(columns.deputy_id == staff_id, Staff.active.is_(True), _in_force(today))


def principals(session: Session, staff_id: int, today: date) -> list[Staff]:
    """Those for whom this person acts on a day."""
    return list(session.scalars(select(Staff).where(Staff.id.in_(entrusted_to(staff_id, today))).order_by(Staff.id)))


def delegations_of(session: Session, staff_id: int) -> list[Delegation]:
    """What a person has entrusted and what was entrusted to him, the newest first."""
    columns = Delegation.__table__.c
    return list(session.scalars(_all().where(or_(columns.principal_id == staff_id, columns.deputy_id == staff_id))))


def every_delegation(session: Session, limit: int = 200) -> list[Delegation]:
    """All there are, the newest first, for the console."""
    return list(session.scalars(_all().limit(limit)))


def _all() -> Select[Delegation]:
    loaded = [joinedload(getattr(Delegation, name)) for name in ("principal", "deputy", "made_by", "ended_by")]
    return select(Delegation).options(*loaded).order_by(Delegation.starts_on.desc(), Delegation.id.desc())


def delegate(
    session: Session, principal: Staff, deputy: Staff | None, starts_on: date | None, ends_on: date | None, reason: str = "", *,
    actor: Actor, now: datetime,
) -> Delegation:  # fmt: skip
    """Made by the principal himself or by the administrator. Raises Forbidden or Invalid with a sentence per field."""
    _demand_hand(actor, principal)
    today, errors = local(now).date(), dict[str, str]()
    if deputy is None:
        errors["deputy"] = "请选择一项"
    elif deputy.id == principal.id:
        errors["deputy"] = "不能委托给委托人自己"
    elif not posts_of(session, deputy.id):
        errors["deputy"] = f"{deputy}没有可用的登录账号，不能代办"
    elif posts_of(session, deputy.id).isdisjoint(deciders()):
        errors["deputy"] = f"{deputy}的岗位不办理审批，不能代办"
    errors |= _wrong_days(starts_on, ends_on, today)
    if wrong := wrong_words(reason.strip(), REASON):
        errors["reason"] = wrong
    if deputy is not None and starts_on and ends_on and not errors:
        errors |= _clashes(session, principal, deputy, starts_on, ends_on)
    if errors or deputy is None or starts_on is None or ends_on is None:
        raise Invalid(errors)
    made = Delegation(
        principal=principal, deputy=deputy, starts_on=starts_on, ends_on=ends_on, reason=reason.strip() or None, created_at=now,
        made_by=session.get(Staff, actor.staff_id) if actor.staff_id else None)  # fmt: skip
    session.add(made)
    session.flush()
    return made


def end(session: Session, delegation: Delegation, *, actor: Actor, now: datetime) -> None:
    """提前终止, from today on. Raises Forbidden, or WrongState where there is nothing left to end."""
    _demand_hand(actor, delegation.principal)
    today = local(now).date()
    if delegation.ended_early_on is not None:
        raise WrongState(f"这项委托已于 {show_day(delegation.ended_early_on)} 提前终止。")
    if delegation.ends_on < today:
        raise WrongState(f"这项委托已于 {show_day(delegation.ends_on)} 到期。")
    delegation.ended_early_on = today
    delegation.ended_by = session.get(Staff, actor.staff_id) if actor.staff_id else None
    session.flush()


def _demand_hand(actor: Actor, principal: Staff) -> None:
    if actor.staff_id != principal.id and not actor.holds(Role.SYSADMIN):
        raise Forbidden("委托由委托人本人或系统管理员办理。")


def _wrong_days(starts_on: date | None, ends_on: date | None, today: date) -> dict[str, str]:
    errors = {}
    if starts_on is None:
        errors["starts_on"] = "请填写“起始日期”"
    elif starts_on < today:
        errors["starts_on"] = f"不能早于今天（{show_day(today)}）"
    if ends_on is None:
        errors["ends_on"] = "请填写“截止日期”"
    elif ends_on < (starts_on or today):
        errors["ends_on"] = "不能早于“起始日期”" if starts_on else f"不能早于今天（{show_day(today)}）"
    return errors


def _clashes(session: Session, principal: Staff, deputy: Staff, starts_on: date, ends_on: date) -> dict[str, str]:
    """Somebody has one deputy on a day, and nobody comes back to himself through the deputies of his deputy."""
    columns = Delegation.__table__.c
    near = select(Delegation).where(columns.starts_on <= ends_on, columns.ends_on >= starts_on)
    there = [one for one in session.scalars(near) if one.ended_early_on is None or one.ended_early_on > max(one.starts_on, starts_on)]
    if taken := next((one for one in there if one.principal.id == principal.id), None):
        until = show_day(taken.ends_on)
        return {"starts_on": f"{show_day(taken.starts_on)} 至 {until} 已委托{taken.deputy}，日期不能重叠"}
    if principal.id in _reached_from(deputy.id, there):
        return {"deputy": f"{deputy}在此期间已（经他人）委托给{principal}，不能循环委托"}
    return {}


def _reached_from(start: int, there: Iterable[Delegation]) -> set[int]:
    """Whoever acts for that person in these days, and whoever acts for those."""
    pairs = [(one.principal.id, one.deputy.id) for one in there]
    found, waiting = set[int](), [start]
    while waiting:
        here = waiting.pop()
        fresh = {deputy for principal, deputy in pairs if principal == here} - found
        found |= fresh
        waiting.extend(fresh)
    return found
