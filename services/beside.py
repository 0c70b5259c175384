"""What an act leaves beside its record (a step taken, a correction, a look, a place handed on) its entry tells whole, column by column,
under the name of the table as it tells rows that hang on a record: so none of it can be changed unseen (services/verify_traces.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Column, inspect
from sqlalchemy.orm import Session

from models.approval import ApprovalTask
from models.declare import Register
from models.reveal import Reveal
from models.trace import Correction, StepTaken
from services.acts import Act, acting
from services.capture import note
from services.encode import encode

#: The tables that stand beside records, by name.
BESIDE: Mapping[str, Any] = {model.__tablename__: model for model in (StepTaken, Correction, Reveal, ApprovalTask)}
#: Under which row of which chain it is told says these.
NOT_TOLD = frozenset({"id", "register", "record_id"})


def columns_told(model: type[Any]) -> dict[str, Column[Any]]:
    return {column.name: column for column in inspect(model).local_table.c if column.name not in NOT_TOLD}


def leave(session: Session, record: Register, row: Any, act: Act) -> None:
    """Write the row beside its record; it, and whatever has changed in the record, is the act."""
    session.add(row)
    with acting(session, record, act):
        session.flush()
    tell(session, record, row, act)


def tell(session: Session, record: Register, row: Any, act: Act) -> None:
    """Let the record's history say of a row that stands there by now what is in it."""
    values = {name: encode(column, getattr(row, name)) for name, column in columns_told(type(row)).items()}
    told = {name: value for name, value in values.items() if value is not None}
    note(session, record.__tablename__, record.id, act.action, {row.__tablename__: {str(row.id): [None, told]}}, act=act)
