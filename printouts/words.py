"""A value as words, by kind of field: the same on paper, in lists and at the interfaces. Nothing here draws."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy.orm import object_session

from models import REGISTERS
from models.declare import Field, Kind, Line, Record, Register, Signed
from printouts.job import Labels
from rules.moments import show_moment
from rules.terms import show_due

#: What a linked record is called, to somebody who reads.
Named = Callable[[Record], str]
#: Finds a record by its id, or None.
Found = Callable[[type[Register], int], Any]
YES_NO = {True: "是", False: "否"}


#: A list shows these of a veiled record, and nothing else.
BARE = frozenset({Kind.SERIAL, Kind.STATE, Kind.DEADLINE})


def tells_who(model: Any, field: Field) -> bool:
    """Whether the field leads to the person behind a record: his data, the link to him, or what that link gives."""
    return bool(field.sensitive or field.gives or field.name in _given(model))


@cache
def _given(model: Any) -> frozenset[str]:
    """The fields that a link fills with what it knows of the person."""
    return frozenset(name for other in model.fields.values() for name in other.gives)


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
    if field.kind is Kind.SOURCE:
        return source_words(value, finder(record), is_short=isinstance(record, Line))
    if field.is_rows:
        return "；".join(line_words(line, labels, clear=clear, named=named) for line in value)
    if field.kind is Kind.LINKS:
        return "、".join(named(target) if named is not None and not clear else name_of(target, clear=clear) for target in value)
    return writer(field, labels)(value)


def writer(field: Field, labels: Labels) -> Callable[[Any], str]:
    """How a value is written that hangs on nothing else: no link, no source and no child rows."""
    if field.kind is Kind.CHOICE:
        return lambda code: labels(field.options or "", code) if code else ""
    return WRITERS.get(field.kind, plain)


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


def source_words(stored: str, find: Found, *, is_short: bool = False) -> str:
    """The record that gave rise to this one, by title and number; in a child row, where room is scarce, by its number alone.

    A stored place that leads nowhere is shown as it is.
    """
    register, key = source_of(stored)
    if register is None:
        return stored
    found = find(register, int(key)) if key.isdigit() else None
    return str(found or key) if is_short else f"{register.title} {found or key}"


def source_of(stored: str) -> tuple[type[Register] | None, str]:
    """The register of the record that gave rise to another, and its id as it is written."""
    table, _, key = stored.partition(":")
    return next((register for register in REGISTERS if register.__tablename__ == table), None), key


def finder(record: object) -> Found:
    """Finds other records where this one is at home."""

    def find(register: type[Register], key: int) -> Any:
        session = object_session(record)
        return session.get(register, key) if session is not None else None

    return find


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
    **dict.fromkeys((Kind.TEXT, Kind.PROSE, Kind.PHONE, Kind.SERIAL, Kind.STATE, Kind.SIGNATURE, Kind.OPINION), str),
    Kind.DEADLINE: show_due,
    Kind.YEAR_MONTH: year_month_words,
    Kind.YEAR_WEEK: year_week_words,
    Kind.AMOUNT: lambda value: f"{value:,.2f} 元",
    Kind.GAUGE: lambda value: f"{value:.1f}",
}
