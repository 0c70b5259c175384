"""Whether the database still refuses to change history: a protection that somebody took away, switched off or emptied is found."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from models.history_guard import REFUSAL, guards
from services.verify_chains import Finding

#: Name, table and text of every trigger; on PostgreSQL the text is that of its function, and one that is switched off has none.
ASKED = {
    "sqlite": "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": (
        "SELECT t.tgname, c.relname, CASE WHEN t.tgenabled IN ('O', 'A') THEN p.prosrc ELSE '' END "
        "FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid "
        "WHERE c.relnamespace = current_schema()::regnamespace"
    ),
}


def unprotected(connection: Connection) -> Iterator[Finding]:
    """A finding for each trigger that is not there, or refuses nothing."""
    dialect = connection.dialect.name
    found = {name: (table, text) for name, table, text in connection.exec_driver_sql(ASKED[dialect])}
    for name, table in guards(dialect).items():
        there, text = found.get(name, ("", ""))
        if there != table or REFUSAL not in text:
            yield Finding(kind="protection", subject=table, field=name, text=f"表 {table} 缺少防改动保护（{name}），库中内容可被直接改动。")
