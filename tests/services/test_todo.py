"""What waits for a person, and who may do what."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import REGISTERS, Appointment, Callback, Inquiry, Staff, VisitRecord, VisitTrip
from models.appointment import ServiceState
from models.approval import TaskState
from models.declare import Register, Verb
from models.visit import RecordState
from rules.moments import end_of, local, start_of
from rules.refusals import Forbidden
from rules.roles import Role
from services.approval_cases import open_case
from services.holders import ROLES
from services.rights import demand, may, may_take
from services.todo import Waiting, count_waiting, due_between, todo, waiting
from tests.cast import NOW
from tests.make import make, person, walk


def work(session: Session, *roles: Role, **only: bool) -> list[tuple[str, str]]:
    return [(task.record.number, task.step.key) for task in todo(session, REGISTERS, person(session, *roles), NOW, **only)]


@pytest.mark.parametrize("register", REGISTERS, ids=lambda register: register.__name__)
def test_what_waits_is_what_may_be_taken(register: type[Register], session: Session) -> None:
    """The condition in the database says of every state and role what the step itself would say."""
    records = {state: walk(make(register, session), state) for state in register.states() if state.phase.value != "void"}
    for role in Role:
        actor = person(session, role)
        found = set(session.scalars(select(register).where(waiting(register, actor, NOW))))
        for state, record in records.items():
            normal = [
                step for step in record.steps() if not step.feed and not step.is_of_papers and (step.deciding or not step.reasoned)
            ]  # exceptions are nobody's work
            steps = normal if state.phase.is_open else []
            mine = [step for step in steps if may_take(actor, record, step)]
            free = [step for step in mine if not step.holder or getattr(record, step.holder) in (None, session.get(Staff, actor.staff_id))]
            case = open_case(session, record)
            in_chain = case is not None and any(ROLES[task.role] is role for task in case.tasks if task.state == TaskState.OPEN)
            assert (record in found) is (bool(free) or in_chain), (role, state)


def test_the_count_is_that_of_the_list(session: Session) -> None:
    for register in REGISTERS:
        make(register, session)
    for role in Role:
        actor = person(session, role)
        assert count_waiting(session, REGISTERS, actor, NOW).tasks == len(todo(session, REGISTERS, actor, NOW, limit=100)), role
        approvals = todo(session, REGISTERS, actor, NOW, limit=100, approvals_only=True)
        assert count_waiting(session, REGISTERS, actor, NOW).approvals == len(approvals)
        assert all(task.is_approval for task in approvals)


def test_a_named_person_has_it_alone(session: Session) -> None:
    officer = session.scalars(select(Staff).where(Staff.job_number == "CB")).one()
    free, his = make(Callback, session), make(Callback, session)
    his.officer = officer
    session.flush()
    assert {number for number, _ in work(session, Role.CB)} == {free.number, his.number}
    assert {number for number, _ in work(session, Role.HOTLINE)} == {free.number}


def test_the_author_is_not_asked_to_approve(session: Session) -> None:
    record = make(VisitRecord, session, person(session, Role.AM_LEAD))
    walk(record, RecordState.REVIEW)
    assert not [number for number, _ in work(session, Role.AM_LEAD) if number == record.number]
    assert (record.number, "review-done") in work(session, Role.CS_HEAD)


def test_what_is_due_first_stands_first(session: Session) -> None:
    late, never, soon = (make(Inquiry, session, promise_reply_at=when) for when in (NOW, None, NOW + timedelta(hours=3)))
    assert [number for number, _ in work(session, Role.CLERK)][:3] == [late.number, soon.number, never.number]
    assert len(todo(session, REGISTERS, person(session, Role.CLERK), NOW, limit=2)) == 2


def test_what_one_may_not_read_does_not_wait(session: Session) -> None:
    make(VisitTrip, session)
    assert work(session, Role.SYSADMIN) == work(session, Role.AUDITOR) == []
    assert count_waiting(session, (), person(session, Role.CLERK), NOW) == Waiting()
    assert count_waiting(session, REGISTERS, person(session, Role.SYSADMIN), NOW) == Waiting()


def test_what_is_agreed_for_a_day(session: Session) -> None:
    today = local(NOW).date()
    first = walk(make(Appointment, session), ServiceState.AGREED)
    planned = make(Callback, session, planned_on=today)
    make(Callback, session, planned_on=today + timedelta(days=1))
    found = due_between(session, REGISTERS, person(session, Role.CLERK), start_of(today), end_of(today))
    assert found == [first, planned]
    assert due_between(session, REGISTERS, person(session, Role.SYSADMIN), start_of(today), end_of(today)) == []


@pytest.mark.parametrize("verb", list(Verb))
def test_a_demand_is_refused_in_words(session: Session, verb: Verb) -> None:
    outsider = person(session, Role.SYSADMIN)
    assert not may(outsider, verb, VisitTrip)
    with pytest.raises(Forbidden, match=r"您没有..“外勤单”的权限"):
        demand(outsider, verb, VisitTrip)


def test_two_posts_are_more_than_one(session: Session) -> None:
    both = person(session, Role.AUDITOR, Role.CLERK)
    assert may(both, Verb.PRINT, VisitTrip)
    assert may(both, Verb.CREATE, Inquiry)
