"""What was signed, decided or reckoned stands: no correction, edit or step undoes it, and the person is told what he does instead."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import (
    ArchivedItem,
    ArchiveHandover,
    ArchiveHold,
    ArchiveLoan,
    Department,
    DestructionList,
    Meter,
    MeterAcceptance,
    MeterVolume,
    Staff,
    StoreRoomCheck,
    VisitTrip,
)
from models.archive_handover import HandoverState
from models.archive_hold import HoldState
from models.archive_loan import LoanState
from models.declare import Register
from models.destruction_list import DestructionState
from models.holding import HoldingState
from models.meter import MeterState
from models.meter_acceptance import AcceptanceState
from models.store_room_check import CheckState
from models.visit import TripState
from rules.moments import local
from rules.refusals import Invalid
from rules.roles import Role
from services.correct import correct, correctable
from services.holders import judges
from services.records import edit
from services.rights import editable
from services.step import take
from tests.cast import NOW
from tests.make import in_order, keeper, make, person, step_values, taker, walk
from tests.of_archive import condemning, expired_item
from tests.services.eyes import session_of

TODAY = local(NOW).date()


def other_person(session: Session, record: Any) -> Staff:
    busy = {one.id for name, field in record.fields.items() if field.is_link and isinstance(one := getattr(record, name), Staff)}
    able = [role.value for role in in_order(judges(type(record)))]
    there = session.scalars(select(Staff).where(Staff.job_number.in_(able)).order_by(Staff.id))
    return next(one for one in there if one.id not in busy)


def other_unit(session: Session, record: MeterAcceptance) -> Department:
    return next(one for one in session.scalars(select(Department).order_by(Department.id)) if one is not record.installer)


def destroyed_item(session: Session) -> Any:
    return walk(make(DestructionList, session), DestructionState.DONE).rows[0].item


#: Of each register: where it stands, which fields are sealed there, and what a person would like to write.
SEALED: dict[str, tuple[Callable[[Session], Any], dict[str, Callable[[Session, Any], object]]]] = {
    "item on the shelf": (
        lambda session: walk(make(ArchivedItem, session, doc_date="20200000", retention="permanent"), HoldingState.SHELVED),
        {"retention": lambda *_: "10", "doc_date": lambda *_: "20010000", "filed_on": lambda *_: TODAY.replace(year=2011)}),
    "volume on the shelf": (
        lambda session: walk(make(MeterVolume, session, retention="permanent"), HoldingState.SHELVED),
        {"retention": lambda *_: "10", "connection_no": lambda *_: "JS-0"}),
    "item destroyed": (destroyed_item, {"destroyed_at": lambda *_: NOW - timedelta(days=400)}),
    "loan allowed": (
        lambda session: walk(make(ArchiveLoan, session, mode="read"), LoanState.AGREED),
        {"mode": lambda *_: "out", "borrower": other_person, "volume": lambda session, _: make(MeterVolume, session)}),
    "hold released": (
        lambda session: walk(make(ArchiveHold, session, until=TODAY), HoldState.RELEASED), {"until": lambda *_: TODAY + timedelta(days=9)}),
    "destruction approved": (
        lambda session: walk(make(DestructionList, session), DestructionState.APPROVED),
        {"appraisal": lambda session, _: condemning(session, expired_item(session))}),
    "destruction signed by the first": (
        lambda session: walk(make(DestructionList, session), DestructionState.SIGNED),
        {"destroyer1": other_person, "destroyer2": other_person, "destroyed_at": lambda *_: NOW - timedelta(days=400),
         "place": lambda *_: "别处"}),
    "acceptance, its meters fetched": (
        lambda session: walk(make(MeterAcceptance, session, work_kind="enlarge"), AcceptanceState.APPOINTED),
        {"work_kind": lambda *_: "new", "installer": other_unit, "connection_no": lambda *_: "JS-0"}),
    "handover counted": (
        lambda session: walk(make(ArchiveHandover, session, reason="staff"), HandoverState.COUNTED),
        {"reason": lambda *_: "deposit", "from_person": other_person, "to_person": other_person}),
    "store room in order": (
        lambda session: walk(make(StoreRoomCheck, session), CheckState.DONE),
        {"temperature": lambda *_: 38, "facility": lambda *_: "faulty", "room": lambda *_: "另一库"}),
    "meter taken down": (
        lambda session: walk(make(Meter, session), MeterState.REMOVED), {"removed_on": lambda *_: TODAY.replace(year=2011)}),
}  # fmt: skip


@pytest.mark.parametrize("where", SEALED)
def test_no_correction_undoes_what_was_decided(where: str, session: Session) -> None:
    begun, wanted = SEALED[where]
    record = begun(session)
    session.commit()
    who = keeper(session, type(record))
    assert not wanted.keys() & {*correctable(who, record), *editable(who, record)}
    for name, value in wanted.items():
        before = getattr(record, name)
        with pytest.raises(Invalid) as refused:
            correct(session, record, name, value(session, record), "录入有误", actor=who, now=NOW)
        assert f"“{record.fields[name].label}”不能再改；" in refused.value.errors[name]
        assert getattr(record, name) == before


def test_what_is_not_sealed_is_corrected_as_before(session: Session) -> None:
    loan = walk(make(ArchiveLoan, session), LoanState.AGREED)
    correct(session, loan, "purpose", "核对旧表", "录入有误", actor=keeper(session, ArchiveLoan), now=NOW)
    assert loan.purpose == "核对旧表"
    trip = walk(make(VisitTrip, session), TripState.BACK)
    assert "visitor" in correctable(keeper(session, VisitTrip), trip)


# -- holdings: the code says the term and the year, also on the archivist's table -----------------------------------------------------


def on_the_table_again(session: Session, register: type[Register]) -> Any:
    holding = walk(walk(make(register, session, retention="permanent"), HoldingState.SHELVED), HoldingState.OPEN)
    session.commit()
    return holding


@pytest.mark.parametrize("register", [ArchivedItem, MeterVolume], ids=lambda one: one.__name__)
def test_a_term_that_stands_in_the_code_is_not_edited(register: type[Register], session: Session) -> None:
    holding, archivist = on_the_table_again(session, register), person(session, Role.ARCHIVIST)
    with pytest.raises(Invalid) as refused:
        edit(session, holding, {"retention": "10"}, actor=archivist, now=NOW)
    assert refused.value.errors == {"retention": "本单已有“档号”，“保管期限”不能再改；档号已据此编定，需要延长保管的请办理档案鉴定"}
    title = "item_title" if register is ArchivedItem else "volume_title"
    edit(session, holding, {title: "JS-1 水表档案（整理）"}, actor=archivist, now=NOW)
    code = holding.archival_code
    assert (walk(holding, HoldingState.SHELVED).retention, holding.archival_code) == ("permanent", code)


@pytest.mark.parametrize("typed", [None, "QH01-SB·2026-Y-KFZX-009"])
def test_the_code_is_not_taken_away_to_break_the_seal(typed: str | None, session: Session) -> None:
    volume = on_the_table_again(session, MeterVolume)
    code = volume.archival_code
    with pytest.raises(Invalid) as refused:
        edit(session, volume, {"archival_code": typed}, actor=person(session, Role.ARCHIVIST), now=NOW)
    assert refused.value.errors == {"archival_code": f"档号已编为 {code}，不能改动"}


def test_a_code_that_was_typed_too_early_is_taken_back(session: Session) -> None:
    """No code was given yet: what stands in the box is nobody's promise."""
    volume, archivist = make(MeterVolume, session, archival_code=None), person(session, Role.ARCHIVIST)
    edit(session, volume, {"archival_code": "QH01-SB·2026-Y-KFZX-009"}, actor=archivist, now=NOW)
    assert "retention" not in editable(archivist, volume)
    edit(session, volume, {"archival_code": None}, actor=archivist, now=NOW)
    edit(session, volume, {"retention": "10"}, actor=archivist, now=NOW)
    assert volume.retention == "10"


