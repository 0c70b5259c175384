"""Carry every row from one database to another, whatever the two are: ids, history and logins included, nothing interpreted.

Rows pass some at a time in the form of services/canonical.py. PostgreSQL takes them by COPY, whose readers refuse what is no date and no
number; both sides of a copy are summed up, so that what came through differently is found (services/equality.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

from sqlalchemy import Connection, column, select, table
from sqlalchemy.exc import DBAPIError

from rules.refusals import Refused, Unreachable
from services.canonical import Row, Sum, Tally, canonical
from services.layout import Layout
from services.troubles import refusal_of

COPYING = "复制"
#: So many rows are in memory at once; of tables that hold files, one.
CHUNK = 1000
#: Is told what is being done, with which table, and how many of its rows have passed.
Told = Callable[[str, str, int], None]


def rows_of(connection: Connection, where: Layout, name: str) -> Iterator[Row]:
    """Every row of a table in the one form, in no order, as the connection's transaction sees it."""
    chosen: Any = select(*(column(one) for one in where.columns[name])).select_from(table(name))
    size = 1 if name in where.heavy else CHUNK
    for row in connection.execute(chosen.execution_options(yield_per=size)):
        yield canonical(row)


def copy(source: Connection, target: Connection, where: Layout, told: Told) -> dict[str, Sum]:
    """Copy all tables of the layout into the empty tables of the target; returns what passed. Nothing is committed.

    Raises Refused where the target's tables cannot take a row, with the table and the database's own words; NoRoom; Unreachable.
    """
    write = {"sqlite": _insert, "postgresql": _copy_in}[target.dialect.name]
    found = {}
    with _circles(target, where):
        for name, columns in where.columns.items():
            tally = Tally(columns)
            write(target, name, columns, _passing(rows_of(source, where, name), tally, name, told), 1 if name in where.heavy else CHUNK)
            told(COPYING, name, tally.rows)
            found[name] = tally.sum()
    return found


def _passing(rows: Iterable[Row], tally: Tally, name: str, told: Told) -> Iterator[Row]:
    for row in rows:
        tally.add(row)
        if tally.rows % (20 * CHUNK) == 0:
            told(COPYING, name, tally.rows)
        yield row


def _names(target: Connection, name: str, columns: Iterable[str]) -> tuple[str, str]:
    quoted = target.dialect.identifier_preparer.quote
    return quoted(name), ", ".join(quoted(one) for one in columns)


def _insert(target: Connection, name: str, columns: tuple[str, ...], rows: Iterator[Row], size: int) -> None:
    into, listed = _names(target, name, columns)
    statement = f"INSERT INTO {into} ({listed}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608 - names of the database's own
    while some := list(islice(rows, size)):
        try:
            target.exec_driver_sql(statement, some)
        except DBAPIError as error:
            raise _untaken(name, error.orig) from error


def _copy_in(target: Connection, name: str, columns: tuple[str, ...], rows: Iterator[Row], size: int) -> None:
    into, listed = _names(target, name, columns)
    raw: Any = target.connection.driver_connection
    wrong: Any = target.dialect.loaded_dbapi.Error
    try:
        with raw.cursor() as cursor, cursor.copy(f"COPY {into} ({listed}) FROM STDIN") as stream:
            for row in rows:
                stream.write_row(row)
    except wrong as error:
        if raw.closed or raw.broken:  # the line broke: what it says then is of no row
            raise Unreachable from error
        raise refusal_of(error) or _untaken(name, error) from error


def _untaken(name: str, error: BaseException | None) -> Refused:
    return Refused(f"表 {name} 中有目标数据库不能存放的内容，未作任何改动。数据库的说明：{str(error).strip()}")


@contextmanager
def _circles(target: Connection, where: Layout) -> Iterator[None]:
    """Keys that lead in a circle are checked when all rows are there. SQLite checks none meanwhile (services/moving.py)."""
    if target.dialect.name != "postgresql":
        yield
        return
    target.exec_driver_sql("SET LOCAL TIME ZONE 'UTC'")  # moments come as their text in UTC
    keys = [_names(target, name, [key]) for name, key in where.loops]
    for name, key in keys:
        target.exec_driver_sql(f"ALTER TABLE {name} ALTER CONSTRAINT {key} DEFERRABLE INITIALLY DEFERRED")
    yield
    if keys:
        target.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")
    for name, key in keys:
        target.exec_driver_sql(f"ALTER TABLE {name} ALTER CONSTRAINT {key} NOT DEFERRABLE")
