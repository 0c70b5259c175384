"""Keep reference data: options, departments, staff, service items. The same sentences as for a record of a register."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import Table, UniqueConstraint, select
from sqlalchemy.orm import Session

from models.company import SETTINGS, Setting
from models.declare import Record
from rules.refusals import Invalid, Stale
from services.assign import assign, normal
from services.validate import ask_for


def required(model: type[Record], names: Iterable[str]) -> set[str]:
    """Names that may not stay empty."""
    return {name for name in names if not model.fields[name].optional and not model.fields[name].is_rows}


def keep(
    session: Session, record: Record, values: Mapping[str, object], *, now: datetime, seen: int | None = None,
    unreadable: Mapping[str, str] | None = None,
) -> None:  # fmt: skip
    """Fill and save one record of reference data, new or old. Raises Invalid with a sentence per field, or Stale."""
    if seen is not None and seen != record.row_version:
        raise Stale("在您填写期间，他人已修改了这一条。请重新打开后再改。")
    with session.no_autoflush:
        errors = assign(record, values, now) | dict(unreadable or {})
        for name in required(type(record), values):
            if getattr(record, name) in (None, "") and name not in errors:
                errors[name] = ask_for(record.fields[name])
        errors = _taken(session, record) | _too_early(record) | errors
    if errors:
        raise Invalid(errors)
    session.add(record)
    session.flush()


def _too_early(record: Record) -> dict[str, str]:
    errors = {}
    for field in record.fields.values():
        value, other = getattr(record, field.name), getattr(record, field.after) if field.after else None
        if value is not None and other is not None and value < other:
            errors[field.name] = f"不能早于“{record.fields[field.after or ''].label}”"
    return errors


def _taken(session: Session, record: Record) -> dict[str, str]:
    """What must be unique and is not; the sentence stands at the last field of the constraint."""
    table, errors = type(record).__table__, {}
    assert isinstance(table, Table)  # noqa: S101 - every record has a table of its own
    for names in _unique(table):
        values = {name: getattr(record, name, None) for name in names}
        if any(value is None for value in values.values()) or not set(names) <= set(record.fields):
            continue
        model = type(record)
        found = session.scalar(select(model.id).where(*(getattr(model, name) == value for name, value in values.items())).limit(1))
        if found is not None and found != record.id:
            last = names[-1]
            errors[last] = f"“{record.fields[last].label}”{values[last]} 已经登记过"
    return errors


def _unique(table: Table) -> list[list[str]]:
    single = [[column.name] for column in table.c if column.unique]
    return single + [[column.name for column in one.columns] for one in table.constraints if isinstance(one, UniqueConstraint)]


def keep_settings(session: Session, values: Mapping[str, str], *, now: datetime) -> None:
    """Store the company's settings that differ from what is in force. Raises Invalid; nothing is stored then."""
    errors: dict[str, str] = {}
    for key, known in SETTINGS.items():
        try:
            known.check(values[key])
            normal(Setting.fields["value"], values[key], now)
        except ValueError as wrong:
            errors[key] = str(wrong)
    if errors:
        raise Invalid(errors)
    stored = {setting.key: setting for setting in session.scalars(select(Setting))}
    for key, known in SETTINGS.items():
        if key in stored:
            stored[key].value = values[key]
        elif values[key] != known.default:
            session.add(Setting(key=key, value=values[key]))
    session.flush()
