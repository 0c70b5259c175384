"""Who acts for whom: how a delegation is made and ended, what it lets the deputy do, and what it never does."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session, object_session

from models import Accountability, Staff
from models.accountability import AccountabilityState
from models.approval import Delegation
from rules.actor import Actor
from rules.moments import local
from rules.refusals import Forbidden, Invalid, WrongState
from rules.roles import Role
from services.approval_cases import cases_of
from services.approve import agree, hand_over
from services.delegation import delegate, delegations_of, end, every_delegation, principals
from services.holders import people_who_decide
from services.todo import count_waiting, todo
from tests.cast import NOW
from tests.make import make, person, walk
from tests.services.chains import place, set_chain, submitted

TODAY = local(NOW).date()
LATER = TODAY + timedelta(days=10)


def staff(session: Session, role: Role) -> Staff:
    found = session.get(Staff, person(session, role).staff_id)
    assert found is not None
    return found


def entrust(
    session: Session, principal: Role, deputy: Role, first: date = TODAY, last: date = LATER, actor: Actor | None = None,
) -> Delegation:  # fmt: skip
    who = actor or person(session, principal)
    return delegate(session, staff(session, principal), staff(session, deputy), first, last, "出差", actor=who, now=NOW)


def refusal_of(session: Session, *given: Any, **more: Any) -> dict[str, str]:
    with pytest.raises(Invalid) as refusal:
        entrust(session, *given, **more)
    return refusal.value.errors


def test_a_deputy_decides_in_the_name_of_his_principal(session: Session) -> None:
    record = submitted(session, "GM")
    made = entrust(session, Role.GM, Role.VP)
    assert (made.made_by, str(made)) == (staff(session, Role.GM), "总经理甲 委托 分管副总甲")
    vp = person(session, Role.VP)
    assert principals(session, vp.staff_id or 0, TODAY) == [staff(session, Role.GM)]
    assert count_waiting(session, (Accountability,), vp, NOW).approvals == 1
    task = place(session, record, Role.GM)
    agree(session, task, "同意", actor=vp, now=NOW)
    assert (task.by, task.in_place_of) == (staff(session, Role.VP), staff(session, Role.GM))
    assert record.gm_opinion.name == "分管副总甲（代 总经理甲）"
    assert record.status is AccountabilityState.APPROVED


def test_what_was_handed_to_the_principal_is_his_deputy_s_too(session: Session) -> None:
    record = submitted(session, "VP")
    hand_over(session, place(session, record, Role.VP), staff(session, Role.CS_HEAD), actor=person(session, Role.VP), now=NOW)
    entrust(session, Role.CS_HEAD, Role.GM)
    agree(session, place(session, record, Role.VP), actor=person(session, Role.GM), now=NOW)
    assert place_states(record) == ["handed", "agreed"]


def place_states(record: Any) -> list[str]:
    session = object_session(record)
    assert session is not None
    return [str(task.state) for task in cases_of(session, record)[0].tasks]


@pytest.mark.parametrize("shift", [-1, 11])
def test_on_other_days_he_does_not(session: Session, shift: int) -> None:
    record = submitted(session, "GM")
    made = entrust(session, Role.GM, Role.VP)
    then = NOW + timedelta(days=shift)
    assert not made.holds_on(local(then).date())
    with pytest.raises(Forbidden):
        agree(session, place(session, record, Role.GM), actor=person(session, Role.VP), now=then)
    assert todo(session, (Accountability,), person(session, Role.VP), then, approvals_only=True) == []


def test_a_deputy_approves_neither_what_he_wrote_nor_what_his_principal_wrote(session: Session) -> None:
    set_chain(session, "GM | VP")
    for author in (Role.VP, Role.GM):
        record = make(Accountability, session)
        record.creator = staff(session, author)
        walk(record, AccountabilityState.APPROVING)
    entrust(session, Role.GM, Role.CS_HEAD)
    entrust(session, Role.VP, Role.CS_SUP)
    # what the vice president wrote: he is no judge, and his deputy neither; the general manager's deputy is
    by_vp, by_gm = session.query(Accountability).order_by(Accountability.id)
    agree(session, place(session, by_vp, Role.GM), actor=person(session, Role.CS_HEAD), now=NOW)
    with pytest.raises(Forbidden):
        agree(session, place(session, by_gm, Role.GM), actor=person(session, Role.CS_HEAD), now=NOW)
    assert count_waiting(session, (Accountability,), person(session, Role.CS_HEAD), NOW).approvals == 0
    assert count_waiting(session, (Accountability,), person(session, Role.CS_SUP), NOW).approvals == 1


def test_a_deputy_who_may_not_read_it_decides_nothing(session: Session) -> None:
    record = submitted(session, "GM")
    entrust(session, Role.GM, Role.HOTLINE)
    with pytest.raises(Forbidden, match="没有查看"):
        agree(session, place(session, record, Role.GM), actor=person(session, Role.HOTLINE), now=NOW)


def test_what_is_entrusted_is_not_passed_on(session: Session) -> None:
    record = submitted(session, "GM")
    entrust(session, Role.GM, Role.VP)
    entrust(session, Role.VP, Role.CS_HEAD)
    with pytest.raises(Forbidden):
        agree(session, place(session, record, Role.GM), actor=person(session, Role.CS_HEAD), now=NOW)


def test_whoever_has_left_entrusts_nothing(session: Session) -> None:
    record = submitted(session, "VP | GM")
    entrust(session, Role.GM, Role.CS_HEAD)
    staff(session, Role.GM).active = False
    session.flush()
    with pytest.raises(Forbidden):
        agree(session, place(session, record, Role.GM), actor=person(session, Role.CS_HEAD), now=NOW)


# -- making and ending -----------------------------------------------------------------------------------------------------


def test_himself_or_the_administrator(session: Session) -> None:
    entrust(session, Role.GM, Role.VP, actor=person(session, Role.SYSADMIN))
    with pytest.raises(Forbidden, match="由委托人本人或系统管理员办理"):
        entrust(session, Role.DEPT, Role.VP, actor=person(session, Role.CLERK))


def test_days_that_make_no_sense(session: Session) -> None:
    assert refusal_of(session, Role.GM, Role.VP, TODAY - timedelta(days=1)) == {"starts_on": "不能早于今天（2026-11-20）"}
    assert refusal_of(session, Role.GM, Role.VP, LATER, TODAY) == {"ends_on": "不能早于“起始日期”"}
    with pytest.raises(Invalid) as refusal:
        delegate(session, staff(session, Role.GM), None, None, None, "长" * 101, actor=person(session, Role.GM), now=NOW)
    assert set(refusal.value.errors) == {"deputy", "starts_on", "ends_on", "reason"}


def test_neither_to_oneself_nor_to_who_cannot_log_in(session: Session) -> None:
    assert refusal_of(session, Role.GM, Role.GM) == {"deputy": "不能委托给委托人自己"}
    staff(session, Role.VP).active = False
    assert "没有可用的登录账号" in refusal_of(session, Role.GM, Role.VP)["deputy"]


def test_one_deputy_a_day(session: Session) -> None:
    first = entrust(session, Role.GM, Role.VP)
    assert "日期不能重叠" in refusal_of(session, Role.GM, Role.CS_HEAD, LATER, LATER)["starts_on"]
    entrust(session, Role.GM, Role.CS_HEAD, LATER + timedelta(days=1), LATER + timedelta(days=3))
    end(session, first, actor=person(session, Role.GM), now=NOW)
    entrust(session, Role.GM, Role.CS_HEAD)


def test_nobody_comes_back_to_himself(session: Session) -> None:
    entrust(session, Role.GM, Role.VP)
    assert "不能循环委托" in refusal_of(session, Role.VP, Role.GM)["deputy"]
    entrust(session, Role.VP, Role.CS_HEAD)
    assert "不能循环委托" in refusal_of(session, Role.CS_HEAD, Role.GM)["deputy"]
    entrust(session, Role.CS_HEAD, Role.GM, LATER + timedelta(days=1), LATER + timedelta(days=2))


def test_ended_early_it_ends_at_once_and_says_by_whom(session: Session) -> None:
    record = submitted(session, "GM")
    made = entrust(session, Role.GM, Role.VP)
    with pytest.raises(Forbidden):
        end(session, made, actor=person(session, Role.VP), now=NOW)
    end(session, made, actor=person(session, Role.SYSADMIN), now=NOW)
    assert (made.ended_early_on, made.ended_by) == (TODAY, staff(session, Role.SYSADMIN))
    with pytest.raises(Forbidden):
        agree(session, place(session, record, Role.GM), actor=person(session, Role.VP), now=NOW)
    with pytest.raises(WrongState, match="已于 2026-11-20 提前终止"):
        end(session, made, actor=person(session, Role.GM), now=NOW)
    other = entrust(session, Role.DEPT, Role.VP)
    with pytest.raises(WrongState, match="到期"):
        end(session, other, actor=person(session, Role.DEPT), now=NOW + timedelta(days=30))
    assert every_delegation(session)[0] in (made, other)
    assert delegations_of(session, staff(session, Role.VP).id) == [other, made]


@pytest.mark.parametrize("role", [Role.SYSADMIN, Role.AUDITOR])
def test_whoever_never_decides_is_neither_offered_nor_taken(session: Session, role: Role) -> None:
    offered = people_who_decide(session)
    assert staff(session, Role.VP) in offered
    assert staff(session, role) not in offered
    with pytest.raises(Invalid) as refusal:
        entrust(session, Role.GM, role)
    assert "不办理审批" in refusal.value.errors["deputy"]
