"""The database itself refuses to change or remove history, and what was done beside a record. Asked by `create_all` and by the
migration alike.
"""

from __future__ import annotations

from sqlalchemy import Connection, Table, event

from models.declare import Model
from models.history import Entry, Seal
from models.reveal import Reveal
from models.trace import Correction, StepTaken

REFUSAL = "history is append-only"
#: On PostgreSQL: what refuses, and how the trigger of a table that asks it is called.
FUNCTION, APPEND_ONLY = "history_refuse", "_append_only"
#: Table → what makes a row of it the same row: SQLite's INSERT OR REPLACE would remove it and ask no delete trigger.
PROTECTED = {
    Entry.__tablename__: (
        "id = NEW.id", "hash = NEW.hash", "prev = NEW.prev",
        "subject = NEW.subject AND subject_id = NEW.subject_id AND seq = NEW.seq",
    ),
    Seal.__tablename__: ("number = NEW.number", "day = NEW.day", "hash = NEW.hash", "prev = NEW.prev"),
    **{table.__tablename__: ("id = NEW.id",) for table in (StepTaken, Correction, Reveal)},
}  # fmt: skip


def protections(dialect: str, table: str | None = None) -> list[str]:
    """The statements, one by one, that protect the tables of history, or one of them."""
    build = {"sqlite": _sqlite, "postgresql": _postgresql}[dialect]
    return [statement for name in PROTECTED if table in (None, name) for statement in build(name)]


def guards(dialect: str) -> dict[str, str]:
    """The triggers that must be there, each with its table."""
    if dialect == "postgresql":
        return {f"{table}{APPEND_ONLY}": table for table in PROTECTED}
    return {f"{table}_no_{act}": table for table in PROTECTED for act in ("update", "delete", "replace")}


def _sqlite(table: str) -> list[str]:
    refuse = f"SELECT RAISE(ABORT, '{REFUSAL}')"
    found = [
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_{act.lower()} BEFORE {act} ON {table} BEGIN {refuse}; END" for act in ("UPDATE", "DELETE")
    ]
    same = " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE {one})" for one in PROTECTED[table])  # noqa: S608 - names of ours
    found.append(f"CREATE TRIGGER IF NOT EXISTS {table}_no_replace BEFORE INSERT ON {table} WHEN {same} BEGIN {refuse}; END")
    return found


def _postgresql(table: str) -> list[str]:
    """One trigger a statement: it speaks up even where no row is met, and for TRUNCATE."""
    return [
        f"CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        f"CREATE OR REPLACE TRIGGER {table}{APPEND_ONLY} BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {FUNCTION}()",
    ]


def _protect(target: Table, connection: Connection, **keywords: object) -> None:
    for statement in protections(connection.dialect.name, target.name):
        connection.exec_driver_sql(statement)


for _table in PROTECTED:
    event.listen(Model.metadata.tables[_table], "after_create", _protect)
