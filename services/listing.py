"""A page of a register's list: quick filters, search, choices, order. Every argument is checked; nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, select, true
from sqlalchemy.orm import Session

from models.declare import Field, Kind, Register
from models.declare.model import LARGEST_ID
from rules.actor import Actor
from rules.moments import end_of, local, parse_day, parse_year_month, start_of
from rules.refusals import Refused
from services.clocks import is_held
from services.options import option_book
from services.search.find import found_by
from services.todo import waiting
from services.veil import unveiled

TABS = {"mine": "我的", "unit": "本部门", "todo": "待办", "overdue": "逾期", "month": "本月", "all": "全部"}
PAGE_SIZES = (20, 50, 100)
ORDERED = {
    Kind.TEXT, Kind.DAY, Kind.MOMENT, Kind.SERIAL, Kind.NUMBER, Kind.GAUGE, Kind.CHOICE, Kind.STATE, Kind.YEAR_MONTH, Kind.YEAR_WEEK,
    Kind.DATE8,
}  # fmt: skip
COLUMNS = 6
#: Conditions that every list has; the others are columns.
FILTERS = ("tab", "q", "order", "page", "size", "month", "from", "to", "after", "before")
#: A day as an address writes it: whole, since an address is followed on another day too.
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class BadList(Refused):
    """An address was changed by hand into something that no link of ours leads to."""

    status = 400


@dataclass(frozen=True, kw_only=True)
class ListQuery:
    """What one list page shows. `choices` maps a choice field to the code wanted, `of` a link field to the record wanted, `exact` a
    text field to what stands in it, whole; `month` is that of the ledger's date, `2026-11`; `since` and `until` are the first and the last
    day of entry. `after` is the id of the record that the page before ends with, `before` that of the one the page after begins with: by
    it the page is found, not by its number.
    """

    tab: str = "all"
    text: str = ""
    order: str = ""
    descending: bool = True
    page: int = 1
    size: int = 20
    choices: Mapping[str, str] = field(default_factory=dict, hash=False)
    of: Mapping[str, int] = field(default_factory=dict, hash=False)
    exact: Mapping[str, str] = field(default_factory=dict, hash=False)
    month: str = ""
    since: date | None = None
    until: date | None = None
    after: int = 0
    before: int = 0

    @property
    def is_plain(self) -> bool:
        """Whether nothing but the quick filter narrows the list."""
        return not (self.text or self.choices or self.of or self.exact or self.month or self.is_dated)

    @property
    def is_opening(self) -> bool:
        """Whether it is the first page of a quick filter, as most look at it."""
        return self.is_plain and self.is_first

    @property
    def is_first(self) -> bool:
        """Whether the list is shown from its beginning."""
        return self.page == 1 and not self.after and not self.before

    @property
    def is_dated(self) -> bool:
        """Whether only what was entered on certain days is shown."""
        return self.since is not None or self.until is not None

    @property
    def entered(self) -> str:
        """The days of entry in words."""
        return " ".join(f"{word} {day}" for word, day in (("自", self.since), ("至", self.until)) if day is not None)


def columns(register: type[Register]) -> list[Field]:
    """What the list shows between number and state: the ledger's columns but the long ones, else the first of the sheet."""
    if register.listed:
        return [cell.field for cell in register.listed.cells]
    names = [cell.name for cell in (register.ledger.cells if register.ledger else register.sheet.cells())]
    skipped = {Kind.PROSE, Kind.STATE, Kind.SERIAL, Kind.LINES, Kind.CHECKLIST, Kind.LINKS, Kind.SIGNATURE, Kind.OPINION, Kind.SEAL}
    shown = [name for name in names if register.fields[name].kind not in skipped and name not in ("late_reason", "remark")]
    found = [name for name in shown if register.fields[name].search]
    chosen = set((found + [name for name in shown if name not in found])[:COLUMNS])
    return [register.fields[name] for name in shown if name in chosen]


