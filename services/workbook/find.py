"""Find the record that a cell names: by its number, by its number in the old books, or by a name that only one bears.

Asked in the session of the person, so that nobody finds by a cell what he may not see; and a candidate is named as he may read it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, and_, inspect, or_, select

from models.declare import Field, Kind, Record, Register
from services.search.sources import search_fields
from services.shown import Shown
from services.veil import unveiled
from services.workbook.columns import number_in

SEVERAL = re.compile(r"[、,，;；\n]+")
#: So many ids are remembered, and so many candidates named.
KEPT, NAMED = 5_000, 5
LONGEST = 200


class Finder:
    """Turns what stands in the cells of links into ids, as the boxes of the form send them."""

    def __init__(self, shown: Shown) -> None:
        self.shown, self.session = shown, shown.session
        self._known: dict[tuple[type[Record], str], str] = {}

    def texts(self, field: Field, model: Any, text: str) -> list[str]:
        """The ids of what the cell names. Raises ValueError with a sentence for what is not there, or not told apart."""
        parts = SEVERAL.split(text) if field.kind is Kind.LINKS else [text]
        return [self._id(field, model, part.strip()) for part in parts if part.strip()]

    def _id(self, field: Field, model: type[Record], text: str) -> str:
        key = (model, text)
        if key not in self._known:
            while len(self._known) >= KEPT:
                self._known.pop(next(iter(self._known)))
            self._known[key] = str(self._find(field, model, text).id)
        return self._known[key]

    def _find(self, field: Field, model: Any, text: str) -> Any:
        for condition in self._ways(model, text[:LONGEST]):
            found = list(self.session.scalars(select(model).where(condition, *self._alive(model)).order_by(model.id).limit(NAMED + 1)))
            if len(found) > 1:
                named = "；".join(self._named(one) for one in found[:NAMED]) + ("；等" if len(found) > NAMED else "")
                raise ValueError(f"有几个“{text[:40]}”，请改填其中一个的{_known_by(model)}：{named}")
            if found:
                return found[0]
        raise ValueError(f"没有找到{field.label}“{text[:40]}”，请填写其编号或全称" if issubclass(model, Register) else
                         f"没有找到{field.label}“{text[:40]}”，请按系统中的名称填写")  # fmt: skip

    def _ways(self, model: Any, text: str) -> Iterator[ColumnElement[bool]]:
        """From the surest to the least sure."""
        if issubclass(model, Register):
            yield model.number == number_in(text)
            yield model.former_number == text
            if model.called is not None:
                named = getattr(model, model.called.name) == text
                open_ones = unveiled(model, self.shown.actor)  # a veiled one is found by its number alone
                yield named if open_ones is None else named & open_ones
            return
        names = [getattr(model, name) for name in search_fields(model) if not model.fields[name].is_link]
        number, _, called = text.partition(" ")  # as the template offers namesakes (columns.linked)
        if called and (surest := _numbers(model)):
            yield and_(or_(*(column == number for column in surest)), or_(*(column == called.strip() for column in names)))
        yield or_(*(column == text for column in names))

    def _alive(self, model: Any) -> list[ColumnElement[bool]]:
        if issubclass(model, Register):
            return [model.status != model.void_state()]
        return [model.active.is_(True)] if "active" in model.fields else []

    def _named(self, record: Any) -> str:
        if isinstance(record, Register):
            return f"{record.number} {self.shown.hint(record)}".strip()[:60]
        return self.shown.hint(record) or str(record)


def _numbers(model: Any) -> list[Any]:
    """The columns by which one is known from all others."""
    return [getattr(model, column.key) for column in inspect(model).columns if column.unique and column.key in model.fields]


def _known_by(model: Any) -> str:
    """How the surest of them is called: 编号, of people 工号."""
    return "编号" if issubclass(model, Register) else next((model.fields[column.key].label for column in _numbers(model)), "名称")
