"""档案销毁: by two, after the chain and the days of grace; what is held, lent or not condemned stays, whoever asks and at whatever door."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models import (
    Appraisal,
    ArchivedItem,
    ArchiveLoan,
    DestructionList,
    Staff,
)
from models.appraisal import AppraisalState
from models.approval import TaskState
from models.archive_hold import HoldState
from models.archive_loan import LoanState
from models.destruction_list import DestructionState
from models.holding import HoldingState
from models.policy import PolicyValue
from rules.moments import local
from rules.refusals import Forbidden, Invalid, Refused, WrongState
from rules.roles import Role
from services.approval_cases import open_case
from services.approve import agree
from services.delegation import delegate
from services.settle import settle
from services.step import proceed, take
from services.void import void
from tests.cast import NOW
from tests.make import decide, make, person, walk
from tests.of_archive import expired_item
from tests.services.archive import hold, listed, press

TODAY = local(NOW).date()


def test_a_list_takes_over_what_was_condemned_and_no_more(session: Session) -> None:
    item, kept_one, made = expired_item(session), expired_item(session), make(Appraisal, session)
    rows = [{"item": item, "verdict": "destroy", "reason": "期满"}, {"item": kept_one, "verdict": "keep"}]
    press(session, made, "提交组长", rows=rows)
    with pytest.raises(Invalid, match="1 处"):
        make(DestructionList, session, appraisal=made)
    walk(made, AppraisalState.AGREED)
    first = make(DestructionList, session, appraisal=made)
    assert [(line.item, line.kept_years, line.pages, line.reason, line.holding_code) for line in first.rows] == [
        (item, 15, 8, "期满", item.archival_code)]  # fmt: skip
    with pytest.raises(Invalid) as refused:
        make(DestructionList, session, appraisal=made)
    assert refused.value.errors == {"appraisal": "该鉴定意见表已造册"}


def test_destroyed_by_two_and_the_catalogue_says_so(session: Session) -> None:
    item = expired_item(session)
    made = walk(listed(session, item), DestructionState.DONE)
    assert (item.status, item.destroyed_at) == (HoldingState.DESTROYED, NOW)
    assert made.destroyer1_sign is not None
    assert made.destroyer2_sign is not None
    assert made.destroyer1_sign.staff_id != made.destroyer2_sign.staff_id
    with pytest.raises(WrongState):
        void(session, made, "登记有误", actor=person(session, Role.CS_HEAD), now=NOW)
    with pytest.raises(WrongState):
        void(session, item, "登记有误", actor=person(session, Role.ARCHIVIST), now=NOW)


@pytest.mark.parametrize("state", [
    DestructionState.DRAFT, DestructionState.APPROVING, DestructionState.APPROVED, DestructionState.NAMED, DestructionState.SIGNED,
])  # fmt: skip
def test_a_freeze_stops_the_list_wherever_it_stands(state: DestructionState, session: Session) -> None:
    item = expired_item(session)
    made = walk(listed(session, item), state)
    frozen = hold(session, item)
    with pytest.raises(Invalid) as refused:
        walk(made, DestructionState.DONE)
    assert refused.value.errors["rows"] == f"“{item}”不得销毁：已冻结（审计 {frozen.number}）"
    assert (made.status, item.status) == (state, HoldingState.SHELVED)


def test_a_freeze_stops_the_group_as_it_stops_the_leader(session: Session) -> None:
    item = expired_item(session)
    made = walk(listed(session, item), DestructionState.APPROVING)
    frozen = hold(session, item)
    session.commit()
    case = open_case(session, made)
    assert case is not None
    first = next(task for task in case.tasks if task.state == TaskState.OPEN)
    assert (first.role, len({task.level for task in case.tasks})) == (Role.GROUP.value, 2)
    with pytest.raises(Invalid) as refused:
        agree(session, first, actor=person(session, Role.GROUP), now=NOW)
    assert refused.value.errors == {"rows": f"“{item}”不得销毁：已冻结（审计 {frozen.number}）"}
    session.rollback()
    assert (first.state, made.group_opinion) == (TaskState.OPEN, None)
    walk(frozen, HoldState.RELEASED)
    agree(session, first, actor=person(session, Role.GROUP), now=NOW)
    assert made.group_opinion is not None


def test_a_list_with_a_frozen_paper_can_still_be_refused(session: Session) -> None:
    item = expired_item(session)
    made = walk(listed(session, item), DestructionState.APPROVING)
    hold(session, item)
    decide(made, agreed=False)
    assert made.status is DestructionState.DRAFT


def test_the_approver_destroys_nothing_and_nobody_twice(session: Session) -> None:
    made = walk(listed(session, expired_item(session)), DestructionState.APPROVED)
    vp = session.get(Staff, person(session, Role.VP).staff_id)
    one, other = (session.get(Staff, person(session, role).staff_id) for role in (Role.CS_SUP, Role.ADMIN_DEPT))
    for pair, sentence in (
        ((one, vp), "批准人不得兼任监销人"),
        ((vp, one), "批准人不得兼任监销人"),
        ((one, one), "监销人须为不同的人"),
    ):
        with pytest.raises(Invalid) as refused:
            press(session, made, "指定监销人", destroyer1=pair[0], destroyer2=pair[1])
        assert refused.value.errors == {"destroyer2": f"不得销毁：{sentence}。"}
    press(session, made, "指定监销人", destroyer1=one, destroyer2=other)
    with pytest.raises(Forbidden):
        press(session, made, "第一监销人签字", person(session, Role.GROUP, staff=other))


def test_who_let_a_deputy_approve_destroys_nothing_either(session: Session) -> None:
    made = walk(listed(session, expired_item(session)), DestructionState.APPROVING)
    vp, deputy = (session.get(Staff, person(session, role).staff_id) for role in (Role.VP, Role.CS_HEAD))
    assert vp is not None
    assert deputy is not None
    delegate(session, vp, deputy, TODAY, TODAY, "出差", actor=person(session, Role.VP), now=NOW)
    for role, actor in ((Role.GROUP, person(session, Role.GROUP)), (Role.VP, person(session, Role.CS_HEAD))):
        case = open_case(session, made)
        assert case is not None
        agree(session, next(task for task in case.tasks if task.role == role.value), "同意", actor=actor, now=NOW)
    session.commit()
    session.refresh(made)
    assert made.leader_opinion is not None
    assert (made.leader_opinion.staff_id, made.leader_opinion.in_place_of) == (deputy.id, vp.id)
    other, group = (session.get(Staff, person(session, role).staff_id) for role in (Role.ADMIN_DEPT, Role.GROUP))
    for who in (vp, deputy, group):
        with pytest.raises(Invalid) as refused:
            press(session, made, "指定监销人", destroyer1=who, destroyer2=other)
        assert refused.value.errors == {"destroyer2": "不得销毁：批准人不得兼任监销人。"}


def test_more_than_can_sign_are_not_said_to_have_destroyed(session: Session) -> None:
    session.execute(update(PolicyValue).where(PolicyValue.key == "destroyers_least").values(value="3"))
    made = walk(listed(session, expired_item(session)), DestructionState.APPROVED)
    with pytest.raises(Invalid) as refused:
        press(session, made, "指定监销人")
    said = refused.value.errors["destroyer2"]
    assert said == "现行方案要求 3 人以上销毁并签字，本清册只有 2 个签字位，请系统管理员核对方案“销毁档案最少人数”"


def test_the_days_of_grace_are_kept(session: Session) -> None:
    session.execute(update(PolicyValue).where(PolicyValue.key == "destruction_cooling_days").values(value="7"))
    made = walk(listed(session, expired_item(session)), DestructionState.NAMED)
    with pytest.raises(Invalid) as refused:
        press(session, made, "第一监销人签字")
    assert refused.value.errors == {"destroyed_at": "批准后须满 7 天，2026-11-27 起方可销毁"}


def test_no_other_door_destroys(session: Session) -> None:
    """Neither the step itself, nor the old books, nor a loan in between."""
    item = expired_item(session, retention="30")
    step = next(step for step in item.steps() if step.target is HoldingState.DESTROYED)
    for actor in (person(session, Role.ARCHIVIST), person(session, Role.SYSADMIN)):
        with pytest.raises(Forbidden):
            take(session, item, step, {"destroyed_at": NOW}, actor=actor, now=NOW)
        with pytest.raises(Invalid):
            proceed(session, item, step, {}, "", actor, NOW)
        with pytest.raises(Invalid) as refused:
            proceed(session, item, step, {"destroyed_at": NOW}, "", actor, NOW)
        assert refused.value.errors == {"destroyed_at": "不得销毁：保管期限至 2040-12-31，尚未届满"}
        session.refresh(item)
    fresh = make(ArchivedItem, session, doc_date="20200000")
    with pytest.raises(Refused):
        settle(session, fresh, HoldingState.DESTROYED, {"destroyed_at": NOW}, actor=person(session, Role.SYSADMIN), now=NOW)


def test_the_old_books_destroy_nothing_that_stands_on_the_shelf(session: Session) -> None:
    item = expired_item(session)
    made = listed(session, item)
    one, other = session.scalars(select(Staff).order_by(Staff.id).offset(1).limit(2))
    gone = {"place": "市造纸厂", "method": "pulp", "destroyer1": one, "destroyer2": other, "destroyed_at": NOW}
    with pytest.raises(Invalid) as refused:
        settle(session, made, DestructionState.DONE, gone, actor=person(session, Role.SYSADMIN), now=NOW)
    assert "现在是“在库”，而按旧台账已办理“第二监销人签字，销毁”，应为“已销毁”" in refused.value.errors["rows"]


def test_what_is_lent_is_not_destroyed(session: Session) -> None:
    item = expired_item(session)
    made = walk(listed(session, item), DestructionState.SIGNED)
    loan = walk(make(ArchiveLoan, session, volume=None, item=item), LoanState.LENT)
    with pytest.raises(Invalid) as refused:
        walk(made, DestructionState.DONE)
    assert f"现在是“借出”（{loan.number}：" in refused.value.errors["rows"]
