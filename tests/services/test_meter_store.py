"""水表库房: what is bought, what is taken in, what is counted."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Meter, MeterCount, MeterIntake, MeterPurchase
from models.meter import MeterState
from models.meter_count import MeterCountState
from models.meter_intake import IntakeState
from models.meter_purchase import PurchaseState
from rules.moments import SHANGHAI, end_of
from rules.refusals import Invalid
from rules.roles import Role
from services.step import find_source, take
from tests.cast import NOW
from tests.make import make, person, walk

TODAY = NOW.astimezone(SHANGHAI).date()


def delivered(number: str, **given: object) -> dict[str, object]:
    return {
        "meter_no": number, "caliber": "DN20", "kind": "mechanical", "maker": "青禾仪表厂", "certificate_no": f"JD-{number}",
        "verified_on": date(2026, 11, 2), "result": "pass"} | given  # fmt: skip


def refused(session: Session, *items: dict[str, object]) -> dict[str, str]:
    with pytest.raises(Invalid) as refusal:
        make(MeterIntake, session, items=list(items))
    return dict(refusal.value.errors)


def take_in(session: Session, intake: MeterIntake) -> None:
    step = next(step for step in intake.steps() if step.target is IntakeState.STORED)
    take(session, intake, step, {}, actor=person(session, Role.METER_STORE), now=NOW)


def stored(session: Session, *items: dict[str, object]) -> Any:
    intake = make(MeterIntake, session, items=list(items))
    take_in(session, intake)
    return intake


def test_what_passes_becomes_a_meter_in_the_store(session: Session) -> None:
    intake = stored(
        session, delivered("A1", caliber="DN40", kind="remote"), delivered("A2", certificate_no=None, result="refuse"),
        delivered("A3", result="refuse"),
    )  # fmt: skip
    assert (intake.status, intake.rejected) == (IntakeState.STORED, 1)
    made = list(session.scalars(select(Meter)))
    assert [(one.meter_no, one.caliber, one.kind, one.maker, one.certificate_no, one.verified_on) for one in made] == [
        ("A1", "DN40", "remote", "青禾仪表厂", "JD-A1", date(2026, 11, 2))]  # fmt: skip
    assert (made[0].status, find_source(session, made[0].source_ref)) == (MeterState.STORE, intake)
    assert made[0].expires_on == date(2030, 11, 2)
    assert intake.keeper_sign.name == person(session, Role.METER_STORE).name


def test_a_meter_without_a_certificate_is_refused_in_its_row(session: Session) -> None:
    errors = refused(session, delivered("A1"), delivered("A2", certificate_no=None))
    assert errors == {"items-1-result": "无检验合格证的水表应当拒收：A2。"}


def test_a_number_stands_once_and_is_nobody_else_s(session: Session) -> None:
    stored(session, delivered("A1"))
    twice = refused(session, delivered("B1"), delivered("B1"), delivered("A1"))
    assert twice == {
        "items-0-meter_no": "表号 B1 在本单中重复", "items-1-meter_no": "表号 B1 在本单中重复", "items-2-meter_no": "“表号”A1 已经登记过",
    }  # fmt: skip
    assert refused(session, delivered("C1", verified_on=date(2026, 11, 21))) == {"items-0-verified_on": "不能晚于“入库日期”"}


def test_of_two_papers_with_one_meter_the_second_is_not_taken_in(session: Session) -> None:
    first, second = (make(MeterIntake, session, items=[delivered("A1")]) for _ in range(2))
    take_in(session, first)
    with pytest.raises(Invalid) as refusal:
        take_in(session, second)
    assert refusal.value.errors == {"items-0-meter_no": "“表号”A1 已经登记过"}


def test_what_was_taken_in_stays_taken_in_when_it_is_filed(session: Session) -> None:
    intake = stored(session, delivered("A1"))
    walk(intake, IntakeState.FILED)
    assert intake.archival_code


def test_an_empty_paper_takes_nothing_in(session: Session) -> None:
    intake = make(MeterIntake, session, items=[])
    with pytest.raises(Invalid) as refusal:
        take_in(session, intake)
    assert "items" in refusal.value.errors


def test_a_plan_is_bought_within_twenty_days_of_its_receipt(session: Session) -> None:
    plan = walk(make(MeterPurchase, session), PurchaseState.BUYING)
    assert plan.received_on == TODAY
    assert plan.due_on == end_of(date(2026, 12, 10))
    assert plan.center_approval.agreed
    assert plan.invest_approval.agreed
    walk(plan, PurchaseState.FILED)
    assert plan.bought_on == TODAY


# -- stock-taking ------------------------------------------------------------------------------------------------------

COUNT_DAY = datetime(2026, 11, 30, 15, 0, tzinfo=SHANGHAI)


def counting(session: Session, now: datetime = COUNT_DAY) -> Any:
    return make(MeterCount, session, now=now, counted_on=now.date())


def sign(session: Session, count: Any, *typed: dict[str, object], now: datetime = COUNT_DAY) -> None:
    step = next(step for step in count.steps() if step.label == "盘点签字")
    rows = [{"id": line.id} | one for line, one in zip(count.rows, typed, strict=True)]
    take(session, count, step, {"rows": rows}, actor=person(session, Role.METER_STORE), now=now)


def test_the_book_is_counted_by_size_and_kind_and_a_difference_is_explained(session: Session) -> None:
    stored(session, delivered("A1"), delivered("A2"), delivered("A3", caliber="DN100"), delivered("A4", kind="remote"))
    walk(session.scalars(select(Meter).where(Meter.meter_no == "A2")).one(), MeterState.IN_USE)
    count = counting(session)
    assert [(line.caliber, line.kind, line.book_qty) for line in count.rows] == [
        ("DN20", "mechanical", 1), ("DN20", "remote", 1), ("DN100", "mechanical", 1)]  # fmt: skip
    full, short = {"actual_qty": 1}, {"actual_qty": 0}
    with pytest.raises(Invalid) as refusal:
        sign(session, count, full, full, short)
    assert refusal.value.errors == {"rows-2-reason": "账实不符的，请填写“差异原因”"}
    sign(session, count, full, full, short | {"reason": "借出试压，未办手续"})
    assert [line.diff for line in count.rows] == [0, 0, -1]
    assert (count.booked, count.counted, count.status) == (3, 2, MeterCountState.COUNTED)
    stored(session, delivered("A9"))
    witness = next(step for step in count.steps())
    take(session, count, witness, {}, actor=person(session, Role.CS_HEAD), now=COUNT_DAY)
    assert [line.book_qty for line in count.rows] == [1, 1, 1]


def test_nothing_is_signed_uncounted(session: Session) -> None:
    stored(session, delivered("A1"))
    with pytest.raises(Invalid) as refusal:
        sign(session, counting(session), {})
    assert refusal.value.errors == {"rows-0-actual_qty": "请填写“实盘数”"}


def test_the_store_is_counted_on_the_last_working_day_of_the_month(session: Session) -> None:
    with pytest.raises(Invalid) as refusal:
        counting(session, NOW)
    assert refusal.value.errors == {"counted_on": "盘存在每月最后一个工作日办理，该月为 2026-11-30"}
    first = counting(session)
    with pytest.raises(Invalid, match="1 处") as refusal:
        counting(session)
    assert first.number in refusal.value.errors["counted_on"]
