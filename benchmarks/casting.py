"""Cast records after a pattern: the rows it has in every table that a callback leaves something in, with new ids, days and words.

The chain of each record is made by the functions that the product makes it by (rules/chained.py), so that it is proven like any other.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from benchmarks.invented import Call
from benchmarks.mould import Days, Words, mould
from benchmarks.patterns import Pattern
from models.callback import Callback
from models.history import Entry
from models.numbers import NumberGiven
from models.trace import StepTaken
from rules.chained import entry_hash, first_prev

RECORD, ENTRY, STEP, GIVEN = (model.__tablename__ for model in (Callback, Entry, StepTaken, NumberGiven))
#: Which rows of a table are of one record.
OF_RECORD = {
    RECORD: "id = :id", ENTRY: f"subject = '{RECORD}' AND subject_id = :id", STEP: f"register = '{RECORD}' AND record_id = :id",
    GIVEN: "number = :number",
}  # fmt: skip

Row = dict[str, Any]
Rows = dict[str, list[Row]]
_Cell = Callable[[Days, Words], Any]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a new record comes to stand: its id, its number and the count within its year, and the id of its first step."""

    record_id: int
    number: str
    year: int
    count: int
    first_step: int


class Cast:
    """One pattern, ready to be cast."""

    def __init__(self, connection: sqlite3.Connection, pattern: Pattern) -> None:
        self.pattern = pattern
        held = {table: list(_read(connection, table, where, pattern)) for table, where in OF_RECORD.items()}
        self._old_steps = [row["id"] for row in held[STEP]]
        words = _sentinels(pattern, self._old_steps)
        self._moulds = {table: [_cells(row, words) for row in rows] for table, rows in held.items()}

    @property
    def steps(self) -> int:
        return len(self._old_steps)

    def rows(self, place: Place, days: Days, call: Call) -> Rows:
        """The rows of one new record by table."""
        words = _words(place, call, self.steps)
        made = {table: [{name: cell(days, words) for name, cell in row.items()} for row in rows] for table, rows in self._moulds.items()}
        made[RECORD][0]["id"] = place.record_id
        made[GIVEN][0] |= {"year": place.year, "count": place.count}
        for index, step in enumerate(made[STEP]):
            step |= {"id": place.first_step + index, "record_id": place.record_id}
        _chain(made[ENTRY], place.record_id)
        return made


def _chain(entries: list[Row], record_id: int) -> None:
    prev = first_prev(RECORD, record_id)
    for entry in entries:
        del entry["id"]
        entry |= {"subject_id": record_id, "prev": prev}
        prev = entry["hash"] = entry_hash(entry)


def _read(connection: sqlite3.Connection, table: str, where: str, pattern: Pattern) -> Iterator[Row]:
    connection.row_factory = sqlite3.Row
    for row in connection.execute(
        f"SELECT * FROM {table} WHERE {where} ORDER BY rowid", {"id": pattern.record_id, "number": pattern.number}
    ):
        yield dict(row)


def _cells(row: Row, sentinels: Mapping[str, str]) -> dict[str, _Cell]:
    return {name: mould(value, sentinels) if isinstance(value, str) else _always(value) for name, value in row.items()}


def _always(value: Any) -> _Cell:
    return lambda days, words: value


def _told_in(step: int) -> str:
    """How the history of a record tells of the row of a step (rules/chained.py)."""
    return f'"{STEP}":{{"{step}":'


def _sentinels(pattern: Pattern, steps: list[int]) -> dict[str, str]:
    call = pattern.call
    return {
        pattern.number: "number", call.customer.name: "name", call.customer.phone: "phone", call.customer.address: "address",
        call.content: "content", call.handled: "handled", **{_told_in(step): f"step{index}" for index, step in enumerate(steps)},
    }  # fmt: skip


def _words(place: Place, call: Call, steps: int) -> dict[str, str]:
    return {
        "number": place.number, "name": call.customer.name, "phone": call.customer.phone, "address": call.customer.address,
        "content": call.content, "handled": call.handled,
        **{f"step{index}": _told_in(place.first_step + index) for index in range(steps)},
    }  # fmt: skip
