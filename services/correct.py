"""更正: what a completed step has filled is set right, and the old value, the reason and the person stay on record."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session, object_session

from models.declare import Field, Register, Verb
from models.history import Action
from models.trace import Correction
from printouts.words import words
from rules.actor import Actor
from rules.refusals import Invalid, WrongState
from services.acts import Act
from services.assign import assign, wrong_words
from services.beside import leave
from services.options import option_book
from services.records import refuse_stale
from services.rights import demand, editable, open_to
from services.sealed import sealed_in
from services.sight import may_change, whole
from services.validate import problems


def correctable(actor: Actor, record: Register) -> tuple[str, ...]:
    """Names of fields that are read-only by now and may be corrected: filled by hand, neither signed nor sealed."""
    session = object_session(record)
    if record.is_void() or (session is not None and not may_change(session, record, actor)):
        return ()
    claimed = {name for step in record.flow.steps for name in step.fields}
    moving = {moving.each or moving.link for step in record.flow.steps for moving in step.movings}
    still_open = set(editable(actor, record)) | set(record.editable_in(record.status))
    names = set(record.at_creation()) | claimed
    closed = still_open | moving | sealed_in(record).keys() | {"archival_code"}
    return tuple(
        name for name, field in record.fields.items()
        if name in names - closed and open_to(actor, field) and not field.is_system and not field.is_rows
        and getattr(record, name) not in (None, [])
    )  # fmt: skip


def correct(
    session: Session, record: Register, name: str, value: object, reason: str, *, actor: Actor, now: datetime,
    seen: int | None = None,
) -> Correction:  # fmt: skip
    """Raises Forbidden, Stale, WrongState (not a field to correct) or Invalid."""
    demand(actor, Verb.CORRECT, type(record))
    if why := sealed_in(record).get(name):
        raise Invalid({name: why})
    if name not in correctable(actor, record):
        raise WrongState("这一栏现在不能更正。")
    refuse_stale(record, seen)
    field, label = record.fields[name], option_book(session).label
    old = words(record, field, label, clear=not field.is_link)
    following = _in_step(session, record)
    with session.no_autoflush:
        errors = assign(record, {name: value}, now)
        needed = () if field.optional else (name,)
        errors = problems(session, record, [name], needed, now, final=[name]) | errors
    if getattr(record, name) in (None, "", []) and name not in errors:
        errors[name] = "更正不能清空已填写的内容"
    new = words(record, field, label, clear=not field.is_link)
    if not errors and new == old:
        errors[name] = "与原内容相同，没有更正"
    if wrong := "请写明更正原因" if not reason.strip() else wrong_words(reason, 200):
        errors["words"] = wrong
    if errors:
        raise Invalid(errors)
    made = Correction(
        register=record.__tablename__, record_id=record.id, field=name, old=old, new=new, reason=reason.strip(), at=now,
        by_id=actor.staff_id)  # fmt: skip
    for computed in following:
        setattr(record, computed.name, _computed(session, record, computed))
    leave(session, record, made, Act(action=Action.CORRECTED, label=field.label, reason=made.reason, actor=actor))
    return made


def _in_step(session: Session, record: Register) -> list[Field]:
    """The computed values that still agree with the record: they follow its correction, while frozen figures stay as signed."""
    fields = [field for field in record.fields.values() if field.compute is not None]
    return [field for field in fields if getattr(record, field.name) == _computed(session, record, field)]


def _computed(session: Session, record: Register, field: Field) -> object:
    assert field.compute is not None  # noqa: S101 - the caller has looked
    with session.no_autoflush, whole(session):
        return field.compute(record, session)
