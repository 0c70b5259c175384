"""Count tries in a window of time, for every process at once: one statement on the database, in a transaction of its own.

A refused try must be counted although its request writes nothing else, and two tries at the same moment must both count; so the
count is taken before what it guards, on a connection beside the request's. No transaction of the request may be open meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, case, delete, literal, update
from sqlalchemy.dialects import postgresql, sqlite

from models.declare import Moment
from models.door import Attempt
from services.database import Mode, during

ATTEMPT: Any = Attempt.__table__
LONGEST_KEY = 200


@dataclass(frozen=True, kw_only=True)
class Limit:
    """So many in so long. `slides`: each one that is still allowed begins the time anew."""

    most: int
    window: timedelta
    slides: bool = False


@dataclass(frozen=True, kw_only=True)
class Counted:
    """The how many-th this was, and until when the count stands."""

    count: int
    limit: Limit
    until: datetime

    @property
    def is_over(self) -> bool:
        return self.count > self.limit.most

    @property
    def left(self) -> int:
        return max(self.limit.most - self.count, 0)


def count(engine: Engine, limits: dict[str, Limit], now: datetime, *, by: int = 1, mode: Mode = Mode.WRITE) -> dict[str, Counted]:
    """One more of each key; returns where each stands now. What is over its limit counts on but waits no longer for it."""
    with during(mode), engine.begin() as connection:
        # Always in the same order, so that two who count the same keys never wait for each other.
        return {key: _count(connection, key, limits[key], now, by) for key in sorted(limits)}


def _count(connection: Connection, key: str, limit: Limit, now: datetime, by: int) -> Counted:
    insert: Any = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert
    over, until = ATTEMPT.c.until <= now, literal(now + limit.window, Moment)
    kept = case((ATTEMPT.c.count < limit.most, until), else_=ATTEMPT.c.until) if limit.slides else ATTEMPT.c.until
    wanted = insert(ATTEMPT).values(key=key[:LONGEST_KEY], count=by, until=until)
    row = connection.execute(wanted.on_conflict_do_update(
        index_elements=["key"],
        set_={"count": case((over, by), else_=ATTEMPT.c.count + by), "until": case((over, until), else_=kept)},
    ).returning(ATTEMPT.c.count.label("tried"), ATTEMPT.c.until)).one()  # fmt: skip
    return Counted(count=row.tried, limit=limit, until=row.until)


def take_back(engine: Engine, *keys: str) -> None:
    """One less of each: the try was a good one."""
    with during(Mode.WRITE), engine.begin() as connection:
        for key in sorted(keys):
            fewer = update(ATTEMPT).where(ATTEMPT.c.key == key[:LONGEST_KEY], ATTEMPT.c.count > 0)
            connection.execute(fewer.values(count=ATTEMPT.c.count - 1))


def forget(engine: Engine, *beginnings: str) -> int:
    """Drop the counts whose key begins so; returns how many there were."""
    with during(Mode.WRITE), engine.begin() as connection:
        return sum(connection.execute(delete(ATTEMPT).where(
            ATTEMPT.c.key.startswith(beginning, autoescape=True))).rowcount for beginning in beginnings)  # fmt: skip
