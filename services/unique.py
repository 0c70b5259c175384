"""What may be said only once, such as the number on a meter: asked before the database refuses."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table, UniqueConstraint, inspect, select
from sqlalchemy.orm import Session

from models.declare import Field, Record, Register
from services.sight import may_be_named, of_the_house


@of_the_house
def taken(session: Session, record: Record) -> dict[str, str]:
    """What must be unique and is not; the sentence stands at the last field of the constraint."""
    table, errors = type(record).__table__, {}
    assert isinstance(table, Table)  # noqa: S101 - every record has a table of its own
    changed = inspect(record).attrs
    for names in _constraints(table):
        if record.id is not None and not any(changed[name].history.has_changes() for name in names if name in changed):
            continue  # as the database has it
        values = {name: getattr(record, name, None) for name in names}
        if any(value is None for value in values.values()) or not set(names) <= set(record.fields):
            continue
        model = type(record)
        found = session.scalar(select(model.id).where(*(getattr(model, name) == value for name, value in values.items())).limit(1))
        if found is not None and found != record.id:
            last = names[-1]
            errors[last] = f"“{record.fields[last].label}”{values[last]} 已经登记过"
    return errors | _said_before(session, record)


def _said_before(session: Session, record: Record) -> dict[str, str]:
    """What a register holds once beside its void records, such as the report on a month."""
    errors = {}
    for name, field in record.fields.items():
        if not field.once or not isinstance(record, Register) or (value := getattr(record, name, None)) is None:
            continue
        model: Any = type(record)
        alive = (getattr(model, name) == value, model.status != model.void_state())
        found = session.execute(select(model.id, model.number).where(*alive)).first()
        if found is not None and found.id != record.id:
            errors[name] = f"“{field.label}”{value} {_already(field, found.number if may_be_named(session, model, found.id) else '')}"
    return errors


def _already(field: Field, number: str) -> str:
    """The number in the old books comes in with a file, and what stands there is right; what a form says once is made anew."""
    if field.common:
        return f"已登记{f'为 {number}' if number else '过'}；导入只能新建，要修改请打开该单"
    return f"已有{f' {number}' if number else '单据'}，作废后方可重制"


def _constraints(table: Table) -> list[list[str]]:
    """Each once: a unique column is a constraint of its table, too."""
    together = [[column.name for column in one.columns] for one in table.constraints if isinstance(one, UniqueConstraint)]
    return [[column.name] for column in table.c if column.unique and [column.name] not in together] + together
