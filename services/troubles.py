"""What a database says when it cannot, put into our words: no room, nobody there, somebody else in the way.

So every door that knows how to come back from a refusal comes back from these; what is none of them stays a failure of ours.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.engine.interfaces import ExceptionContext
from sqlalchemy.exc import DBAPIError

from rules.refusals import Busy, NoRoom, Refused, Unreachable

#: The disk is full: SQLite by name (a quota ends a write as an input/output error), PostgreSQL by SQLSTATE.
FULL = frozenset({"SQLITE_FULL", "SQLITE_IOERR_WRITE", "53100"})
#: A lock did not come in time, two waited for each other, a statement was too old to go on.
IN_THE_WAY = frozenset({"SQLITE_BUSY", "SQLITE_BUSY_SNAPSHOT", "SQLITE_LOCKED", "55P03", "40P01", "40001"})
#: The server stops, is not yet up, has no place left for one more, or the line broke.
AWAY = frozenset({"SQLITE_CANTOPEN", "57P01", "57P02", "57P03", "53300", "08000", "08001", "08003", "08004", "08006"})

#: What a server that leads no more says to whoever would write.
FOLLOWS = frozenset({"25006", "0A000"})


def install(engine: Engine) -> None:
    event.listen(engine, "handle_error", _put_into_words)


def _put_into_words(context: ExceptionContext) -> None:
    """The question before each use (pre-ping) is left alone: what it finds is mended by connecting anew."""
    if context.is_pre_ping:
        return
    error = context.original_exception
    if (refusal := refusal_of(error)) is not None:
        raise refusal from error
    if getattr(error, "sqlstate", None) in FOLLOWS and _wants_to_write(context):
        context.is_disconnect = True  # who follows is asked no more: a connection made anew leads to the leader
        raise Unreachable from error
    if context.is_disconnect or (context.connection is None and isinstance(context.sqlalchemy_exception, DBAPIError)):
        raise Unreachable from error


def _wants_to_write(context: ExceptionContext) -> bool:
    """Whether this transaction was begun as a writer's, and its server follows another. Where a reader would write, it is our fault."""
    raw: Any = context.connection.connection.driver_connection if context.connection is not None else None
    return raw is not None and raw.read_only is not True and raw.info.parameter_status("in_hot_standby") == "on"


def refusal_of(error: BaseException) -> Refused | None:
    """Our word for an error of a driver, or None where it has none."""
    said = {getattr(error, "sqlite_errorname", None), getattr(error, "sqlstate", None)}
    if said & FULL:
        return NoRoom()
    if said & IN_THE_WAY:
        return Busy()
    return Unreachable() if said & AWAY else None
