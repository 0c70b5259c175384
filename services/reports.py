"""Reports that come due: made as drafts at their time, each once, and left to a person to explain and sign (R001-26, -28, -29, R003-29).

Called by the tick. A period that has its report already, by whomever, is left alone; a void one does not count.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models.call_summary import CallSummary
from models.declare import Register
from models.monthly_report import MonthlyReport
from models.organisation import Staff
from models.overdue_list import OverdueList
from models.weekly_report import WeeklyReport, last_week
from rules.actor import Actor
from rules.calendar import Calendar
from rules.moments import local
from rules.periods import month_name, months_back
from rules.roles import Role
from services import guard
from services.calendar import working_calendar
from services.holders import Posts
from services.records import create


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """One report that ought to exist: whose period is `value` in the field `name`."""

    register: type[Register]
    name: str
    value: object


def wanted(now: datetime, calendar: Calendar) -> Iterator[Wanted]:
    """What the day asks for: each working day the overdue list; in a week or month from its first working day on the report on the
    last one. A day on which nothing ran is made up for by the next tick of the same week or month.
    """
    today = local(now).date()
    if not calendar.is_worked(today):
        return
    yield Wanted(register=OverdueList, name="report_date", value=today)
    yield Wanted(register=WeeklyReport, name="week", value=last_week(today))
    last_month = months_back(month_name(today), 1)
    yield Wanted(register=CallSummary, name="month", value=last_month)
    yield Wanted(register=MonthlyReport, name="month", value=last_month)


def prepare(session: Session, now: datetime) -> int:
    """Make the reports that are wanted and missing; returns how many. Safe when several run: of a period there is one report."""
    made, posts = 0, Posts(session)
    with guard.at(session, now):
        for one in wanted(now, working_calendar(session)):
            if not _exists(session, one) and (author := _author(posts, one.register)) is not None:
                made += _make(session, one, author, now)
    return made


def _exists(session: Session, one: Wanted) -> bool:
    model: Any = one.register
    found = select(model.id).where(getattr(model, one.name) == one.value, model.status != model.void_state())
    return session.scalar(found.limit(1)) is not None


def _author(posts: Posts, register: type[Register]) -> Actor | None:
    """The first person at work with a post that keeps the register; None where nobody holds it, and the console says so."""
    for role in sorted(register.kept_by, key=lambda role: role.value):
        if staff := posts.of([role]):
            return _as_actor(staff[0], role)
    return None


def _as_actor(staff: Staff, role: Role) -> Actor:
    return Actor(
        user_id=staff.user_id or 0, staff_id=staff.id, name=staff.name, roles=frozenset({role}), department_id=staff.unit.id)  # fmt: skip


def _make(session: Session, one: Wanted, author: Actor, now: datetime) -> bool:
    """The draft, inside its own savepoint: another runner may have made it meanwhile."""
    try:
        with session.begin_nested():
            create(session, one.register, {one.name: one.value}, actor=author, now=now)
    except IntegrityError:
        return False
    return True
