"""What belongs to a record: its past, what it gave rise to, and what other registers say of it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.declare import Kind, Register
from models.trace import Correction, StepTaken
from rules.actor import Actor
from services.lookup import unveiled
from services.mapped import registers
from services.step import source_of

SHOWN = 10


def steps_taken(session: Session, record: Register) -> list[StepTaken]:
    """The steps of a record, first to last."""
    found = select(StepTaken).where(StepTaken.register == record.__tablename__, StepTaken.record_id == record.id)
    return list(session.scalars(found.order_by(StepTaken.id)))


def corrections(session: Session, record: Register) -> list[Correction]:
    """The corrections of a record, newest first."""
    found = select(Correction).where(Correction.register == record.__tablename__, Correction.record_id == record.id)
    return list(session.scalars(found.order_by(Correction.id.desc())))


def opened_from(session: Session, record: Register) -> list[Any]:
    """Records that a step of this one opened."""
    found: list[Any] = []
    for register in registers():
        for name, field in register.fields.items():
            if field.kind is Kind.SOURCE:
                found += session.scalars(select(register).where(getattr(register, name) == source_of(record)).order_by(register.id))
    return found


def pointing_here(session: Session, record: Register, actor: Actor) -> list[tuple[Any, list[Any], int]]:
    """Register, its newest records that link to this one, and how many there are; in the order of the classes' names."""
    found = []
    for register in sorted(registers(), key=lambda register: register.code):
        names = [name for name, field in register.fields.items() if field.kind is Kind.LINK and field.target is type(record)]
        if not names:
            continue
        condition = getattr(register, names[0]) == record
        for name in names[1:]:
            condition = condition | (getattr(register, name) == record)
        if (open_ones := unveiled(register, actor)) is not None:
            condition = condition & open_ones
        total = session.scalar(select(func.count()).select_from(register).where(condition)) or 0
        rows = list(session.scalars(select(register).where(condition).order_by(register.id.desc()).limit(SHOWN)))
        found.append((register, rows, total))
    return found
