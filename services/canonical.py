"""Rows in one form, whichever database they lie in: the form in which SQLite keeps them. What is equal here is equal there.

A boolean is 0 or 1, a moment its text in UTC, a day its text, an amount a number; texts, numbers and bytes are themselves. A set of rows
is summed up whatever their order: two databases sort the same texts differently.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

Row = tuple[Any, ...]


def _moment(value: datetime) -> str:
    plain = value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
    return plain.isoformat(sep=" ", timespec="microseconds")


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


FORMS: dict[type, Callable[[Any], Any]] = {
    bool: int, datetime: _moment, date: date.isoformat, Decimal: _number, memoryview: bytes, bytearray: bytes,
}  # fmt: skip


def canonical(row: Iterable[Any]) -> Row:
    """A row as the driver gave it, in the one form."""
    return tuple(FORMS[type(value)](value) if type(value) in FORMS else value for value in row)


@dataclass(frozen=True, kw_only=True)
class Sum:
    """What a table holds: how many rows, and a digest of all their values that does not ask for their order."""

    rows: int
    digest: str


class Tally:
    """Sums up the rows of one table as they pass. One row is in memory, however many there are."""

    def __init__(self, columns: Iterable[str]) -> None:
        self._columns = list(columns)
        self._total = 0
        self.rows = 0

    def add(self, row: Row) -> None:
        """Take a canonical row in. Raises TypeError for a value that no table of ours holds."""
        text = json.dumps(row, ensure_ascii=False, separators=(",", ":"), default=_digested)
        self._total += int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest())
        self.rows += 1

    def sum(self) -> Sum:
        told = json.dumps([self._columns, self.rows, self._total % (1 << 256)], ensure_ascii=False)
        return Sum(rows=self.rows, digest=hashlib.sha256(told.encode()).hexdigest())


def _digested(value: object) -> list[str]:
    if not isinstance(value, bytes):
        raise TypeError(f"no form for {type(value).__name__}")
    return ["sha256", hashlib.sha256(value).hexdigest()]
