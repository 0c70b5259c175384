"""更正: what a completed step has filled is set right, and the old value, the reason and the person stay on record."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from models.declare import Register, Verb
from models.trace import Correction
from printouts.words import words
from rules.actor import Actor
from rules.refusals import Invalid, WrongState
from services.assign import assign
from services.options import option_book
from services.records import refuse_stale
from services.rights import demand, editable
from services.validate import problems


def correctable(actor: Actor, record: Register) -> tuple[str, ...]:
    """Names of fields that are read-only by now and may be corrected: filled by hand, not signed."""
    if record.is_void():
        return ()
    claimed = {name for step in record.flow.steps for name in step.fields}
    still_open = set(editable(actor, record)) | set(record.editable_in(record.status))
    names = set(record.at_creation()) | claimed
    return tuple(
        name for name, field in record.fields.items()
        if name in names - still_open and not field.is_system and not field.is_rows and getattr(record, name) not in (None, [])
    )  # fmt: skip


def correct(
    session: Session, record: Register, name: str, value: object, reason: str, *, actor: Actor, now: datetime,
    seen: int | None = None,
) -> Correction:  # fmt: skip
    """Raises Forbidden, Stale, WrongState (not a field to correct) or Invalid."""
    demand(actor, Verb.CORRECT, type(record))
    if name not in correctable(actor, record):
        raise WrongState("这一栏现在不能更正。")
    refuse_stale(record, seen)
    field, label = record.fields[name], option_book(session).label
    old = words(record, field, label)
    with session.no_autoflush:
        errors = assign(record, {name: value}, now)
        needed = () if field.optional else (name,)
        errors = problems(session, record, [name], needed, now, final=[name]) | errors
    if getattr(record, name) in (None, "", []) and name not in errors:
        errors[name] = "更正不能清空已填写的内容"
    new = words(record, field, label)
    if not errors and new == old:
        errors[name] = "与原内容相同，没有更正"
    if not reason.strip() or len(reason) > 200:
        errors["words"] = "请写明更正原因" if not reason.strip() else "更正原因最多 200 个字"
    if errors:
        raise Invalid(errors)
    made = Correction(
        register=record.__tablename__, record_id=record.id, field=name, old=old, new=new, reason=reason.strip(), at=now,
        by_id=actor.staff_id)  # fmt: skip
    session.add(made)
    session.flush()
    return made
