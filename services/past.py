"""The past of a record for one person's eyes: what each act changed, in words, and the record as it was on any date.

Whatever a person may not see of the record now he does not see of its past (services/shown.py decides for both).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from sqlalchemy.orm import Session

from models.attachment import Attachment
from models.declare import Field, Kind, Register
from models.history import Action, Entry
from models.organisation import Department, Staff
from services.history import FILES, FieldChange, as_of, changes_of, entries
from services.shown import HIDDEN, Shown
from services.step import find_source

#: What a clerk would not call a change: the marks the system keeps for itself.
UNSAID = frozenset({"created_at", "form_version", "paused_since", "position"})
NAMED = {"Staff": Staff, "Department": Department, "Attachment": Attachment}


@dataclass(frozen=True, kw_only=True)
class Changed:
    """One field in one act, before and after, as this person may read them."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class Passage:
    """One act: its entry, and what it changed."""

    entry: Entry
    changes: list[Changed]

    @property
    def is_first(self) -> bool:
        return self.entry.what in (Action.CREATED, Action.BASELINE)


def passages(session: Session, record: Register, shown: Shown) -> list[Passage]:
    """Every act on the record, newest first."""
    register = type(record)
    chain = entries(session, record.__tablename__, record.id)
    return [Passage(entry=one, changes=list(_told(session, register, record, one, shown))) for one in reversed(chain)]


def past(session: Session, register: type[Register], record_id: int, moment: datetime) -> Register | None:
    """The record as it stood at a moment, apart from the session so that nothing can save it; None where it was not there yet."""
    values = as_of(session, register, record_id, moment)
    return None if values is None else stand_in(session, register, record_id, values)


def stand_in(session: Session, register: type[Register], record_id: int, values: Mapping[str, Any]) -> Register:
    """A record with these values, as the history tells them; apart from the session, its child rows with their ids."""
    made = register()
    made.id = record_id
    for name, value in values.items():
        if (field := register.fields.get(name)) is not None:
            _put(session, made, field, value)
        elif name in register.__mapper__.column_attrs:
            setattr(made, name, value)
    return made


def _told(session: Session, register: type[Register], record: Register, entry: Entry, shown: Shown) -> Iterator[Changed]:
    for change in changes_of(register, entry):
        field = register.fields.get(change.name)
        if field is None:
            if change.name == FILES:
                yield Changed(label=change.label, **_files(record, change, shown))
        elif field.is_rows:
            yield from _rows(session, record, field, change, shown)
        elif change.name not in UNSAID:
            before, after = (_said(session, record, field, side, shown) for side in (change.before, change.after))
            if before or after:
                yield Changed(label=field.label, before=before, after=after)


def _said(session: Session, record: Register, field: Field, value: Any, shown: Shown) -> str:
    """A value that the field held, as words."""
    if value in (None, "", []):
        return ""
    if field.kind is Kind.SOURCE:
        origin = find_source(session, value)
        return HIDDEN if origin is None else f"{origin.title} {origin.number}"
    stand_in = SimpleNamespace(**{field.name: _object(session, field, value)})
    if field.is_link:
        setattr(stand_in, field.attribute, value)
    return shown.words(stand_in, field, owner=record)


def _rows(session: Session, record: Register, field: Field, change: FieldChange, shown: Shown) -> Iterator[Changed]:
    """A child row that came, went or changed: what differs of it, column by column."""
    for key in sorted({*change.before, *change.after}):
        before, after = (_line(session, record, field, side.get(key), shown) for side in (change.before, change.after))
        if before or after:
            yield Changed(label=field.label, before=before, after=after)


def _line(session: Session, record: Register, field: Field, values: Mapping[str, Any] | None, shown: Shown) -> str:
    columns = field.target.fields
    said = [
        f"{columns[name].label} {words}" for name, value in (values or {}).items()
        if name in columns and (words := _said(session, record, columns[name], value, shown))
    ]  # fmt: skip
    return "，".join(said)


def _files(record: Register, change: FieldChange, shown: Shown) -> dict[str, str]:
    """The names of files; of a case that is kept from his sight only that there were some."""
    before, after = _names(change.before), _names(change.after)
    if shown.is_veiled(record, in_list=False):
        before, after = (HIDDEN if side else "" for side in (before, after))
    return {"before": before, "after": after}


def _names(files: Any) -> str:
    return "、".join(str(file.get("name", "")) for file in (files or {}).values() if file) if isinstance(files, Mapping) else ""


def _object(session: Session, field: Field, value: Any) -> Any:
    """What a link's id, or ids, led to."""
    target: Any = NAMED.get(field.target, field.target) if isinstance(field.target, str) else field.target
    if field.kind is Kind.LINKS:
        return [found for key in value if (found := session.get(target, key)) is not None]
    if field.is_link:
        return None if isinstance(target, str) else session.get(target, value)
    return value


def _put(session: Session, made: Register, field: Field, value: Any) -> None:
    if field.is_rows:
        setattr(made, field.name, [_made_line(session, field, values) for values in value])
    elif field.is_link or field.kind is Kind.LINKS:
        found = None if value is None else _object(session, field, value)
        if field.is_link:
            setattr(made, field.attribute, value)
        if found:
            with session.no_autoflush:
                setattr(made, field.name, found)
    else:
        setattr(made, field.name, value)


def _made_line(session: Session, field: Field, values: Mapping[str, Any]) -> Any:
    line = field.target()
    line.id = values.get("id")
    for name, value in values.items():
        if (column := field.target.fields.get(name)) is not None:
            _put(session, line, column, value)
    return line
