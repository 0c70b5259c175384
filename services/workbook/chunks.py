"""The records of a list, so many at a time, as light as they can be: columns and no objects, and what they lead to with one question each.

Every statement goes through the session of the person, and so through `services/sight`: what he may not see is not there.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from models.declare import Field, Kind
from services.workbook.around import Around
from services.workbook.columns import VERSION
from services.workbook.cut import RECORD, Cut
from services.workbook.version import Version, versions

#: So many records are asked for at once; so many ids come at once.
CHUNK, STEP = 500, 10_000


@dataclass(kw_only=True)
class Chunk:
    """Some records in the order of their ids; where a column stands in a row `Cut.places` says."""

    rows: Sequence[Sequence[Any]]
    #: The rows of each child table by the id of their record.
    lines: Mapping[str, Mapping[int, Sequence[Sequence[Any]]]]
    versions: Mapping[int, Version]


def keys_of(session: Session, register: Any, found: Select[Any]) -> array[int]:
    """The ids of a selection in the order they were entered, read in one pass: a condition without an index is not looked for again with
    every chunk. They are put in order here, so that one with an index is looked for there. Eight bytes each are kept; putting them in order
    takes some forty for a moment.
    """
    return array("q", sorted(session.scalars(found.with_only_columns(register.id).execution_options(yield_per=STEP))))


def chunks(
    session: Session, found: Select[Any], keys: Sequence[int], main: Cut, children: Sequence[Cut], around: Around
) -> Iterator[Chunk]:  # fmt: skip
    """All records of a selection in the order of its `keys`. Versions are asked for before what they are versions of."""
    model = main.model
    ordered = found.order_by(model.id)
    for begin in range(0, len(keys), CHUNK):
        some = list(keys[begin : begin + CHUNK])
        known = versions(session, model.__tablename__, some) if VERSION in main.places else {}
        rows = main.rows(session, ordered.where(model.id.in_(some)))
        lines = {cut.table.name: _lines(session, cut, [row[RECORD] for row in rows]) for cut in children}
        around.look([(main, rows), *((cut, [row for each in lines[cut.table.name].values() for row in each]) for cut in children)])
        yield Chunk(rows=rows, lines=lines, versions=known)


def _lines(session: Session, cut: Cut, keys: Collection[int]) -> Mapping[int, list[Sequence[Any]]]:
    owner, found = cut.columns[RECORD], dict[int, list[Sequence[Any]]]()
    for row in cut.rows(session, select(cut.model).where(owner.in_(keys)).order_by(owner, cut.model.position, cut.model.id)):
        found.setdefault(row[RECORD], []).append(row)
    return found


def loaded(model: Any) -> list[Any]:
    """For whoever needs the records themselves: what hangs on them, each kind with one question."""
    return [_with(getattr(model, name), one) for name, one in model.fields.items() if one.is_link or one.is_rows or one.kind is Kind.LINKS]


def _with(attribute: Any, one: Field) -> Any:
    inner = loaded(one.target) if one.is_rows else []
    return selectinload(attribute).options(*inner)
