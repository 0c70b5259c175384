"""What a cell says as the text that a person would have typed into the form, so that the form judges it as it judges typing.

Excel turns telephone numbers into numbers, days into counts of days and `11-20` into a date; here it is turned back, and where figures
were lost on the way it is said instead of guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from openpyxl.utils.datetime import from_excel

from models.declare import Field, Kind
from rules.moments import SHANGHAI, show_day, show_moment
from services.options import OptionBook
from services.workbook.sheet import BLURRED, FIGURES, Raw, Wrong

DAYS, MOMENTS = {Kind.DAY, Kind.SEAL}, {Kind.MOMENT, Kind.DEADLINE}
#: What a day can be meant as. Anywhere else Excel has made one of `3-5`, and what was typed is no longer to be seen.
DATED = DAYS | MOMENTS | {Kind.YEAR_MONTH, Kind.DATE8}
#: Counts of days that can be meant as such: from 1927 to 2119. Shorter and longer numbers are typing.
SERIALS = range(10_000, 80_000)
YES, NO = frozenset({"是", "true", "√", "y", "yes"}), frozenset({"否", "false", "×", "n", "no"})
MIDNIGHT = time()


def text_of(value: Raw, field: Field | None, book: OptionBook, other: Kind = Kind.TEXT) -> str:
    """The text for the field's box; links stay as they are written. `other` is the kind of what is no field.

    Raises ValueError with a sentence for what cannot be typed.
    """
    if value is None:
        return ""
    if isinstance(value, Wrong):
        raise ValueError(value.sentence)
    kind = field.kind if field is not None else other
    if isinstance(value, str):
        return _wording(value.strip(), field, book) if field is not None else value.strip()
    if isinstance(value, bool):
        return ("1" if value else "0") if kind is Kind.YES_NO else ("TRUE" if value else "FALSE")
    if isinstance(value, timedelta):
        raise ValueError("此格是时长，不是日期或时间。请把格式设为“文本”，按 2026-11-20 10:30 的样子重新填写")
    if isinstance(value, time):
        if kind in MOMENTS | DAYS:
            raise ValueError("此格只有钟点，没有日期。请按 2026-11-20 10:30 的样子填写")
        return value.strftime("%H:%M")
    if isinstance(value, date):
        if field is not None and kind not in DATED:
            raise ValueError("此格被 Excel 当成了日期，原来写的已看不出。请把格式设为“文本”，重新填写")
        return _day_text(value, kind)
    text = _figures(value, kind)
    return _wording(text, field, book) if field is not None else text


def seen(value: Raw) -> str:
    """What a person sees in the cell, for showing it again."""
    if isinstance(value, Wrong):
        return value.seen
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, date):
        return _day_text(value, Kind.TEXT)
    return "" if value is None else str(value)


def _day_text(value: date, kind: Kind) -> str:
    if kind is Kind.YEAR_MONTH:
        return f"{value:%Y-%m}"
    if kind is Kind.DATE8:
        return f"{value:%Y%m%d}"
    if not isinstance(value, datetime):
        return show_day(value)
    if kind is not Kind.MOMENT and value.time() == MIDNIGHT:
        return show_day(value)
    return show_moment((value + timedelta(seconds=30)).replace(tzinfo=SHANGHAI))  # a fraction of a day is never quite the minute


def _figures(value: int | float, kind: Kind) -> str:
    """A number as it was typed."""
    if isinstance(value, float):
        if value != value or value in (float("inf"), float("-inf")):
            raise ValueError("此格不是可以读出的数值，请重新填写")
        if value.is_integer():
            value = int(value)
    if kind in DAYS | MOMENTS and int(value) in SERIALS:
        return _day_text(from_excel(value), kind)
    if isinstance(value, int):
        if len(str(abs(value))) > FIGURES:
            raise ValueError(BLURRED)
        return str(value)
    return f"{Decimal(f'{value:.{FIGURES}g}'):f}"  # as Excel shows it: what stands behind is of the reckoning, not of the person


def _wording(text: str, field: Field, book: OptionBook) -> str:
    """The words of a choice as the code that its box sends; what is no such word the form shall judge."""
    return WORDINGS[field.kind](text, field, book) if text and field.kind in WORDINGS else text


def _choice(text: str, field: Field, book: OptionBook) -> str:
    return next((code for code, label in book.all(field.options or "") if label == text), text)


def _yes_no(text: str, field: Field, book: OptionBook) -> str:
    lower = text.lower()
    return "1" if lower in YES else "0" if lower in NO else text


WORDINGS: Mapping[Kind, Callable[[str, Field, OptionBook], str]] = {Kind.CHOICE: _choice, Kind.YES_NO: _yes_no}
