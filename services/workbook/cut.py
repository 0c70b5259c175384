"""Which columns of a register an export reads, and where each of them stands in the rows that come."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Select, inspect, select
from sqlalchemy.orm import Session

from models.declare import Field, Kind, Register
from services.workbook.columns import CREATED, LINE, VERSION, Table

#: Where in each row stands the id of the record (of a child row, that of the record that it belongs to), and its own.
RECORD, OWN = 0, 1


class Cut:
    """Which columns of a register, or of its child rows, an export reads, and where each stands in a row."""

    def __init__(self, model: Any, table: Table, record: Any, *beside: Any) -> None:
        self.model, self.table, self.fields = model, table, [column.field for column in table.columns if column.field is not None]
        first = (record, model.id, *beside)
        self.several = [one for one in self.fields if one.kind is Kind.LINKS]
        names = {CREATED: "created_at", LINE: "id", VERSION: "id"}
        kept = [one for one in table.columns if one.field in self.several or (one.field is None and one.name not in names)]
        read = [one for one in table.columns if one not in kept]
        self.columns = [*first, *(getattr(model, names.get(one.name) or one.field.attribute) for one in read)]  # type: ignore[union-attr]
        self.places = {one.name: place for place, one in enumerate(read, start=len(first))}
        self.places |= {one.name: place for place, one in enumerate(self.several, start=len(self.columns))}

    def rows(self, session: Session, found: Select[Any]) -> list[Sequence[Any]]:
        """The rows of a selection, with what they lead to several of behind them."""
        rows: list[Sequence[Any]] = list(session.execute(found.with_only_columns(*self.columns)))
        if not self.several or not rows:
            return rows
        keys = [row[OWN] for row in rows]
        led = [_led(session, self.model, one, keys) for one in self.several]
        return [(*row, *(targets.get(row[OWN]) for targets in led)) for row in rows]


def owner_of(declared: Field, register: type[Register]) -> Any:
    """The column by which child rows say whose they are."""
    relation = inspect(register).relationships[declared.name]
    return getattr(declared.target, relation.mapper.get_property_by_column(next(iter(relation.remote_side))).key)


def _led(session: Session, model: Any, declared: Field, keys: Collection[int]) -> dict[int, list[Any]]:
    """The records that each of these leads to by a link to several."""
    relation, found = inspect(model).relationships[declared.name], dict[int, list[Any]]()
    target = relation.mapper.class_
    order = relation.order_by or (target.id,)
    for key, one in session.execute(
        select(model.id, target).join(getattr(model, declared.name)).where(model.id.in_(keys)).order_by(model.id, *order)
    ):  # fmt: skip
        found.setdefault(key, []).append(one)
    return found
