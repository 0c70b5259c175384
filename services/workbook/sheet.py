"""The rows of a worksheet that a person made, one by one and in flat memory, whatever program wrote it.

They are read here and not by openpyxl, so that each cell tells what is wrong with it (an error value, a formula that was never worked
out) instead of being guessed or dropped.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from openpyxl.cell.text import Text
from openpyxl.utils import coordinate_to_tuple
from openpyxl.utils.datetime import from_excel, from_ISO8601
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.xml.constants import SHEET_MAIN_NS

from rules.refusals import Refused
from services.workbook.leaves import leaves

CELL, VALUE, FORMULA, INLINE, ROW, DATA = (f"{{{SHEET_MAIN_NS}}}{tag}" for tag in ("c", "v", "f", "is", "row", "sheetData"))
MERGED = re.compile(rb"""<(?:\w+:)?mergeCell\s[^<>]*?ref\s*=\s*["']([A-Z0-9:]{2,40})["']""")
ESCAPED = re.compile(r"_x(?!d[89a-f])([0-9a-f]{4})_", re.IGNORECASE)
#: Excel's own bounds, and the figures of a number that it keeps.
MOST_COLUMNS, MOST_ROWS, FIGURES = 16_384, 1_048_576, 15

BLURRED = f"此格是数值，位数超过 {FIGURES} 位，Excel 已丢失后面的数字。请把格式设为“文本”，重新填写后再传"
DAMAGED = "工作簿已损坏，读不出来。请在 Excel 或 WPS 中打开，另存为“Excel 工作簿（.xlsx）”后再传"
#: What a broken or malicious package makes the reader of it say.
BROKEN = (
    zipfile.BadZipFile, zlib.error, ParseError, EOFError, OSError, KeyError, IndexError, ValueError, TypeError, AttributeError,
    OverflowError, NotImplementedError, InvalidFileException,
)  # fmt: skip


class BadWorkbook(Refused):
    """The file as a whole cannot be read."""

    status = 422


@dataclass(frozen=True)
class Wrong:
    """A cell that holds no value that could be taken over: what is to be said of it, and what a person sees there."""

    sentence: str
    seen: str = ""


Raw = str | int | float | bool | datetime | date | time | timedelta | Wrong | None


@dataclass(frozen=True, kw_only=True)
class RawRow:
    """A row with its number in Excel; cells by column, from 0, as far as the last that holds something.

    Of what stands behind the columns that were asked for only the place of the first is kept, counted from 1: `beyond`.
    """

    number: int
    cells: Sequence[Raw]
    beyond: int = 0
    #: How many of the values were worked out by formulas.
    worked_out: int = 0

    def is_blank_beside(self, place: int | None) -> bool:
        """Whether nothing stands in the row, that one column left aside."""
        return not self.beyond and all(at == place or _is_blank(cell) for at, cell in enumerate(self.cells))


class Sheet:
    """One visible worksheet."""

    def __init__(self, reader: Any, title: str, path: str) -> None:
        self.title = title
        self._book, self._archive, self._path, self._strings = reader.wb, reader.archive, path, reader.shared_strings

    def rows(self, width: int = MOST_COLUMNS) -> Iterator[RawRow]:
        """Every row that is written in the file, with so many columns. Raises BadWorkbook where it cannot be read further."""
        row, data = _Row(0, width), None
        with reading_file(), self._archive.open(self._path) as source:
            for event, element in leaves(source, CELL):
                if element.tag == DATA:
                    if data is not None:
                        return
                    data = element
                elif data is not None and element.tag == ROW and event == "start":
                    row = _Row(int(element.get("r") or row.number + 1), width)
                elif data is not None and element.tag == ROW:
                    yield row.raw()
                elif event == "end" and element.tag == CELL:
                    row.add(element.get("r"), value := self._value(element), worked_out=_is_worked_out(element, value))

    def merged(self) -> Iterator[str]:
        """The ranges of merged cells, as Excel names them; they stand behind the rows, so the file is leafed through for them."""
        with reading_file(), self._archive.open(self._path) as source:
            tail = b""
            while piece := source.read(1 << 20):
                text, end = tail + piece, 0
                for found in MERGED.finditer(text):
                    yield found[1].decode()
                    end = found.end()
                tail = text[max(end, len(text) - 200) :]

    def _value(self, cell: Element) -> Raw:
        kind, text, formula = cell.get("t", "n"), cell.findtext(VALUE) or "", cell.find(FORMULA)
        if kind == "inlineStr":
            inline = cell.find(INLINE)
            told: Any = Text.from_tree(inline) if inline is not None else None  # type: ignore[arg-type] # an Element is such a tree
            return written(told.content) if told is not None else None
        if not text:
            if formula is not None and kind != "str":
                return Wrong("此格是公式，文件中没有存下它的计算结果。请在 Excel 中打开、保存后再传，或改填数值", f"={formula.text or ''}")
            return None
        if kind == "s":
            return written(self._strings[int(text)])
        if kind == "str":
            return written(text)
        if kind == "e":
            return Wrong(f"此格是错误值 {text[:20]}，请改正后再传", text[:20])
        if kind == "b":
            return text.strip() in ("1", "true")
        if kind == "d":
            return from_ISO8601(text)  # type: ignore[no-untyped-call,no-any-return]
        return self._number(text, int(cell.get("s") or 0))

    def _number(self, text: str, style: int) -> Raw:
        """A number, or the day and time that its format makes of it."""
        is_whole = text.removeprefix("-").isdigit()
        if is_whole and len(text.strip("-").lstrip("0")) > FIGURES + 2:
            return Wrong(BLURRED, text[:40])
        value: int | float = int(text) if is_whole else float(text)
        if style not in self._book._date_formats:  # noqa: SLF001
            return value
        try:
            found: Raw = from_excel(value, self._book.epoch, timedelta=style in self._book._timedelta_formats)  # noqa: SLF001
        except (OverflowError, ValueError):
            return Wrong("此格设成了日期格式，但其中的数不是日期。请改正后再传", text[:20])
        return found


class _Row:
    """A row while its cells come in."""

    def __init__(self, number: int, width: int) -> None:
        if number > MOST_ROWS:
            raise BadWorkbook(f"{DAMAGED}。")
        self.number, self._width, self._column, self._beyond, self._worked_out = number, width, 0, 0, 0
        self._cells: list[Raw] = []

    def add(self, place: str | None, value: Raw, *, worked_out: bool) -> None:
        """A cell at its place, or beside the one before."""
        self._column = coordinate_to_tuple(place)[1] if place else self._column + 1
        if not 0 < self._column <= MOST_COLUMNS:
            raise BadWorkbook(f"{DAMAGED}。")
        if self._column > self._width:
            self._beyond = self._beyond or (0 if _is_blank(value) else self._column)
        elif value is not None:
            self._worked_out += worked_out
            self._cells.extend([None] * (self._column - len(self._cells)))
            self._cells[self._column - 1] = value

    def raw(self) -> RawRow:
        return RawRow(number=self.number, cells=self._cells, beyond=self._beyond, worked_out=self._worked_out)


def _is_blank(value: Raw) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _is_worked_out(cell: Element, value: Raw) -> bool:
    """Whether the value is what a formula gave."""
    return value is not None and not isinstance(value, Wrong) and cell.find(FORMULA) is not None


@contextmanager
def reading_file() -> Iterator[None]:
    """Whatever a broken file makes its reader say becomes a sentence. Raises BadWorkbook."""
    try:
        yield
    except BROKEN as error:
        raise BadWorkbook(f"{DAMAGED}。") from error


def written(text: str) -> str | None:
    """Text as the person saw it: Excel writes characters that XML cannot hold by their code."""
    if "_x" in text:
        text = ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return text.replace("\r\n", "\n").replace("\r", "\n") or None
