"""A value as words, by kind of field: the same on paper, in lists and at the interfaces. Nothing here draws."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import object_session

from models import REGISTERS
from models.declare import Field, Kind, Line, Record, Signed
from printouts.job import Labels
from rules.moments import show_moment
from rules.terms import show_due

#: What a linked record is called, to somebody who reads.
Named = Callable[[Record], str]
YES_NO = {True: "是", False: "否"}


#: A list shows these of a veiled record, and nothing else.
BARE = frozenset({Kind.SERIAL, Kind.STATE, Kind.DEADLINE})


def tells_who(model: Any, field: Field) -> bool:
    """Whether the field leads to the person behind a record: his data, the link to him, or what that link gives."""
    given = {name for other in model.fields.values() for name in other.gives}
    return bool(field.sensitive or field.gives or field.name in given)


def words(record: object, field: Field, labels: Labels, *, clear: bool = False, named: Named | None = None) -> str:
    """The field of a record or of a child row, written out; nothing is the empty string. Personal data is masked unless `clear`.

    A linked record is called by its stored name if `clear`, else by `named`, which knows the reader.
    """
    value = getattr(record, field.name)
    if value is None:
        return ""
    if field.sensitive and not clear:
        return str(masked(value, field))
    if isinstance(value, Record):
        return named(value) if named is not None and not clear else name_of(value, clear=clear)
    if field.kind is Kind.CHOICE:
        return labels(field.options or "", value) if value else ""
    if field.kind is Kind.SOURCE:
        return source_words(record, value)
    if field.is_rows:
        return "；".join(line_words(line, labels, clear=clear, named=named) for line in value)
    if field.kind is Kind.LINKS:
        return "、".join(named(target) if named is not None and not clear else name_of(target, clear=clear) for target in value)
    return WRITERS.get(field.kind, plain)(value)


def day_words(day: date) -> str:
    """2026年1月5日: official writing pads nothing (GB/T 15835)."""
    return f"{day.year}年{day.month}月{day.day}日"


def year_month_words(stored: str) -> str:
    year, _, month = stored.partition("-")
    return f"{year}年{int(month)}月"


def year_week_words(stored: str) -> str:
    year, _, number = stored.partition("-W")
    return f"{year}年第{int(number)}周"


def masked(value: Any, field: Field) -> Any:
    """A sensitive value as it may be shown to anybody; a signature keeps its day."""
    mask: Any = field.sensitive
    return value.named(mask.mask(value.name)) if isinstance(value, Signed) else mask.mask(str(value))


def name_of(record: Record, *, clear: bool) -> str:
    """What a record is called: with `clear` by its name as it is stored."""
    return str(getattr(record, record.called.name) or "") if clear and record.called is not None else str(record)


def line_words(line: Any, labels: Labels, *, clear: bool = False, named: Named | None = None) -> str:
    """One child row in one line."""
    written = (words(line, field, labels, clear=clear, named=named) for field in type(line).fields.values())
    return "，".join(part for part in written if part)


def source_words(record: object, stored: str) -> str:
    """The record that gave rise to this one, by title and number; in a child row, where room is scarce, by its number alone.

    A stored place that leads nowhere is shown as it is.
    """
    table, _, key = stored.partition(":")
    register = next((register for register in REGISTERS if register.__tablename__ == table), None)
    if register is None:
        return stored
    session = object_session(record)
    found = session.get(register, int(key)) if session and key.isdigit() else None
    return str(found or key) if isinstance(record, Line) else f"{register.title} {found or key}"


def plain(value: object) -> str:
    """What needs no thought, and what was computed, by its type."""
    if isinstance(value, bool):
        return YES_NO[value]
    if isinstance(value, datetime):
        return show_moment(value)
    if isinstance(value, date):
        return day_words(value)
    return str(value)


WRITERS: dict[Kind, Callable[[Any], str]] = {
    Kind.DEADLINE: show_due,
    Kind.YEAR_MONTH: year_month_words,
    Kind.YEAR_WEEK: year_week_words,
    Kind.AMOUNT: lambda value: f"{value:,.2f} 元",
    Kind.GAUGE: lambda value: f"{value:.1f}",
}
