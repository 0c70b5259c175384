"""The clocks of a record: wound at every flush from its events, the policy and the calendar; paused, extended and armed anew by verbs.

A deadline's due moment is a pure function (rules/clock.py). What is stored is a cache for lists and for the runner, and the limit
that the clock began under: a clock keeps its edition of the policy whatever is switched afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, insert, inspect, or_, select
from sqlalchemy.orm import Session

from models.clock import Paused, RunningClock
from models.declare import Field, Register
from rules.account import Due, Line, LineKind
from rules.calendar import Calendar, NoWorkingTime
from rules.chip import Chip, chip, closed_chip
from rules.clock import due
from rules.limit import TimeLimit, Unit
from rules.moments import end_of, local, start_of
from rules.pauses import Pause
from rules.refusals import Refused
from rules.terms import show_due
from services.calendar import working_calendar
from services.hung import hung_on
from services.policies import NoPolicy, begun_under, policy, started_under
from services.shifts import shift_end
from services.sight import of_the_house

WOUND = "wound_clocks"
SHIFTS = frozenset({Unit.SHIFT_HOUR, Unit.LAST_SHIFT})


@dataclass(frozen=True, kw_only=True)
class ClockView:
    """A clock as a page shows it."""

    name: str
    label: str
    limit: TimeLimit
    due: datetime
    met_at: datetime | None
    chip: Chip
    account: tuple[Line, ...]
    extended_by: str | None = None

    @property
    def is_late(self) -> bool:
        return self.met_at is not None and self.met_at > self.due


# -- winding, called by the guard ------------------------------------------------------------------------------------------


def wind(session: Session, record: Register, now: datetime) -> None:
    """Work out every deadline of a record that is about to be flushed, and when it is due as a whole."""
    fields = record.deadlines()
    if fields:
        with session.no_autoflush:
            rows = clocks_by_name(session, record)
            held = pauses_of(session, record) if rows else []
            _end_pauses(record, held, now)
            for field in fields:
                _wind_one(session, record, field, rows.get(field.name), held, now)
    _due_as_a_whole(record)


def _end_pauses(record: Register, held: Sequence[Paused], now: datetime) -> None:
    """A case that is closed or void waits for nobody any more."""
    if record.paused_since is not None and not record.status.phase.is_open:
        record.paused_since = None
        for one in held:
            one.until = one.until or now


def _wind_one(
    session: Session, record: Register, field: Field, row: RunningClock | None, held: Sequence[Paused], now: datetime,
) -> None:  # fmt: skip
    counting = next((one for one in field.counting if one.is_made(record)), None)
    limit = _limit(session, counting, record, row) if counting else None
    if counting is None or limit is None:
        _set(record, field.name, None)
        if row is not None:
            row.is_open = False
        return
    since = moment_of(getattr(record, counting.since))
    ends = row.shift_end if row is not None and row.since == since else None
    if ends is None and limit.unit in SHIFTS:
        ends = shift_end(session, since)
    met_at = _met_at(record, field, row, now)
    try:
        found = due(limit, since, working_calendar(session), pauses=clipped(held, since, now, met_at), shift_end=ends)
    except NoWorkingTime as impossible:
        raise Refused(f"“{field.label}”无法计算：{impossible}。") from impossible
    if row is not None and row.since != since:
        row.extended_to = row.extended_by = None  # the extension was of the count before
    extended = row.extended_to if row is not None else None
    moved = extended is not None and extended > found.at
    final = extended if extended is not None and moved else found.at
    _set(record, field.name, final)
    _keep(session, record, field.name, row, {
        "limit_id": limit.id, "since": since, "shift_end": ends, "due": final, "provisional": found.provisional and not moved,
        "met_at": met_at, "is_open": met_at is None and record.status.phase.is_open})  # fmt: skip


def _met_at(record: Register, field: Field, row: RunningClock | None, now: datetime) -> datetime | None:
    """When the promise was kept: at what the field `met` says, and without one at the end of the case."""
    if field.met:
        met = getattr(record, field.met)
        return moment_of(met) if met is not None else None
    if record.status.phase.is_open or record.is_void():
        return None
    return row.met_at if row is not None and row.met_at is not None else now


def _limit(session: Session, counting: Any, record: Register, row: RunningClock | None) -> TimeLimit | None:
    """The limit of the edition the clock began under, for the circumstances of now; None where that makes no such promise."""
    try:
        begun = begun_under(session, row.limit_id) if row is not None else policy(session)
    except NoPolicy:
        return None
    wanted = begun.states(counting.limit, counting.facts(record))
    if row is not None and wanted is not None:
        kept = started_under(session, row.limit_id)
        if (kept.key, dict(kept.when)) == (wanted.key, dict(wanted.when)):
            return kept  # an entry edited since: the clock keeps the words it began under
    return wanted


def _set(record: Register, name: str, value: datetime | None) -> None:
    if getattr(record, name) != value:
        setattr(record, name, value)


def _keep(session: Session, record: Register, name: str, row: RunningClock | None, values: dict[str, Any]) -> None:
    """Bring the row of a clock up to date, or note that it needs one once the record has its id."""
    if row is None:
        session.info.setdefault(WOUND, {})[(record, name)] = values
        return
    for attribute, value in values.items():
        if getattr(row, attribute) != value:
            setattr(row, attribute, value)


def _due_as_a_whole(record: Register) -> None:
    """The earliest promise still to be kept: agreed times and planned days of the open steps, and deadlines not yet met."""
    moments = [
        moment_of(getattr(record, name), last=True)
        for name in record.due_fields(record.status)
        if getattr(record, name) is not None and not record.fields[name].counting
    ]
    for field in record.deadlines():
        if (value := getattr(record, field.name)) is not None and not (field.met and getattr(record, field.met) is not None):
            moments.append(value)
    value = local(min(moments)) if moments and record.status.phase.is_open else None
    if record.due_at != value:
        record.due_at = value


def forget_wound(session: Session) -> None:
    """Before a flush: what an earlier one noted and could not keep, because it failed, is not ours to keep."""
    session.info.pop(WOUND, None)


def keep_wound(session: Session) -> None:
    """After the flush: the rows of the clocks that are new, by plain statements inside the same transaction."""
    for (record, name), values in session.info.pop(WOUND, {}).items():
        row = {"register": record.__tablename__, "record_id": record.id, "name": name, "arm": 1, **values}
        session.connection().execute(insert(RunningClock.__table__), row)  # type: ignore[arg-type] # a table, whatever it is called


# -- asking ----------------------------------------------------------------------------------------------------------------


def clocks_by_name(session: Session, record: Register) -> dict[str, RunningClock]:
    """The clock rows of a record; none before it has its id."""
    if not inspect(record).has_identity:
        return {}
    return {row.name: row for row in hung_on(session, record, RunningClock)}


def pauses_of(session: Session, record: Register) -> list[Paused]:
    return sorted(hung_on(session, record, Paused), key=lambda paused: paused.since)


def clocks_of(session: Session, record: Register, now: datetime) -> list[ClockView]:
    """Every clock of the record with its account, in the order of the form."""
    rows, held = clocks_by_name(session, record), pauses_of(session, record)
    return [
        _view(session, record, field, rows[field.name], held, now)
        for field in record.deadlines()
        if field.name in rows and getattr(record, field.name)
    ]


def _view(session: Session, record: Register, field: Field, row: RunningClock, held: Sequence[Paused], now: datetime) -> ClockView:
    calendar = working_calendar(session)
    found, paused = recount(session, row, calendar, held, now), any(one.until is None for one in held)
    if row.met_at is not None or not record.status.phase.is_open:
        shown = closed_chip(row.due, row.met_at)
    else:
        shown = chip(row.due, now, calendar, paused=paused, provisional=row.provisional)
    account = found.account
    if row.extended_to is not None and row.extended_to == row.due:
        note = Line(kind=LineKind.NOTE, at=show_due(row.extended_to), text=f"经批准延期（{row.extended_by or ''}）")
        account = (*account, note, Line(kind=LineKind.SUM, at=show_due(row.extended_to), text="延期后到期"))
    return ClockView(
        name=field.name, label=field.label, limit=started_under(session, row.limit_id), due=row.due, met_at=row.met_at, chip=shown,
        account=account, extended_by=row.extended_by)  # fmt: skip


def recount(session: Session, row: RunningClock, calendar: Calendar, held: Sequence[Paused], now: datetime) -> Due:
    """What the clock comes to on that calendar."""
    limit = started_under(session, row.limit_id)
    return due(limit, row.since, calendar, pauses=clipped(held, row.since, now, row.met_at), shift_end=row.shift_end)


def clipped(held: Sequence[Paused], since: datetime, now: datetime, met_at: datetime | None = None) -> list[Pause]:
    """The pauses as they touch a clock that began at `since` and, once it was met, ran no longer; one that stands counts up to now."""
    found = []
    for one in held:
        start, end = max(one.since, since), one.until or now
        end = min(end, met_at) if met_at is not None else end
        if end > start:
            found.append(Pause(start=start, end=end, reason=one.reason))
    return found


def is_held(register: type[Register]) -> ColumnElement[bool]:
    """As a condition: a pause holds the case. One that was due before the pause began stays overdue."""
    model: Any = register
    return and_(model.paused_since.is_not(None), or_(model.due_at.is_(None), model.paused_since <= model.due_at))


def moment_of(value: date | datetime, *, last: bool = False) -> datetime:
    """A day as a moment: its beginning, or with `last` its end."""
    if isinstance(value, datetime):
        return local(value)
    return end_of(value) if last else start_of(value)


# -- verbs on clocks -------------------------------------------------------------------------------------------------------


def extend(session: Session, record: Register, name: str, to: date, *, by: str, now: datetime) -> None:
    """延期: a deadline moves to the end of a later day, by the approved form with that number. Raises Refused."""
    row = clocks_by_name(session, record).get(name)
    if row is None or not row.is_open:
        raise Refused(f"{record.number} 的这项时限没有在计时，不能延期。")
    if end_of(to) <= row.due:
        raise Refused(f"预计解决日期应晚于原截止时间 {show_due(row.due)}。")
    row.extended_to, row.extended_by = end_of(to), by
    rewind(session, record, now)


def rearm(session: Session, record: Register, now: datetime) -> None:
    """The case came back: its clocks warn and climb anew."""
    for row in clocks_by_name(session, record).values():
        row.arm += 1
    session.flush()


def rewind(session: Session, record: Register, now: datetime) -> None:
    """Wind the clocks of a record that has not changed itself."""
    session.flush()
    wind(session, record, now)
    keep_wound(session)
    session.flush()


@of_the_house
def recount_all(session: Session, registers: Sequence[type[Register]], now: datetime) -> int:
    """After a change of the calendar or of a limit: wind the clocks of every open case anew. Returns how many cases moved."""
    moved = 0
    for register in registers:
        if not register.deadlines():
            continue
        table: Any = register
        open_keys = select(RunningClock.record_id).where(RunningClock.register == register.__tablename__, RunningClock.is_open.is_(True))
        for record in session.scalars(select(register).where(table.id.in_(open_keys))):
            before = record.due_at
            rewind(session, record, now)
            moved += record.due_at != before
    return moved
