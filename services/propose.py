"""First values that reference data propose, such as the department that handles a category of complaints. They may be changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import get_history

from models.declare import Field, Record
from models.declare.field import Proposed


def propose(session: Session, record: Record) -> None:
    """Fill what is empty, and follow a changed category where the old proposal still stood."""
    look_up(session, record)
    for name, field in record.fields.items():
        if field.proposed is not None:
            now, before = getattr(record, name), _before(session, record, field.proposed)
            if now is None or (before is not None and now == before):
                setattr(record, name, proposed(session, field.proposed, getattr(record, field.proposed.name)))


def look_up(session: Session, record: Record) -> None:
    """Lead the links that are empty to where they find their record themselves (`found`)."""
    for name, field in record.fields.items():
        if field.found is not None and getattr(record, name) is None:
            with session.no_autoflush:
                setattr(record, name, field.found(record, session))


def _before(session: Session, record: Record, given: Proposed) -> Any:
    """What was proposed for the value that the deciding field held until now."""
    old = get_history(record, given.name).deleted
    return proposed(session, given, old[0]) if old else None


def proposed(session: Session, given: Proposed, value: object) -> Any:
    """The proposal for one value, or None where the house keeps none."""
    if value is None:
        return None
    with session.no_autoflush:
        row = session.scalars(select(given.model).where(getattr(given.model, given.key) == value)).first()
    return getattr(row, given.column) if row is not None else None


def proposals(session: Session, field: Field, fields: Mapping[str, Field]) -> dict[str, dict[str, str]]:
    """Value of this field → what it proposes for others, by their names, as the form's controls hold it."""
    found: dict[str, dict[str, str]] = {}
    for name, other in fields.items():
        if other.proposed is not None and other.proposed.name == field.name:
            for row in session.scalars(select(other.proposed.model)):
                value = getattr(row, other.proposed.column)
                if value is not None:
                    found.setdefault(getattr(row, other.proposed.key), {})[name] = str(value.id if other.is_link else value)
    return found
