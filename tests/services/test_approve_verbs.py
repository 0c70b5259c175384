"""Every verb on a chain, and every refusal of it."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from flask import Flask
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Accountability, Appointment, ApprovalTask, PolicyChain, Staff
from models.accountability import AccountabilityState
from models.appointment import ServiceState
from models.approval import Approval, CaseState, TaskState
from rules.refusals import Forbidden, Invalid, Refused, WrongState
from rules.roles import Role
from services import guard, sight
from services.approval_cases import cases_of, open_case, waits_for
from services.approve import agree, hand_over, refuse, withdraw
from services.related import steps_taken
from services.step import take
from services.todo import count_waiting, todo
from services.unheld import unheld
from tests.cast import NOW
from tests.conftest import OfficeSession
from tests.make import WORDS, decide, make, person, step_values, voided, walk
from tests.services.chains import case_of, place, set_chain, states, submitted, told
from views.database import db


def judge(session: Session, record: Any, role: Role, verb: Any = agree, words: str = WORDS, **more: Any) -> None:
    verb(session, place(session, record, role), words, actor=person(session, role), now=NOW, **more)


# -- one after the other ---------------------------------------------------------------------------------------------------


def test_the_levels_come_one_after_the_other_and_the_last_takes_the_step(session: Session) -> None:
    record = submitted(session, "DEPT > VP > GM")
    case = case_of(session, record)
    assert (states(case), waits_for(case)) == ({"DEPT": "open", "VP": "waiting", "GM": "waiting"}, "客户服务中心的承办部门")
    judge(session, record, Role.DEPT)
    assert states(case) == {"DEPT": "agreed", "VP": "open", "GM": "waiting"}
    assert record.status is AccountabilityState.APPROVING
    judge(session, record, Role.VP)
    judge(session, record, Role.GM, words="同意追责")
    assert record.status is AccountabilityState.APPROVED
    assert (case.state, case.closed_at) == (CaseState.AGREED, NOW)
    for box, words in (("dept_opinion", WORDS), ("vp_opinion", WORDS), ("gm_opinion", "同意追责")):
        signed = getattr(record, box)
        assert (signed.agreed, signed.text, signed.at) == (True, words, NOW.isoformat())
    assert record.group_opinion is None
    assert steps_taken(session, record)[-1].words == "同意追责"


def test_nobody_decides_before_his_turn(session: Session) -> None:
    record = submitted(session, "DEPT > VP")
    with pytest.raises(WrongState, match="还没有轮到这一级，现在等待客户服务中心的承办部门审批"):
        judge(session, record, Role.VP)


def test_a_refusal_ends_the_chain_with_its_reason(session: Session) -> None:
    record = submitted(session, "DEPT > VP > GM")
    case = case_of(session, record)
    judge(session, record, Role.DEPT)
    with pytest.raises(Invalid) as refusal:
        judge(session, record, Role.VP, refuse, "  ")
    assert refusal.value.errors == {"words": "请写明驳回的原因"}
    judge(session, record, Role.VP, refuse, "依据不足")
    assert record.status is AccountabilityState.DRAFT
    assert (case.state, states(case)) == (CaseState.REFUSED, {"DEPT": "agreed", "VP": "refused", "GM": "dropped"})
    assert (record.vp_opinion.agreed, record.vp_opinion.text) == (False, "依据不足")
    assert open_case(session, record) is None


def test_a_record_that_comes_again_begins_anew_and_keeps_what_was_said(session: Session) -> None:
    record = submitted(session, "DEPT > VP")
    judge(session, record, Role.DEPT)
    judge(session, record, Role.VP, refuse)
    walk(record, AccountabilityState.APPROVING)
    assert (record.dept_opinion, record.vp_opinion) == (None, None)
    fresh, old = cases_of(session, record)
    assert states(fresh) == {"DEPT": "open", "VP": "waiting"}
    assert [task.words for task in old.tasks] == [WORDS, WORDS]


def test_a_chain_that_is_changed_leaves_the_case_alone(session: Session) -> None:
    record = submitted(session, "DEPT > VP")
    set_chain(session, "GM")
    judge(session, record, Role.DEPT)
    judge(session, record, Role.VP)
    assert record.status is AccountabilityState.APPROVED


@pytest.mark.parametrize("words", ["长" * 501, "甲\0乙"])
def test_words_that_cannot_be_kept_are_refused(session: Session, words: str) -> None:
    record = submitted(session, "VP")
    for verb in (agree, refuse):
        with pytest.raises(Invalid) as refusal:
            judge(session, record, Role.VP, verb, words)
        assert set(refusal.value.errors) == {"words"}


# -- any of them, all of them ----------------------------------------------------------------------------------------------


def test_of_several_the_first_decides(session: Session) -> None:
    record = submitted(session, "VP | GM")
    case, other = case_of(session, record), place(session, record, Role.GM)
    assert waits_for(case) == "分管副总或区域总经理"
    judge(session, record, Role.VP)
    assert (record.status, states(case)) == (AccountabilityState.APPROVED, {"VP": "agreed", "GM": "dropped"})
    with pytest.raises(WrongState, match=r"这一级已由分管副总甲于 2026-11-20 10:42 同意，您的意见没有登记"):
        refuse(session, other, "不同意", actor=person(session, Role.GM), now=NOW)


def test_all_must_agree_and_one_refuses_for_all(session: Session) -> None:
    record = submitted(session, "DEPT & VP > GM")
    case = case_of(session, record)
    assert waits_for(case) == "客户服务中心的承办部门、分管副总"
    judge(session, record, Role.VP)
    assert states(case) == {"DEPT": "open", "VP": "agreed", "GM": "waiting"}
    judge(session, record, Role.DEPT)
    assert states(case)["GM"] == "open"
    other = submitted(session, "DEPT & VP > GM")
    judge(session, other, Role.VP, refuse)
    assert other.status is AccountabilityState.DRAFT


def test_two_places_of_one_level_take_two_people(session: Session) -> None:
    record = submitted(session, "DEPT & VP")
    both = person(session, Role.DEPT, Role.VP)
    agree(session, place(session, record, Role.DEPT), "", actor=both, now=NOW)
    with pytest.raises(Forbidden, match="本级会签须由不同的人办理，您已经签过"):
        agree(session, place(session, record, Role.VP), "", actor=both, now=NOW)


def test_two_at_the_same_instant_and_one_decision_counts(app: Flask, session: Session) -> None:
    """Each in a session and a transaction of his own, as two requests have it."""
    record = submitted(session, "VP | GM")
    case_id, record_id = case_of(session, record).id, record.id
    people = {role: person(session, role) for role in (Role.VP, Role.GM)}
    session.commit()
    with app.app_context():
        engine = db.engine
    ready, said = threading.Barrier(2), dict[Role, str]()

    def decides(role: Role) -> None:
        ready.wait()
        with OfficeSession(engine, info={guard.CLOCK: lambda: NOW, sight.WHOLE: True}) as own:
            guard.install(own)
            tasks = own.scalars(select(ApprovalTask).where(ApprovalTask.approval_id == case_id)).all()
            task = next(task for task in tasks if task.role == role.value)
            try:
                (agree if role is Role.VP else refuse)(own, task, WORDS, actor=people[role], now=NOW)
                own.commit()
                said[role] = "done"
            except Refused as refusal:
                said[role] = refusal.message

    threads = [threading.Thread(target=decides, args=(role,)) for role in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(words == "done" for words in said.values()) == [False, True]
    assert any("您的意见没有登记" in words for words in said.values())
    session.expire_all()
    case, stored = session.get_one(Approval, case_id), session.get_one(Accountability, record_id)
    wanted = AccountabilityState.APPROVED if case.state == CaseState.AGREED else AccountabilityState.DRAFT
    assert stored.status is wanted


# -- whose turn it is ------------------------------------------------------------------------------------------------------


def test_nobody_else_decides(session: Session) -> None:
    record = submitted(session, "VP > GM")
    with pytest.raises(Forbidden, match="本件现在等待分管副总审批"):
        agree(session, place(session, record, Role.VP), "", actor=person(session, Role.CS_HEAD), now=NOW)
    stranger = person(session, Role.CLERK, staff=session.scalars(select(Staff).where(Staff.job_number == "METER_STORE")).one())
    with pytest.raises(Forbidden):
        agree(session, place(session, record, Role.VP), "", actor=stranger, now=NOW)


def test_the_author_decides_nothing(session: Session) -> None:
    set_chain(session, "VP | GM")
    record = make(Accountability, session)
    record.creator = session.scalars(select(Staff).where(Staff.job_number == "VP")).one()
    walk(record, AccountabilityState.APPROVING)
    with pytest.raises(Forbidden, match="填表人不能审批自己填写的单据"):
        judge(session, record, Role.VP)
    assert todo(session, (Accountability,), person(session, Role.VP), NOW, approvals_only=True) == []
    judge(session, record, Role.GM)
    assert record.status is AccountabilityState.APPROVED


def test_who_is_not_on_the_staff_decides_nothing(session: Session) -> None:
    record = submitted(session, "VP")
    nobody = person(session, Role.VP)
    nobody = type(nobody)(user_id=nobody.user_id, staff_id=None, name=nobody.name, roles=nobody.roles)
    with pytest.raises(Forbidden, match="没有对应的员工档案"):
        agree(session, place(session, record, Role.VP), "", actor=nobody, now=NOW)


def test_what_waits_in_a_chain_is_work(session: Session) -> None:
    record = submitted(session, "VP > GM")
    vp, gm = person(session, Role.VP), person(session, Role.GM)
    (task,) = todo(session, (Accountability,), vp, NOW, approvals_only=True)
    assert (task.record, task.is_approval, task.place) == (record, True, place(session, record, Role.VP))
    assert tuple(count_waiting(session, (Accountability,), one, NOW).tasks for one in (vp, gm)) == (1, 0)
    with pytest.raises(Forbidden, match="由审批决定，现在等待分管副总审批"):
        take(session, record, record.steps()[0], {}, actor=vp, now=NOW)


# -- entering --------------------------------------------------------------------------------------------------------------


def leave(session: Session, role: Role) -> None:
    """Nobody holds it any more."""
    staff = session.scalars(select(Staff).where(Staff.job_number == role.value)).one()
    staff.active = False
    session.flush()


def refused_entry(session: Session, record: Any) -> str:
    step = next(step for step in record.steps() if step.target is AccountabilityState.APPROVING)
    values, actor = step_values(record, step, session), person(session, Role.CS_HEAD)
    with pytest.raises(Refused) as refusal:
        take(session, record, step, values, words=WORDS, actor=actor, now=NOW)
    assert (record.status, open_case(session, record)) == (AccountabilityState.DRAFT, None)
    return refusal.value.message


def test_a_level_that_nobody_holds_lets_no_case_in(session: Session) -> None:
    set_chain(session, "DEPT > VP > GM")
    record = make(Accountability, session)
    leave(session, Role.VP)
    assert "第 2 级的分管副总除填表人和送审人外无人担任" in refused_entry(session, record)
    assert any("分管副总现在无人担任" in sentence for sentence in unheld(session))


def test_a_login_that_is_shut_holds_nothing(session: Session) -> None:
    set_chain(session, "GM")
    record = make(Accountability, session)
    session.scalars(select(User).where(User.username == "gm")).one().active = False
    assert "区域总经理除填表人和送审人外无人担任" in refused_entry(session, record)


def test_one_of_several_is_enough_to_let_it_in(session: Session) -> None:
    leave(session, Role.VP)
    assert submitted(session, "VP | GM").status is AccountabilityState.APPROVING


def test_all_of_one_level_must_be_different_people(session: Session) -> None:
    set_chain(session, "VP & GM")
    record = make(Accountability, session)
    vp, gm = (session.scalars(select(User).where(User.username == name)).one() for name in ("vp", "gm"))
    vp.roles, gm.roles = [*vp.roles, *gm.roles], []
    session.flush()
    assert "会签须由不同的人办理" in refused_entry(session, record)


def test_whoever_may_not_read_is_in_no_chain(session: Session) -> None:
    set_chain(session, "METER_STORE")
    assert "表库管理员不能查看" in refused_entry(session, make(Accountability, session))


def test_a_policy_without_the_chain_lets_nothing_in(session: Session) -> None:
    set_chain(session, "GM")
    for row in session.scalars(select(PolicyChain).where(PolicyChain.key == "accountability")):
        row.key = "another"
    session.flush()
    assert "没有规定" in refused_entry(session, make(Accountability, session))


def test_a_void_record_waits_for_nobody(session: Session) -> None:
    record = submitted(session, "VP")
    case = case_of(session, record)
    voided(record)
    assert (case.state, states(case)) == (CaseState.DROPPED, {"VP": "dropped"})
    with pytest.raises(WrongState, match="这次审批已经结束（作废或另行办理）"):
        agree(session, case.tasks[0], "", actor=person(session, Role.VP), now=NOW)


# -- handing over ----------------------------------------------------------------------------------------------------------


def staff_of(session: Session, role: Role) -> Staff:
    return session.scalars(select(Staff).where(Staff.job_number == role.value)).one()


def test_handed_over_it_is_the_other_s_alone(session: Session) -> None:
    record = submitted(session, "VP > GM")
    first = place(session, record, Role.VP)
    hand_over(session, first, staff_of(session, Role.CS_HEAD), "请代为核实", actor=person(session, Role.VP), now=NOW)
    assert (first.state, first.words) == (TaskState.HANDED, "请代为核实")
    assert waits_for(case_of(session, record)) == "客服中心负责人甲（转办）"
    with pytest.raises(WrongState, match="已经转办"):
        agree(session, first, "", actor=person(session, Role.VP), now=NOW)
    with pytest.raises(Forbidden):
        judge(session, record, Role.VP)
    agree(session, place(session, record, Role.VP), "属实", actor=person(session, Role.CS_HEAD), now=NOW)
    assert (record.vp_opinion.name, record.vp_opinion.text) == ("客服中心负责人甲", "属实")
    assert place(session, record, Role.GM).state == TaskState.OPEN


@pytest.mark.parametrize(
    ("role", "sentence"), [(None, "请选择一项"), (Role.VP, "不能转办给本人"), (Role.METER_STORE, "没有查看"), (Role.AUDITOR, "没有查看")]
)  # fmt: skip
def test_to_whom_it_is_not_handed(session: Session, role: Role | None, sentence: str) -> None:
    record = submitted(session, "VP")
    to = staff_of(session, role) if role else None
    with pytest.raises(Invalid) as refusal:
        hand_over(session, place(session, record, Role.VP), to, "", actor=person(session, Role.VP), now=NOW)
    assert sentence in refusal.value.errors["to"]
    assert place(session, record, Role.VP).state == TaskState.OPEN


def test_it_is_not_handed_to_the_author_nor_to_who_has_signed_nor_to_who_has_it(session: Session) -> None:
    record = submitted(session, "DEPT & VP")
    vp = person(session, Role.VP)
    with pytest.raises(Invalid) as refusal:
        hand_over(session, place(session, record, Role.VP), record.creator, "", actor=vp, now=NOW)
    assert "是填表人" in refusal.value.errors["to"]
    judge(session, record, Role.DEPT)
    with pytest.raises(Invalid) as refusal:
        hand_over(session, place(session, record, Role.VP), staff_of(session, Role.DEPT), "", actor=vp, now=NOW)
    assert "在本级已经审批过" in refusal.value.errors["to"]


# -- withdrawing -----------------------------------------------------------------------------------------------------------


def submitter(session: Session, record: Any) -> Any:
    opened = case_of(session, record).opened_by
    assert opened is not None
    return person(session, Role(opened.job_number), staff=opened)


def test_withdrawn_it_goes_back_to_where_it_came_from(session: Session) -> None:
    record = submitted(session, "VP")
    case, who = case_of(session, record), submitter(session, record)
    withdraw(session, case, "补充材料", actor=who, now=NOW)
    assert (record.status, case.state, states(case)) == (AccountabilityState.DRAFT, CaseState.WITHDRAWN, {"VP": "dropped"})
    last = steps_taken(session, record)[-1]
    assert (last.label, last.words, last.by_id) == ("撤回", "补充材料", who.staff_id)
    with pytest.raises(WrongState, match="已经结束（撤回）"):
        withdraw(session, case, actor=who, now=NOW)


def test_only_the_submitter_withdraws_and_only_before_anybody_has_decided(session: Session) -> None:
    record = submitted(session, "DEPT > VP")
    case, who = case_of(session, record), submitter(session, record)
    with pytest.raises(Forbidden, match="只有提交人可以撤回"):
        withdraw(session, case, actor=person(session, Role.GM), now=NOW)
    judge(session, record, Role.DEPT)
    with pytest.raises(WrongState, match="承办部门甲已经审批，不能撤回"):
        withdraw(session, case, actor=who, now=NOW)


# -- what people are told --------------------------------------------------------------------------------------------------


def test_copies_go_to_the_posts_named_and_the_result_to_the_submitter(session: Session) -> None:
    record = submitted(session, "VP", copied_to="ADMIN_DEPT, METER_STORE")
    opened_by = submitter(session, record)
    assert told(session, Role.ADMIN_DEPT, "copy") == []
    judge(session, record, Role.VP)
    assert told(session, Role.ADMIN_DEPT, "copy") == [f"抄送：{record.title} {record.number} 审批结果为同意"]
    assert told(session, Role.METER_STORE, "copy") == []  # may not read the register
    assert any(record.number in text for text in told(session, next(iter(opened_by.roles)), "approval"))


def test_the_appointment_is_refused_by_the_chain_of_its_policy(session: Session) -> None:
    record = walk(make(Appointment, session), ServiceState.REFUSING)
    decide(record, agreed=True, words="同意，做好解释")
    assert record.status is ServiceState.TELLING
    assert record.gm_approval is not None
    assert str(record.gm_approval) == "同意，做好解释　总经理甲　2026-11-20 10:42"
