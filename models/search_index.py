"""Where the search index lies: what every record is found by, in one table, and the terms of it, in what each database searches best.

Nothing here is content. It is made of the records and can be made again at any time (services/search/rebuild.py), so no copy, backup or
proof takes it along. `search_terms` has the same two columns on both databases: a full-text table of SQLite without content, a
GIN-indexed array on PostgreSQL. Asked by `create_all` and by the migration alike.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, Connection, Integer, String, Table, Text, column, event, table
from sqlalchemy.dialects.postgresql import ARRAY

from models.declare import Model

PREFIX = "search_"
TERMS = "search_terms"

#: A record's searched texts, normalised, a line each: `open` to whoever reads the record, `veiled` behind the posts that see personal
#: data, `grave` found by nobody but who knows all of it. The id says of which table and record it is (services/search/address.py).
DOCUMENT = Table(
    f"{PREFIX}document", Model.metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("open", Text, nullable=False),
    Column("veiled", Text, nullable=False),
    Column("grave", Text, nullable=False),
)  # fmt: skip

#: By which rules the index was made; where they are no longer those of the program it is made anew.
STATE = Table(
    f"{PREFIX}state", Model.metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("rules", String(64), nullable=False),
)  # fmt: skip

#: As statements name it: on SQLite a column of the table's own name takes the question.
HITS = table(TERMS, column("rowid", BigInteger), column("terms", ARRAY(Text)), column(TERMS, Text))

BUILT = {
    "sqlite": (
        f"CREATE VIRTUAL TABLE IF NOT EXISTS {TERMS} USING fts5("
        "terms, content='', columnsize=0, detail=none, tokenize='unicode61 remove_diacritics 0')",
    ),
    "postgresql": (
        f"CREATE TABLE IF NOT EXISTS {TERMS} (rowid bigint PRIMARY KEY, terms text[] NOT NULL)",
        f"CREATE INDEX IF NOT EXISTS ix_{TERMS} ON {TERMS} USING gin (terms) WITH (fastupdate = off)",
    ),
}


def is_declared(name: str | None, kind: str, parents: object) -> bool:
    """For whoever compares a database with what is declared: the terms lie in a table of each database's own kind, and in those that
    SQLite makes beside it.
    """
    return not (kind == "table" and name is not None and name.startswith(TERMS))


def built(dialect: str) -> tuple[str, ...]:
    """The statements, one by one, that make the table of terms."""
    return BUILT[dialect]


@event.listens_for(DOCUMENT, "after_create")
def _build(target: Table, connection: Connection, **given: Any) -> None:
    for statement in built(connection.dialect.name):
        connection.exec_driver_sql(statement)


@event.listens_for(DOCUMENT, "before_drop")
def _tear_down(target: Table, connection: Connection, **given: Any) -> None:
    connection.exec_driver_sql(f"DROP TABLE IF EXISTS {TERMS}")
