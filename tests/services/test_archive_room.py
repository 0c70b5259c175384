"""档案室: handing over by three, freezing, appraisal, and destruction by two; what is held or whose term runs on stays, whoever asks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models import (
    Appraisal,
    ArchivedItem,
    ArchiveHandover,
    ArchiveHold,
    ArchiveLoan,
    DestructionList,
    Meter,
    MeterPaper,
    MeterVolume,
    PaperReceipt,
    Place,
    Staff,
)
from models.appraisal import AppraisalState
from models.approval import TaskState
from models.archive_handover import HandoverState
from models.archive_hold import HoldState
from models.archive_loan import LoanState
from models.complaint import Complaint
from models.declare import Register
from models.destruction_list import DestructionState
from models.holding import HoldingState, why_kept_now
from models.meter import MeterState
from models.paper_receipt import ReceiptState
from models.policy import PolicyValue
from rules.moments import local
from rules.refusals import Forbidden, Invalid, Refused, WrongState
from rules.roles import Role
from services.approval_cases import open_case
from services.approve import agree
from services.delegation import delegate
from services.house import HouseNow
from services.lookup import lookup
from services.settle import settle
from services.step import proceed, take
from services.void import void
from tests.cast import NOW
from tests.make import decide, make, person, step_values, taker, voided, walk
from tests.of_archive import condemning, expired_item

TODAY = local(NOW).date()
LONG_AGO = NOW - timedelta(days=20 * 365)


def press(session: Session, record: Register, label: str, actor: Any = None, words: str = "", **values: object) -> None:
    step = next(step for step in record.steps() if step.label == label)
    given = step_values(record, step, session) | values
    take(session, record, step, given, words=words or "依表据实填写", actor=actor or taker(session, record, step), now=NOW)


def hold(session: Session, item: ArchivedItem, **given: object) -> ArchiveHold:
    return make(ArchiveHold, session, volume=None, item=item, **{"reason": "audit", "until": None} | given)


def listed(session: Session, item: ArchivedItem) -> DestructionList:
    return make(DestructionList, session, appraisal=condemning(session, item))


def kept(session: Session, holding: Any) -> str | None:
    return why_kept_now(holding, HouseNow(session, NOW))


# -- how long it is kept -------------------------------------------------------------------------------------------------------


def test_the_term_of_an_item_runs_from_the_end_of_the_year(session: Session) -> None:
    item = expired_item(session, doc_date="20160000")
    assert kept(session, item) == "不得销毁：保管期限至 2026-12-31，尚未届满"
    assert kept(session, expired_item(session, doc_date="20150000")) is None
    assert kept(session, expired_item(session, doc_date="19500000", retention="permanent")) == "不得销毁：保管期限为永久"


def volume_of(session: Session, meter: Meter | None, doc_date: str) -> MeterVolume:
    """A volume of ten years with one paper in it, at the point of that meter."""
    point = {"connection_no": meter.connection_no} if meter is not None else {}
    volume = make(MeterVolume, session, retention="10", meter=meter, **point)
    make(MeterPaper, session, volume=volume, doc_date=doc_date)
    return walk(volume, HoldingState.SHELVED)


def test_the_term_of_a_volume_runs_from_its_last_paper_and_not_while_water_is_taken(session: Session) -> None:
    assert kept(session, volume_of(session, None, "20100300")) is None
    meter = walk(make(Meter, session), MeterState.IN_USE)
    volume = volume_of(session, meter, "20100300")
    assert kept(session, volume) == "不得销毁：所记事项尚未终结，保管期限还没有起算"
    walk(meter, MeterState.REMOVED)
    assert kept(session, volume) == "不得销毁：保管期限至 2036-12-31，尚未届满"


# -- what freezes it -----------------------------------------------------------------------------------------------------------


def test_several_freezes_stand_at_once_and_the_last_that_is_lifted_frees_it(session: Session) -> None:
    item = expired_item(session)
    first, second = hold(session, item), hold(session, item, reason="lawsuit")
    assert kept(session, item) == f"不得销毁：已冻结（审计 {first.number}）；已冻结（诉讼 {second.number}）"
    walk(first, HoldState.RELEASED)
    assert kept(session, item) == f"不得销毁：已冻结（诉讼 {second.number}）"
    voided(second)
    assert kept(session, item) is None


def test_an_archivist_does_not_lift_a_freeze_alone(session: Session) -> None:
    frozen = hold(session, expired_item(session))
    with pytest.raises(Forbidden):
        press(session, frozen, "解除冻结", person(session, Role.ARCHIVIST))
    until = hold(session, expired_item(session), until=TODAY + timedelta(days=9))
    with pytest.raises(Invalid):
        press(session, until, "解除冻结", person(session, Role.CS_HEAD), released_on=TODAY)


def test_an_open_complaint_of_the_customer_freezes_his_papers(session: Session) -> None:
    volume = volume_of(session, None, "20100300")
    complaint = make(Complaint, session, customer=volume.customer)
    assert kept(session, volume) == f"不得销毁：已冻结（未结投诉 {complaint.number}）"
    voided(complaint)
    assert kept(session, volume) is None


def test_a_complaint_of_nobody_known_freezes_nothing(session: Session) -> None:
    make(Complaint, session, customer=None)
    assert kept(session, expired_item(session)) is None


# -- appraisal -----------------------------------------------------------------------------------------------------------------


def test_what_is_kept_is_not_condemned(session: Session) -> None:
    item = expired_item(session, doc_date="20200000")
    with pytest.raises(Invalid) as refused:
        condemning(session, item)
    assert refused.value.errors == {"rows-0-verdict": "不得销毁：保管期限至 2030-12-31，尚未届满"}


def test_the_opinion_says_how_long_it_was_kept_and_wants_three_members(session: Session) -> None:
    made = condemning(session, expired_item(session))
    (line,) = made.rows
    assert (line.kept_years, line.term, line.holding_code) == (15, "10年", line.item.archival_code)
    fresh = make(Appraisal, session)
    submit = next(step for step in fresh.steps() if step.target is AppraisalState.WAITING)
    given = step_values(fresh, submit, session)
    with pytest.raises(Invalid) as refused:
        press(session, fresh, submit.label, members=given["members"][:2])  # type: ignore[index]
    assert refused.value.errors == {"members": "鉴定小组成员不少于 3 人，且均须签字（填写签字日期）"}


def test_what_is_to_be_kept_longer_is_frozen_until_that_day(session: Session) -> None:
    item, made = expired_item(session), make(Appraisal, session)
    until = TODAY + timedelta(days=365)
    rows = [{"item": item, "verdict": "extend", "extend_to": until, "reason": "涉及未了结的工程"}]
    press(session, made, "提交组长", rows=rows)
    walk(made, AppraisalState.AGREED)
    frozen = session.scalars(select(ArchiveHold).where(ArchiveHold.item_id == item.id)).one()  # type: ignore[attr-defined]
    assert (frozen.reason, frozen.until, frozen.basis) == ("extended", until, made.number)
    assert kept(session, item) == f"不得销毁：已冻结（鉴定延期保管 {frozen.number}）"


# -- destruction ---------------------------------------------------------------------------------------------------------------


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


# -- handing over --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("reason", "state"), [
    ("staff", HoldingState.SHELVED), ("filing", HoldingState.SHELVED), ("reorganised", HoldingState.TRANSFERRED),
    ("deposit", HoldingState.TRANSFERRED),
])  # fmt: skip
def test_what_goes_to_another_archive_leaves_our_shelves(reason: str, state: HoldingState, session: Session) -> None:
    made = make(ArchiveHandover, session, reason=reason)
    if state is HoldingState.TRANSFERRED:
        walk(made, HandoverState.ASKED)
    walk(made, HandoverState.COUNTED)
    press(session, made, "监交签字")
    assert {line.volume.status for line in made.rows} == {state}  # type: ignore[union-attr]


def test_three_persons_count(session: Session) -> None:
    one, other = (session.get(Staff, person(session, role).staff_id) for role in (Role.CS_SUP, Role.ADMIN_DEPT))
    for three in ((one, one, other), (one, other, one), (other, one, one)):
        with pytest.raises(Invalid) as refused:
            make(ArchiveHandover, session, **dict(zip(("from_person", "to_person", "witness"), three, strict=True)))
        assert "三个不同的人" in refused.value.errors["witness"]


def test_a_list_under_count_is_neither_shortened_nor_exchanged(session: Session) -> None:
    made = walk(make(ArchiveHandover, session), HandoverState.COUNTING)
    first, other = made.rows[0], walk(make(MeterVolume, session), HoldingState.SHELVED)
    session.commit()
    for volume in (first.volume, other):
        rows = [{"id": first.id, "volume": volume, "count_result": "match"}, *([] if volume is first.volume else [{"volume": other}])]
        with pytest.raises(Invalid) as refused:
            press(session, made, "点交签收", rows=rows)
        assert refused.value.errors["rows"] == "清册提交后不能增减或更换，缺少的请注明"
        session.rollback()


def test_what_is_missing_is_said_and_stays(session: Session) -> None:
    made = walk(walk(make(ArchiveHandover, session, reason="deposit"), HandoverState.ASKED), HandoverState.COUNTING)
    there, gone = made.rows
    rows: list[dict[str, object]] = [
        {"id": there.id, "volume": there.volume, "count_result": "match"},
        {"id": gone.id, "volume": gone.volume, "count_result": None},
    ]
    for result, note, column, sentence in ((None, None, "count_result", "尚未点交"), ("missing", None, "count_note", "请写明缺少什么")):
        rows[1] |= {"count_result": result, "count_note": note}
        with pytest.raises(Invalid) as refused:
            press(session, made, "点交签收", rows=rows)
        assert refused.value.errors == {f"rows-1-{column}": sentence}
    rows[1] |= {"count_result": "missing", "count_note": "缺全卷，另查"}
    press(session, made, "点交签收", rows=rows)
    press(session, made, "监交签字")
    assert [line.volume.status for line in made.rows] == [HoldingState.TRANSFERRED, HoldingState.SHELVED]  # type: ignore[union-attr]


def test_a_paper_does_not_go_into_another_point_s_volume(session: Session) -> None:
    receipt = walk(make(PaperReceipt, session, connection_no="JS-1"), ReceiptState.RECEIVED)
    other = make(MeterVolume, session, connection_no="JS-2")
    step = next(step for step in receipt.steps() if step.target is ReceiptState.FILED)
    with pytest.raises(Invalid) as refused:
        take(session, receipt, step, {"volume": other}, actor=person(session, Role.ARCHIVIST), now=NOW)
    assert refused.value.errors == {"volume": "该案卷是接水点 JS-2 的，本文件属于接水点 JS-1"}


def test_a_place_has_one_card_and_is_found_as_it_is_said(session: Session) -> None:
    first = make(Place, session, room="一库", rack="3架", shelf="1层", box="2盒")
    with pytest.raises(Invalid) as refused:
        make(Place, session, room="一库", rack="3架", shelf="1层", box="2盒")
    assert refused.value.errors == {"box": f"这个位置已有位置卡 {first.number}"}
    make(Place, session, room="一库", rack="3架", shelf="1层", box="3盒")
    archivist = person(session, Role.ARCHIVIST)
    assert lookup(session, Place, "一库3架1层2盒", archivist) == [first]


def test_a_volume_is_found_by_the_code_on_its_spine(session: Session) -> None:
    volume = walk(make(MeterVolume, session), HoldingState.SHELVED)
    make(MeterVolume, session)
    assert volume.archival_code
    assert lookup(session, MeterVolume, volume.archival_code, person(session, Role.ARCHIVIST)) == [volume]
