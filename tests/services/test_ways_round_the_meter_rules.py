"""Ways round the rules about meters that somebody tried: days saved beforehand, sizes that are typed, one meter in several papers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from models import ClosingRequest, Meter, MeterSwap, MeterTest, RemovalTask, SwapCheck, SwapNotice, SwapPlan, UseChange
from models.meter import MeterState
from models.removal import ClosingState, RemovalState
from models.swap import SwapState
from models.swap_notice import SwapNoticeState
from models.use_change import UseChangeState
from rules.moments import local
from rules.refusals import Invalid
from rules.roles import Role
from services import records
from services.correct import correct
from tests.cast import NOW
from tests.make import WORDS, make, person, walk
from tests.of_meters import in_the_store, newcomer, on_the_wall
from tests.services.eyes import actor_with, in_department, put, session_of
from tests.services.steps import go, refused

TODAY = local(NOW).date()


def not_made(register: type[Any], session: Session, **given: object) -> dict[str, str]:
    with pytest.raises(Invalid) as refusal:
        make(register, session, **given)
    return dict(refusal.value.errors)


def save(record: Any, role: Role, **values: object) -> None:
    """An edit of that alone, by who changes the meter or by the store."""
    session = Session.object_session(record)
    assert session is not None
    replacer = record.replacer if role is Role.METER_MAN else None
    records.edit(session, record, values, actor=person(session, role, staff=replacer), now=NOW)
    session.flush()


def ready_to_change(session: Session) -> MeterSwap:
    """The new meter is fetched, and the customer has signed."""
    swap = walk(make(MeterSwap, session), SwapState.ISSUED)
    walk(swap.notice_ref, SwapNoticeState.SIGNED)  # type: ignore[type-var] # fetching has opened it
    return swap


# -- days that were saved before ---------------------------------------------------------------------------------------


def test_a_saved_day_of_change_lets_no_wrong_work_pass(session: Session) -> None:
    swap = ready_to_change(session)
    save(swap, Role.METER_MAN, replaced_on=TODAY)
    assert set(refused(swap, SwapState.CHANGED, reading_agrees=False, direction_ok=False)) == {"old_reading", "direction_ok"}


def test_a_saved_day_of_fetching_lets_no_other_size_pass(session: Session) -> None:
    swap, other = walk(make(MeterSwap, session), SwapState.SIGNED), make(Meter, session, caliber="DN50")
    save(swap, Role.METER_STORE, issued_on=TODAY)
    assert refused(swap, SwapState.ISSUED, new_meter=other) == {"new_meter": "新表口径 DN50 与旧表口径 DN20 不符"}


def test_a_saved_day_of_fetching_gives_nothing_out_while_the_last_old_one_is_out(session: Session) -> None:
    man = newcomer(session)
    first, second = (make(MeterSwap, session, replacer=man) for _ in range(2))
    go(first, SwapState.SIGNED)
    go(second, SwapState.SIGNED)
    save(second, Role.METER_STORE, issued_on=TODAY)
    walk(first, SwapState.CHANGED)
    assert first.meter.meter_no in refused(second, SwapState.ISSUED)["prev_returned"]


def test_a_saved_day_of_acceptance_asks_for_the_old_meter_all_the_same(session: Session) -> None:
    request = walk(make(UseChange, session, change_kind="enlarge", new_caliber="DN25"), UseChangeState.BUILDING)
    request.accepted_on = TODAY
    assert "旧表尚未交回" in refused(request, UseChangeState.ACCEPTING)["accepted_on"]


def test_a_meter_that_goes_back_takes_with_it_what_was_said_of_it(session: Session) -> None:
    swap = ready_to_change(session)
    save(swap, Role.METER_MAN, replaced_on=TODAY, reading_agrees=True, old_reading=1)
    go(swap, SwapState.SIGNED, "退表")
    left = (swap.issued_on, swap.prev_returned, swap.notice_ref, swap.replaced_on, swap.old_reading, swap.reading_agrees)
    assert left == (None,) * 6
    assert swap.new_meter is not None
    assert swap.new_meter.status is MeterState.STORE
    other = make(Meter, session, caliber="DN50")
    assert set(refused(swap, SwapState.ISSUED, new_meter=other)) == {"new_meter"}
    go(swap, SwapState.ISSUED, new_meter=in_the_store(session))
    assert "用户尚未签收" in refused(swap, SwapState.CHANGED)["replaced_on"]


# -- what was settled --------------------------------------------------------------------------------------------------


def settled(session: Session) -> MeterSwap:
    """What was found at the old meter was reported, and the work goes on."""
    swap = ready_to_change(session)
    go(swap, SwapState.STOPPED, reading_agrees=False)
    go(swap, SwapState.ISSUED, "处理完毕", settlement="核对抄表记录，底数录错")
    return swap


def test_what_was_settled_is_what_was_reported(session: Session) -> None:
    swap = settled(session)
    assert "停止并上报" in refused(swap, SwapState.CHANGED, reading_agrees=False, old_reading=9)["old_reading"]
    with pytest.raises(Invalid, match="未能保存"):
        save(swap, Role.METER_MAN, old_reading=9)
    session.refresh(swap)
    go(swap, SwapState.CHANGED, reading_agrees=False)
    assert swap.status is SwapState.CHANGED


def test_another_finding_is_settled_by_itself(session: Session) -> None:
    swap = settled(session)
    go(swap, SwapState.STOPPED, reading_agrees=False, old_reading=9)
    assert swap.settlement is None
    go(swap, SwapState.ISSUED, "处理完毕", settlement="表已过载，照换")
    go(swap, SwapState.CHANGED, reading_agrees=False, old_reading=9)
    assert swap.status is SwapState.CHANGED


def test_a_settlement_ends_with_the_meter_that_goes_back(session: Session) -> None:
    swap = settled(session)
    go(swap, SwapState.SIGNED, "退表")
    go(swap, SwapState.ISSUED, new_meter=in_the_store(session))
    walk(swap.notice_ref, SwapNoticeState.SIGNED)  # type: ignore[type-var] # fetching has opened it
    assert "停止并上报" in refused(swap, SwapState.CHANGED, reading_agrees=False)["old_reading"]


# -- sizes -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "register", [MeterSwap, SwapNotice, RemovalTask, ClosingRequest, UseChange, MeterTest], ids=lambda one: one.__name__
)
def test_a_paper_is_of_the_size_of_its_meter(register: type[Any], session: Session) -> None:
    meter = on_the_wall(session)
    assert not_made(register, session, meter=meter, caliber="DN50") == {"caliber": "水表卡片上的口径是 DN20，请核对实物"}


def test_a_size_is_corrected_only_to_that_of_the_meter(session: Session) -> None:
    swap = walk(make(MeterSwap, session), SwapState.ISSUED)
    with pytest.raises(Invalid) as refusal:
        correct(session, swap, "caliber", "DN50", WORDS, actor=person(session, Role.METER_MAN), now=NOW)
    assert set(refusal.value.errors) == {"caliber"}


def test_a_row_of_faults_is_of_the_size_of_its_meter(session: Session) -> None:
    row = {"meter": on_the_wall(session), "fault": "stopped", "reading": 1, "caliber": "DN50"}
    assert not_made(SwapCheck, session, items=[row]) == {"items-0-caliber": "水表卡片上的口径是 DN20，请核对实物"}


def test_a_card_that_is_set_right_later_stops_no_paper_on_its_way(session: Session) -> None:
    """And what is asked of a size is asked of the card."""
    swap = walk(make(MeterSwap, session), SwapState.SIGNED)
    swap.meter.caliber = "DN25"
    assert refused(swap, SwapState.ISSUED) == {"new_meter": "新表口径 DN20 与旧表口径 DN25 不符"}
    go(swap, SwapState.ISSUED, new_meter=make(Meter, session, caliber="DN25"))


# -- one meter, one paper ----------------------------------------------------------------------------------------------

TAKING_DOWN = (MeterSwap, RemovalTask, ClosingRequest, MeterTest)


@pytest.mark.parametrize("second", TAKING_DOWN, ids=lambda one: one.__name__)
@pytest.mark.parametrize("first", TAKING_DOWN, ids=lambda one: one.__name__)
def test_a_meter_on_the_wall_is_in_one_open_paper(first: type[Any], second: type[Any], session: Session) -> None:
    paper = make(first, session)
    assert not_made(second, session, meter=paper.meter) == {"meter": f"该表已有未办结的{paper.title} {paper.number}"}
    row = {"meter": paper.meter, "fault": "stopped", "reading": 1}
    assert not_made(SwapCheck, session, items=[row]) == {"items-0-meter": f"该表已有未办结的{paper.title} {paper.number}"}


def test_an_application_and_its_task_are_one_case(session: Session) -> None:
    request = walk(make(ClosingRequest, session), ClosingState.REMOVING)
    assert request.task is not None
    walk(request.task, RemovalState.DONE)
    assert request.status is ClosingState.DONE


def test_a_meter_that_was_kept_in_suspense_may_be_closed(session: Session) -> None:
    task = walk(make(RemovalTask, session, kind="suspend"), RemovalState.SUSPENDED)
    request = walk(make(ClosingRequest, session, meter=task.meter), ClosingState.AGREED)
    go(request, ClosingState.DONE)
    assert request.status is ClosingState.DONE


def test_a_plan_leaves_out_what_is_taken_down_already(session: Session) -> None:
    meters = [on_the_wall(session) for _ in range(3)]
    for meter in meters:
        meter.verified_on = TODAY - timedelta(days=6 * 366)
    session.flush()
    make(RemovalTask, session, meter=meters[0])
    make(ClosingRequest, session, meter=meters[1])
    assert [line.meter for line in make(SwapPlan, session, period_from=TODAY, period_to=TODAY).items] == [meters[2]]


def test_a_paper_that_is_kept_from_sight_is_not_named(session: Session) -> None:
    """Another branch learns that the meter is being changed, and not by which paper."""
    swap = make(MeterSwap, session)
    there = in_department(session, "陌生人", "测试别部").unit.id
    put(session, MeterSwap, swap.id, unit_id=there, branch_id=there)
    asker = actor_with(in_department(session, "郑管网", "测试管网部"), Role.DEPT)
    said = {}
    for name, actor in (("asker", asker), ("head", person(session, Role.CS_SUP))):
        with session_of(session, actor) as own, pytest.raises(Invalid) as refusal:
            make(RemovalTask, own, actor, meter=own.get(Meter, swap.meter_id))
        said[name] = refusal.value.errors["meter"]
    assert said == {"asker": "该表已有未办结的换表单", "head": f"该表已有未办结的换表单 {swap.number}"}
