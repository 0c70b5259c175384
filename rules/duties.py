"""Obligations that recur: who owes which customer (or meter) what, how often, and what proves that it was done. Frozen data.

How long each may take is the policy's (`limit`); a policy that marks the limit unused owes nothing. Fields and registers are named
by strings, since the law stands below the registers; services/duty_book.py checks every name against them at import.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import Enum, auto

from rules.calendar import Calendar
from rules.clock import due as due_of
from rules.keys import Limit, Value
from rules.limit import TimeLimit, Unit
from rules.moments import end_of, local, start_of
from rules.roles import Role
from rules.terms import add_months, last_day


class Every(Enum):
    """What makes one period."""

    MONTH = auto()
    HALF_YEAR = auto()
    #: Once, from a date of the record.
    ONCE = auto()
    #: Again and again from a date of the record until another.
    TERM = auto()
    #: When a date of the record has grown so old.
    AGE = auto()

    @property
    def is_of_the_year(self) -> bool:
        """Whether the periods are those of the calendar, the same for every record."""
        return self in (Every.MONTH, Every.HALF_YEAR)


@dataclass(frozen=True, kw_only=True)
class Proof:
    """The record that shows it was done: of which register, linked by which field, dated by which; `unfinished` states do not count.

    It counts for the task whose window was the last to open before it took place, so that nothing is counted for two periods.
    """

    register: str
    link: str
    on: str
    unfinished: tuple[str, ...]
    given: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Duty:
    """One obligation. `standing` is the state in which a record is owed it; without a `proof`, reaching the state `ended` is it."""

    key: str
    rule: str
    title: str
    limit: Limit
    role: Role
    every: Every
    register: str
    standing: str
    opens: str
    given: Mapping[str, str] = field(default_factory=dict)
    holder: str = ""
    levels: Value | None = None
    since: str = ""
    until: str = ""
    measure: str = ""
    ahead: int = 0
    proof: Proof | None = None
    ended: str = ""


DUTIES: tuple[Duty, ...] = (
    Duty(
        key="monthly_visit", rule="R000-01", title="月度走访", limit=Limit.MONTHLY_VISIT, role=Role.AM, every=Every.MONTH,
        register="customer", standing="active", holder="account_manager", opens="visit_record/add?customer={id}",
        given={"visit_month": "{period}"},
        proof=Proof(register="visit_record", link="customer", on="visit_at", unfinished=("draft",)),
    ),
    Duty(
        key="key_callback", rule="R000-05", title="重点客户月度回访", limit=Limit.KEY_CUSTOMER_CALLBACK, role=Role.CB, every=Every.MONTH,
        register="customer", standing="active", levels=Value.KEY_LEVELS, opens="callback/add?customer={id}",
        given={"callback_kind": "important"},
        proof=Proof(
            register="callback", link="customer", on="callback_at", unfinished=("due",),
            given={"callback_kind": ("important", "planned")}),
    ),
    Duty(  # 客服部负责人 draws up the plan; whoever it names calls
        key="large_callback", rule="R001-05", title="大客户半年回访", limit=Limit.LARGE_CUSTOMER_CALLBACK, role=Role.CS_HEAD,
        every=Every.HALF_YEAR, register="customer", standing="active", levels=Value.LARGE_LEVELS,
        opens="callback_plan/add?customer={id}", given={"callback_kind": "key"},
        proof=Proof(
            register="callback", link="customer", on="callback_at", unfinished=("due",), given={"callback_kind": ("key", "planned")}),
    ),
    Duty(
        key="first_callback", rule="R002-13", title="售后首次回访", limit=Limit.FIRST_AFTER_ACCEPTANCE, role=Role.CB, every=Every.ONCE,
        register="customer", standing="active", since="accepted_on", opens="callback/add?customer={id}",
        given={"callback_kind": "after_sale"},
        proof=Proof(
            register="callback", link="customer", on="callback_at", unfinished=("due",),
            given={"callback_kind": ("after_sale", "maintenance", "planned")}),
    ),
    Duty(
        key="warranty_callback", rule="R002-14", title="保修期内半年回访", limit=Limit.WARRANTY_CALLBACK, role=Role.CB, every=Every.TERM,
        register="customer", standing="active", since="accepted_on", until="warranty_to", opens="callback/add?customer={id}",
        given={"callback_kind": "after_sale"},
        proof=Proof(
            register="callback", link="customer", on="callback_at", unfinished=("due",),
            given={"callback_kind": ("after_sale", "maintenance", "planned")}),
    ),
    Duty(  # R003-06 to R003-08: six, four or two years by diameter; planned a quarter ahead, so that meters are ordered in time
        key="meter_replacement", rule="R003-06", title="逾龄水表更换", limit=Limit.METER_REPLACEMENT, role=Role.METER_MAN, every=Every.AGE,
        register="meter", standing="in_use", since="verified_on", measure="caliber", ahead=3, opens="meter/{id}", ended="removed",
    ),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Window:
    """One period of one duty: from when it may be done, until when it must be."""

    period: str
    opens_at: datetime
    due: datetime
    provisional: bool = False


#: From one period to the next, in months.
STEP = {Every.MONTH: 1, Every.HALF_YEAR: 6}
#: Planned at once: the period that runs and the next.
PLANNED = 2


def windows_of_the_year(every: Every, limit: TimeLimit, now: datetime, calendar: Calendar) -> list[Window]:
    """The period that still runs and the next. What was over before it could be planned is not owed any more."""
    today = local(now).date()
    first = today.replace(day=1) if every is Every.MONTH else date(today.year, 1 if today.month < 7 else 7, 1)
    found = [window_from(every, limit, add_months(first, shift * STEP[every]), calendar) for shift in (-1, 0, 1)]
    return [window for window in found if window.due >= now][:PLANNED]


def window_from(every: Every, limit: TimeLimit, first: date, calendar: Calendar) -> Window:
    """The period that begins on a day. What the policy asks for in the next month opens with that month (R000-05)."""
    ends = due_of(limit, start_of(first), calendar)
    period = f"{first:%Y-%m}" if every is Every.MONTH else f"{first.year}-H{1 if first.month < 7 else 2}"
    opens = add_months(first, 1) if limit.unit is Unit.MONTH_WORKDAY else first
    return Window(period=period, opens_at=start_of(opens), due=ends.at, provisional=ends.provisional)


def first_day_of(period: str) -> date:
    """The day on which a period of the year begins: 2026-11, 2026-H2."""
    year, _, part = period.partition("-")
    return date(int(year), {"H1": 1, "H2": 7}.get(part) or int(part), 1)


def window_once(limit: TimeLimit, since: date, calendar: Calendar) -> Window:
    ends = due_of(limit, start_of(since), calendar)
    return Window(period="once", opens_at=start_of(since), due=ends.at, provisional=ends.provisional)


def windows_in_terms(limit: TimeLimit, since: date, until: date, now: datetime, calendar: Calendar) -> list[Window]:
    """The term that runs and the next, of those that begin before `until`; the last ends with it."""
    found: list[Window] = []
    number = 1
    while len(found) < PLANNED and (window := term(limit, since, until, number, calendar)) is not None:
        found += [window] if window.due >= now else []
        number += 1
    return found


def term(limit: TimeLimit, since: date, until: date, number: int, calendar: Calendar) -> Window | None:
    """The term of that number, counted from the same day each time, so that month ends stay right; None once `until` is reached, or
    where the limit is of a kind that cannot be repeated.
    """
    starts = since if number == 1 else last_day(due_of(_times(limit, number - 1), start_of(since), calendar).at)
    if starts >= until:
        return None
    ends = due_of(_times(limit, number), start_of(since), calendar)
    if number > 1 and ends.at <= end_of(starts):
        return None
    return Window(period=f"T{number}", opens_at=start_of(starts), due=min(ends.at, end_of(until)), provisional=ends.provisional)


def term_number(period: str) -> int:
    return int(period.removeprefix("T"))


def window_of_age(limit: TimeLimit, since: date, ahead: int, calendar: Calendar) -> Window:
    """Due when the date has grown as old as the policy lets it; open some months before."""
    ends = due_of(limit, start_of(since), calendar)
    last = last_day(ends.at)
    return Window(period="age", opens_at=start_of(add_months(last, -ahead)), due=ends.at, provisional=ends.provisional)


def aged_since(limit: TimeLimit, today: date, ahead: int) -> date:
    """Dates up to this one have grown old enough to be planned."""
    return add_months(today, ahead - limit.amount * (12 if limit.unit is Unit.YEAR else 1))


def still_owed_since(limit: TimeLimit, today: date, calendar: Calendar) -> date:
    """A single promise is remembered for one term after it was broken; what lies further back is history."""
    return today - 2 * (last_day(due_of(limit, start_of(today), calendar).at) - today)


def period_words(period: str) -> str:
    """As a title says it."""
    year, _, part = period.partition("-")
    if part in ("H1", "H2"):
        return f"{year} 年{'上' if part == 'H1' else '下'}半年"
    if part:
        return f"{year} 年 {int(part)} 月"
    return f"第 {term_number(period)} 次" if period.startswith("T") else ""


def _times(limit: TimeLimit, number: int) -> TimeLimit:
    return replace(limit, amount=limit.amount * number)
