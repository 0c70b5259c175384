"""What protects history in the database itself is there, or the proof says that it is not."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from models.history_guard import PROTECTED, guards
from services.audit import verify
from services.verify_guards import unprotected


def hand(session: Session, sqlite: str, postgresql: str) -> list[str]:
    """What the proof says after a hand was in the database."""
    connection = session.connection()
    connection.exec_driver_sql(sqlite if connection.dialect.name == "sqlite" else postgresql)
    return [one.subject for one in verify(connection).findings if one.kind == "protection"]


def test_all_of_it_is_there(session: Session) -> None:
    assert list(unprotected(session.connection())) == []
    assert set(guards(session.get_bind().dialect.name).values()) == set(PROTECTED)


@pytest.mark.parametrize("table", sorted(PROTECTED))
def test_what_was_taken_away_is_named(session: Session, table: str) -> None:
    assert hand(session, f"DROP TRIGGER {table}_no_update", f"DROP TRIGGER {table}_append_only ON {table}") == [table]


def test_so_is_what_no_longer_refuses(session: Session) -> None:
    session.connection()
    if session.get_bind().dialect.name == "sqlite":
        session.connection().exec_driver_sql("DROP TRIGGER reveal_no_delete")
    empty = "CREATE TRIGGER reveal_no_delete BEFORE DELETE ON reveal BEGIN SELECT 1; END"
    assert hand(session, empty, "ALTER TABLE reveal DISABLE TRIGGER reveal_append_only") == ["reveal"]
