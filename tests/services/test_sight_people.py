"""Whose eyes a session has: of many people in one process, of the deputy, of the first receiver, of the house, of nobody known."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import exists, func, insert, select, text, update
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session

from models import Call, Callback, CallbackReport, Complaint, Extension, Inquiry, OfficialItem, Shift, VisitTrip, WechatMessage
from models.approval import Approval, ApprovalTask, TaskState
from models.declare import Phase, Register
from models.organisation import Staff
from rules.refusals import Refused
from rules.roles import Role
from services import carried, sight
from tests.make import in_order, make, voided, walk
from tests.services.eyes import actor_with, deputy_of, in_department, population, put, session_of, tie_to
from tests.services.test_sight import WAYS, expected, narrowed

# -- one process, many people ------------------------------------------------------------------------------------------


@narrowed
def test_two_people_of_one_post_get_their_own_rows_from_one_prepared_statement(register: type[Register], session: Session) -> None:
    mine, theirs = in_department(session, "郑管网", "测试管网部"), in_department(session, "冯表务", "测试表务部")
    population(session, register, in_department(session, "陌生人", "测试别部"), mine, theirs)
    role = next(iter(register.seen.narrowed))
    people = [actor_with(mine, role), actor_with(theirs, role)]
    wanted = [expected(session, register, actor) for actor in people]
    assert wanted[0] != wanted[1]
    for _ in range(3):
        for actor, rows in zip(people, wanted, strict=True):
            with session_of(session, actor) as own:
                for way in ("select", "alias", "subquery", "column"):
                    assert WAYS[way](own, register) == rows, way


def test_a_statement_prepared_for_one_post_serves_no_other(session: Session) -> None:
    """What is narrowed for one is open to the other, and both say the same words to the session."""
    mine, stranger = in_department(session, "郑管网", "测试管网部"), in_department(session, "陌生人", "测试别部")
    population(session, Complaint, stranger, mine)
    wanted = select(Complaint.id)
    for _ in range(2):
        for roles in ({Role.DEPT}, {Role.CLERK}, {Role.METER_MAN}, {Role.DEPT, Role.CLERK}, {Role.DEPT, Role.METER_MAN}):
            actor = actor_with(mine, *roles)
            with session_of(session, actor) as own:
                assert set(own.scalars(wanted)) == expected(session, Complaint, actor), roles


def test_a_session_that_changes_hands_shows_the_next_person_his_own(session: Session) -> None:
    mine, theirs = in_department(session, "郑管网", "测试管网部"), in_department(session, "冯表务", "测试表务部")
    population(session, Complaint, in_department(session, "陌生人", "测试别部"), mine, theirs)
    with session_of(session, None) as own:
        for one in (mine, theirs, mine):
            own.info[carried.ACTOR] = actor = actor_with(one, Role.DEPT)
            assert set(own.scalars(select(Complaint.id))) == expected(session, Complaint, actor)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whoever_he_is_the_database_agrees_with_the_declaration(data: st.DataObject, session: Session) -> None:
    people = session.info.get("people")
    if people is None:
        names = (("郑管网", "测试管网部"), ("冯表务", "测试表务部"), ("卫稽查", "测试稽查部"))
        people = session.info["people"] = [in_department(session, *one) for one in names]
        for register in (Callback, CallbackReport, VisitTrip, Complaint):
            population(session, register, in_department(session, f"陌生{register.__name__}", "测试别部"), *people[:2])
    register = data.draw(st.sampled_from([Callback, CallbackReport, VisitTrip, Complaint]))
    roles = data.draw(st.sets(st.sampled_from(list(Role)), max_size=3))
    who = data.draw(st.sampled_from(people))
    actor = actor_with(who, *roles, acts_for=tuple(data.draw(st.sets(st.sampled_from(people), max_size=2))))
    with session_of(session, actor) as own:
        assert WAYS[data.draw(st.sampled_from(sorted(WAYS)))](own, register) == expected(session, register, actor)


def a_case_of(stranger: Staff, session: Session) -> tuple[Any, ApprovalTask]:
    """A stranger's application that is to be approved, and the one place in its chain that is open."""
    record: Any = make(Extension, session)
    step = next(step for step in Extension.flow.steps if step.chain)
    walk(record, step.source)
    session.commit()
    for name in ("creator", "unit", "applicant_dept"):
        tie_to(session, record, name, stranger)
    case = select(Approval.id).where(Approval.register == "extension", Approval.record_id == record.id)
    first, *others = session.scalars(select(ApprovalTask).where(ApprovalTask.approval_id.in_(case)).order_by(ApprovalTask.id))
    for other in others:
        put(session, ApprovalTask, other.id, state=TaskState.DROPPED)
    return record, first


