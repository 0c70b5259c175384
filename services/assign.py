"""Put given values into a record: normalised by kind, child rows matched by id. What is wrong comes back as sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from models.declare import Field, Kind, Line, Signed
from models.declare.declared import Declared
from rules import formats

NORMAL: Mapping[Kind, Callable[[str], str]] = {
    Kind.PHONE: formats.telephone,
    Kind.ID_CARD: formats.id_card,
    Kind.CREDIT_CODE: formats.credit_code,
    Kind.DATE8: formats.date8,
}
WRITING = {Kind.TEXT, Kind.PROSE}
BOUNDED = {Kind.NUMBER, Kind.AMOUNT, Kind.GAUGE}
#: A name under a signature on paper.
LONGEST_NAME = 60


def assign(record: Declared, values: Mapping[str, object], now: datetime) -> dict[str, str]:
    """Set each value; return field name → sentence for those that are wrong, which stay as they were."""
    errors: dict[str, str] = {}
    for name, value in values.items():
        field = record.fields[name]
        try:
            if field.is_rows:
                errors |= _assign_rows(record, field, value, now)
            elif not _is_signed_so(getattr(record, name), value):
                setattr(record, name, normal(field, value, now))
        except ValueError as error:
            errors[name] = str(error)
    return errors


def _is_signed_so(held: object, value: object) -> bool:
    """An unchanged name under a paper signature keeps its day."""
    return isinstance(held, Signed) and held.name == value


def normal(field: Field, value: Any, now: datetime) -> Any:
    """The value as it is stored; raises ValueError with a Chinese sentence."""
    if value is None or value == "":
        return [] if field.kind is Kind.LINKS else None
    if field.kind in NORMAL:
        return NORMAL[field.kind](str(value))
    if field.kind in WRITING:
        text = str(value).replace("\r\n", "\n").strip()
        if "\0" in text:
            raise ValueError("含有不能保存的字符")
        if field.length and len(text) > field.length:
            raise ValueError(f"最多 {field.length} 个字，现有 {len(text)} 个字")
        return text or None
    if field.kind in BOUNDED:
        return _within(field, value)
    if field.kind is Kind.SIGNATURE and isinstance(value, str):
        if wrong := wrong_words(name := value.strip(), LONGEST_NAME):
            raise ValueError(wrong)
        return Signed(name=name, at=now.isoformat())
    return value


def wrong_words(words: str, most: int) -> str:
    """What is wrong with a reason or an opinion, or nothing."""
    if "\0" in words:
        return "含有不能保存的字符"
    return f"最多 {most} 个字，现有 {len(words)} 个字" if len(words) > most else ""


def _within(field: Field, value: Any) -> int | Decimal:
    number: int | Decimal = int(value) if field.kind is Kind.NUMBER else Decimal(value)
    if (field.minimum is not None and number < field.minimum) or (field.maximum is not None and number > field.maximum):
        raise ValueError(f"应在 {field.minimum} 至 {field.maximum} 之间")
    return number


def _assign_rows(record: Declared, field: Field, value: Any, now: datetime) -> dict[str, str]:
    """Rows come as mappings; one with an `id` changes that row, the others are new, and rows not named leave."""
    given: Sequence[Mapping[str, Any]] = value or []
    if field.tally is not None:
        return _fill_rows(record, field, given, now)
    errors: dict[str, str] = {}
    if field.maximum is not None and len(given) > field.maximum:
        raise ValueError(f"最多 {field.maximum} 行，现有 {len(given)} 行")
    kept: dict[int, Line] = {line.id: line for line in getattr(record, field.name)}
    lines: list[Line] = []
    for index, row in enumerate(given):
        line = kept.get(int(row.get("id") or 0)) or field.target()
        for name, column in field.row_columns.items():
            where = f"{field.name}-{index}-{name}"
            try:
                setattr(line, name, normal(column, row.get(name), now))
            except ValueError as error:
                errors[where] = str(error)
            if not column.optional and row.get(name) in (None, "") and where not in errors:
                errors[where] = f"请填写“{column.label}”"
        lines.append(line)
    if not errors:
        held: list[Line] = getattr(record, field.name)
        held[:] = lines
        for position, line in enumerate(held):
            line.position = position
    return errors


def _fill_rows(record: Declared, field: Field, given: Sequence[Mapping[str, Any]], now: datetime) -> dict[str, str]:
    """What a person fills in rows that the system works out; a row that has left meanwhile takes what was typed with it."""
    errors: dict[str, str] = {}
    held: dict[int, Line] = {line.id: line for line in getattr(record, field.name)}
    for index, row in enumerate(given):
        if (line := held.get(int(row.get("id") or 0))) is None:
            continue
        for name, column in field.row_columns.items():
            try:
                if getattr(line, name) != (value := normal(column, row.get(name), now)):
                    setattr(line, name, value)
            except ValueError as error:
                errors[f"{field.name}-{index}-{name}"] = str(error)
    return errors
