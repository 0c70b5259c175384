"""What a cell of an export says if nobody has touched it: the texts that reading it again may give, and the words to show it by.

Cells are compared as they were written and not by what is stored, so that a masked name, a label or a number with a name behind it that
comes back as it left is no change, whoever took it out.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from models.declare import Field, Kind, Register
from printouts.words import masked
from rules.masking import NOTHING_SEEN
from rules.moments import show_moment
from services.options import option_book
from services.shown import HIDDEN, Shown
from services.workbook.cells import Flaws, clean, native
from services.workbook.columns import Column, number_in
from services.workbook.find import SEVERAL
from services.workbook.sheet import written
from services.workbook.typed import seen, text_of
from services.workbook.values import Reader

UNSEEN = frozenset({NOTHING_SEEN, HIDDEN})


class Held:
    """The cells of records as one person's export would hold them."""

    def __init__(self, shown: Shown) -> None:
        self._shown, self._reader = shown, Reader(shown=shown)

    def is_untouched(self, text: str, record: Any, column: Column, owner: Register) -> bool:
        """Whether the text that came is what an export had written there. What nothing was seen of says nothing."""
        return text in UNSEEN or _compared(text, column.field) in self._texts(record, column, owner)

    def is_plain(self, record: Any, column: Column, owner: Register) -> bool:
        """Whether the person's exports hold the value itself, so that he may write another over it."""
        field = column.field
        if field is None or getattr(record, field.attribute) in (None, "", []):
            return True
        is_known = not field.is_link or getattr(record, field.name) is not None  # else it leads to what he may not see
        return is_known and self._shown.is_plain(record, field, owner=owner, in_list=True)

    def words(self, record: Any, column: Column, owner: Register) -> str:
        """As a person reads it in his export."""
        value = self._reader.value(record, column, owner)
        return seen(_as_read(value, column)) or "空白"

    def _texts(self, record: Any, column: Column, owner: Register) -> set[str]:
        value, field = self._reader.value(record, column, owner), column.field
        found = {text_of(_as_read(value, column), field, option_book(self._shown.session), column.kind)}
        if isinstance(value, datetime):  # seconds are not seen, and rounded by whoever reads them
            found.add(show_moment(value))
        if field is not None and field.sensitive and value is not None and self.is_plain(record, column, owner):
            held = getattr(record, field.name)
            found.add(str(masked(held, field)))  # taken out by somebody who sees less
        return {_compared(text, field) for text in found}


def _as_read(value: Any, column: Column) -> Any:
    """The value as it is read out of the cell that it was written into."""
    if value is None or value == "":
        return None
    value = native(value, column.cell)
    if isinstance(value, str):
        return written(clean(value, Flaws()))
    return float(value) if isinstance(value, Decimal) else value


def _compared(text: str, field: Field | None) -> str:
    """Records are compared by their numbers, whatever they are called by now, and several of them in any order."""
    if field is not None and field.kind is Kind.LINKS:
        return "、".join(sorted(_named(part.strip(), field) for part in SEVERAL.split(text) if part.strip()))
    return _named(text, field) if field is not None and field.is_link else text


def _named(text: str, field: Field) -> str:
    return number_in(text) if isinstance(field.target, type) and issubclass(field.target, Register) else text
