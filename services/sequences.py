"""Which id comes next. Rows that are copied bring their ids along, and the counters of the target know nothing of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, column, func, inspect, select, table

#: Where SQLite counts for tables whose ids never come again.
KEPT = "sqlite_sequence"


def last_ids(connection: Connection) -> dict[str, int]:
    """Table → the last id that was given out, also where its row is gone."""
    if connection.dialect.name == "sqlite":
        if connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'").first() is None:
            return {}
        kept: Any = select(column("name"), column("seq")).select_from(table(KEPT))
        return {name: last for name, last in connection.execute(kept)}  # noqa: C416 - a result has keys of its own
    found = {}
    for name, sequence in _sequences(connection).items():
        asked: Any = select(column("last_value"), column("is_called")).select_from(table(sequence))
        row = connection.execute(asked).one()
        if row.is_called:
            found[name] = row.last_value
    return found


def go_on_after(connection: Connection, last: Mapping[str, int]) -> None:
    """Let every counter begin after the last id that was given out there and after the highest that is here."""
    if connection.dialect.name == "sqlite":
        for name in last_ids(connection).keys() & last.keys():
            connection.exec_driver_sql(f"UPDATE {KEPT} SET seq = max(seq, ?) WHERE name = ?", (last[name], name))  # noqa: S608
        return
    for name, sequence in _sequences(connection).items():
        highest = connection.scalar(select(func.max(column("id"))).select_from(table(name))) or 0
        if (wanted := max(highest, last.get(name, 0))) > 0:
            connection.execute(select(func.setval(_quoted(connection, sequence), wanted)))


def _sequences(connection: Connection) -> dict[str, str]:
    """Table → the sequence its ids come from, which bears its name."""
    there: Any = inspect(connection)
    names = set(there.get_sequence_names())
    return {name: f"{name}_id_seq" for name in there.get_table_names() if f"{name}_id_seq" in names}


def _quoted(connection: Connection, name: str) -> str:
    return connection.dialect.identifier_preparer.quote(name)
