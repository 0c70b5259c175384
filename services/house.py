"""The house at one moment: what rules over a record and judged values may ask beside the record (models/declare/house.py)."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import func, inspect, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import get_history

from models.declare import Field, Kind, Register
from rules.calendar import Calendar
from rules.policy import Policy
from services.calendar import working_calendar
from services.mapped import registers
from services.policies import policy


class HouseNow:
    """Asked only for what a rule needs: the policy and the calendar are read when they are."""

    def __init__(self, session: Session, now: datetime) -> None:
        self.session, self.now = session, now

    @cached_property
    def policy(self) -> Policy:
        return policy(self.session)

    @cached_property
    def calendar(self) -> Calendar:
        return working_calendar(self.session)

    def filed_under(self, record: Any, table: str) -> int:
        """How many records of the register with that table link to this one; what is void does not count."""
        if not inspect(record).has_identity:
            return 0
        register = next(register for register in registers() if register.__tablename__ == table)
        link = next(name for name, field in register.fields.items() if field.kind is Kind.LINK and field.target is type(record))
        found = select(func.count()).select_from(register).where(
            getattr(register, f"{link}_id") == record.id, register.status != register.void_state())  # fmt: skip
        with self.session.no_autoflush:
            return self.session.scalar(found) or 0

    def has_changed(self, record: object, name: str) -> bool:
        """Whether that field of the record is being filled or altered right now."""
        return bool(inspect(record).attrs[name].history.has_changes())


def was_at_start(record: Register) -> bool:
    """Whether the record stands at the start of its flow, or stood there until this moment."""
    return next(iter(get_history(record, "status").deleted), record.status) is record.start()


def judge(session: Session, record: Register, now: datetime) -> None:
    """Work out what the house judges of a record, as long as it is open (or was until this moment)."""
    is_open = record.status.phase.is_open or get_history(record, "status").has_changes()
    fields = [
        field for field in record.fields.values()
        if field.judge is not None and (was_at_start(record) if field.until_signed else is_open)
    ]  # fmt: skip
    if not fields:
        return
    house = HouseNow(session, now)
    for field in fields:
        if getattr(record, field.name) != (value := judged(record, field, house)):
            setattr(record, field.name, value)


def judged(record: Register, field: Field, house: HouseNow) -> object:
    """What the house says of one field."""
    assert field.judge is not None  # noqa: S101 - the caller has looked
    with house.session.no_autoflush:
        return field.judge(record, house)
