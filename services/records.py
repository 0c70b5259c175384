"""Make a record and change what may still be changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified, get_history

from models.declare import Kind, Register, Verb
from models.declare.declared import Declared
from models.history import Action
from models.organisation import Department, Staff
from rules.actor import Actor
from rules.refusals import Forbidden, Invalid, Stale
from services import approval_cases
from services.acts import Act, acting
from services.assign import assign
from services.guard import refresh
from services.house import judge
from services.propose import propose
from services.reserve import claim
from services.rights import demand, editable
from services.sealed import sealed_in
from services.sight import of_the_house
from services.validate import problems

R = TypeVar("R", bound=Register)


def required_at_creation(register: type[Register]) -> set[str]:
    """Names that may not stay empty when a record is made: the type says so."""
    return {name for name in register.at_creation() if register.fields[name].is_required}


def create(
    session: Session, register: type[R], values: Mapping[str, object], *, actor: Actor, now: datetime, number: str = "",
    former_number: str = "",
) -> R:  # fmt: skip
    """A new record at the start of its flow, numbered; `number` is the reserved one of a paper that is entered afterwards,
    `former_number` what the record was called in the old books.

    Raises Invalid with a sentence per field; nothing is kept then.
    """
    demand(actor, Verb.CREATE, register)
    names = register.editable_in(register.start())
    record = begin(session, register, actor, now)
    with session.no_autoflush:
        _refuse_others(register, values, names)
        errors = assign(record, values, now) | _claimed(session, record, number)
        errors |= assign(record, {"former_number": former_number}, now) if former_number else {}
        link_gives(record, values)
        propose(session, record)
        session.add(record)
        errors = problems(
            session, record, names, required_at_creation(register), now, final=register.at_creation()) | errors  # fmt: skip
    if errors:
        session.expunge(record)
        raise Invalid(errors)
    with acting(session, record, Act(action=Action.CREATED, actor=actor)):
        session.flush()
    approval_cases.enter(session, record, None, actor=actor, now=now)
    refresh_linked(session, record, now)
    return record


def _claimed(session: Session, record: Register, number: str) -> dict[str, str]:
    """Give the record the number reserved for it, or say why not."""
    if not number:
        return {}
    try:
        record.number = claim(session, type(record), number)
    except ValueError as wrong:
        return {"number": str(wrong)}
    return {}


def begin(session: Session, register: type[R], actor: Actor, now: datetime) -> R:
    """An empty record with what the system knows: who, for which department, when."""
    record = register()
    record.created_at = now
    record.status = register.start()
    with session.no_autoflush:
        record.creator = session.get(Staff, actor.staff_id) if actor.staff_id else None
        record.unit = session.get(Department, actor.department_id) if actor.department_id else None
    if record.creator is None or record.unit is None:
        raise Forbidden("您的账号还没有对应的员工档案和部门，请联系系统管理员。")
    return record


def edit(
    session: Session, record: Register, values: Mapping[str, object], *, actor: Actor, now: datetime, seen: int | None = None,
    reason: str = "",
) -> None:  # fmt: skip
    """Change fields that are still open to this person. `seen` is the row version his form was drawn from, `reason` goes into the
    history.
    """
    names = editable(actor, record)
    if not names:
        raise Forbidden("本单现在没有可由您修改的栏目。已办结的内容请用“更正”。")
    refuse_stale(record, seen)
    with session.no_autoflush:
        if closed := {name: why for name, why in sealed_in(record).items() if name in values}:
            raise Invalid(closed)
        _refuse_others(type(record), values, names)
        errors = assign(record, values, now)
        link_gives(record, values)
        propose(session, record)
        required = required_at_creation(type(record)) if record.status is record.start() else set()
        errors = problems(
            session, record, [name for name in names if name in values], required, now, final=record.at_creation()) | errors  # fmt: skip
    if errors:
        raise Invalid(errors)
    touch(record, values)
    with acting(session, record, Act(action=Action.CHANGED, reason=reason, actor=actor)):
        session.flush()
    refresh_linked(session, record, now)


def refuse_stale(record: Register, seen: int | None) -> None:
    if seen is not None and seen != record.row_version:
        raise Stale("本单在您填写期间已被他人修改。请核对下列差异后再保存，您填写的内容没有丢失。")


def touch(record: Register, values: Mapping[str, object]) -> None:
    """A change of child rows or links alone must also raise the row version of the record they belong to."""
    if any(record.fields[name].is_rows or record.fields[name].kind is Kind.LINKS for name in values):
        flag_modified(record, "form_version")


def link_gives(record: Declared, values: Mapping[str, object]) -> None:
    """Fill what a picked record gives, where nothing was typed; what the record picked before had given gives way to it.

    What is given may be a link, and gives in turn; and the child rows have links of their own.
    """
    for name in values:
        if record.fields[name].is_rows:
            for line in getattr(record, name):
                link_gives(line, {column: getattr(line, column) for column in line.fields})
        elif record.fields[name].gives and (given := getattr(record, name)) is not None:
            link_gives(record, dict.fromkeys(_take_over(record, name, given, values)))


def _take_over(record: Declared, name: str, given: Any, values: Mapping[str, object]) -> list[str]:
    """What the record behind one link gives; the names of the fields that were filled so."""
    former = next(iter(get_history(record, name).deleted or ()), None)
    filled, sealed = [], sealed_in(record) if isinstance(record, Register) else {}
    for ours, theirs in record.fields[name].gives.items():
        if ours in sealed:
            continue
        held = getattr(record, ours)
        is_former = former is not None and ours not in values and held == getattr(former, theirs)
        if not values.get(ours) and (held in (None, "") or is_former):
            setattr(record, ours, getattr(given, theirs))
            filled.append(ours)
    return filled


@of_the_house
def refresh_linked(session: Session, record: Register, now: datetime) -> None:
    """Records that this one is filed under work out their figures anew."""
    for field in record.fields.values():
        if field.is_link and isinstance(other := getattr(record, field.name), Register) and _computes(other):
            refresh(session, other)
            judge(session, other, now)
    session.flush()


def _computes(record: Register) -> bool:
    return any(field.compute or field.judge for field in record.fields.values())


def _refuse_others(register: type[Register], values: Mapping[str, object], names: tuple[str, ...]) -> None:
    if extra := [name for name in values if name not in names]:
        labels = "、".join(register.fields[name].label if name in register.fields else name for name in extra)
        raise Invalid({extra[0]: f"现在不能填写：{labels}"})