def choice_filters(register: type[Register]) -> list[Field]:
    """The choice fields that the list can be narrowed by: those it shows."""
    return [column for column in columns(register) if column.kind is Kind.CHOICE and not column.shown_to][:3]


def exact_filters(register: type[Register]) -> list[Field]:
    """What a record is known by to others, such as its number or an account: what is searched and is no personal data."""
    found = (one for one in register.fields.values() if one.search and one.kind in (Kind.SERIAL, Kind.TEXT))
    return [one for one in found if one.sensitive is None and not one.shown_to]


@cache
def filters(register: type[Register]) -> tuple[str, ...]:
    """What the list of a register can be narrowed and ordered by."""
    links = [field.name for field in register.fields.values() if field.kind is Kind.LINK]
    known = (field.name for field in (*choice_filters(register), *exact_filters(register)))
    return (*FILTERS, *known, *links)


def demand_choices(session: Session, register: type[Register], given: Mapping[str, str]) -> None:
    """A condition that nothing can meet is refused. Raises BadList."""
    for column in choice_filters(register):
        code = given.get(column.name)
        if code and all(code != known for known, _ in option_book(session).all(column.options or "")):
            raise BadList(f"“{column.label}”的选项表中没有 {code[:60]}。")


def parse(register: type[Register], given: Mapping[str, str], actor: Actor) -> ListQuery:
    """A list's address as a query. Raises BadList with a sentence for what no link of ours would say. A condition that is none is refused
    too, not left out: whoever asked for it would take all that is there for what he asked for.
    """
    for name in given:
        if name not in filters(register):
            raise BadList(f"没有名为 {name[:60]} 的筛选条件。")
    tab = given.get("tab", "all")
    if tab not in TABS:
        raise BadList("没有这种筛选，请从清单上方重新选择。")
    order = given.get("order", "")
    if order and not is_ordered(register, order.removeprefix("-"), actor=actor):
        raise BadList("清单不能按这一栏排序。")
    page, size = _number(given.get("page", "1"), "页码"), _number(given.get("size", "20"), "每页条数")
    if size not in PAGE_SIZES:
        raise BadList(f"每页条数应为 {'、'.join(map(str, PAGE_SIZES[:-1]))} 或 {PAGE_SIZES[-1]}。")
    if page > 100_000:
        raise BadList("没有这一页。")
    after, before = (_number(given[edge], "翻页的起点", most=LARGEST_ID) if given.get(edge) else 0 for edge in ("after", "before"))
    if after and before:
        raise BadList("不能同时向前和向后翻页。")
    choices = {f.name: given[f.name] for f in choice_filters(register) if given.get(f.name)}
    if any("\0" in code for code in choices.values()):
        raise BadList("选项表中没有这一项，请重新选择。")
    exact = {f.name: given[f.name].strip() for f in exact_filters(register) if given.get(f.name, "").strip()}
    if wrong := [name for name, text in exact.items() if "\0" in text]:
        raise BadList(f"“{register.fields[wrong[0]].label}”含有不能查找的字符。")
    links = [f for f in register.fields.values() if f.kind is Kind.LINK and given.get(f.name)]
    of = {f.name: _number(given[f.name], f.label, most=LARGEST_ID) for f in links}
    try:
        month = parse_year_month(given["month"]) if given.get("month") else ""
    except ValueError as error:
        raise BadList(str(error)) from None
    since, until = _day(given.get("from", ""), "起始日期"), _day(given.get("to", ""), "截止日期")
    if since and until and until < since:
        raise BadList("登记日期的截止日期不能早于起始日期。")
    return ListQuery(
        tab=tab, text=given.get("q", "").strip(), order=order.removeprefix("-"), descending=order.startswith("-") or not order,
        page=page, size=size, choices=choices, of=of, exact=exact, month=month, since=since, until=until,
        after=after, before=before)  # fmt: skip


