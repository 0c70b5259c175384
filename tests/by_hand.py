"""What nobody can do through the program and a hand in the database can, in the words of either database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from models.history_guard import PROTECTED, protections


def unguard(connection: Connection) -> None:
    """Neither triggers nor foreign keys have a say until this transaction ends; history may be changed."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        return
    for table in PROTECTED:
        for act in ("update", "delete", "replace"):
            connection.exec_driver_sql(f"DROP TRIGGER {table}_no_{act}")


def guard_again(connection: Connection) -> None:
    """As a migration leaves it."""
    for statement in protections(connection.dialect.name):
        connection.exec_driver_sql(statement)


@contextmanager
def refusing(session: Session, table: str, words: str = "no") -> Iterator[None]:
    """Inside, the database itself refuses every new row of a table. Both ends of it commit."""
    for statement in _refuse(session, table, words):
        session.connection().exec_driver_sql(statement)
    session.commit()
    yield
    session.rollback()
    on = f" ON {table}" if _is_postgresql(session) else ""
    session.connection().exec_driver_sql(f"DROP TRIGGER refuse{on}")
    session.commit()


def _refuse(session: Session, table: str, words: str) -> list[str]:
    if not _is_postgresql(session):
        return [f"CREATE TRIGGER refuse BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, '{words}'); END"]
    return [
        "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE '{words}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        f"CREATE TRIGGER refuse BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION refuse()",
    ]


def _is_postgresql(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"
