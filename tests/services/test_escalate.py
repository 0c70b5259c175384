"""Who is told of a clock, when, and never twice: boundaries, nights, weekends, make-up Saturdays, pauses and re-armed clocks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from models import REGISTERS, Message, Paused, RunningClock, Staff, VisitRecord
from models.policy import PolicyEdition, PolicyLimit
from models.visit import RecordState
from rules.escalation import climbs, is_near
from rules.limit import Source, TimeLimit, Unit
from rules.moments import SHANGHAI
from rules.pauses import Pause
from rules.roles import Role
from seeds.load import Edition, policies
from services import escalate as module
from services.calendar import working_calendar
from services.clocks import rearm
from services.escalate import Told, escalate
from services.step import take
from tests.make import make, person, step_values, walk
from tests.services.eyes import in_department, put

SOURCE = Source(document="002", clause="x", quotation="x")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def limit(unit: Unit, amount: int) -> TimeLimit:
    return TimeLimit(key="x", rule="", amount=amount, unit=unit, source=SOURCE)


@pytest.fixture
def clock(session: Session) -> Callable[..., RunningClock]:
    """An open clock on a visit record whose answer the departments owe (待答复), of a limit in the policy in force."""

    def made(unit: str, since: str, due: str) -> RunningClock:
        record = walk(make(VisitRecord, session), RecordState.REPLY)
        edition = session.scalars(select(PolicyEdition).where(PolicyEdition.in_force.is_(True))).one()
        kept = PolicyLimit(policy=edition, key="tried", label="试", document="001", number=1, unit=unit, to_close=False,
            created_at=at("2026-01-01 00:00"))  # fmt: skip
        session.add(kept)
        session.flush()
        for old in session.scalars(select(RunningClock)):
            old.is_open = False
        running = RunningClock(
            register="visit_record", record_id=record.id, name="reply_due", limit_id=kept.id, since=at(since), due=at(due),
            arm=1)  # fmt: skip
        running.is_open = True
        existing = session.scalars(
            select(RunningClock).where(RunningClock.record_id == record.id, RunningClock.name == "reply_due")
        ).first()
        if existing is not None:
            for name in ("limit_id", "since", "due", "is_open"):
                setattr(existing, name, getattr(running, name))
            running = existing
        session.add(running)
        session.flush()
        return running

    return made


def told(session: Session, moment: str) -> list[tuple[str, str]]:
    """Job number and kind of whatever is said at that moment and was not before."""
    before = set(session.scalars(select(Message.id)))
    escalate(session, REGISTERS, at(moment))
    found = session.execute(select(Message.id, Staff.job_number, Message.kind).join(Staff).order_by(Message.id))
    return [(job_number, kind) for key, job_number, kind in found if key not in before]


# -- the laws ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "amount", "since", "due", "now", "expected"),
    [
        # a quarter of 24 hours is left at 09:00 exactly
        (Unit.HOUR, 24, "2026-11-19 15:00", "2026-11-20 15:00", "2026-11-20 08:59:59", False),
        (Unit.HOUR, 24, "2026-11-19 15:00", "2026-11-20 15:00", "2026-11-20 09:00", True),
        (Unit.HOUR, 24, "2026-11-19 15:00", "2026-11-20 15:00", "2026-11-20 15:00", True),
        (Unit.HOUR, 24, "2026-11-19 15:00", "2026-11-20 15:00", "2026-11-20 15:00:01", False),  # broken, not near
        (Unit.MINUTE, 30, "2026-11-20 10:00", "2026-11-20 10:30", "2026-11-20 10:22", False),
        (Unit.MINUTE, 30, "2026-11-20 10:00", "2026-11-20 10:30", "2026-11-20 10:23", True),
        # days: the last working day at the latest; from Friday on for a Sunday's end
        (Unit.WORKDAY, 1, "2026-11-19 15:00", "2026-11-21 00:00", "2026-11-19 17:00", False),
        (Unit.WORKDAY, 1, "2026-11-19 15:00", "2026-11-21 00:00", "2026-11-20 08:30", True),
        (Unit.DAY, 7, "2026-11-15 09:00", "2026-11-23 00:00", "2026-11-19 17:00", False),
        (Unit.DAY, 7, "2026-11-15 09:00", "2026-11-23 00:00", "2026-11-20 08:30", True),
        # ten working days: when two are left (a quarter of ten is two and a half)
        (Unit.WORKDAY, 10, "2026-11-02 09:00", "2026-11-17 00:00", "2026-11-12 09:00", False),
        (Unit.WORKDAY, 10, "2026-11-02 09:00", "2026-11-17 00:00", "2026-11-13 09:00", True),
        # the make-up Saturday before 春节 2026 is the last working day of a term that ends in the holiday
        (Unit.DAY, 7, "2026-02-10 09:00", "2026-02-18 00:00", "2026-02-13 16:00", False),
        (Unit.DAY, 7, "2026-02-10 09:00", "2026-02-18 00:00", "2026-02-14 08:30", True),
    ],
)
def test_when_a_clock_is_near(
    unit: Unit, amount: int, since: str, due: str, now: str, *, expected: bool, session: Session,
) -> None:  # fmt: skip
    calendar = working_calendar(session)
    assert is_near(limit(unit, amount), at(since), at(due), at(now), calendar, share=0.25) is expected


def test_the_ladder_climbs_by_working_days(session: Session) -> None:
    calendar, day = working_calendar(session), limit(Unit.WORKDAY, 1)
    assert climbs(at("2026-11-20 15:00"), 3, day, calendar) == [at("2026-11-20 15:00"), at("2026-11-24 00:00"), at("2026-11-25 00:00")]
    # a term that ended on Tuesday at 24:00: Wednesday is the working day that goes by
    assert climbs(at("2026-11-18 00:00"), 2, day, calendar)[1] == at("2026-11-19 00:00")
    # Friday 13 February 2026: the make-up Saturday is the working day
    assert climbs(at("2026-02-13 15:00"), 2, day, calendar)[1] == at("2026-02-15 00:00")
    assert climbs(at("2026-02-14 15:00"), 2, day, calendar)[1] == at("2026-02-25 00:00")
    assert climbs(at("2026-02-14 15:00"), 0, day, calendar) == []


# -- who is told when ------------------------------------------------------------------------------------------------------


def test_a_day_limit_from_the_first_warning_to_the_top(session: Session, clock: Callable[..., RunningClock]) -> None:
    """Due Friday 20 November 24:00. Nobody hears of it by night, at noon or at the weekend."""
    clock("workday", "2026-11-19 15:00", "2026-11-21 00:00")
    assert told(session, "2026-11-19 16:00") == []
    assert told(session, "2026-11-20 07:59") == []
    assert told(session, "2026-11-20 09:00") == [("DEPT", "warn")]
    assert told(session, "2026-11-20 09:01") == []
    assert told(session, "2026-11-21 10:00") == []  # Saturday
    assert told(session, "2026-11-23 08:00") == []
    assert told(session, "2026-11-23 09:00") == [("DEPT", "breach"), ("CS_SUP", "escalate")]
    assert told(session, "2026-11-23 16:00") == []
    assert told(session, "2026-11-24 00:00") == []
    assert told(session, "2026-11-24 09:00") == [("CS_HEAD", "escalate")]
    assert told(session, "2026-11-25 09:00") == [("VP", "escalate")]
    assert told(session, "2026-11-26 09:00") == [("GM", "escalate")]
    assert told(session, "2026-12-26 09:00") == []


def test_the_due_moment_itself_is_in_time(session: Session, clock: Callable[..., RunningClock]) -> None:
    clock("hour", "2026-11-20 09:00", "2026-11-20 15:00")
    assert told(session, "2026-11-20 15:00") == [("DEPT", "warn")]
    assert told(session, "2026-11-20 15:01") == [("DEPT", "breach"), ("CS_SUP", "escalate")]


def test_levels_that_were_jumped_over_are_told_once_each(session: Session, clock: Callable[..., RunningClock]) -> None:
    """The machine stood still for a week."""
    clock("workday", "2026-11-12 15:00", "2026-11-14 00:00")
    everybody = [("DEPT", "breach"), ("CS_SUP", "escalate"), ("CS_HEAD", "escalate"), ("VP", "escalate"), ("GM", "escalate")]
    assert told(session, "2026-11-20 10:00") == everybody
    assert told(session, "2026-11-20 10:00") == []


def test_on_a_make_up_saturday_the_office_is_open(session: Session, clock: Callable[..., RunningClock]) -> None:
    clock("workday", "2026-02-12 09:00", "2026-02-14 00:00")
    assert told(session, "2026-02-14 09:00") == [("DEPT", "breach"), ("CS_SUP", "escalate")]
    assert told(session, "2026-02-16 09:00") == []  # 春节: a Monday, and nobody is here


def test_hours_run_by_night_and_the_shift_hears_of_it(
    session: Session, clock: Callable[..., RunningClock], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """The ladder waits for the morning; whoever is on duty does not."""
    clock("hour", "2026-11-20 22:00", "2026-11-21 02:00")
    shift = session.scalars(select(Staff).where(Staff.job_number == "HOTLINE")).one()
    monkeypatch.setattr(module, "on_duty", lambda *_: [shift])
    assert told(session, "2026-11-21 01:30") == [("HOTLINE", "warn")]
    assert told(session, "2026-11-21 02:01") == [("HOTLINE", "breach")]
    assert told(session, "2026-11-23 09:00") == [("DEPT", "breach"), ("CS_SUP", "escalate")]


def test_without_a_roster_the_night_goes_to_whose_step_it_is(session: Session, clock: Callable[..., RunningClock]) -> None:
    clock("hour", "2026-11-20 22:00", "2026-11-21 02:00")
    assert told(session, "2026-11-21 02:01") == [("DEPT", "breach")]


def test_a_paused_clock_says_nothing(session: Session, clock: Callable[..., RunningClock]) -> None:
    running = clock("hour", "2026-11-20 09:00", "2026-11-20 15:00")
    record = session.get_one(VisitRecord, running.record_id)
    record.paused_since = at("2026-11-20 10:00")
    session.add(Paused(register="visit_record", record_id=record.id, since=at("2026-11-20 10:00"), reason="等候客户"))
    session.flush()
    running.is_open = True
    assert told(session, "2026-11-20 16:00") == []


def test_the_pause_is_no_part_of_the_time_that_is_left(session: Session) -> None:
    """Eight hours, four of them paused: a quarter of the four that run is one."""
    hours, calendar = limit(Unit.HOUR, 4), working_calendar(session)
    held = [Pause(start=at("2026-11-20 10:00"), end=at("2026-11-20 14:00"))]
    near = [is_near(hours, at("2026-11-20 09:00"), at("2026-11-20 17:00"), at(f"2026-11-20 {clock}"), calendar, share=0.25, pauses=held)
            for clock in ("15:59", "16:00")]  # fmt: skip
    assert near == [False, True]


@pytest.mark.parametrize("change", [{"met_at": at("2026-11-20 14:00")}, {"is_open": False}], ids=["met", "closed"])
def test_a_clock_that_stopped_says_nothing(change: dict[str, object], session: Session, clock: Callable[..., RunningClock]) -> None:
    running = clock("hour", "2026-11-20 09:00", "2026-11-20 15:00")
    for name, value in change.items():
        setattr(running, name, value)
    session.flush()
    assert told(session, "2026-11-20 16:00") == []


def test_a_case_that_came_back_climbs_anew(session: Session, clock: Callable[..., RunningClock]) -> None:
    running = clock("hour", "2026-11-20 09:00", "2026-11-20 15:00")
    assert len(told(session, "2026-11-20 16:00")) == 2
    rearm(session, session.get_one(VisitRecord, running.record_id), at("2026-11-20 16:05"))
    assert told(session, "2026-11-20 16:10") == [("DEPT", "breach"), ("CS_SUP", "escalate")]
    assert told(session, "2026-11-20 16:11") == []


def test_a_longer_term_warns_anew(session: Session, clock: Callable[..., RunningClock]) -> None:
    running = clock("hour", "2026-11-20 09:00", "2026-11-20 11:00")
    assert len(told(session, "2026-11-20 11:30")) == 2
    running.due = at("2026-11-20 16:00")
    session.flush()
    assert told(session, "2026-11-20 11:35") == []
    assert told(session, "2026-11-20 15:30") == [("DEPT", "warn")]


def test_a_post_that_nobody_holds_is_passed_over_aloud(session: Session, clock: Callable[..., RunningClock]) -> None:
    clock("hour", "2026-11-20 09:00", "2026-11-20 15:00")
    supervisor = session.scalars(select(Staff).where(Staff.job_number == "CS_SUP")).one()
    supervisor.active = False
    assert told(session, "2026-11-20 16:00") == [("DEPT", "breach"), ("CS_HEAD", "escalate")]
    said = session.scalars(select(Message.text).where(Message.kind == "escalate")).one()
    assert "无人任职，越级上报" in said
    assert "第 2 级" in said
    assert told(session, "2026-11-24 09:00") == []  # the head has heard it; the next is the vice president
    assert told(session, "2026-11-25 09:00") == [("VP", "escalate")]


def test_a_department_is_not_told_of_another_one_s_record(session: Session, clock: Callable[..., RunningClock]) -> None:
    """Where nobody of the departments that are to act has the post, the next post that may hears of it, and no stranger."""
    running = clock("workday", "2026-11-16 15:00", "2026-11-20 15:00")
    elsewhere = in_department(session, "陌生人", "测试别部").unit.id
    put(session, VisitRecord, running.record_id, unit_id=elsewhere, handling_dept_id=elsewhere)
    assert told(session, "2026-11-23 09:00") == [("AM", "breach"), ("CS_SUP", "escalate")]


@pytest.mark.parametrize("edition", policies(), ids=lambda edition: edition.policy.code)
def test_whoever_is_on_the_ladder_may_read_what_climbs_it(edition: Edition) -> None:
    ladder = {role for chain in edition.policy.ladders.values() for level in chain.levels for role in level.roles}
    assert ladder
    closed = {
        (register.title, role.value)
        for register in REGISTERS if register.deadlines()
        for role in ladder if role not in register.read_by or role in register.seen.narrowed
    }  # fmt: skip
    assert closed == set()


def test_where_nobody_can_be_told_the_report_says_so(session: Session, clock: Callable[..., RunningClock]) -> None:
    running = clock("hour", "2026-11-20 09:00", "2026-11-20 15:00")
    for staff in session.scalars(select(Staff)):
        staff.active = False
    report: Told = escalate(session, REGISTERS, at("2026-11-20 16:00"))
    (name,) = report.unheard
    assert session.get_one(VisitRecord, running.record_id).number in name


def test_a_notice_carries_number_and_state_and_nothing_of_the_customer(session: Session, clock: Callable[..., RunningClock]) -> None:
    running = clock("hour", "2026-11-20 09:00", "2026-11-20 15:00")
    record = session.get_one(VisitRecord, running.record_id)
    escalate(session, REGISTERS, at("2026-11-20 16:00"))
    for message in session.scalars(select(Message)):
        assert record.number in message.text
        assert record.status.label in message.text
        assert message.url == f"/visit_record/{record.id}"
        for value in (record.customer.full_name, record.interviewee, record.interviewee_phone, record.content):
            assert value not in message.text


def test_once_the_step_is_taken_nobody_is_told(session: Session, clock: Callable[..., RunningClock]) -> None:
    running = clock("hour", "2026-11-20 09:00", "2026-11-20 15:00")
    record = session.get_one(VisitRecord, running.record_id)
    step = next(step for step in record.steps() if step.target is RecordState.DONE)
    take(session, record, step, step_values(record, step, session), actor=person(session, Role.DEPT), now=at("2026-11-20 10:42"))
    assert told(session, "2026-11-20 16:00") == []


def test_a_quiet_round_asks_as_much_of_many_as_of_one(session: Session, clock: Callable[..., RunningClock]) -> None:
    """What is overdue is looked at again every minute: that must stay cheap, and write nothing."""
    first = clock("workday", "2026-11-12 15:00", "2026-11-14 00:00")
    asked: list[str] = []
    connection = session.connection()
    event.listen(connection, "before_cursor_execute", lambda *given: asked.append(given[2]))
    counts = []
    for more in (0, 4):
        for _ in range(more):
            record = walk(make(VisitRecord, session), RecordState.REPLY)
            session.flush()
            running = session.scalars(select(RunningClock).where(RunningClock.record_id == record.id, RunningClock.is_open)).one()
            running.limit_id, running.since, running.due = first.limit_id, first.since, first.due
        session.flush()
        assert len(told(session, "2026-11-20 10:00")) == 5 * (more or 1)
        session.expire_all()
        asked.clear()
        assert told(session, "2026-11-20 10:01") == []
        counts.append(len(asked))
        assert not [statement for statement in asked if not statement.startswith("SELECT")]
    assert counts[0] == counts[1]
