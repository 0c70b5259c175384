"""Where a history ends: what tells one state of the house from a later one. Asked of the tables, which may be older than our classes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, column, inspect, select, table

from models.history import Seal


@dataclass(frozen=True, kw_only=True)
class End:
    """Where a history ends: its last entry, and the newest seal as it is printed."""

    entry: int | None = None
    hash: str | None = None
    seal: str | None = None


def end_of_history(connection: Connection) -> End:
    """As the connection sees it; a database older than history has none."""
    if not inspect(connection).has_table("history_entry"):
        return End()
    entries: Any = select(column("id"), column("hash")).select_from(table("history_entry")).order_by(column("id").desc())
    seals: Any = select(column("day"), column("hash")).select_from(table("history_seal")).order_by(column("number").desc())
    entry, seal = (connection.execute(chosen.limit(1)).first() for chosen in (entries, seals))
    return End(
        entry=entry[0] if entry else None, hash=entry[1] if entry else None,
        seal=str(Seal(day=seal[0], hash=seal[1])) if seal else None)  # fmt: skip
