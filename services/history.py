"""Ask the history: what was done to a record, what each act changed, and how the record was on any date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, inspect, select
from sqlalchemy.orm import Session

from models.history import Entry
from rules.chained import State, is_rows, replay
from services.audited import Content, Rows, content_of
from services.beside import BESIDE
from services.encode import decode

#: Under which name the files on a record stand.
FILES = "attachments"
#: What is kept of a record without standing on its form, as the auditor reads it.
UNLABELLED: Mapping[str, str] = {
    FILES: "附件", "created_at": "建立时间", "form_version": "表样版本", "paused_since": "暂停计时起", "position": "次序"}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class FieldChange:
    """One field before and after, as the record holds it: a link by its id, links as the ids that left and that joined.

    Child rows are id → values by field name on either side, None where there was or is no row; a row that stayed shows what changed.
    """

    name: str
    label: str
    before: Any
    after: Any


def entries(session: Session, subject: str, subject_id: int, *, until: datetime | None = None, upto: int | None = None) -> list[Entry]:
    """The chain of a record, oldest first, as it was at a moment or up to its how many-th link."""
    chosen = select(Entry).where(Entry.subject == subject, Entry.subject_id == subject_id).order_by(Entry.seq)
    if until is not None:
        chosen = chosen.where(Entry.at <= until)
    if upto is not None:
        chosen = chosen.where(Entry.seq <= upto)
    return list(session.scalars(chosen))


def replayed(chain: Iterable[Entry]) -> State | None:
    """The state that the entries lead to, as it is written: column → value, table of rows → id → values, joining table → ids."""
    state = replay((entry.action, entry.read_changes()) for entry in chain)
    return None if state is None else {name: value for name, value in state.items() if name not in BESIDE}


def as_of(session: Session, model: type[Any], subject_id: int, moment: datetime) -> dict[str, Any] | None:
    """The record as it was at a moment; None where it was not there."""
    return told_by(model, entries(session, _content(model).table.name, subject_id, until=moment))


def told_by(model: type[Any], chain: Iterable[Entry]) -> dict[str, Any] | None:
    """The record as these entries leave it: field name → value; None where it is not there.

    A link is the id of what it leads to, links are ids, child rows are mappings in their order, each with its `id`; the files on it
    stand under `attachments`.
    """
    content, state = _content(model), replayed(chain)
    if state is None:
        return None
    found = _fields(model, content.columns, state, whole=True)
    for rows in content.rows:
        lines = [{"id": int(key), **_row(rows, values)} for key, values in state.get(rows.table.name, {}).items()]
        found[_rows_name(model, rows)] = sorted(lines, key=lambda line: (line.get("position", 0), line["id"]))
    return found | {links.attribute: state.get(links.table.name, []) for links in content.links}


def changes_of(model: type[Any], entry: Entry) -> list[FieldChange]:
    """What an entry changed, in the order of the form."""
    content, told = _content(model), entry.read_changes()
    names = list(getattr(model, "fields", {}))
    rows = {one.table.name: one for one in content.rows}
    found = []
    for key, change in told.items():
        if key in BESIDE:  # the act itself, which whoever reads an entry is told anyway
            continue
        if is_rows(change):
            before, after = (_rows_at(change, side, rows.get(key)) for side in (0, 1))
        elif key in content.columns:
            before, after = (decode(content.columns[key], side) for side in change)
        else:
            before, after = change
        name = name_of(model, content, key)
        found.append(FieldChange(name=name, label=label_of(model, name), before=before, after=after))
    return sorted(found, key=lambda one: (names.index(one.name) if one.name in names else len(names), one.name))


def label_of(model: type[Any], name: str) -> str:
    """A field's label; of what no form shows, its name in the house, or else its column's."""
    field = getattr(model, "fields", {}).get(name)
    return field.label if field is not None else UNLABELLED.get(name, name)


def name_of(model: type[Any], content: Content | None, key: str) -> str:
    """The name by which a key of a state goes: the field of a column, of a table of rows, of a joining table."""
    for rows in content.rows if content else ():
        if rows.table.name == key:
            return _rows_name(model, rows)
    return next((links.attribute for links in (content.links if content else ()) if links.table.name == key), _field_of(model, key))


def _content(model: type[Any]) -> Content:
    if (found := content_of(inspect(model))) is None:
        raise LookupError(f"no history is kept of {model.__name__}")
    return found


def _field_of(model: type[Any], column: str) -> str:
    """The field that a column belongs to."""
    fields = getattr(model, "fields", {})
    name = column.removesuffix("_id")
    return name if column not in fields and name in fields and fields[name].is_link else column


def _fields(model: Any, columns: Mapping[str, Column[Any]], values: Mapping[str, Any], *, whole: bool) -> dict[str, Any]:
    return {_field_of(model, name): decode(column, values.get(name)) for name, column in columns.items() if whole or name in values}


def _row(rows: Rows, values: Mapping[str, Any]) -> dict[str, Any]:
    return _fields(rows.model, rows.columns, values, whole=False)


def _rows_at(change: Mapping[str, Any], side: int, rows: Rows | None) -> dict[int, Any]:
    """Id → values of the child rows that changed, on one side of the change."""
    sides = {int(line): pair[side] for line, pair in change.items()}
    return {line: _row(rows, values) if rows and values is not None else values for line, values in sides.items()}


def _rows_name(model: Any, rows: Rows) -> str:
    fields = getattr(model, "fields", {}).items()
    return next((name for name, field in fields if field.is_rows and field.target.__table__ is rows.table), FILES)
