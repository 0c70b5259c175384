"""Write a row unless its like is there already: one statement, so that two writers at the same moment make one row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models.declare import Model

#: SQLite takes no more than so many values in one statement.
AT_ONCE = 5_000


def insert_once(session: Session, model: type[Model], rows: Iterable[Mapping[str, Any]], *, key: Iterable[str]) -> list[int]:
    """Insert the rows whose `key` (the columns of a unique constraint) is new; returns the ids of those."""
    table: Any = model.__table__
    insert: Any = (postgresql if session.get_bind().dialect.name == "postgresql" else sqlite).insert
    waiting, made = list(rows), list[int]()
    while waiting:
        step = max(1, AT_ONCE // len(waiting[0]))
        now, waiting = waiting[:step], waiting[step:]
        wanted = insert(table).values(now).on_conflict_do_nothing(index_elements=list(key)).returning(table.c.id)
        made += session.connection().execute(wanted).scalars().all()
    return made
