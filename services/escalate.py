"""Warn before a promise breaks, tell when it has, and climb the ladder of the policy one level at a time (逐级).

Nobody is told outside office hours, except where the limit itself runs by night (minutes and hours): then the shift on duty hears of
it at once, or the person whose step it is while the roster has nobody; the ladder always waits for the office to open. A notice is
told once for each arm of the clock and each due moment: a case that was returned, or whose term was extended, warns and climbs anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.clock import RunningClock
from models.declare import Register
from models.message import Message
from models.organisation import Staff
from rules import escalation, keys
from rules.calendar import Calendar
from rules.chain import PolicyChain
from rules.limit import Source, TimeLimit, Unit
from rules.policy import Policy
from rules.terms import show_due
from services.calendar import working_calendar
from services.clocks import clipped, pauses_of
from services.holders import Posts
from services.lookup import shown_links
from services.notify import Notice, tell
from services.policies import policy, started_under
from services.shifts import on_duty
from services.whose import whose

#: How long each level has before the next is told, where the policy does not say otherwise under this key.
INTERVAL = "escalate_after"
#: So many keys are asked for in one question.
AT_ONCE = 500
ONE_WORKDAY = TimeLimit(key=INTERVAL, rule="", amount=1, unit=Unit.WORKDAY, source=Source(document="", clause="", quotation=""))


@dataclass(kw_only=True)
class Told:
    """How many notices went out, and about which records nobody could be told."""

    warned: int = 0
    breached: int = 0
    escalated: int = 0
    unheard: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class _Word:
    """One notice that is to be told, if it has not been."""

    staff: Staff
    notice: Notice
    text: str
    url: str
    once: str


@dataclass(frozen=True, kw_only=True)
class _Case:
    """One open clock with its record."""

    clock: RunningClock
    record: Register
    limit: TimeLimit

    @property
    def about(self) -> str:
        """What a notice about this clock is told once for."""
        return f"clock:{self.clock.id}:{self.clock.arm}:{self.clock.due:%y%m%d%H%M}"

    @property
    def url(self) -> str:
        return f"/{self.clock.register}/{self.clock.record_id}"

    @property
    def name(self) -> str:
        """As a notice calls it: number, state and term, and nothing about the customer."""
        label = self.record.fields[self.clock.name].label
        return f"{self.record.title} {self.record.number}（{self.record.status.label}）“{label}”"


def escalate(session: Session, registers: Iterable[type[Register]], now: datetime) -> Told:
    """Tell whoever is to be told now. The caller commits."""
    told = Told()
    cases = _running(session, registers)
    if cases:
        round_ = _Round(session, now, told)
        for case in cases:
            round_.look_at(case)
        round_.tell_all()
    return told


def _running(session: Session, registers: Iterable[type[Register]]) -> list[_Case]:
    """The open clocks that nothing holds, with their records; a fixed number of queries for each register that has any."""
    open_clocks: dict[str, list[RunningClock]] = {}
    for clock in session.scalars(select(RunningClock).where(RunningClock.is_open.is_(True)).order_by(RunningClock.id)):
        open_clocks.setdefault(clock.register, []).append(clock)
    found: list[_Case] = []
    limits: dict[int, TimeLimit] = {}
    for register in registers:
        clocks = open_clocks.get(register.__tablename__, [])
        if not clocks:
            continue
        table: Any = register
        open_keys = select(RunningClock.record_id).where(RunningClock.register == register.__tablename__, RunningClock.is_open.is_(True))
        standing = select(register).where(table.id.in_(open_keys)).options(*shown_links(register))
        records = {record.id: record for record in session.scalars(standing) if record.status.phase.is_open}
        for clock in clocks:
            record = records.get(clock.record_id)
            if record is not None and clock.met_at is None and not _is_held(record, clock):
                if clock.limit_id not in limits:
                    limits[clock.limit_id] = started_under(session, clock.limit_id)
                found.append(_Case(clock=clock, record=record, limit=limits[clock.limit_id]))
    return found


def _is_held(record: Register, clock: RunningClock) -> bool:
    """A pause holds a clock that still ran when it began; what was broken before stays broken."""
    return record.paused_since is not None and record.paused_since <= clock.due


class _Round:
    """One look at all clocks: what is in force, who holds which post, who is on duty."""

    def __init__(self, session: Session, now: datetime, told: Told) -> None:
        self.session, self.now, self.told = session, now, told
        self.policy: Policy = policy(session)
        self.calendar: Calendar = working_calendar(session)
        self.is_open = self.calendar.is_office_time(now)
        self.posts = Posts(session)
        self.night = [] if self.is_open else on_duty(session, now)
        self.interval = _interval(self.policy)
        self.words: list[_Word] = []
        self.ladder: PolicyChain | None = self.policy.ladders.get(keys.Ladder.OVERDUE.value)

    def look_at(self, case: _Case) -> None:
        if not (self.is_open or escalation.runs_by_night(case.limit)):
            return
        if self.now > case.clock.due:
            self._breach(case)
        elif self._is_near(case):
            words = f"{case.name}将于 {show_due(case.clock.due)} 到期，请及时办理。"
            self._say(self._whose(case), case, Notice.WARN, words, "warn")

    def _is_near(self, case: _Case) -> bool:
        """Pauses only make the share smaller, so they are asked for once it could be reached."""
        share, clock = self.policy.values.get(keys.Value.WARN_SHARE.value), case.clock
        if share is None:
            return False
        asked = (case.limit, clock.since, clock.due, self.now, self.calendar)
        if not escalation.is_near(*asked, share=float(share.value)):
            return False
        held = clipped(pauses_of(self.session, case.record), clock.since, self.now)
        return escalation.is_near(*asked, share=float(share.value), pauses=held)

    def _breach(self, case: _Case) -> None:
        mine = self._whose(case)
        words = f"{case.name}应于 {show_due(case.clock.due)} 前办结，现已逾期。"
        self._say(mine, case, Notice.BREACH, words, "breach")
        heard = bool(mine)
        if self.is_open:
            for level, people, vacant in self._levels(case):
                climbed = f"{words}现上报第 {level} 级。" + "".join(f"“{post}”无人任职，越级上报。" for post in vacant)
                self._say(people, case, Notice.ESCALATE, climbed, f"level{level}")
                heard = heard or bool(people)
            if not heard:
                self.told.unheard.append(case.name)

    def _levels(self, case: _Case) -> Iterator[tuple[int, list[Staff], list[str]]]:
        """The levels whose time has come, each with its people; one that nobody holds passes to the next that somebody does."""
        steps = self.ladder.levels if self.ladder else ()
        moments = escalation.climbs(case.clock.due, len(steps), self.interval, self.calendar)
        reached = 0
        for level, moment in enumerate(moments, start=1):
            if not (self.now > moment) or level <= reached:
                continue
            vacant: list[str] = []
            for above in range(level, len(steps) + 1):
                roles = steps[above - 1].roles
                if people := self.posts.of(roles):
                    reached = above
                    yield above, people, vacant
                    break
                vacant += [self.policy.role(role) for role in roles]

    def _whose(self, case: _Case) -> Sequence[Staff]:
        if self.night:
            return self.night
        return whose(self.session, case.record, case.clock.name, self.posts)

    def _say(self, people: Iterable[Staff], case: _Case, notice: Notice, text: str, what: str) -> None:
        self.words += [
            _Word(staff=staff, notice=notice, text=text, url=case.url, once=f"{case.about}:{what}:{staff.id}") for staff in people
        ]

    def tell_all(self) -> None:
        """Tell what has not been told; what has is known beforehand, so that a quiet round writes nothing."""
        counts = dict.fromkeys(Notice, 0)
        for start in range(0, len(self.words), AT_ONCE):
            words = self.words[start : start + AT_ONCE]
            said = set(self.session.scalars(select(Message.once).where(Message.once.in_([word.once for word in words]))))
            for word in words:
                if word.once not in said:
                    counts[word.notice] += tell(
                        self.session, word.staff, kind=word.notice.value, text=word.text, url=word.url, once=word.once,
                        now=self.now)  # fmt: skip
        self.told.warned, self.told.breached, self.told.escalated = (
            counts[notice] for notice in (Notice.WARN, Notice.BREACH, Notice.ESCALATE))  # fmt: skip


def _interval(in_force: Policy) -> TimeLimit:
    """The policy's time between two levels, else one working day."""
    return next(iter(in_force.limits_of(INTERVAL)), ONE_WORKDAY)
