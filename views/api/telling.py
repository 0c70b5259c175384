"""A record as JSON for one person: values where he sees them, masked words where he does not, nothing of what is closed to his posts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from forms.context import FormContext
from models.declare import Field, Kind, Record, Register, Signed
from rules.moments import local
from services.listing import columns
from services.rights import editable, may_take
from services.shown import HIDDEN
from views.desk import url

PREFIX = "/api/v1"


def record_of(record: Register, desk: FormContext) -> dict[str, Any]:
    """The whole record, with what this person may do next."""
    found = {**_head(record), "created_at": moment(record.created_at)}
    found |= _fields(record, record.fields.values(), desk, in_list=False)
    found["editable"] = [name for name in editable(desk.actor, record) if not desk.shown.hides(record, record.fields[name])]
    found["steps"] = [{"key": step.key, "label": step.label} for step in record.steps() if may_take(desk.actor, record, step)]
    return found


def line_of(record: Register, desk: FormContext) -> dict[str, Any]:
    """What the list shows of it."""
    register = type(record)
    shown = {"number": register.fields["number"], register.state_field().name: register.state_field()}
    shown |= {column.name: column for column in columns(register)}
    return {**_head(record), **_fields(record, shown.values(), desk, in_list=True)}


def _head(record: Register) -> dict[str, Any]:
    return {
        "id": record.id, "row_version": record.row_version, "due_at": moment(record.due_at), "url": PREFIX + url(record),
        "page": url(record),
    }  # fmt: skip


def _fields(record: Any, fields: Iterable[Field], desk: FormContext, *, in_list: bool) -> dict[str, Any]:
    found, masked = dict[str, Any](), list[str]()
    for field in fields:
        if not desk.shown.may_see(field):
            continue
        if field.is_rows and desk.shown.is_plain(record, field, in_list=in_list):
            lines = [_row(line, field, record, desk, in_list=in_list) for line in getattr(record, field.name)]
            found[field.name] = [cells for cells, _ in lines]
            is_masked = any(closed for _, closed in lines)
        else:
            found[field.name], is_masked = _value(record, field, record, desk, in_list=in_list)
        if is_masked:
            masked.append(field.name)
    return {**found, "masked": masked}


def _row(line: Any, field: Field, owner: Record, desk: FormContext, *, in_list: bool) -> tuple[dict[str, Any], bool]:
    """One child row, and whether something of it is masked."""
    cells, closed = {"id": line.id}, False
    for column in field.target.fields.values():
        if desk.shown.may_see(column):
            cells[column.name], is_masked = _value(line, column, owner, desk, in_list=in_list)
            closed = closed or is_masked
    return cells, closed


def _value(record: Any, field: Field, owner: Record, desk: FormContext, *, in_list: bool) -> tuple[Any, bool]:
    """The value, or the words he may read in its place; and which of the two."""
    said = desk.shown.words(record, field, owner=owner, in_list=in_list)
    value = getattr(record, field.name)
    if field.kind is Kind.LINKS and desk.shown.is_plain(record, field, owner=owner, in_list=in_list):
        names = [desk.shown.name(target, in_list=in_list) for target in value]
        return [_linked(target, name) for target, name in zip(value, names, strict=True)], any(
            _is_masked(target, desk, in_list=in_list) for target in value)  # fmt: skip
    if not said or not desk.shown.is_plain(record, field, owner=owner, in_list=in_list):
        return (said or None), bool(said)
    if field.is_link:
        return (None, True) if said == HIDDEN else (_linked(value, said), _is_masked(value, desk, in_list=in_list))
    if field.kind in (Kind.CHOICE, Kind.STATE):
        return {"code": str(getattr(value, "value", value)), "label": said}, False
    return (said if field.kind is Kind.SOURCE else plain(value)), False


def _is_masked(target: Any, desk: FormContext, *, in_list: bool) -> bool:
    """Whether he reads what the linked record is called no otherwise than masked."""
    called = target.called if isinstance(target, Register) else None
    return called is not None and not desk.shown.is_clear(target, target.fields[called.name], in_list=in_list)


def _linked(target: Any, said: str) -> dict[str, Any]:
    found = {"id": target.id, "label": said}
    return {**found, "number": target.number} if isinstance(target, Register) else found


def plain(value: Any) -> Any:
    """A stored value in the types of JSON."""
    if isinstance(value, Signed):
        return {"name": value.name, "at": value.at, "agreed": value.agreed, "text": value.text}
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def moment(value: datetime | None) -> str | None:
    return None if value is None else local(value).isoformat()
