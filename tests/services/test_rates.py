"""Rates in the database: the figure is the number of its cases, and says what the pure formula says."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from models import REGISTERS, Callback, Complaint, OfficialItem, Staff
from models.declare import Register
from models.rates import CALLS_SATISFIED, COMPLAINTS_IN_TIME, MEASURES, OFFICIAL_IN_TIME, Measure
from rules.periods import month
from rules.rates import Rate, satisfaction, timeliness
from rules.refusals import Forbidden, Missing
from rules.roles import Role
from services.dashboard import Stand, desks, standing_cases
from services.house import HouseNow
from services.rates import answers, by_month, by_unit, cases, find, last_months, total
from tests.asking import asking, plan, with_values
from tests.cast import NOW
from tests.make import make, person
from tests.services.bench import DAY, complaint, official

NOVEMBER = month("2026-11")


def some_cases(session: Session) -> None:
    """A dozen cases in all conditions, the same each time."""
    chance = Random(7)
    for _ in range(12):
        item = official(session, received_at=NOW - chance.randint(1, 15) * DAY)
        if chance.random() < 0.6:
            item.info_at = item.received_at + chance.randint(1, 72) * timedelta(hours=1)
            session.flush()
            item.reply_at = min(NOW, item.info_at + chance.randint(1, 72) * timedelta(hours=1)) if chance.random() < 0.7 else None
            item.satisfaction = chance.choice(["very", "good", "fair", "bad", None])
        case = complaint(session, received_at=NOW - chance.randint(1, 15) * DAY)
        case.dept = person_unit(session, chance.choice([Role.DEPT, Role.AM]))
        case.dispatched_at = case.received_at
        session.flush()
        case.dept_reply_at = min(NOW, case.received_at + chance.randint(1, 96) * timedelta(hours=1)) if chance.random() < 0.6 else None
        called = make(Callback, session)
        called.callback_at = NOW - chance.randint(0, 10) * DAY if chance.random() < 0.8 else None
        called.connected = chance.choice(["yes", "no_answer"]) if called.callback_at else None
        called.satisfaction = chance.choice(["very", "good", "fair", "bad"]) if called.connected == "yes" else None
        session.flush()


def person_unit(session: Session, role: Role) -> object:
    return session.get_one(Staff, person(session, role).staff_id).unit


@pytest.mark.parametrize("one", MEASURES.values(), ids=lambda one: one.name)
@pytest.mark.parametrize("part", ["numerator", "denominator"])
def test_a_figure_is_the_number_of_its_cases(one: Measure, part: str, session: Session) -> None:
    some_cases(session)
    found = cases(session, one, NOVEMBER, part=part, unit=None, actor=person(session, Role.CS_SUP, Role.HOTLINE), now=NOW)
    assert found.total == len(found.rows) == (found.rate.reached if part == "numerator" else found.rate.counted)
    assert all(isinstance(row, one.register) for row in found.rows)


def test_the_numerator_is_a_part_of_the_denominator(session: Session) -> None:
    some_cases(session)
    who = person(session, Role.CS_SUP, Role.HOTLINE)
    for one in MEASURES.values():
        ids = [{row.id for row in cases(session, one, NOVEMBER, part=part, unit=None, actor=who, now=NOW).rows}
               for part in ("numerator", "denominator")]  # fmt: skip
        assert ids[0] <= ids[1], one.name


def test_the_database_says_what_the_formula_says(session: Session) -> None:
    some_cases(session)
    house = HouseNow(session, NOW)
    complaints = [one for one in session.query(Complaint) if one.handle_due and NOVEMBER.start <= one.handle_due < NOVEMBER.end]
    promises = [(one.handle_due, one.dept_reply_at) for one in complaints]
    assert COMPLAINTS_IN_TIME.rate(house, NOVEMBER) == timeliness(promises, NOW)
    items = [one for one in session.query(OfficialItem) if NOVEMBER.start <= one.received_at < NOVEMBER.end]
    assert OFFICIAL_IN_TIME.rate(house, NOVEMBER) == timeliness([(one.reply_due or one.info_due, one.reply_at) for one in items], NOW)
    called = [one.satisfaction if one.connected == "yes" else None for one in session.query(Callback) if one.callback_at]
    assert CALLS_SATISFIED.rate(house, NOVEMBER) == satisfaction(called, count_fair=False)


def test_departments_add_up_to_the_whole(session: Session) -> None:
    some_cases(session)
    for one in MEASURES.values():
        whole = one.rate(HouseNow(session, NOW), NOVEMBER)
        assert total(by_unit(session, one, NOVEMBER, NOW).values()) == whole
        assert by_month(session, one, last_months(NOW, 6), NOW)["2026-11"] == whole


def test_a_void_case_does_not_count(session: Session) -> None:
    before = COMPLAINTS_IN_TIME.rate(HouseNow(session, NOW), NOVEMBER)
    assert before == Rate(reached=0, counted=0)
    assert str(before) == "—"


def test_one_sees_only_what_he_may_read_and_his_own_department(session: Session) -> None:
    dept = person(session, Role.DEPT)
    own = cases(session, COMPLAINTS_IN_TIME, NOVEMBER, part="denominator", unit=dept.department_id, actor=dept, now=NOW)
    assert own.total == 0
    with pytest.raises(Forbidden, match="本部门"):
        cases(session, COMPLAINTS_IN_TIME, NOVEMBER, part="denominator", unit=None, actor=dept, now=NOW)
    with pytest.raises(Forbidden, match="没有查看"):
        cases(session, COMPLAINTS_IN_TIME, NOVEMBER, part="denominator", unit=None, actor=person(session, Role.FIN), now=NOW)
    with pytest.raises(Missing):
        find("nothing")


def test_the_desk_counts_what_it_lists(session: Session) -> None:
    some_cases(session)
    who = person(session, Role.CS_SUP)
    for unit, desk in desks(session, REGISTERS, who, NOW).items():
        for stand in Stand:
            assert len(standing_cases(session, REGISTERS, stand, unit, who, NOW)) == desk.count(stand)


def test_the_number_of_queries_is_fixed(session: Session) -> None:
    def queries() -> int:
        seen = 0

        def count(*_: object) -> None:
            nonlocal seen
            seen += 1

        connection = session.connection()
        event.listen(connection.engine, "before_cursor_execute", count)
        try:
            desks(session, REGISTERS, person(session, Role.CS_SUP), NOW)
            for one in MEASURES.values():
                by_unit(session, one, NOVEMBER, NOW)
                by_month(session, one, last_months(NOW, 6), NOW)
        finally:
            event.remove(connection.engine, "before_cursor_execute", count)
        return seen

    queries()  # the policy is read once and kept
    first = queries()
    some_cases(session)
    session.flush()
    assert queries() == first


@pytest.mark.sqlite_only(reason="the plan is SQLite's")
def test_the_answers_to_a_department_are_read_of_its_own_month(session: Session) -> None:
    """The first page shows them to everybody of the department."""
    with asking(session.get_bind(), with_values) as statements:
        answers(session, NOVEMBER, NOW, unit=1)
    (asked,) = [one for one in statements if "callback_kind" in one[0]]
    steps = plan(session.connection(), asked)
    assert any("ix_callback_resp_dept_id_callback_at (resp_dept_id=? AND callback_at>? AND callback_at<?)" in step for step in steps), steps


def test_every_rate_names_a_department_of_its_register() -> None:
    for one in MEASURES.values():
        assert issubclass(one.register, Register)
        assert one.register.fields[one.unit].kind.value == "department"