# -- who acts for another ----------------------------------------------------------------------------------------------


@narrowed
def test_a_deputy_does_not_see_what_his_colleague_sees_by_name_or_unit(register: type[Register], session: Session) -> None:
    absent, deputy = in_department(session, "郑管网", "测试管网部"), in_department(session, "冯表务", "测试表务部")
    population(session, register, in_department(session, "陌生人", "测试别部"), absent)
    for case in session.scalars(select(ApprovalTask)):
        put(session, ApprovalTask, case.id, state=TaskState.AGREED)
    role = next(role for role in in_order(register.seen.narrowed))
    alone = actor_with(deputy, role)
    own_rows = expected(session, register, alone)
    assert expected(session, register, actor_with(absent, role)) - own_rows
    with session_of(session, deputy_of(alone, absent, posts=(role,))) as own:
        assert WAYS["select"](own, register) == own_rows


#: How a place waits for the one who is absent, or for somebody else: by name, at a post, in a department.
PLACES = {
    "his by name": ("absent", Role.FIN, None, True),
    "another's by name": ("stranger", Role.CS_HEAD, None, False),
    "his post": (None, Role.CS_HEAD, None, True),
    "his post in his unit": (None, Role.CS_HEAD, "absent", True),
    "his post in another unit": (None, Role.CS_HEAD, "stranger", False),
    "his post in the deputy's unit": (None, Role.CS_HEAD, "deputy", False),
    "another post": (None, Role.FIN, None, False),
}


@pytest.mark.parametrize(("assignee", "post", "unit", "seen"), PLACES.values(), ids=PLACES)
def test_a_deputy_of_another_unit_sees_a_case_while_a_place_of_it_waits_for_him(
    assignee: str | None, post: Role, unit: str | None, seen: object, session: Session,
) -> None:  # fmt: skip
    people = {
        "absent": in_department(session, "郑管网", "测试管网部"), "deputy": in_department(session, "冯表务", "测试表务部"),
        "stranger": in_department(session, "陌生人", "测试别部")}  # fmt: skip
    record, task = a_case_of(people["stranger"], session)
    waits = {
        "assignee_id": people[assignee].id if assignee else None, "role": post.value,
        "department_id": people[unit].unit.id if unit else None}  # fmt: skip
    alone = actor_with(people["deputy"], Role.DEPT)
    stands_in = deputy_of(alone, people["absent"], posts=(Role.CS_HEAD,))
    for state in TaskState:
        put(session, ApprovalTask, task.id, state=state, **waits)
        for actor, wanted in ((stands_in, seen is True and state is TaskState.OPEN), (alone, False)):
            with session_of(session, actor) as own:
                assert (own.get(Extension, record.id) is not None) is wanted, state


def test_a_deputy_without_the_post_sees_nothing_of_it(session: Session) -> None:
    absent, deputy = in_department(session, "郑管网", "测试管网部"), in_department(session, "冯表务", "测试表务部")
    population(session, Complaint, in_department(session, "陌生人", "测试别部"), absent)
    with session_of(session, actor_with(deputy, Role.FIN, acts_for=(absent,))) as own:
        assert WAYS["select"](own, Complaint) == set()


def test_whoever_was_given_a_case_to_approve_by_name_sees_it(session: Session) -> None:
    mine, theirs = in_department(session, "郑管网", "测试管网部"), in_department(session, "冯表务", "测试表务部")
    record, task = a_case_of(in_department(session, "陌生人", "测试别部"), session)
    for person, column in ((mine, "assignee_id"), (theirs, "by_id")):
        actor = actor_with(person, Role.DEPT)
        with session_of(session, actor) as own:
            assert own.get(Extension, record.id) is None
        put(session, ApprovalTask, task.id, **{column: person.id})
        with session_of(session, actor) as own:
            assert own.get(Extension, record.id) is not None


