"""A value as an Excel cell: dates and numbers as such, everything else as text that no spreadsheet takes for a formula.

Each column has two pens, cells that are written again and again: openpyxl writes a row as soon as it is given, so nothing is kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill

from rules.moments import local
from services.workbook.columns import Cell

#: What Excel holds in one cell, and in one sheet beside the header.
LONGEST_TEXT, MOST_ROWS = 32_767, 1_048_575
CUT = "……（超过 Excel 单格上限，以下从略，全文见登记台）"
#: What would begin a formula were it typed, its full-width likeness included.
FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
#: What XML cannot hold; a control sign is shown by its picture, anything else by the sign for the unreadable.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
#: How Excel writes a character by its code; a text that only looks so is written so that it stays what it is.
ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
#: Excel's calendar begins here; what is older stands as text.
FIRST_DAY = date(1900, 3, 1)

HEAD_FONT, HEAD_FILL, SYSTEM_FILL = Font(bold=True), PatternFill("solid", fgColor="DCE6F1"), PatternFill("solid", fgColor="EDEDED")
TOP = Alignment(vertical="top", wrap_text=True)


@dataclass(kw_only=True)
class Flaws:
    """What could not be written as it is."""

    cut: int = 0
    unwritable: int = 0


def clean(text: str, flaws: Flaws) -> str:
    """A text that a cell can hold; what had to be changed is counted."""
    if UNWRITABLE.search(text):
        flaws.unwritable += 1
        text = UNWRITABLE.sub(lambda found: chr(0x2400 + ord(found[0])) if found[0] < " " else "\ufffd", text)
    text = ESCAPE.sub("_x005F_", text)
    if len(text) * 2 > LONGEST_TEXT and _units(text) > LONGEST_TEXT:
        flaws.cut += 1
        kept = text.encode("utf-16-le")[: 2 * (LONGEST_TEXT - len(CUT))]
        text = kept.decode("utf-16-le", "ignore") + CUT
    return text


def _units(text: str) -> int:
    """As Excel counts: in halves of UTF-16."""
    return len(text.encode("utf-16-le")) // 2


class Pen:
    """Writes the cells of one column of one sheet."""

    def __init__(self, sheet: Any, kind: Cell, flaws: Flaws) -> None:
        self._flaws, self._kind = flaws, kind
        self._plain, self._text, self._quoted = (WriteOnlyCell(sheet) for _ in range(3))
        self._plain.number_format = kind.number_format
        for cell in (self._text, self._quoted):
            cell.number_format = Cell.TEXT.number_format
        self._quoted.quotePrefix = True

    def write(self, value: Any) -> Any:
        """The cell for a value, good until the next one; None for what is empty."""
        if value is None or value == "":
            return None
        value = native(value, self._kind)
        if isinstance(value, str):
            value = clean(value, self._flaws)
            cell = self._quoted if value[0] in FORMULA else self._text
            cell.value = value
            cell.data_type = "s"  # whatever it begins with, and though it reads like an error of Excel's
            return cell
        self._plain.value = value
        return self._plain


def native(value: Any, kind: Cell) -> Any:
    """The value as Excel's type, or as text where it has none for it."""
    if isinstance(value, datetime):
        moment = local(value).replace(tzinfo=None)
        return moment if moment.date() >= FIRST_DAY else moment.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value if value >= FIRST_DAY else value.isoformat()
    return str(value) if kind is Cell.TEXT else value


def head(sheet: Any, text: str, *, is_system: bool = False) -> Any:
    """A cell of the header; what the system fills stands on grey."""
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type, cell.font, cell.fill, cell.alignment = "s", HEAD_FONT, SYSTEM_FILL if is_system else HEAD_FILL, TOP
    return cell


def words(sheet: Any, text: str, *, bold: bool = False) -> Any:
    """A cell of explanation, which is text whatever it says."""
    cell = WriteOnlyCell(sheet, value=clean(text, Flaws()))
    cell.data_type, cell.alignment, cell.quotePrefix = "s", TOP, text[:1] in FORMULA
    if bold:
        cell.font = HEAD_FONT
    return cell
