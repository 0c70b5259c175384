"""换表单 step by step: what the handbook asks before a meter is changed, and what follows (003 第四章4.3, 5)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Compensation, Department, Meter, MeterSwap, PaperReceipt, SwapCheck, SwapPlan
from models.compensation import CompensationState
from models.meter import MeterState
from models.paper_receipt import ReceiptState
from models.swap import SwapState
from models.swap_check import SwapCheckState
from models.swap_notice import SwapNoticeState
from models.swap_plan import SwapPlanState
from rules.moments import local
from rules.refusals import Invalid, WrongState
from rules.roles import Role
from services.step import source_of, take
from tests.cast import NOW
from tests.make import WORDS, decide, make, person, step_values, walk
from tests.of_meters import in_the_store, newcomer, on_the_wall
from tests.services.steps import go, refused

TODAY = local(NOW).date()


def test_one_meter_for_another(session: Session) -> None:
    swap = make(MeterSwap, session)
    walk(swap, SwapState.ISSUED)
    old, new = swap.meter, swap.new_meter
    assert new is not None
    assert (old.status, new.status, new.issued_on) == (MeterState.IN_USE, MeterState.ISSUED, TODAY)
    assert swap.notice_ref is not None
    assert (swap.notice_ref.meter, swap.notice_ref.new_meter) == (old, new)
    walk(swap, SwapState.CHANGED)
    assert (old.status, old.removed_on, old.removal_reason, old.last_reading) == (MeterState.REMOVED, TODAY, "overdue", 1)
    assert (new.status, new.connection_no, new.installed_on, new.first_reading) == (MeterState.IN_USE, swap.connection_no, TODAY, 1)
    walk(swap, SwapState.DONE)
    assert (old.status, old.returned_on) == (MeterState.RETURNED, TODAY)
    receipt = session.scalars(select(PaperReceipt).where(PaperReceipt.source_ref == source_of(swap))).one()
    assert (receipt.paper_title, receipt.connection_no, receipt.file_no) == ("换表单", swap.connection_no, swap.number)
    walk(receipt, ReceiptState.FILED)
    assert swap.status is SwapState.FILED


def test_r003_13_no_new_meter_while_the_last_old_one_is_out(session: Session) -> None:
    man = newcomer(session)
    first, second = make(MeterSwap, session, replacer=man), make(MeterSwap, session, replacer=man)
    go(first, SwapState.SIGNED)
    walk(first, SwapState.CHANGED)
    go(second, SwapState.SIGNED)
    assert first.meter.meter_no in refused(second, SwapState.ISSUED)["prev_returned"]
    go(first, SwapState.RETURNED, damaged=False)
    assert refused(second, SwapState.ISSUED, prev_returned=False) == {"prev_returned": "旧表应随换随还，严禁一次性归还。"}
    go(second, SwapState.ISSUED)
    assert second.status is SwapState.ISSUED


def test_r003_14_not_before_the_customer_has_signed(session: Session) -> None:
    swap = walk(make(MeterSwap, session), SwapState.ISSUED)
    assert "用户尚未签收" in refused(swap, SwapState.CHANGED)["replaced_on"]
    assert swap.notice_ref is not None
    walk(swap.notice_ref, SwapNoticeState.TOLD)
    said = refused(swap, SwapState.CHANGED)["replaced_on"]
    assert "用户尚未签收" in said
    assert "尚未通知" not in said
    walk(swap.notice_ref, SwapNoticeState.SIGNED)
    go(swap, SwapState.CHANGED)


@pytest.mark.parametrize(
    ("found", "sentence"),
    [({"reading_agrees": False}, "底数严重不符"), ({"card_reading": 500}, "底数严重不符"), ({"old_seal": "broken"}, "铅封断裂")],
    ids=["far off", "runs backwards", "broken seal"],
)
def test_r003_15_stop_and_report(found: dict[str, Any], sentence: str, session: Session) -> None:
    large, fresh = (make(Meter, session, caliber="DN50") for _ in range(2))
    swap = make(MeterSwap, session, meter=walk(large, MeterState.IN_USE), caliber="DN50")
    go(swap, SwapState.SIGNED, caliber="DN50", card_reading=found.get("card_reading", 1))
    go(swap, SwapState.ISSUED, new_meter=fresh)
    walk(swap.notice_ref, SwapNoticeState.SIGNED)
    said = refused(swap, SwapState.CHANGED, **found)["old_reading"]
    assert sentence in said
    assert "停止并上报" in said
    go(swap, SwapState.STOPPED, **found)
    go(swap, SwapState.ISSUED, "处理完毕", settlement="核对抄表记录，底数录错")
    go(swap, SwapState.CHANGED, **found)
    assert swap.status is SwapState.CHANGED


def test_a_small_meter_with_a_broken_seal_is_changed(session: Session) -> None:
    swap = walk(make(MeterSwap, session), SwapState.ISSUED)
    walk(swap.notice_ref, SwapNoticeState.SIGNED)
    go(swap, SwapState.CHANGED, old_seal="broken")
    assert swap.status is SwapState.CHANGED


def test_r003_16_a_substitute_is_signed_by_both_heads_and_of_one_size(session: Session) -> None:
    swap = make(MeterSwap, session, kind="substitute")
    go(swap, SwapState.APPROVING)
    decide(swap, agreed=True)
    assert swap.status is SwapState.SIGNED
    assert swap.branch_head_sign is not None
    assert swap.center_head_sign is not None
    other = make(Meter, session, caliber="DN25")
    assert "口径不同" in refused(swap, SwapState.ISSUED, new_meter=other)["new_meter"]
    swap.center_head_sign = None
    assert "缺 客服中心负责人 签字" in refused(swap, SwapState.ISSUED, new_meter=in_the_store(session))["new_meter"]


@pytest.mark.parametrize(("caliber", "keep"), [("DN32", None), ("DN40", date(2026, 12, 20))])
def test_r003_17_large_old_meters_are_kept_a_month(caliber: str, keep: date | None, session: Session) -> None:
    old, new = walk(make(Meter, session, caliber=caliber), MeterState.IN_USE), make(Meter, session, caliber=caliber)
    swap = make(MeterSwap, session, meter=old, caliber=caliber)
    go(swap, SwapState.SIGNED, caliber=caliber)
    go(swap, SwapState.ISSUED, new_meter=new)
    walk(swap, SwapState.RETURNED)
    assert old.keep_until == keep
    if keep is not None:
        assert refused(old, MeterState.SCRAPPED) == {"scrapped_on": "该旧表须保存到 2026-12-20，到期方可处理"}


@pytest.mark.parametrize("damaged", [True, False])
def test_r003_18_damage_by_hand_opens_the_papers_of_compensation(session: Session, *, damaged: bool) -> None:
    swap = walk(make(MeterSwap, session), SwapState.CHANGED)
    go(swap, SwapState.RETURNED, damaged=damaged)
    opened = session.scalars(select(Compensation).where(Compensation.source_ref == source_of(swap))).all()
    assert [(one.kind, one.damage_reason, one.meter, one.status) for one in opened] == (
        [("compensate", "human", swap.meter, CompensationState.DRAFT)] if damaged else [])  # fmt: skip
    assert swap.compensation is (opened[0] if damaged else None)


def test_a_meter_that_was_fetched_in_vain_goes_back_to_the_store(session: Session) -> None:
    swap = walk(make(MeterSwap, session), SwapState.ISSUED)
    notice, new = swap.notice_ref, swap.new_meter
    go(swap, SwapState.SIGNED, "退表")
    assert new is not None
    assert notice is not None
    assert (new.status, new.issued_on, notice.is_void()) == (MeterState.STORE, None, True)
    go(swap, SwapState.ISSUED, new_meter=new)
    assert swap.notice_ref is not notice


def test_the_card_of_a_meter_does_not_contradict_its_paper(session: Session) -> None:
    swap = walk(make(MeterSwap, session), SwapState.ISSUED)
    step = next(step for step in swap.meter.steps() if step.label == "拆表")
    with pytest.raises(WrongState, match=f"正由“换表单”{swap.number} 办理"):
        take(session, swap.meter, step, step_values(swap.meter, step, session), words=WORDS, actor=person(session, Role.CS_HEAD), now=NOW)


def test_a_second_form_for_the_same_meter_is_refused(session: Session) -> None:
    swap = make(MeterSwap, session)
    with pytest.raises(Invalid) as refusal:
        make(MeterSwap, session, meter=swap.meter)
    assert refusal.value.errors == {"meter": f"该表已有未办结的换表单 {swap.number}"}


def test_reported_meters_are_answered_one_by_one_and_changed(session: Session) -> None:
    form = walk(make(SwapCheck, session), SwapCheckState.CHECKING)
    rows = [{"id": line.id, **{name: getattr(line, name) for name in form.fields["items"].row_columns}} for line in form.items]
    assert all(row["account_name"] and row["connection_no"] and row["caliber"] for row in rows)  # given by the meter
    silent = [row | {"check_result": None} for row in rows]
    assert set(refused(form, SwapCheckState.REPLACING, items=silent)) == {"items-0-check_result", "items-1-check_result"}
    unfounded = [rows[0], rows[1] | {"check_note": None}]
    assert refused(form, SwapCheckState.REPLACING, items=unfounded) == {"items-1-check_note": "不同意更换的，请写明原因"}
    go(form, SwapCheckState.REPLACING, items=rows)
    agreed, other = form.items
    assert other.swap is None
    assert agreed.swap is not None
    assert (agreed.swap.kind, agreed.swap.meter, agreed.swap.account_name) == ("urgent", agreed.meter, agreed.account_name)
    assert agreed.swap.swap_due is not None  # five working days from the call
    assert refused(form, SwapCheckState.DONE) == {"old_returned_on": f"旧表尚未交回：{agreed.swap.number}"}
    walk(agreed.swap, SwapState.RETURNED)
    go(form, SwapCheckState.DONE)


def test_a_plan_is_of_its_branch(session: Session) -> None:
    here, there = session.scalars(select(Department).order_by(Department.id).limit(2))
    ours, theirs, nobodys = (on_the_wall(session) for _ in range(3))
    for meter, branch in ((ours, here), (theirs, there), (nobodys, None)):
        meter.branch, meter.verified_on = branch, TODAY - timedelta(days=6 * 366)
    session.flush()
    listed = [line.meter for line in make(SwapPlan, session, period_from=TODAY, period_to=TODAY, branch=here).items]
    assert listed == [ours, nobodys]
    assert make(MeterSwap, session, meter=theirs, branch=None).branch is there
    assert theirs not in [line.meter for line in make(SwapPlan, session, period_from=TODAY, period_to=TODAY, branch=here).items]


def test_the_branch_of_a_meter_comes_with_its_paper(session: Session) -> None:
    swap = walk(make(MeterSwap, session), SwapState.CHANGED)
    assert swap.new_meter is not None
    assert swap.new_meter.branch is swap.branch is not None


def test_a_plan_names_the_meters_whose_term_ends_and_agreeing_opens_their_forms(session: Session) -> None:
    aged, young = on_the_wall(session), on_the_wall(session)
    aged.verified_on = TODAY - timedelta(days=6 * 366)
    session.flush()
    assert aged.expires_on is not None
    plan = make(SwapPlan, session, period_from=TODAY, period_to=TODAY)
    assert [line.meter for line in plan.items] == [aged]
    assert young not in [line.meter for line in plan.items]
    walk(plan, SwapPlanState.RUNNING)
    (line,) = plan.items
    assert line.swap is not None
    assert (line.swap.kind, line.swap.meter, line.swap.connection_no) == ("overdue", aged, aged.connection_no)
    assert make(SwapPlan, session, period_from=TODAY, period_to=TODAY).items == []  # its form waits already
    assert refused(plan, SwapPlanState.DONE) == {"finished_on": f"尚有旧表未交回：{line.swap.number}"}
