"""Cases in which a promise could once be lost, stopped by the wrong person or counted twice: found by a reviewer, kept from coming back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models import REGISTERS, Accountability, Complaint, Department, RunningClock, VisitRecord
from models.accountability import AccountabilityState
from models.complaint import ComplaintState
from models.declare.house import House
from models.rates import COMPLAINTS_IN_TIME
from models.visit import RecordState
from rules.periods import month
from rules.refusals import Forbidden
from rules.roles import Role
from services.approve import agree
from services.clocks import clocks_by_name, extend
from services.dashboard import desks
from services.escalate import escalate
from services.house import HouseNow
from services.pause import pause
from services.recount import start_clocks
from services.step import take
from tests.cast import NOW
from tests.make import make, person, step_values, taker, walk
from tests.services.chains import place

HOUR = timedelta(hours=1)


def handled(session: Session, category: str = "pressure") -> Complaint:
    more = {"pipe_dn": 100, "location_zone": "city"} if category == "pipe_repair" else {}
    return walk(make(Complaint, session, category=category, is_major=False, channel="hotline", **more), ComplaintState.HANDLING)


def test_a_repair_returned_for_rework_runs_its_clocks_again(session: Session) -> None:
    record = walk(handled(session, "pipe_repair"), ComplaintState.ANSWERING)
    step = record.flow.step("answering-handling")
    assert step is not None
    later = NOW + HOUR
    take(session, record, step, step_values(record, step, session), words="仍在漏水", actor=taker(session, record, step), now=later)
    running = clocks_by_name(session, record)
    for name in ("arrive_due", "repair_due"):
        assert (running[name].is_open, running[name].since, running[name].met_at) == (True, later, None)
    assert record.due_at == record.arrive_due


def test_an_extension_is_of_the_count_it_was_given_for(session: Session) -> None:
    record = handled(session)
    extend(session, record, "handle_due", (NOW + timedelta(days=9)).date(), by="QH-D10-2026-00001", now=NOW)
    record.dispatched_at = NOW + HOUR
    session.flush()
    assert record.handle_due == NOW + 25 * HOUR


def test_only_who_has_the_case_in_hand_stops_its_clocks(session: Session) -> None:
    record = handled(session)
    record.dept = session.scalars(select(Department).where(Department.id != record.dept.id)).first()
    session.flush()
    with pytest.raises(Forbidden, match="不由您办理"):
        pause(session, record, "客户外出", actor=person(session, Role.DEPT), now=NOW)


def test_a_pause_after_the_breach_hides_nothing(session: Session) -> None:
    record = handled(session)
    late = NOW + timedelta(days=3)
    pause(session, record, "客户外出", actor=person(session, Role.CS_SUP), now=late)
    supervisor = person(session, Role.CS_SUP)
    assert desks(session, REGISTERS, supervisor, late)[record.dept.id].overdue == 1
    assert escalate(session, [Complaint], late).breached > 0


def test_a_pause_in_time_is_no_breach(session: Session) -> None:
    record = handled(session)
    pause(session, record, "客户外出", actor=person(session, Role.CS_SUP), now=NOW + HOUR)
    later: House = HouseNow(session, NOW + timedelta(days=5))
    assert COMPLAINTS_IN_TIME.rate(later, month("2026-11")).counted == 0


def test_who_submitted_does_not_approve(session: Session) -> None:
    record = make(Accountability, session, actor=person(session, Role.CB))
    step = record.flow.step("draft-approving")
    assert step is not None
    submitter = person(session, Role.CS_SUP, Role.DEPT)
    take(session, record, step, step_values(record, step, session), actor=submitter, now=NOW)
    assert record.status is AccountabilityState.APPROVING
    with pytest.raises(Forbidden, match="送审人"):
        agree(session, place(session, record, Role.DEPT), "同意", actor=submitter, now=NOW)


def test_clocks_start_in_a_house_that_comes_from_an_older_version(session: Session) -> None:
    record = walk(make(VisitRecord, session), RecordState.REPLY)
    session.execute(delete(RunningClock))
    session.commit()
    assert start_clocks(session, REGISTERS, NOW) > 0
    assert clocks_by_name(session, record)["reply_due"].is_open
    assert start_clocks(session, REGISTERS, NOW) == 0
