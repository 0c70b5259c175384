"""The history as lines of JSON, so that a program without our code can prove it wherever the database is (docs/verify_history.py)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, select

from models.history import Entry, Seal
from rules.chained import canonical
from services.audited import contents
from services.live import live_states
from services.verify_chains import PAGE, raw

ENTRIES: Any = Entry.__table__
SEALS: Any = Seal.__table__


def exported(connection: Connection) -> Iterator[str]:
    """A line an entry, in order of ids; a line a seal; a line a table, with what it keeps today; a line a record as it stands now."""
    for kind, table, key in (("entry", ENTRIES, ENTRIES.c.id), ("seal", SEALS, SEALS.c.number)):
        chosen = select(*raw(table)).order_by(key).execution_options(yield_per=PAGE)
        for row in connection.execute(chosen):
            yield canonical({"kind": kind, **row._mapping})  # noqa: SLF001 - SQLAlchemy's public name
    for content in contents():
        yield canonical({"kind": "table", "subject": content.table.name, "keys": sorted(content.keys)})
        keys = list(connection.scalars(select(content.table.c.id).order_by(content.table.c.id)))
        for start in range(0, len(keys), PAGE):
            for subject_id, state in live_states(connection, content, keys[start : start + PAGE]).items():
                yield canonical({"kind": "record", "subject": content.table.name, "subject_id": subject_id, "state": state})
