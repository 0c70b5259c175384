"""Write a row unless its like is there already: one statement, so that two writers at the same moment make one row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models.declare import Model

#: SQLite takes no more than so many values in one statement.
AT_ONCE = 5_000


def insert_once(session: Session, model: type[Model], rows: Iterable[Mapping[str, Any]], *, key: Iterable[str]) -> list[int]:
    """Insert the rows whose `key` (the columns of a unique constraint) is new; returns the ids of those."""
    wanted = _wanted(model, tuple(key), session.get_bind().dialect.name)
    waiting, made = list(rows), list[int]()
    if len(waiting) == 1:
        return list(session.connection().execute(wanted, waiting[0]).scalars())
    while waiting:
        step = max(1, AT_ONCE // len(waiting[0]))
        now, waiting = waiting[:step], waiting[step:]
        made += session.connection().execute(wanted.values(now)).scalars()
    return made


@cache
def _wanted(model: type[Model], key: tuple[str, ...], dialect: str) -> Any:
    """Put together once: every form that is saved and every draft asks it of one row."""
    table: Any = model.__table__
    insert: Any = (postgresql if dialect == "postgresql" else sqlite).insert
    return insert(table).on_conflict_do_nothing(index_elements=key).returning(table.c.id)
