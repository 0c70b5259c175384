"""Recurring obligations made into tasks ahead of time, and closed by the records that fulfil them.

However many people and processes plan at once, the constraint on `duty_task` lets a task be made once. All of it is a fixed
number of statements for each duty, whatever the number of customers; only what is new or has changed is written.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, exists, func, select, update
from sqlalchemy.orm import Session, aliased

from models.duty import DutyTask
from rules.calendar import Calendar
from rules.duties import (
    Every,
    Window,
    aged_since,
    first_day_of,
    period_words,
    still_owed_since,
    term,
    term_number,
    window_from,
    window_of_age,
    window_once,
    windows_in_terms,
    windows_of_the_year,
)
from rules.limit import TimeLimit
from rules.moments import local
from rules.policy import Policy
from services.calendar import working_calendar
from services.duty_book import BOOK, Bound
from services.once import insert_once
from services.policies import policy, started_under

KEY = ("duty", "period", "register", "record_id")
#: What stands in place of a record's number where none fulfilled the task.
MISSED, NOT_OWED = "逾期未完成", "不再适用"


# -- planning ----------------------------------------------------------------------------------------------------------


def plan(session: Session, now: datetime) -> int:
    """Make the tasks of the period that runs and of the next; returns how many are new. The caller commits."""
    in_force, calendar, made = policy(session), working_calendar(session), 0
    for bound in BOOK:
        for limit, codes in _limits(session, bound, in_force):
            made += _plan(session, bound, limit, codes, in_force, calendar, now)
    return made


def _limits(session: Session, bound: Bound, in_force: Policy) -> Iterator[tuple[TimeLimit, list[str]]]:
    """The policy's limits of a duty, each with the codes of the measure it is for; none where the policy does not ask for it."""
    if not bound.duty.measure:
        found = in_force.states(bound.duty.limit, {})
        if found is not None:
            yield found, []
        return
    column, groups = getattr(bound.model, bound.duty.measure), dict[int | None, tuple[TimeLimit, list[str]]]()
    for code in session.scalars(select(column).distinct().order_by(column)):
        found = in_force.states(bound.duty.limit, {"dn": _figure(code)})
        if found is not None:
            groups.setdefault(found.id, (found, []))[1].append(code)
    yield from groups.values()


def _figure(code: str) -> str:
    """The number in a code such as DN20."""
    return "".join(char for char in code if char.isdigit())


def _plan(
    session: Session, bound: Bound, limit: TimeLimit, codes: list[str], in_force: Policy, calendar: Calendar, now: datetime,
) -> int:  # fmt: skip
    duty, made = bound.duty, 0
    owed = [*bound.owed(in_force), *([getattr(bound.model, duty.measure).in_(codes)] if codes else [])]
    if duty.every.is_of_the_year:
        for window in windows_of_the_year(duty.every, limit, now, calendar):
            rows = session.execute(select(*bound.columns()).where(*owed, ~_planned(bound, DutyTask.period == window.period)))
            made += len(_make(session, bound, limit, [(row, window) for row in rows]))
        return made
    today, since = local(now).date(), getattr(bound.model, duty.since)
    bounds: dict[Every, list[Any]] = {
        Every.ONCE: [since >= still_owed_since(limit, today, calendar), ~_planned(bound)],
        Every.AGE: [since <= aged_since(limit, today, duty.ahead), ~_planned(bound)],
        Every.TERM: [getattr(bound.model, duty.until) >= today, ~_planned(bound, DutyTask.opens_at > now)] if duty.until else [],
    }
    rows = session.execute(select(*bound.columns()).where(*owed, *bounds[duty.every]))
    return len(_make(session, bound, limit, [(row, window) for row in rows for window in _windows(bound, limit, row, now, calendar)]))


def _planned(bound: Bound, *more: Any) -> Any:
    """Whether the record has such a task."""
    register = bound.duty.register
    return exists().where(
        DutyTask.duty == bound.duty.key, DutyTask.register == register, DutyTask.record_id == bound.model.id, *more)  # fmt: skip


def _windows(bound: Bound, limit: TimeLimit, row: Any, now: datetime, calendar: Calendar) -> list[Window]:
    _, _, since, until, _ = row
    if bound.duty.every is Every.TERM:
        return windows_in_terms(limit, since, until, now, calendar)
    return [
        window_once(limit, since, calendar) if bound.duty.every is Every.ONCE else window_of_age(limit, since, bound.duty.ahead, calendar)
    ]


def _make(session: Session, bound: Bound, limit: TimeLimit, wanted: list[tuple[Any, Window]]) -> list[int]:
    duty = bound.duty
    rows = [
        {"duty": duty.key, "period": window.period, "register": duty.register, "record_id": row[0],
         "title": f"{duty.title} {period_words(window.period)}".strip(), "role": duty.role.value, "assignee_id": row[1],
         "opens_at": window.opens_at, "due": window.due, "provisional": window.provisional, "limit_id": limit.id}
        for row, window in wanted
    ]  # fmt: skip
    return insert_once(session, DutyTask, rows, key=KEY)


# -- settling ----------------------------------------------------------------------------------------------------------


def settle(session: Session, now: datetime) -> int:
    """Close what has been done, give up what is not owed any more or was missed for good, and follow changed dates and holders.

    Returns how many tasks were closed. The caller commits.
    """
    in_force, calendar, closed = policy(session), working_calendar(session), 0
    for bound in BOOK:
        _follow(session, bound, calendar)
        closed += _prove(session, bound, now) if bound.proof is not None else _end(session, bound, now)
        closed += _give_up(session, bound, in_force, now)
        closed += _miss(session, bound, now)
    return closed