def test_a_step_does_not_write_over_a_seal_but_sends_it_back_as_it_was(session: Session) -> None:
    item = on_the_table_again(session, ArchivedItem)
    assert item.filed_on is not None
    step = next(step for step in item.steps() if step.target is HoldingState.SHELVED)
    values = step_values(item, step, session)
    with pytest.raises(Invalid) as refused:
        take(session, item, step, values | {"filed_on": TODAY.replace(year=2011)}, actor=taker(session, item, step), now=NOW)
    assert "“归档日期”不能再改" in refused.value.errors["filed_on"]
    session.refresh(item)
    take(session, item, step, values | {"filed_on": item.filed_on}, actor=taker(session, item, step), now=NOW)
    assert item.status is HoldingState.SHELVED


def test_what_a_picked_record_gives_does_not_break_a_seal(session: Session) -> None:
    first, second = (make(Meter, session, connection_no=point) for point in ("JS-1", "JS-2"))
    volume = make(MeterVolume, session, meter=first, connection_no="JS-1")
    walk(walk(volume, HoldingState.SHELVED), HoldingState.OPEN)
    edit(session, volume, {"meter": second}, actor=person(session, Role.ARCHIVIST), now=NOW)
    assert (volume.meter, volume.connection_no) == (second, "JS-1")