@pytest.mark.parametrize(("register", "name"), [
    (Complaint, "first_receiver"), (OfficialItem, "registrar"), (Call, "duty_officer"), (WechatMessage, "receiver"),
])  # fmt: skip
def test_who_received_it_first_reads_on_until_it_is_closed(register: type[Register], name: str, session: Session) -> None:
    mine, stranger = in_department(session, "郑管网", "测试管网部"), in_department(session, "陌生人", "测试别部")
    actor = actor_with(mine, Role.DEPT)
    for state in register.states():
        record: Any = make(register, session)
        record = voided(record) if state.phase is Phase.VOID else walk(record, state)
        session.commit()
        for tied in ("creator", "unit", "dept", "transferred_to", name):
            if tied in register.fields:
                tie_to(session, record, tied, stranger)
        with session_of(session, actor) as own:
            assert own.get(register, record.id) is None
        tie_to(session, record, name, mine)
        with session_of(session, actor) as own:
            assert (own.get(register, record.id) is not None) is state.phase.is_open, state


# -- who may alter -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("register", [Call, WechatMessage], ids=lambda register: register.__name__)
@pytest.mark.parametrize("tie", ["creator", "person", "officer", "swap_to", None])
def test_a_hotline_officer_reads_all_and_alters_his_own(register: Any, tie: str | None, session: Session) -> None:
    mine, stranger = in_department(session, "郑热线", "测试热线"), in_department(session, "陌生人", "测试别部")
    person = "duty_officer" if register is Call else "receiver"
    shift, record = make(Shift, session), make(register, session)
    session.commit()
    for name in ("officer", "swap_to"):
        tie_to(session, shift, name, mine if name == tie else stranger)
    for name in ("creator", person):
        tie_to(session, record, name, mine if tie == ("person" if name == person else name) else stranger)
    put(session, register, record.id, shift_id=shift.id)
    actor = actor_with(mine, Role.HOTLINE)
    with session_of(session, actor) as own:
        found = own.get(register, record.id)
        assert found is not None
        assert sight.may_change(own, found, actor) is (tie is not None)
        assert sight.may_change(own, found, actor_with(mine, Role.HOTLINE, Role.CS_HEAD)) is True or Role.CS_HEAD not in register.kept_by
        assert not own.info.get(sight.WHOLE)


# -- the house, and what is not asked through the registers ------------------------------------------------------------


def test_whole_sight_ends_with_its_block_whatever_happens(session: Session) -> None:
    make(Inquiry, session)
    session.commit()

    @sight.of_the_house
    def counted(own: Session) -> int | None:
        return own.scalar(select(func.count()).select_from(Inquiry))

    @sight.of_the_house
    def broken(own: Session) -> None:
        own.execute(text("SELECT nothing FROM nowhere"))

    with session_of(session, None) as own:
        assert counted(own) == 1
        with sight.whole(own):
            with sight.whole(own):
                assert len(list(own.scalars(select(Inquiry)))) == 1
            assert len(list(own.scalars(select(Inquiry)))) == 1
        with pytest.raises(StatementError):
            broken(own)
        own.rollback()
        own.expunge_all()
        assert list(own.scalars(select(Inquiry))) == []
        assert not own.info[sight.WHOLE]


def test_the_system_session_sees_all_for_its_life(session: Session) -> None:
    make(Inquiry, session)
    session.commit()
    with session_of(session, None) as own:
        sight.as_system(own)
        assert len(list(own.scalars(select(Inquiry)))) == 1


TABLE: Any = Inquiry.__table__
RAW = {
    "text": text("SELECT * FROM inquiry"),
    "table": select(TABLE),
    "count": select(func.count()).select_from(TABLE),
    "exists": select(exists().where(TABLE.c.id == 1)),
    "insert": insert(TABLE).values(number="X"),
    "update": update(TABLE).values(number="X"),
}


@pytest.mark.parametrize("statement", RAW.values(), ids=RAW.keys())
@pytest.mark.parametrize("role", [Role.CS_HEAD, Role.AUDITOR, None])
def test_what_is_not_asked_through_the_registers_is_refused(statement: Any, role: Role | None, session: Session) -> None:
    mine = in_department(session, "郑管网", "测试管网部")
    actor = actor_with(mine, role) if role else None
    with session_of(session, actor) as own, pytest.raises(Refused, match=r"未经登记册规则|不允许批量语句"):
        own.execute(statement)


def test_what_is_marked_trusted_is_asked_as_it_is(session: Session) -> None:
    make(Inquiry, session)
    session.commit()
    with session_of(session, None) as own:
        assert own.scalar(RAW["count"], execution_options=sight.TRUSTED) == 1
