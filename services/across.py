"""Records of several registers in one order: one question finds which they are, and one for each register that has any loads them.

A page asked every register by itself before, and most had nothing to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, literal, select, union_all
from sqlalchemy.orm import Session

from models.declare import Register
from services.lookup import shown_links

#: A register, and which of its records are meant.
Part = tuple[type[Register], ColumnElement[bool]]


@dataclass(frozen=True, kw_only=True)
class Found:
    """Where one record is (`place` is that of its part), and by what it is put into order."""

    place: int
    id: int
    due_at: datetime | None
    created_at: datetime

    @property
    def order(self) -> tuple[Any, ...]:
        """What is due first in front; what is never due behind, as it was made."""
        return self.due_at is None, self.due_at or self.created_at, self.created_at


def asking(parts: Sequence[Part], limit: int) -> CompoundSelect[Any] | None:
    """The question for the records that are due first, so many of each part; None where there is no part."""
    each = []
    for place, (register, condition) in enumerate(parts):
        model: Any = register
        columns = (literal(place).label("place"), model.id, model.due_at, model.created_at)
        first = select(*columns).where(condition).order_by(model.due_at.is_(None), model.due_at, model.id).limit(limit)
        each.append(select(first.subquery()))
    return union_all(*each) if each else None


def find(session: Session, asked: CompoundSelect[Any] | None) -> list[Found]:
    """The records, what is due first in front."""
    rows = session.execute(asked) if asked is not None else ()
    found = [Found(place=place, id=key, due_at=due_at, created_at=created_at) for place, key, due_at, created_at in rows]
    return sorted(found, key=lambda one: (*one.order, one.place, one.id))


def load(session: Session, parts: Sequence[Part], found: Iterable[Found]) -> list[Any]:
    """The records themselves, in that order, with the links that their lines name."""
    wanted = list(found)
    records: dict[tuple[int, int], Any] = {}
    for place in sorted({one.place for one in wanted}):
        model: Any = parts[place][0]
        keys = [one.id for one in wanted if one.place == place]
        asked = select(model).where(model.id.in_(keys)).options(*shown_links(model))
        records |= {(place, record.id): record for record in session.scalars(asked)}
    return [records[one.place, one.id] for one in wanted if (one.place, one.id) in records]
