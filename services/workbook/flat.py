"""A list as CSV: one line a record, its child rows in one cell each, in UTF-8 as Excel and WPS expect it when a file is double-clicked.

CSV has no types, so whoever opens it guesses. What Excel would take for a formula begins with an apostrophe; a text of figures that it
would take for a number or a day and so change for good (an identity number, 000123, 3-5) ends in a tab, as in the statements of the
banks: that is not seen, and the figures stay.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import IO, Any

from rules.moments import show_moment
from services.workbook.cells import FORMULA, UNWRITABLE, Flaws, visible
from services.workbook.columns import Cell, Table

#: What Excel reads as a number, a day or an hour: figures with their signs. Short ones without them stay what they are.
GUESSED, SAFE = re.compile(r"\s*[0-9][0-9./:,eE%-]*\s*"), re.compile(r"0|[1-9][0-9]{0,10}")
#: What may be any of these, or cannot be seen; most texts are not.
CARE = re.compile(rf"\A[\s0-9{re.escape(''.join(FORMULA))}]|{UNWRITABLE.pattern}")
MARK = b"\xef\xbb\xbf"


class Flat:
    """One file of comma-separated values, written as it comes."""

    def __init__(self, tables: Sequence[Table], flaws: Flaws, file: IO[bytes]) -> None:
        self._text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=False)
        main, *children = tables
        file.write(MARK)
        self._writer = csv.writer(self._text)
        self._pens = [_pen(column.cell, flaws) for column in main.columns]
        self._told = [
            [(place, _plain(column.cell)) for place, column in enumerate(table.columns) if column.field is not None] for table in children
        ]  # fmt: skip
        self._joined = _pen(Cell.TEXT, flaws)
        self._writer.writerow([*(column.header for column in main.columns), *(table.name for table in children)])

    def write(self, contents: Sequence[Any], lines: Sequence[Sequence[Sequence[Any]]]) -> None:
        """A record and its child rows, table by table."""
        row = ["" if content is None else pen(content) for pen, content in zip(self._pens, contents, strict=True)]
        self._writer.writerow([*row, *map(self._lines, self._told, lines)])

    def _lines(self, pens: Sequence[tuple[int, Callable[[Any], str]]], lines: Sequence[Sequence[Any]]) -> str:
        """Child rows in words."""
        told = ("，".join(pen(line[place]) for place, pen in pens if line[place] not in (None, "")) for line in lines)
        return self._joined("；".join(told))

    def save(self, file: IO[bytes], explained: Iterable[tuple[str, str]]) -> None:
        """It is written already, and has no place for explanations."""
        self._text.flush()

    def close(self) -> None:
        """Leave the file to whoever gave it."""
        self._text.detach()


def _plain(kind: Cell) -> Callable[[Any], str]:
    """A content in words."""
    if kind in (Cell.DAY, Cell.MOMENT):
        return _when
    return str


def _when(value: Any) -> str:
    if isinstance(value, datetime):
        return show_moment(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _pen(kind: Cell, flaws: Flaws) -> Callable[[Any], str]:
    plain = _plain(kind)

    def write(content: Any) -> str:
        if not isinstance(content, str):
            return plain(content)
        if not CARE.search(content):
            return content
        text = visible(content, flaws)
        if text[:1] in FORMULA and text:
            return f"'{text}"
        return f"{text}\t" if GUESSED.fullmatch(text) and not SAFE.fullmatch(text) else text

    return write
