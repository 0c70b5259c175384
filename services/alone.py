"""One process at a time: what two would do twice, or spoil for each other, such as bringing a new database up to date.

Whoever dies gives way at once: PostgreSQL's advisory locks end with their connection, SQLite's with the process that has the file open.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from contextvars import ContextVar

from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session

#: A process that comes second waits while the first migrates, however long that takes; this is a working day.
PATIENCE = 36_000.0
_inside: ContextVar[bool] = ContextVar("alone", default=False)


@contextmanager
def alone(engine: Engine) -> Iterator[None]:
    """No other process is inside such a block over the same database. Inside itself it may stand again."""
    if _inside.get():
        yield
        return
    holding = _on_postgresql if engine.dialect.name == "postgresql" else _on_sqlite
    with holding(engine):
        token = _inside.set(True)
        try:
            yield
        finally:
            _inside.reset(token)


@contextmanager
def _on_postgresql(engine: Engine) -> Iterator[None]:
    with engine.connect() as connection:
        connection.execute(text("SET LOCAL lock_timeout = 0"))
        connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        connection.execute(select(func.pg_advisory_xact_lock(_key("alone"))))
        yield


@contextmanager
def _on_sqlite(engine: Engine) -> Iterator[None]:
    """The lock of an empty file beside the database: of a lock on the database itself the migration would have to wait."""
    with closing(sqlite3.connect(f"{engine.url.database}-alone", timeout=PATIENCE, isolation_level=None)) as file:
        file.execute("BEGIN EXCLUSIVE")
        yield


def in_turn(session: Session, what: str) -> None:
    """Until this transaction ends, others who say the same wait here. SQLite's writers queue anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_key(what))))


def _key(what: str) -> int:
    return int.from_bytes(hashlib.sha256(f"dengji:{what}".encode()).digest()[:8], signed=True)
