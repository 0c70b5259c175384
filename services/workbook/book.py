"""A workbook that is written while it is read: its rows by us, all that stands around them (styles, widths, header, 说明) by openpyxl.

The rows of each sheet wait in a file of their own; openpyxl's workbook is empty but for the headers, and takes them in at the end.
"""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Sequence
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter

from models.declare import Kind
from rules.refusals import Refused
from services.workbook.cells import MOST_ROWS, Flaws, Pen, head, words
from services.workbook.columns import ABOUT, Cell, Column, Table

WIDTHS = {Cell.DAY: 12, Cell.MOMENT: 17, Cell.NUMBER: 9, Cell.AMOUNT: 14, Cell.GAUGE: 9}
WIDE = {Kind.PROSE: 40, Kind.LINKS: 30, Kind.OPINION: 30, Kind.SIGNATURE: 24, Kind.LINK: 26}
#: Behind the last row of a sheet.
END = b"</sheetData>"


class Book:
    """One workbook: first its sheets, then their rows in any order, then `save`."""

    def __init__(self, tables: Sequence[Table], flaws: Flaws) -> None:
        self._book = Workbook(write_only=True)
        self.sheets = [_Sheet(self._book, table, flaws) for table in tables]
        self._about: Any = self._book.create_sheet(ABOUT)

    def write(self, contents: Sequence[Any], lines: Sequence[Sequence[Sequence[Any]]]) -> None:
        """A record and its child rows, table by table."""
        main, *children = self.sheets
        main.write(contents)
        for sheet, rows in zip(children, lines, strict=True):
            for row in rows:
                sheet.write(row)

    def save(self, file: IO[bytes], explained: Iterable[tuple[str, str]]) -> None:
        """Write it all, with the sheet that explains it."""
        self._about.column_dimensions["A"].width, self._about.column_dimensions["B"].width = 16, 90
        for label, text in explained:
            self._about.append([words(self._about, label, bold=True), words(self._about, text)])
        for sheet in self.sheets:
            sheet.end()
        with tempfile.TemporaryFile() as frame:
            self._book.save(frame)
            rows = {sheet.path: sheet.pour for sheet in self.sheets}
            with zipfile.ZipFile(frame) as source, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
                for part in source.infolist():
                    _copy(source.read(part), target, part.filename, rows.get(part.filename))

    def close(self) -> None:
        """Let go of the rows."""
        for sheet in self.sheets:
            sheet.close()


def _copy(content: bytes, target: zipfile.ZipFile, name: str, pour: Callable[[IO[bytes]], None] | None) -> None:
    before, end, after = content.partition(END) if pour is not None else (content, b"", b"")
    with target.open(name, "w", force_zip64=pour is not None) as part:
        part.write(before)
        if pour is not None:
            pour(part)
        part.write(end + after)


class _Sheet:
    """One worksheet being written."""

    def __init__(self, book: Workbook, table: Table, flaws: Flaws) -> None:
        self._table, self._count, self._rows = table, 0, tempfile.TemporaryFile()  # noqa: SIM115 - closed with the book
        self._sheet: Any = book.create_sheet(table.name)
        letters = [get_column_letter(place) for place in range(1, len(table.columns) + 1)]
        self._last = letters[-1]
        self._pens = [
            Pen(letter, column.cell, self._styles(column.cell), flaws).write for letter, column in zip(letters, table.columns, strict=True)
        ]
        self._sheet.freeze_panes = "C2"
        for letter, column in zip(letters, table.columns, strict=True):
            self._sheet.column_dimensions[letter].width = width(column)

    def _styles(self, kind: Cell) -> tuple[int, int, int]:
        plain, text, quoted = (WriteOnlyCell(self._sheet) for _ in range(3))
        plain.number_format, text.number_format, quoted.number_format = kind.number_format, *[Cell.TEXT.number_format] * 2
        quoted.quotePrefix = True
        return plain.style_id, text.style_id, quoted.style_id

    @property
    def path(self) -> str:
        """The part of the package that it is, once openpyxl has saved it."""
        return str(self._sheet.path).lstrip("/")

    def write(self, contents: Sequence[Any]) -> None:
        self._count += 1
        refuse_more_than_a_sheet(self._table.name, self._count)
        row = self._count + 1
        cells = [pen(content, row) for pen, content in zip(self._pens, contents, strict=True) if content is not None]
        self._rows.write(f'<row r="{row}">{"".join(cells)}</row>'.encode())

    def end(self) -> None:
        self._sheet.append([head(self._sheet, column.header, is_system=column.system) for column in self._table.columns])
        self._sheet.auto_filter.ref = f"A1:{self._last}{self._count + 1}"

    def pour(self, part: IO[bytes]) -> None:
        self._rows.seek(0)
        shutil.copyfileobj(self._rows, part, 1 << 20)

    def close(self) -> None:
        self._rows.close()


def refuse_more_than_a_sheet(title: str, rows: int) -> None:
    """Raise Refused where a sheet of Excel cannot hold them."""
    if rows > MOST_ROWS:
        raise Refused(f"“{title}”有 {rows:,} 行，超过 Excel 一张工作表 {MOST_ROWS:,} 行的上限，请按月份或其他条件分次导出。")


def width(column: Column) -> int:
    """Wide enough for what usually stands there, and for the header."""
    kind = column.field.kind if column.field is not None else None
    usual = WIDE.get(kind, 0) if kind is not None else 0
    return max(usual, WIDTHS.get(column.cell, 16), min(30, 2 * len(column.asked) + 3))
