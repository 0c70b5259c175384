"""When what goes on by itself was last done: written by whoever does it, read by the machines that look after the installation."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, scoped_session

from models.beat import Beat

TICK = "tick"
BEAT: Any = Beat.__table__


def beat(session: Session | scoped_session[Any], name: str, now: datetime) -> None:
    """It was done just now. Two processes may say so at once; the caller commits."""
    connection = session.connection()
    insert: Any = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert
    wanted = insert(BEAT).values(name=name, at=now)
    connection.execute(wanted.on_conflict_do_update(index_elements=["name"], set_={"at": wanted.excluded.at}))


def beats(connection: Connection) -> dict[str, datetime]:
    """When each was done last."""
    return {row.name: row.at for row in connection.execute(select(BEAT.c.name, BEAT.c.at))}
