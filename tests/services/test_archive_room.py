"""档案室: terms, freezes, appraisal and handing over by three; what is held stays, whoever asks."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import (
    Appraisal,
    ArchiveHandover,
    ArchiveHold,
    Meter,
    MeterPaper,
    MeterVolume,
    PaperReceipt,
    Place,
    Staff,
)
from models.appraisal import AppraisalState
from models.archive_handover import HandoverState
from models.archive_hold import HoldState
from models.complaint import Complaint
from models.holding import HoldingState
from models.meter import MeterState
from models.paper_receipt import ReceiptState
from rules.moments import local
from rules.refusals import Forbidden, Invalid
from rules.roles import Role
from services.lookup import lookup
from services.step import take
from tests.cast import NOW
from tests.make import make, person, step_values, voided, walk
from tests.of_archive import condemning, expired_item
from tests.services.archive import hold, kept, press

TODAY = local(NOW).date()


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
