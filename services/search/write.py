"""Write rows of the index. It is the house's own: it holds what there is, whoever may see it; who may is asked when it is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, BindParameter, Connection, Select, Text, TextClause, bindparam, delete, insert, inspect, select, text
from sqlalchemy.dialects.postgresql import ARRAY

from models.declare import Record
from models.search_index import DOCUMENT, TERMS
from services.search.address import place
from services.search.document import Document, document, terms
from services.search.sources import sources

Placed = tuple[int, Document]
_PLACES: BindParameter[Any] = bindparam("places", expanding=True)
HELD, INTO_DOCUMENTS = select(DOCUMENT).where(DOCUMENT.c.id.in_(_PLACES)), insert(DOCUMENT)
OUT_OF_DOCUMENTS = delete(DOCUMENT).where(DOCUMENT.c.id.in_(_PLACES))
INTO = text(f"INSERT INTO {TERMS} (rowid, terms) VALUES (:at, :terms)")  # noqa: S608 - a name of ours
#: SQLite's table without content must be told what to forget, term by term.
OUT_OF_FULL_TEXT = text(f"INSERT INTO {TERMS} ({TERMS}, rowid, terms) VALUES ('delete', :at, :terms)")  # noqa: S608
OUT_OF_ARRAYS = text(f"DELETE FROM {TERMS} WHERE rowid = :at")  # noqa: S608


def write(connection: Connection, model: type[Record], keys: Sequence[int], *, is_new: bool) -> int:
    """Bring the rows of these records up to date; `is_new` says that there are none yet. Returns how many were written."""
    wanted = dict(documents(connection, model, keys))
    held = {} if is_new else _held(connection, [place(model, key) for key in keys])
    gone = [(at, old) for at, old in held.items() if wanted.get(at) != old]
    come = [(at, new) for at, new in wanted.items() if held.get(at) != new]
    _remove(connection, gone)
    add(connection, come)
    return len(come)


def forget(connection: Connection, model: type[Record], keys: Sequence[int]) -> None:
    """Take records out of the index."""
    _remove(connection, list(_held(connection, [place(model, key) for key in keys]).items()))


def documents(connection: Connection, model: type[Record], keys: Sequence[int]) -> Iterator[Placed]:
    """What is to stand in the index of these records, each with its place."""
    for key, *values in connection.execute(_texts(model), {"keys": list(keys)}):
        found = document(zip(sources(model), values, strict=True))
        if not found.is_empty:
            yield place(model, key), found


@cache
def _texts(model: type[Record]) -> Select[Any]:
    """The sources' values by record. Read from the tables: what is indexed does not depend on who saves."""
    table: Any = inspect(model).local_table
    joined, columns, behind = table, [], dict[str, Any]()
    for source in sources(model):
        owner = table
        if source.through is not None:
            if source.through not in behind:
                behind[source.through] = inspect(source.owner).local_table.alias(f"by_{source.through}")
                other = behind[source.through]
                joined = joined.outerjoin(other, other.c.id == table.c[f"{source.through}_id"])
            owner = behind[source.through]
        columns.append(owner.c[source.field.name])
    return select(table.c.id, *columns).select_from(joined).where(table.c.id.in_(bindparam("keys", expanding=True)))


def _held(connection: Connection, places: Sequence[int]) -> dict[int, Document]:
    rows = connection.execute(HELD, {"places": list(places)})
    return {row.id: Document(open=row.open, veiled=row.veiled, grave=row.grave) for row in rows}


def add(connection: Connection, placed: Iterable[Placed]) -> None:
    """Rows that are not there yet."""
    rows = list(placed)
    if rows:
        connection.execute(INTO_DOCUMENTS, [{"id": at, **vars(of)} for at, of in rows])
        connection.execute(_into(connection.dialect.name), [{"at": at, "terms": _said(connection, of)} for at, of in rows])


def _remove(connection: Connection, placed: Sequence[Placed]) -> None:
    if placed:
        connection.execute(OUT_OF_DOCUMENTS, {"places": [at for at, _ in placed]})
        if connection.dialect.name == "postgresql":
            connection.execute(OUT_OF_ARRAYS, [{"at": at} for at, _ in placed])
        else:
            connection.execute(OUT_OF_FULL_TEXT, [{"at": at, "terms": _said(connection, of)} for at, of in placed])


@cache
def _into(dialect: str) -> TextClause:
    kind = ARRAY(Text) if dialect == "postgresql" else Text
    return INTO.bindparams(bindparam("terms", type_=kind), bindparam("at", type_=BigInteger))


def _said(connection: Connection, of: Document) -> Any:
    return terms(of) if connection.dialect.name == "postgresql" else " ".join(terms(of))