def is_ordered(register: type[Register], name: str, *, actor: Actor) -> bool:
    """Whether the list may be put in the order of a column. One that is masked for him would betray its values by their order."""
    shown = {column.name for column in columns(register)} | {"number", "status", "due_at"}
    if name == "due_at":
        return True
    if name not in shown or register.fields[name].kind not in ORDERED:
        return False
    return register.fields[name].sensitive is None or not actor.roles.isdisjoint(register.clear_to)


def _number(text: str, label: str, most: int = 999_999) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 11) or not 1 <= int(text) <= most:
        raise BadList(f"{label}应为数字。")
    return int(text)


def _day(text: str, label: str) -> date | None:
    """A day that an address names whole, so that none has to be taken from the calendar."""
    if not text:
        return None
    if not DAY.fullmatch(text):
        raise BadList(f"登记日期的{label}看不懂，请按 2026-11-20 的样子填写。")
    try:
        return parse_day(text, date.max)
    except ValueError as error:
        raise BadList(f"登记日期的{label}：{error}。") from None


def tab_condition(register: type[Register], tab: str, actor: Actor, today: date, now: Any) -> ColumnElement[bool]:
    """What stands behind a quick filter at that moment (a value, or a place for one) of that day."""
    model: Any = register
    closed_states = [state for state in register.states() if not state.phase.is_open]  # said so, the index on the due time is used
    first = start_of(today.replace(day=1))
    conditions: dict[str, Any] = {
        "mine": lambda: model.creator_id == actor.staff_id,
        "unit": lambda: model.unit_id == actor.department_id,
        "todo": lambda: waiting(register, actor, start_of(today)),
        "overdue": lambda: (model.due_at < now) & model.status.not_in(closed_states) & ~is_held(register),
        "month": lambda: model.created_at >= first,
        "all": true,
    }
    condition: ColumnElement[bool] = conditions[tab]()
    return condition


def narrowed(session: Session, register: type[Register], query: ListQuery, actor: Actor, now: datetime) -> Select[Any]:
    """The records of a query in no order, for the page, for its count and for printing."""
    dialect = session.get_bind().dialect.name
    found = select(register).where(tab_condition(register, query.tab, actor, local(now).date(), now))
    if query.text:
        found = found_by(found, register, query.text, actor, dialect=dialect)
    for name, code in query.choices.items():
        found = found.where(getattr(register, name) == code)
    for name, key in query.of.items():
        found = found.where(getattr(register, f"{name}_id") == key)
    for name, text in query.exact.items():
        found = found.where(getattr(register, name) == text)
    betrays = query.choices or query.of or query.exact.keys() - {"number"}
    if betrays and (open_ones := unveiled(register, actor)) is not None:
        found = found.where(open_ones)
    if query.month:
        found = found.where(in_month(register, query.month))
    return found.where(*in_days(register, query.since, query.until))


def in_days(register: type[Register], since: date | None, until: date | None) -> list[ColumnElement[bool]]:
    """Whether it was entered from the one day to the other, both included."""
    entered: Any = register.created_at
    return [*([entered >= start_of(since)] if since else []), *([entered < end_of(until)] if until else [])]


def in_month(register: type[Register], month: str) -> ColumnElement[bool]:
    """Whether the date that the ledger is kept by (else the day of entry) falls into the month."""
    year, number = (int(part) for part in month.split("-"))
    first, after = date(year, number, 1), date(year + number // 12, number % 12 + 1, 1)
    dated = register.ledger.cell_dated if register.ledger else None
    column: Any = getattr(register, dated.name) if dated else register.created_at
    if dated and dated.field.kind is Kind.DAY:
        return and_(column >= first, column < after)
    return and_(column >= start_of(first), column < start_of(after))


def recent_months(today: date) -> list[str]:
    """This month and the eleven before it."""
    return [f"{(today.year * 12 + today.month - 1 - back) // 12}-{(today.month - 1 - back) % 12 + 1:02}" for back in range(12)]