def _open(bound: Bound) -> tuple[Any, ...]:
    return DutyTask.duty == bound.duty.key, DutyTask.done_at.is_(None)


def _write(session: Session, where: tuple[Any, ...], **values: Any) -> int:
    done = session.execute(update(DutyTask).where(*where).values(**values).execution_options(synchronize_session=False))
    return int(done.rowcount)  # type: ignore[attr-defined]


def _follow(session: Session, bound: Bound, calendar: Calendar) -> None:
    """Open tasks keep step with the calendar, with corrected dates of their record, and with who looks after it."""
    duty = bound.duty
    if duty.holder:
        holder = select(getattr(bound.model, f"{duty.holder}_id")).where(bound.model.id == DutyTask.record_id).scalar_subquery()
        _write(session, (*_open(bound), DutyTask.assignee_id.is_distinct_from(holder)), assignee_id=holder)
    columns = (DutyTask.period, DutyTask.limit_id, *bound.columns()[2:4], DutyTask.opens_at, DutyTask.due, DutyTask.provisional)
    found = select(DutyTask.id, *columns).join(bound.model, bound.model.id == DutyTask.record_id).where(*_open(bound))
    known: dict[tuple[Any, ...], Window | None] = {}
    for task_id, *facts, opens_at, due, provisional in session.execute(found).all():
        place = tuple(facts)
        if place not in known:
            known[place] = _window_again(session, bound, calendar, *facts)
        window = known[place]
        if window is not None and (window.opens_at, window.due, window.provisional) != (opens_at, due, provisional):
            _write(session, (DutyTask.id == task_id,), opens_at=window.opens_at, due=window.due, provisional=window.provisional)


def _window_again(
    session: Session, bound: Bound, calendar: Calendar, period: str, limit_id: int | None, since: date | None, until: date | None,
) -> Window | None:  # fmt: skip
    """The window of a task that stands, under the limit it was made under; None where its dates are gone (see _give_up)."""
    if limit_id is None:
        return None
    limit, every = started_under(session, limit_id), bound.duty.every
    if every.is_of_the_year:
        return window_from(every, limit, first_day_of(period), calendar)
    if since is None:
        return None
    if every is Every.TERM:
        return term(limit, since, until, term_number(period), calendar) if until is not None else None
    return window_once(limit, since, calendar) if every is Every.ONCE else window_of_age(limit, since, bound.duty.ahead, calendar)


def _prove(session: Session, bound: Bound, now: datetime) -> int:
    """A finished record of that customer closes the task whose window was the last to open before it took place."""
    proof, record, later = bound.duty.proof, bound.proof, aliased(DutyTask)
    assert proof is not None  # noqa: S101 - settle asks first
    at = getattr(record, proof.on)
    finished = [state for state in record.states() if state.value not in proof.unfinished and state is not record.void_state()]
    opened_since = select(later.id).where(
        later.duty == DutyTask.duty, later.register == DutyTask.register, later.record_id == DutyTask.record_id,
        later.opens_at > DutyTask.opens_at, later.opens_at <= at).correlate(DutyTask, record)  # fmt: skip
    counts = and_(
        getattr(record, f"{proof.link}_id") == DutyTask.record_id, record.status.in_(finished), at >= DutyTask.opens_at, at <= now,
        ~exists(opened_since), *(getattr(record, name).in_(codes) for name, codes in proof.given.items()))  # fmt: skip
    return _write(
        session, (*_open(bound), DutyTask.opens_at <= now, exists(select(record.id).where(counts).correlate(DutyTask))),
        done_at=select(func.min(at)).where(counts).correlate(DutyTask).scalar_subquery(),
        done_by=select(func.min(record.number)).where(counts).correlate(DutyTask).scalar_subquery())  # fmt: skip


def _end(session: Session, bound: Bound, now: datetime) -> int:
    """The record itself has come to where the duty leads."""
    reached = (bound.model.id == DutyTask.record_id, bound.model.status == bound.state(bound.duty.ended))
    number = select(bound.model.number).where(*reached).correlate(DutyTask).scalar_subquery()
    return _write(session, (*_open(bound), exists(select(bound.model.id).where(*reached).correlate(DutyTask))), done_at=now, done_by=number)


def _give_up(session: Session, bound: Bound, in_force: Policy, now: datetime) -> int:
    """A record struck off, of another level, or under a policy that does not ask for it: nothing is owed any more."""
    owed = select(bound.model.id).where(bound.model.id == DutyTask.record_id, *bound.owed(in_force)).correlate(DutyTask)
    where = _open(bound) if not in_force.limits_of(bound.duty.limit.value) else (*_open(bound), ~exists(owed))
    return _write(session, where, done_at=now, done_by=NOT_OWED)


def _miss(session: Session, bound: Bound, now: datetime) -> int:
    """Once the next one is overdue too, an overdue task is closed as missed: it counts as missed, and to-do lists stay finite."""
    later = aliased(DutyTask)
    again = select(later.id).where(
        later.duty == DutyTask.duty, later.register == DutyTask.register, later.record_id == DutyTask.record_id,
        later.opens_at > DutyTask.opens_at, later.due < now).correlate(DutyTask)  # fmt: skip
    return _write(session, (*_open(bound), DutyTask.due < now, exists(again)), done_at=now, done_by=MISSED)
