"""Fill an office's SQLite file with as many callbacks as wanted, past the program but as the program would have left them.

Through the services a million records would take hours. What is written here is therefore cast after records that came through them,
and `flask audit verify` proves the outcome.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.casting import ENTRY, GIVEN, RECORD, STEP, Cast, Place, Row, Rows
from benchmarks.invented import calls
from benchmarks.mould import Days
from benchmarks.patterns import Pattern
from benchmarks.schedule import Chooser, Plan
from models.trace import Counter
from rules.numbering import write_number

#: So many records are written at once.
BATCH = 2_000


@dataclass(frozen=True, kw_only=True)
class Numbering:
    """How this office writes its numbers."""

    form: str
    prefix: str
    pattern: str


@dataclass
class _Ends:
    """What was given out last: ids and, for each year, a count."""

    record_id: int
    step: int
    counts: dict[int, int] = field(default_factory=dict)


def fill(file: Path, patterns: Sequence[Pattern], numbering: Numbering, *, count: int, today: date, seed: int) -> None:
    """Write `count` records after those of the patterns."""
    with _opened(file) as connection:
        casts = {one.record_id: Cast(connection, one) for one in patterns}
        ends = _Ends(_last(connection, RECORD), _last(connection, STEP), _counts(connection, numbering.form))
        made = _made(casts, patterns, numbering, ends, Plan(count=count, first=patterns[0].made_at.date(), today=today), seed)
        with _unguarded(connection, (ENTRY, STEP)):
            while batch := list(islice(made, BATCH)):
                _write(connection, batch)
        for year, value in ends.counts.items():
            connection.execute(f"INSERT OR REPLACE INTO {Counter.__tablename__} VALUES (?, ?, ?)", (numbering.form, year, value))
        connection.commit()


def _made(
    casts: dict[int, Cast], patterns: Sequence[Pattern], numbering: Numbering, ends: _Ends, plan: Plan, seed: int,
) -> Iterator[Rows]:  # fmt: skip
    chooser, said = Chooser(patterns, plan, Random(seed)), calls(plan.count, Random(seed + 1))
    for day, count in plan.days():
        days = Days((day - plan.first).days)
        for pattern in chooser.of_day(day, count):
            cast = casts[pattern.record_id]
            yield cast.rows(_next(ends, numbering, day, cast.steps), days, next(said))


def _next(ends: _Ends, numbering: Numbering, day: date, steps: int) -> Place:
    count = ends.counts[day.year] = ends.counts.get(day.year, 0) + 1
    number = write_number(
        numbering.pattern, prefix=numbering.prefix, form=numbering.form, year=day.year, month=day.month, count=count)  # fmt: skip
    ends.record_id += 1
    place = Place(record_id=ends.record_id, number=number, year=day.year, count=count, first_step=ends.step + 1)
    ends.step += steps
    return place


def _write(connection: sqlite3.Connection, batch: Sequence[Rows]) -> None:
    """Parents before their children."""
    for table in (RECORD, GIVEN, STEP, ENTRY):
        if rows := [row for one in batch for row in one[table]]:
            names = list(rows[0])
            marks = ", ".join("?" * len(names))
            connection.executemany(f"INSERT INTO {table} ({', '.join(map(_quoted, names))}) VALUES ({marks})", map(_values, rows))
    connection.commit()


def _values(row: Row) -> tuple[Any, ...]:
    return tuple(row.values())


def _quoted(name: str) -> str:
    return f'"{name}"'


def _last(connection: sqlite3.Connection, table: str) -> int:
    return int(connection.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()[0])


def _counts(connection: sqlite3.Connection, form: str) -> dict[int, int]:
    asked = connection.execute(f"SELECT year, value FROM {Counter.__tablename__} WHERE form = ?", (form,))
    return {year: value for year, value in asked}  # noqa: C416 - rows are no pairs to a type checker


@contextmanager
def _opened(file: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(file)
    try:
        for pragma in ("synchronous=OFF", "cache_size=-1000000", "foreign_keys=OFF"):
            connection.execute(f"PRAGMA {pragma}")
        yield connection
    finally:
        connection.close()


@contextmanager
def _unguarded(connection: sqlite3.Connection, tables: Sequence[str]) -> Iterator[None]:
    """Without the triggers that look at every row put in; they come back as they were."""
    marks = ", ".join("?" * len(tables))
    asked = f"SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ({marks}) ORDER BY name"
    guards = [tuple(row) for row in connection.execute(asked, tables)]
    for name, _ in guards:
        connection.execute(f"DROP TRIGGER {name}")
    yield
    for _, sql in guards:
        connection.execute(sql)
