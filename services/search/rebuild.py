"""Make the whole index anew, and notice when that is due: after an upgrade, a restore, a copy, or a change of what is searched."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, delete, func, insert, inspect, select

from models.declare import Record
from models.search_index import DOCUMENT, STATE, TERMS, built
from services.search.sources import fingerprint, indexed
from services.search.terms import EDITION
from services.search.write import add, documents

#: So many records are in memory at once.
CHUNK = 2_000
#: Is told the title of a register, how many of its records are indexed, and of how many.
Told = Callable[[str, int, int], None]


def is_due(connection: Connection) -> bool:
    """Whether the index was made by other rules than this program's, or never."""
    return connection.scalar(select(STATE.c.rules)) != fingerprint(EDITION)


def outdate(connection: Connection) -> None:
    """Other records have come into the database than were indexed."""
    if inspect(connection).has_table(STATE.name):
        connection.execute(delete(STATE))


def rebuild(connection: Connection, told: Told) -> int:
    """All of it, in the caller's transaction; returns how many records were indexed."""
    connection.exec_driver_sql(f"DROP TABLE IF EXISTS {TERMS}")
    for statement in built(connection.dialect.name):
        connection.exec_driver_sql(statement)
    connection.execute(delete(DOCUMENT))
    done = sum(_index(connection, model, told) for model in indexed())
    connection.execute(delete(STATE))
    connection.execute(insert(STATE), {"id": 1, "rules": fingerprint(EDITION)})
    return done


def _index(connection: Connection, model: type[Record], told: Told) -> int:
    """One register, by its ids, some at a time."""
    key = inspect(model).local_table.c.id
    total = connection.scalar(select(func.count()).select_from(key.table)) or 0
    done, last = 0, 0
    while keys := list(connection.scalars(select(key).where(key > last).order_by(key).limit(CHUNK))):
        add(connection, documents(connection, model, keys))
        done, last = done + len(keys), keys[-1]
        told(model.title, done, total)
    return done
