"""重新取数: work the figures of an unsigned record out anew, without changing anything that a person filled."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from models.declare import Register
from rules.actor import Actor
from rules.refusals import Forbidden, WrongState
from services import guard
from services.rights import editable


def counts_anew(register: type[Register]) -> bool:
    """Whether a register's records are worked out from others: those that hold a tally."""
    return any(field.tally is not None for field in register.fields.values())


def may_count_anew(actor: Actor, record: Register) -> bool:
    return counts_anew(type(record)) and record.status is record.start() and bool(editable(actor, record))


def count_anew(session: Session, record: Register, *, actor: Actor, now: datetime) -> None:
    """Raises WrongState once it is signed, and Forbidden."""
    if record.status is not record.start():
        raise WrongState("本单已签字，数字已固定，不再重新取数。")
    if not may_count_anew(actor, record):
        raise Forbidden("您不能为本单重新取数。")
    with guard.at(session, now):
        flag_modified(record, "form_version")
        session.flush()
