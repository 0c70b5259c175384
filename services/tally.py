"""Rows that the system works out (`tally`): done anew at each save until the first step is taken, and frozen from then on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from models.declare import Field, Register
from services.house import HouseNow, was_at_start


def refill(session: Session, record: Register, now: datetime) -> None:
    """Put the rows of every tally as they ought to be now; what a person filled stays with its row."""
    fields = [field for field in record.fields.values() if field.tally is not None]
    if fields and was_at_start(record):
        house = HouseNow(session, now)
        with session.no_autoflush:
            for field in fields:
                _refill(record, field, house)


def _refill(record: Register, field: Field, house: HouseNow) -> None:
    tally: Any = field.tally
    held: list[Any] = getattr(record, field.name)
    known = {tally.key(line): line for line in held}
    columns = [name for name, column in field.target.fields.items() if name not in tally.typed and column.judge is None]
    rows = []
    for line in tally.compute(record, house):
        if (old := known.pop(tally.key(line), None)) is None:
            rows.append(line)
            continue
        for name in columns:
            if getattr(old, name) != (value := getattr(line, name)):
                setattr(old, name, value)
        rows.append(old)
    if rows != held:
        held[:] = rows
    for position, line in enumerate(held):
        if line.position != position:
            line.position = position


def unfilled(record: Register, field: Field) -> dict[str, str]:
    """What a person has still to fill in the rows, by the names of the cells in the form."""
    return {
        f"{field.name}-{index}-{name}": f"请填写“{field.target.fields[name].label}”"
        for index, line in enumerate(getattr(record, field.name))
        for name in (field.tally.needs if field.tally else ())
        if getattr(line, name) in (None, "")
    }  # fmt: skip
