"""One page of a list: its rows in order, and how many there are behind each quick filter.

Pages follow each other by the record at their edge, so the hundredth costs what the first does and nothing moves while somebody saves.
Only a jump to the N-th page counts rows off, and then the keys alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, bindparam, case, exists, func, literal, or_, select, union_all
from sqlalchemy.orm import Session, selectinload

from models.declare import Moment, Register
from models.search_index import HITS
from rules.actor import Actor
from rules.moments import local
from services.listing import TABS, BadList, ListQuery, columns, narrowed, tab_condition
from services.search.address import base

#: So far the records behind a quick filter or a search are counted, and those of the list that is shown.
BEHIND_TAB, IN_LIST = 1_000, 10_000


@dataclass(frozen=True, kw_only=True)
class Count:
    """How many there are; with `more` there are more, and nobody counted on."""

    number: int
    more: bool = False

    def __str__(self) -> str:
        return f"{self.number:,}{'+' if self.more else ''}"

    def __bool__(self) -> bool:
        return self.number > 0


@dataclass(frozen=True, kw_only=True)
class ListPage:
    """The rows of a page, how many there are in all and behind each quick filter, and whether another page follows."""

    rows: list[Any]
    total: Count
    counts: Mapping[str, Count]
    is_last: bool


@dataclass(frozen=True, kw_only=True)
class _Order:
    """By a column (None: by entry), what is empty last either way; then by entry in the same direction. `first` is what the key of
    entry has above the record's id, where the search index gives the order.
    """

    column: Any
    descending: bool
    entry: Any
    first: int = 0

    def clauses(self, *, turned: bool = False) -> list[Any]:
        down = self.descending is not turned
        entry = self.entry.desc() if down else self.entry.asc()
        if self.column is None:
            return [entry]
        column = self.column.desc() if down else self.column.asc()
        return [column.nulls_first() if turned else column.nulls_last(), entry]

    def beyond(self, value: Any, key: int, *, turned: bool) -> ColumnElement[bool]:
        """What comes after the record with that value and key; `turned`, what comes before."""
        down, key = self.descending is not turned, self.first + key
        further: ColumnElement[bool] = self.entry < key if down else self.entry > key
        if self.column is None:
            return further
        if value is None:
            rest = and_(self.column.is_(None), further)
            return or_(self.column.is_not(None), rest) if turned else rest
        past = self.column < value if down else self.column > value
        found = or_(past, and_(self.column == value, further))
        return found if turned else or_(found, self.column.is_(None))


def _order_of(register: type[Register], query: ListQuery) -> _Order:
    """What was asked for, what is due first among what waits, else the newest first."""
    model: Any = register
    if query.order:
        return _Order(column=getattr(model, query.order), descending=query.descending, entry=model.id)
    if query.tab in ("todo", "overdue"):
        return _Order(column=model.due_at, descending=False, entry=model.id)
    if query.tab == "month" or (query.is_dated and not query.text):
        # along the moments of entry: of those days there may be too few to fill a page, or they lie far down
        return _Order(column=model.created_at, descending=True, entry=model.id)
    if query.text:
        return _Order(column=None, descending=True, entry=HITS.c.rowid, first=base(register))
    return _Order(column=None, descending=True, entry=model.id)


def ordered(register: type[Register], found: Select[Any], query: ListQuery) -> Select[Any]:
    """The whole list in its order."""
    return found.order_by(*_order_of(register, query).clauses())


def list_page(
    session: Session, register: type[Register], query: ListQuery, *, actor: Actor, now: datetime, only: Sequence[Any] = (),
) -> ListPage:  # fmt: skip
    """One page with its counts: of records, or of rows with these columns `only`, the id among them. Raises BadList for an edge that is
    not in the list any more.
    """
    found = narrowed(session, register, query, actor, now)
    if query.is_opening:
        rows = _read(session, _opening(register, query, actor, local(now).date(), tuple(only)), only, now=now)
        rows, is_last = rows[: query.size], len(rows) <= query.size
    else:
        rows, is_last = _rows(session, register, found, query, only)
    counts = _counts(session, register, actor, now)
    total = counts[query.tab]
    if not query.is_plain or (total.more and total.number < IN_LIST):
        if is_last and query.is_first:
            total = Count(number=len(rows))  # all of it is on this page, and is not looked for once more
        else:
            total = counted(session, register, found, BEHIND_TAB if query.text else IN_LIST)
    return ListPage(rows=rows, total=total, counts=counts, is_last=is_last)


def _rows(
    session: Session, register: type[Register], found: Select[Any], query: ListQuery, only: Sequence[Any]
) -> tuple[list[Any], bool]:  # fmt: skip
    model: Any = register
    order, size = _order_of(register, query), query.size
    if query.before:
        above = _beyond(session, register, found, order, query.before, turned=True).limit(size)
        if len(rows := _read(session, _shaped(register, above, only), only)) == size:
            return rows[::-1], False  # fewer are no page: the list has come to its beginning, which is shown below
    if query.after:
        found = _beyond(session, register, found, order, query.after, turned=False)
    else:
        found = found.order_by(*order.clauses())
        if query.page > 1 and not query.before:
            keys = list(session.scalars(found.with_only_columns(model.id).limit(size + 1).offset((query.page - 1) * size)))
            by_key = {row.id: row for row in _read(session, _shaped(register, select(model).where(model.id.in_(keys)), only), only)}
            return [by_key[key] for key in keys[:size] if key in by_key], len(keys) <= size
    rows = _read(session, _shaped(register, found.limit(size + 1), only), only)
    return rows[:size], len(rows) <= size


@lru_cache(maxsize=512)
def _opening(register: type[Register], query: ListQuery, actor: Actor, today: date, only: tuple[Any, ...]) -> Select[Any]:
    """The first page of a quick filter, built once for a person and a day: building the question takes longer than asking it."""
    found = select(register).where(tab_condition(register, query.tab, actor, today, bindparam("now", type_=Moment)))
    return _shaped(register, ordered(register, found, query).limit(query.size + 1), only)


def _shaped(register: type[Register], found: Select[Any], only: Sequence[Any]) -> Select[Any]:
    """These columns of what is found, or the records with what their columns lead to."""
    if only:
        return found.with_only_columns(*only)
    return found.options(*(selectinload(getattr(register, column.name)) for column in columns(register) if column.is_link))


def _read(session: Session, shaped: Select[Any], only: Sequence[Any], **given: Any) -> list[Any]:
    read = session.execute(shaped, given)
    return list(read) if only else list(read.scalars())


def _beyond(session: Session, register: type[Register], found: Select[Any], order: _Order, edge: int, *, turned: bool) -> Select[Any]:
    """What lies beyond the record at the edge of a page, from there on."""
    model: Any = register
    value = None
    if order.column is not None:
        held = session.execute(select(order.column).where(model.id == edge)).one_or_none()
        if held is None:
            raise BadList("翻页的起点已不在清单中，请从第一页重新翻看。")
        (value,) = held
    return found.where(order.beyond(value, edge, turned=turned)).order_by(*order.clauses(turned=turned))


# -- counts ----------------------------------------------------------------------------------------------------------------


def _counts(session: Session, register: type[Register], actor: Actor, now: datetime) -> dict[str, Count]:
    """Behind each quick filter, all with one question."""
    counted = session.execute(_counting(register, actor, local(now).date()), {"now": now})
    return {tab: _count(number, _most(tab)) for tab, number in counted}


@lru_cache(maxsize=256)
def _counting(register: type[Register], actor: Actor, today: date) -> CompoundSelect[Any]:
    """The question, built once for a person and a day: building it takes longer than asking it."""
    model: Any = register
    now = bindparam("now", type_=Moment)
    return union_all(*(
        select(literal(tab).label("tab"), _up_to(select(model.id).where(tab_condition(register, tab, actor, today, now)), _most(tab)))
        for tab in TABS))  # fmt: skip


def _most(tab: str) -> int:
    """So far are the records behind a quick filter counted; behind the last stands the list itself."""
    return IN_LIST if tab == "all" else BEHIND_TAB


def counted(session: Session, register: type[Register], found: Select[Any], most: int) -> Count:
    """How many there are of a selection; no more than `most` are looked for."""
    model: Any = register
    return _count(session.scalar(select(_up_to(found.with_only_columns(model.id), most))) or 0, most)


def _up_to(found: Select[Any], most: int) -> ColumnElement[int]:
    """How many there are, or one more than `most`. Whether there are many more is asked first: to skip them takes a fifth of counting."""
    number = select(func.count()).select_from(found.limit(most + 1).subquery()).scalar_subquery()
    return case((exists(found.limit(1).offset(most)), most + 1), else_=number) if most > BEHIND_TAB else number


def _count(number: int, most: int) -> Count:
    return Count(number=min(number, most), more=number > most)
