"""Records as they stand in the database now, written as the history writes them. Read past every mapper, so that nothing is hidden."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import InvalidOperation
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Table, Text, cast, select

from rules.chained import State
from services.audited import Content, Rows
from services.encode import HIDDEN, encode, odd

WRONG = (ValueError, TypeError, LookupError, InvalidOperation)


def live_states(connection: Connection, content: Content, keys: Sequence[int]) -> dict[int, State]:
    """Id → state of those of the subjects that there are."""
    table = content.table
    found: dict[int, State] = {
        key: _written(values, content.columns, content.secret)
        for (key,), values in _read(connection, table, [table.c.id], content.columns, table.c.id, keys)
    }
    for rows in content.rows:
        for owner, key, values in live_rows(connection, rows, table.name, keys):
            if owner in found:
                found[owner].setdefault(rows.table.name, {})[key] = values
    for links in content.links:
        joined = select(links.own, links.other).where(links.own.in_(keys)).order_by(links.own, links.other)
        for own, other in connection.execute(joined):
            if own in found:
                found[own].setdefault(links.table.name, []).append(other)
    return found


def live_rows(
    connection: Connection, rows: Rows, subject: str, keys: Sequence[int], *where: ColumnElement[bool],
) -> Iterator[tuple[int, str, State]]:  # fmt: skip
    """Owner, id and values of the rows that belong to some of the subjects."""
    kind = () if rows.kind is None else (rows.kind == subject,)
    heads = [rows.owner, rows.table.c.id]
    for (owner, key), values in _read(connection, rows.table, heads, rows.columns, rows.owner, keys, *kind, *where):
        yield owner, str(key), _written(values, rows.columns)


def _written(values: Mapping[str, Any], columns: Mapping[str, Column[Any]], secret: Iterable[str] = ()) -> State:
    found = {}
    for name, value in values.items():
        if value is not None:
            found[name] = HIDDEN if name in secret else _encoded(columns[name], value)
    return found


def _encoded(column: Column[Any], value: Any) -> Any:
    try:
        return odd(value) if isinstance(value, Odd) else encode(column, value)
    except WRONG:
        return odd(value)


class Odd(str):
    """The text of a value that its column cannot hold."""

    __slots__ = ()


def _read(
    connection: Connection, table: Table, heads: Sequence[Column[Any]], columns: Mapping[str, Column[Any]], key: Column[Any],
    keys: Sequence[int], *where: Any,
) -> list[tuple[Any, dict[str, Any]]]:  # fmt: skip
    """Heads and values of the rows. Where one value is none of its column's type, the rows are read one by one."""
    chosen = select(*heads, *columns.values()).where(key.in_(keys), *where).order_by(table.c.id)
    try:
        return [(tuple(row[: len(heads)]), dict(zip(columns, row[len(heads) :], strict=True))) for row in connection.execute(chosen)]
    except WRONG:
        ids = connection.execute(select(table.c.id, *heads).where(key.in_(keys), *where).order_by(table.c.id)).all()
        return [
            (tuple(row[1:]), {name: _value(connection, table, column, row[0]) for name, column in columns.items()})
            for row in ids
        ]  # fmt: skip


def _value(connection: Connection, table: Table, column: Column[Any], key: int) -> Any:
    """One value as its type, or else as the text that lies there."""
    try:
        return connection.scalar(select(column).where(table.c.id == key))
    except WRONG:
        return Odd(connection.scalar(select(cast(column, Text)).where(table.c.id == key)))
