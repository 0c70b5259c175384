"""Reading beside the leader: of a replica, once it knows all that was saved when it was asked, so that nobody misses what he saved.

For long reading and for figures. Where there is no replica, or it is too far behind, the leader is read as ever.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, text
from sqlalchemy.orm import Session, scoped_session

from rules.refusals import Unreachable
from services.database import Mode, during

#: The key under which a session says which replica there is: a function that gives its engine, or None.
REPLICA = "replica"
#: Seconds that long work waits for a replica to catch up; a page does not wait.
PATIENCE, STEP = 5.0, 0.05
#: How far the history of changes is safe on the leader, and how far a replica has come in it; one that leads by now knows everything.
LEADER = text("SELECT pg_wal_lsn_diff(pg_current_wal_flush_lsn(), '0/0')")
FOLLOWER = text("SELECT CASE WHEN pg_is_in_recovery() THEN pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0') END")


def replica_of(session: Session | scoped_session[Any]) -> Engine | None:
    found: Callable[[], Engine | None] = session.info.get(REPLICA, lambda: None)
    return found()


@contextmanager
def apart(session: Session | scoped_session[Any], patience: float = PATIENCE) -> Iterator[None]:
    """Inside, the session reads, of a replica where one has caught up. It may have no transaction before, and should keep one inside."""
    with during(Mode.REPLICA):
        if follows(session, patience):
            yield
            return
    with during(Mode.READ):
        yield


def follows(session: Session | scoped_session[Any], patience: float = 0) -> bool:
    """Whether the replica that this session's transaction is with knows everything saved up to now. Else it has no transaction."""
    if replica_of(session) is None:
        return False
    with during(Mode.READ), session.get_bind().connect() as leader:  # type: ignore[union-attr]
        wanted = leader.scalar(LEADER)
    try:
        with during(Mode.REPLICA):
            if _comes_to(session.connection(), wanted, time.monotonic() + patience):
                return True
    except Unreachable:
        pass
    session.rollback()
    return False


def _comes_to(connection: Connection, wanted: Any, end: float) -> bool:
    while True:
        come = connection.scalar(FOLLOWER)
        if come is None or come >= wanted:
            return True
        if time.monotonic() > end:
            return False
        time.sleep(STEP)
