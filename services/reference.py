"""Keep reference data: options, departments, staff, service items. The same sentences as for a record of a register."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.company import SETTINGS, Setting
from models.declare import Record
from rules.refusals import Invalid, Stale
from services.assign import assign, normal
from services.validate import problems


def required(model: type[Record], names: Iterable[str]) -> set[str]:
    """Names that may not stay empty."""
    return {name for name in names if model.fields[name].is_required}


def keep(
    session: Session, record: Record, values: Mapping[str, object], *, now: datetime, seen: int | None = None,
    unreadable: Mapping[str, str] | None = None,
) -> None:  # fmt: skip
    """Fill and save one record of reference data, new or old. Raises Invalid with a sentence per field, or Stale."""
    if seen is not None and seen != record.row_version:
        raise Stale("在您填写期间，他人已修改了这一条。请核对下列差异后再保存，您填写的内容没有丢失。")
    with session.no_autoflush:
        errors = assign(record, values, now) | dict(unreadable or {})
        errors = problems(session, record, record.fields, required(type(record), values), now, final=values) | errors
    if errors:
        raise Invalid(errors)
    session.add(record)
    session.flush()


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
