"""The daily seal: every entry that no seal covers yet, bound to the seal before, so that a chain cannot vanish nor a tail be cut."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models.history import Entry, Seal, stamp
from rules.chained import digest, first_seal_prev, read_ranges, seal_hash, show_ranges
from rules.moments import local, show_day

ENTRIES: Any = Entry.__table__
SEALS: Any = Seal.__table__


def newest_seal(session: Session) -> Seal | None:
    return session.scalar(select(Seal).order_by(Seal.number.desc()).limit(1))


def seal(session: Session, now: datetime) -> bool:
    """Seal what is not sealed yet, once a day; False where the day has its seal. What is still being written is for the next one.

    Safe when several run: of a day there is one seal, and of a seal one successor.
    """
    day = show_day(local(now).date())
    last = newest_seal(session)
    if last is not None and last.day >= day:
        return False
    connection = session.connection()
    open_entries = list(connection.execute(uncovered(connection)).all())
    row = {
        "number": last.number + 1 if last else 1, "day": day, "at": stamp(now), "covered": show_ranges(key for key, _ in open_entries),
        "count": len(open_entries), "digest": digest((key, text) for key, text in open_entries),
        "prev": last.hash if last else first_seal_prev(),
    }  # fmt: skip
    try:
        with session.begin_nested():
            connection.execute(insert(SEALS), row | {"hash": seal_hash(row), "at": now})
    except IntegrityError:  # another runner has sealed meanwhile
        return False
    return True


def uncovered(connection: Connection) -> Any:
    """Id and hash of the entries that no seal covers, by id: those after the last, and those that came late into a hole."""
    holes = list(_holes(sorted(pair for text in connection.scalars(select(SEALS.c.covered)) for pair in read_ranges(text))))
    key = ENTRIES.c.id
    inside = or_(*(key.between(first, last) if last is not None else key >= first for first, last in holes))
    return select(key, ENTRIES.c.hash).where(inside).order_by(key)


def _holes(covered: list[tuple[int, int]]) -> Iterator[tuple[int, int | None]]:
    """What lies between covered ids, and all that comes after them."""
    start = 1
    for first, last in covered:
        if first > start:
            yield start, first - 1
        start = last + 1
    yield start, None
