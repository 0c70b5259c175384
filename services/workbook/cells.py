"""A value as an Excel cell: dates and numbers as such, everything else as text that no spreadsheet takes for a formula.

Each column has a pen, which writes its cells as they stand in the file: a list of 10,000 has half a million of them, and openpyxl takes ten
times as long for each. What stands around the rows is openpyxl's (services/workbook/book.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from xml.sax.saxutils import escape

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
CARE = re.compile(f"{UNWRITABLE.pattern}|_x")
#: Excel's calendar begins here; what is older stands as text.
FIRST_DAY = date(1900, 3, 1)
EPOCH, DAY = datetime(1899, 12, 30), timedelta(days=1)  # noqa: DTZ001 - days of the spreadsheet have no zone
#: How a text begins that stands in its cell, and one whose blanks count.
INLINE, KEEP = ' t="inlineStr"><is><t', ' xml:space="preserve">'

HEAD_FONT, HEAD_FILL, SYSTEM_FILL = Font(bold=True), PatternFill("solid", fgColor="DCE6F1"), PatternFill("solid", fgColor="EDEDED")
TOP = Alignment(vertical="top", wrap_text=True)


@dataclass(kw_only=True)
class Flaws:
    """What could not be written as it is."""

    cut: int = 0
    unwritable: int = 0


def visible(text: str, flaws: Flaws) -> str:
    """A text without signs that nobody sees; where there were any is counted."""
    if UNWRITABLE.search(text):
        flaws.unwritable += 1
        text = UNWRITABLE.sub(lambda found: chr(0x2400 + ord(found[0])) if found[0] < " " else "\ufffd", text)
    return text


def clean(text: str, flaws: Flaws) -> str:
    """A text that a cell of Excel can hold; what had to be changed is counted."""
    if CARE.search(text):
        text = ESCAPE.sub("_x005F_", visible(text, flaws))
    if len(text) * 2 > LONGEST_TEXT and _units(text) > LONGEST_TEXT:
        flaws.cut += 1
        kept = text.encode("utf-16-le")[: 2 * (LONGEST_TEXT - len(CUT))]
        text = kept.decode("utf-16-le", "ignore") + CUT
    return text


def _units(text: str) -> int:
    """As Excel counts: in halves of UTF-16."""
    return len(text.encode("utf-16-le")) // 2


class Pen:
    """Writes the cells of one column of one sheet. `styles` are those of a value, of a text, and of one that would begin a formula."""

    def __init__(self, letter: str, kind: Cell, styles: tuple[int, int, int], flaws: Flaws) -> None:
        self._flaws, self._kind = flaws, kind
        plain, text, quoted = (f'" s="{style}"' for style in styles)
        self._start, self._plain, self._text, self._quoted = f'<c r="{letter}', plain + "><v>", text + INLINE, quoted + INLINE

    def write(self, value: Any, row: int) -> str:
        """The cell for a value as Excel keeps it; nothing for what is empty."""
        if not isinstance(value, str) and not isinstance(value := native(value, self._kind), str):
            return f"{self._start}{row}{self._plain}{serial(value) if isinstance(value, date) else value}</v></c>"
        if not value:
            return ""
        value = clean(value, self._flaws)
        style = self._quoted if value[0] in FORMULA else self._text
        space = KEEP if value[0].isspace() or value[-1].isspace() or "\n" in value else ">"
        return f"{self._start}{row}{style}{space}{escape(value)}</t></is></c>"


def serial(value: date) -> float:
    """A day or a moment as Excel counts it."""
    return (value - EPOCH) / DAY if isinstance(value, datetime) else value.toordinal() - EPOCH.toordinal()


def native(value: Any, kind: Cell) -> Any:
    """The value as Excel's type, or as text where it has none for it."""
    if isinstance(value, str):
        return value
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
