"""What a leaver holds is handed on with the reason, and what nobody can decide gets somebody."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Callback, Staff
from models.accountability import AccountabilityState
from models.approval import TaskState
from rules.refusals import Forbidden, Invalid
from rules.roles import Role
from services.approve import agree, hand_over
from services.leavers import appoint, hand_on, holdings, left_behind, stuck
from services.related import steps_taken
from services.unheld import unheld
from tests.cast import NOW
from tests.make import make, person
from tests.services.chains import case_of, place, submitted


def staff(session: Session, role: Role) -> Staff:
    return session.scalars(select(Staff).where(Staff.job_number == role.value)).one()


def gone(session: Session, role: Role) -> Staff:
    leaver = staff(session, role)
    leaver.active = False
    session.flush()
    return leaver


def test_records_that_name_him_and_places_handed_to_him_go_to_another(session: Session) -> None:
    his, other = make(Callback, session), make(Callback, session)
    his.officer = staff(session, Role.CS_HEAD)
    record = submitted(session, "VP")
    hand_over(session, place(session, record, Role.VP), staff(session, Role.CS_HEAD), actor=person(session, Role.VP), now=NOW)
    assert left_behind(session) == []
    leaver = gone(session, Role.CS_HEAD)
    held = [(holding.register.__name__, holding.count) for holding in holdings(session, leaver)]
    assert held == [("Callback", 1), ("Accountability", 1)]
    assert left_behind(session) == [(leaver, 2)]

    admin, heir = person(session, Role.SYSADMIN), staff(session, Role.CS_SUP)
    assert hand_on(session, leaver, heir, "调离", only={"callback", record.__tablename__}, actor=admin, now=NOW) == 2
    assert (his.officer, other.officer) == (heir, None)
    last = steps_taken(session, his)[-1]
    assert (last.label, last.source, last.words) == ("移交承办", last.target, "由客服中心负责人甲移交受理主管甲：调离")
    old, fresh = (task for task in case_of(session, record).tasks if task.assignee is not None)
    assert (old.state, old.words, fresh.assignee, fresh.state) == (TaskState.HANDED, "调离", heir, TaskState.OPEN)
    assert left_behind(session) == []


def test_what_is_refused(session: Session) -> None:
    his = make(Callback, session)
    his.officer = staff(session, Role.CB)
    leaver, admin = gone(session, Role.CB), person(session, Role.SYSADMIN)
    heir, only = staff(session, Role.CS_SUP), {"callback"}
    with pytest.raises(Forbidden, match="移交由系统管理员办理"):
        hand_on(session, leaver, heir, "调离", only=only, actor=person(session, Role.CS_HEAD), now=NOW)
    for to, reason, chosen, field in (
        (heir, " ", only, "words"), (heir, "调离", set(), "only"), (None, "调离", only, "to"), (leaver, "调离", only, "to"),
        (staff(session, Role.METER_STORE), "调离", only, "to"), (staff(session, Role.AUDITOR), "调离", only, "to"),
    ):  # fmt: skip
        with pytest.raises(Invalid) as refusal:
            hand_on(session, leaver, to, reason, only=chosen, actor=admin, now=NOW)
        assert set(refusal.value.errors) == {field}
    assert his.officer is leaver


def test_a_level_that_lost_its_people_gets_somebody(session: Session) -> None:
    record = submitted(session, "DEPT > VP")
    gone(session, Role.VP)
    assert stuck(session) == []
    agree(session, place(session, record, Role.DEPT), actor=person(session, Role.DEPT), now=NOW)
    waiting = place(session, record, Role.VP)
    assert stuck(session) == [waiting]
    assert "有 1 件审批现在无人可批，请到“离岗移交”指定审批人。" in unheld(session)
    admin = person(session, Role.SYSADMIN)
    with pytest.raises(Invalid) as refusal:
        appoint(session, waiting, record.creator, "空缺", actor=admin, now=NOW)
    assert "是填表人" in refusal.value.errors["to"]
    appoint(session, waiting, staff(session, Role.GM), "分管副总空缺", actor=admin, now=NOW)
    assert stuck(session) == []
    agree(session, place(session, record, Role.VP), actor=person(session, Role.GM), now=NOW)
    assert record.status is AccountabilityState.APPROVED
    with pytest.raises(Invalid):
        appoint(session, waiting, staff(session, Role.GM), "再指定", actor=admin, now=NOW)
