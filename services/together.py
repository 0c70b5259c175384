"""What the rows of a record link to, loaded together: a page of two hundred rows asks as often as one of two."""

from __future__ import annotations

from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from models.declare import Register


def load_links_of_rows(session: Session, record: Register) -> None:
    """One question for each link of each kind of rows. What the person does not see stays unloaded, and is asked for as ever."""
    with session.no_autoflush:
        for field in (field for field in record.fields.values() if field.is_rows):
            links = inspect(field.target).relationships
            for name in (name for name, column in field.target.fields.items() if column.is_link):
                waiting = [line for line in getattr(record, field.name) if name in inspect(line).unloaded and getattr(line, f"{name}_id")]
                if not waiting:
                    continue
                model: Any = links[name].mapper.class_
                wanted = select(model).where(model.id.in_({getattr(line, f"{name}_id") for line in waiting}))
                found = {other.id: other for other in session.scalars(wanted)}
                for line in waiting:
                    if (other := found.get(getattr(line, f"{name}_id"))) is not None:
                        set_committed_value(line, name, other)
