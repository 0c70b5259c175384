"""How a database is opened, so that two people saving at once never lose a change, and a full disk is said in words.

SQLite's driver begins transactions too late: of 960 read-then-write increments 857 were lost without an error. Here a
writing transaction says BEGIN IMMEDIATE before its first read, and waits its turn in small steps.
"""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection, ExceptionContext
from sqlalchemy.orm import Session, scoped_session
from sqlalchemy.pool import ConnectionPoolEntry

from rules.refusals import NoRoom

PATIENCE = 30.0
#: How the drivers say that the disk is full: SQLite by name (a quota ends a write as an input/output error), PostgreSQL by SQLSTATE.
FULL = frozenset({"SQLITE_FULL", "SQLITE_IOERR_WRITE", "53100"})
_reading: ContextVar[bool] = ContextVar("reading", default=False)


def install(engine: Engine) -> None:
    """Attach the recipe. Of its transactions PostgreSQL needs none."""
    event.listen(engine, "handle_error", _say_full)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)


def _prepare(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # sqlite3's own name: we say BEGIN ourselves
    cursor = connection.cursor()
    for pragma in ("busy_timeout=0", "foreign_keys=ON", "synchronous=FULL"):
        cursor.execute(f"PRAGMA {pragma}")
    _waiting(lambda: cursor.execute("PRAGMA journal_mode=WAL"))
    cursor.close()


def _say_full(context: ExceptionContext) -> None:
    """A full disk is a refusal as any other, so that every form that knows how to come back does."""
    error = context.original_exception
    if {getattr(error, "sqlite_errorname", None), getattr(error, "sqlstate", None)} & FULL:
        raise NoRoom from error


def _begin(connection: Connection) -> None:
    raw: Any = connection.connection.driver_connection
    _waiting(lambda: raw.execute("BEGIN DEFERRED" if _reading.get() else "BEGIN IMMEDIATE"))


def _waiting(act: Any) -> None:
    """SQLite's own busy handler sleeps ever longer, so that some wait for seconds; short even steps are fair."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            act()
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > end:
                raise
            time.sleep(random.uniform(0.0005, 0.003))  # noqa: S311 - no secret hangs on it
        else:
            return


def begin(*, reading: bool) -> Token[bool]:
    """Say whether transactions from here on only read. Give the token to `end`."""
    return _reading.set(reading)


def end(token: Token[bool]) -> None:
    """Contexts outlive requests in a thread, so this must be called whatever happened."""
    _reading.reset(token)


@contextmanager
def reading() -> Iterator[None]:
    """Transactions begun inside only read."""
    token = begin(reading=True)
    try:
        yield
    finally:
        end(token)


def write_now(session: Session | scoped_session[Any]) -> None:
    """What began as reading must write (a print is logged): end that transaction, and let the next one begin as a writer.

    Objects already loaded are read again by the new transaction. Unsaved changes would be lost, so they are refused.
    """
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("write_now must come before the first change")
    session.rollback()
    _reading.set(False)
