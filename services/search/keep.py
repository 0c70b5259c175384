"""Keep the index in the transaction that saves: after every flush the records whose searched texts changed are written anew.

So are those that are found by what a changed record is called. Only what differs is written: a step that changes no searched text costs
no statement.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import event, inspect, select
from sqlalchemy.orm import PassiveFlag, Session, UOWTransaction
from sqlalchemy.orm.attributes import get_history

from models.declare import Record
from services.search.sources import indexed, linking, sources
from services.search.write import forget, write

#: So many records are written at once.
CHUNK = 500


def install(target: Any) -> None:
    """Attach to a session, a sessionmaker or a scoped session."""
    event.listen(target, "after_flush", _after_flush)


def _after_flush(session: Session, context: UOWTransaction) -> None:
    changed: dict[type[Record], set[int]] = {}
    made: dict[type[Record], set[int]] = {}
    for record in session.new:
        if isinstance(record, Record) and sources(type(record)):
            made.setdefault(type(record), set()).add(record.id)
    for record in session.dirty:
        if isinstance(record, Record) and _is_changed(record):
            changed.setdefault(type(record), set()).add(record.id)
    for record in session.deleted:
        if isinstance(record, Record) and sources(type(record)):
            forget(session.connection(), type(record), [record.id])
    renew(session, changed, made)


def _is_changed(record: Record) -> bool:
    names = {source.through or source.field.name for source in sources(type(record))}
    return any(get_history(record, name, passive=PassiveFlag.PASSIVE_NO_INITIALIZE).has_changes() for name in _attributes(record, names))


def _attributes(record: Record, names: Iterable[str]) -> Iterable[str]:
    """A link may have been set by its key alone."""
    known = inspect(type(record)).attrs
    return (one for name in names for one in (name, f"{name}_id") if one in known)


def renew(session: Session, changed: dict[type[Record], set[int]], made: dict[type[Record], set[int]]) -> None:
    """Write anew what was changed or made, and whatever is found by it."""
    connection = session.connection()
    following: dict[type[Record], set[int]] = {}
    for model, keys in changed.items():
        for other, link in linking(model):
            column = inspect(other).local_table.c[f"{link}_id"]
            found = connection.scalars(select(inspect(other).local_table.c.id).where(column.in_(sorted(keys))))
            following.setdefault(other, set()).update(found)
    for model in indexed():
        fresh = made.get(model, set())
        old = (changed.get(model, set()) | following.get(model, set())) - fresh
        for each, is_new in ((sorted(fresh), True), (sorted(old), False)):
            for start in range(0, len(each), CHUNK):
                write(connection, model, each[start : start + CHUNK], is_new=is_new)