# -- a hold stands from its first day -------------------------------------------------------------------------------------------------


def test_a_hold_does_not_wander_to_another_holding(session: Session) -> None:
    hold, archivist = make(ArchiveHold, session), person(session, Role.ARCHIVIST)
    assert "volume" not in editable(archivist, hold)
    with pytest.raises(Invalid) as refused:
        edit(session, hold, {"volume": None, "item": expired_item(session)}, actor=archivist, now=NOW)
    assert refused.value.errors == {"volume": "本单已有“编号”，“案卷”不能再改；请作废后重新登记"}
    session.expire(hold)
    edit(session, hold, {"basis": "〔2026〕8 号"}, actor=archivist, now=NOW)


@pytest.mark.parametrize(
    ("was", "to", "said"),
    [
        (9, 8, "现为冻结至 2026-11-29，只能延长，不能缩短；写错的，请作废后重新登记"),
        (9, 9, ""), (9, 10, ""), (9, None, ""), (None, None, ""),
        (None, 900, "现为不定期冻结，不能改为定期；不再需要冻结的，由客服中心负责人或分管领导办理“解除冻结”"),
    ],
)  # fmt: skip
def test_a_hold_is_only_lengthened(was: int | None, to: int | None, said: str, session: Session) -> None:
    first, last = (TODAY + timedelta(days=days) if days else None for days in (was, to))
    hold = make(ArchiveHold, session, until=first)
    session.commit()
    if not said:
        edit(session, hold, {"until": last}, actor=person(session, Role.ARCHIVIST), now=NOW)
        assert hold.until == last
        return
    with pytest.raises(Invalid) as refused:
        edit(session, hold, {"until": last}, actor=person(session, Role.ARCHIVIST), now=NOW)
    assert refused.value.errors == {"until": said}


# -- what a return opens again --------------------------------------------------------------------------------------------------------


def test_who_was_named_is_changed_after_a_return(session: Session) -> None:
    """Nothing was burnt: the list goes back, the signature with it, and others are named."""
    made, archivist = walk(make(DestructionList, session), DestructionState.SIGNED), person(session, Role.ARCHIVIST)
    for label in ("未销毁，退回", "改派监销人", "指定监销人"):
        step = next(step for step in made.steps() if step.label == label)
        values = step_values(made, step, session)
        if label == "指定监销人":
            values |= {"destroyer1": (third := other_person(session, made)), "others": []}
        take(session, made, step, values, words="当日未销毁", actor=archivist, now=NOW)
    assert (made.status, made.destroyer1) == (DestructionState.NAMED, third)


def test_what_is_sealed_is_known_without_being_seen(session: Session) -> None:
    """The second destroyer may not read the appraisal that the list goes by; it is there all the same, and he signs."""
    made = walk(make(DestructionList, session), DestructionState.SIGNED)
    made.destroyer2 = session.get_one(Staff, person(session, Role.CLERK).staff_id)
    session.commit()
    clerk = person(session, Role.CLERK)
    with session_of(session, clerk) as own:
        mine = own.get(DestructionList, made.id)
        assert mine is not None
        step = next(step for step in mine.steps() if step.target is DestructionState.DONE)
        take(own, mine, step, {}, actor=clerk, now=NOW)
        assert mine.status is DestructionState.DONE
