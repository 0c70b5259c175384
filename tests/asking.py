"""What a database is asked while something is done."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, event

T = TypeVar("T")


@contextmanager
def asking(engine: Engine | Any, keep: Callable[[str, Any], T]) -> Iterator[list[T]]:
    """Inside, of every statement that goes to the database, with its parameters, what `keep` makes of it.

    A session forgets a record when the last holder lets go of it, which for a cycle is when garbage is collected. So that a count does
    not hang on that moment, all garbage is collected before and none inside.
    """
    found: list[T] = []

    def note(connection: Any, cursor: Any, statement: str, parameters: Any, *rest: Any) -> None:
        found.append(keep(statement, parameters))

    gc.collect()
    gc.disable()
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)
        gc.enable()


def statement_of(statement: str, parameters: Any) -> str:
    return statement


def with_values(statement: str, parameters: Any) -> tuple[str, Any]:
    return statement, parameters


def plan(connection: Connection, asked: tuple[str, Any]) -> list[str]:
    """How SQLite goes about a question, step by step."""
    statement, parameters = asked
    return [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
