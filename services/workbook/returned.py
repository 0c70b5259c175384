"""错误文件: a person's own rows that were not taken over, each wrong cell red with what is to be said of it.

It has the columns of the file that came, so that it is put right and handed in again as it is; what is to be said stands behind them, also
where it stood between them before. Rows leave as they are written.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from datetime import date
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter

from services.workbook.book import width
from services.workbook.cells import FIRST_DAY, TOP, Flaws, clean, head
from services.workbook.columns import Cell, plain, sheet_name
from services.workbook.lay import SENTENCES, Laid, Layout
from services.workbook.sheet import Raw, RawRow, Wrong

RED = PatternFill("solid", fgColor="FFB3B3")
#: A sheet with more comments than this opens too slowly; what is left stands in the last column all the same.
MOST_COMMENTS = 5_000
AUTHOR = "登记台"
#: Sentences by the place of their column; -1 is the row as a whole.
Sentences = Mapping[int, Sequence[str]]
WHOLE = -1


class Returned:
    """The workbook that goes back. Nothing is written until the first wrong row comes."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._book: Any = None
        self._sheets: dict[str, _Sheet] = {}

    def add(self, name: str, row: RawRow, sentences: Sentences) -> None:
        """A row of the main sheet (`name` is empty) or of a kind of child rows."""
        if self._book is None:
            self._begin()
        self._sheets[name].write(row, sentences)

    def save(self, file: IO[bytes]) -> None:
        if self._book is None:
            self._begin()
        self._book.save(file)
        self._book = None

    def discard(self) -> None:
        """End what was begun, so that nothing stays on the disk."""
        if self._book is not None:
            with tempfile.TemporaryFile() as nowhere:
                self._book.save(nowhere)
            self._book = None

    def _begin(self) -> None:
        self._book = Workbook(write_only=True)
        for name, laid in {"": self._layout.main, **self._layout.children}.items():
            self._sheets[name] = _Sheet(self._book, laid)


class _Sheet:
    def __init__(self, book: Any, laid: Laid) -> None:
        self._sheet, self._laid, self._comments = book.create_sheet(sheet_name(laid.sheet.title)), laid, 0
        told = {place for place, text in laid.headers.items() if place not in laid.columns and plain(text) == SENTENCES}
        self._places = [place for place in range(max(laid.headers) + 1) if place not in told]
        self._letters = {place: get_column_letter(at) for at, place in enumerate(self._places, start=1)}
        self._sheet.freeze_panes = "A2"
        for place, column in laid.columns.items():
            self._sheet.column_dimensions[self._letters[place]].width = width(column)
        self._sheet.column_dimensions[get_column_letter(len(self._places) + 1)].width = 60
        headers = [laid.headers.get(place, "") for place in self._places] + [SENTENCES]
        self._sheet.append([head(self._sheet, text) if text else None for text in headers])

    def write(self, row: RawRow, sentences: Sentences) -> None:
        cells = [self._cell(place, row.cells[place] if place < len(row.cells) else None, sentences) for place in self._places]
        told = [f"{self._letters[place]} 列：{'；'.join(said)}" if place != WHOLE else "；".join(said)
                for place, said in sorted(sentences.items())]  # fmt: skip
        last = WriteOnlyCell(self._sheet, value=clean("\n".join(told), Flaws()) or None)
        last.data_type, last.alignment = "s", TOP
        self._sheet.append([*cells, last])

    def _cell(self, place: int, value: Raw, sentences: Sentences) -> Any:
        said = sentences.get(place)
        if value is None and not said:
            return None
        cell = WriteOnlyCell(self._sheet)
        column = self._laid.columns.get(place)
        cell.number_format = (column.cell if column is not None else Cell.TEXT).number_format
        _fill(cell, value)
        if said:
            cell.fill = RED
            if self._comments < MOST_COMMENTS:
                self._comments += 1
                cell.comment = Comment("\n".join(said), AUTHOR, height=90, width=300)
        return cell


def _fill(cell: Any, value: Raw) -> None:
    """The value as it was: texts stay texts whatever they look like, and what Excel cannot hold becomes text."""
    if isinstance(value, Wrong):
        value = value.seen
    if isinstance(value, date) and (value if type(value) is date else value.date()) < FIRST_DAY:  # type: ignore[attr-defined]
        value = value.isoformat()
    if isinstance(value, str):
        cell.value = clean(value, Flaws()) or None
        cell.data_type = "s"
    elif value is not None:
        if (
            isinstance(value, int | float)
            and not isinstance(value, bool)
            and cell.number_format in (Cell.DAY.number_format, Cell.MOMENT.number_format)
        ):
            cell.number_format = "General"
        shape = cell.number_format
        cell.value = value
        cell.number_format = shape
