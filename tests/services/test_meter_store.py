"""水表库房: what is bought, what is taken in."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Meter, MeterIntake, MeterPurchase
from models.meter import MeterState
from models.meter_intake import IntakeState
from models.meter_purchase import PurchaseState
from rules.moments import SHANGHAI, end_of
from rules.refusals import Invalid
from rules.roles import Role
from services.step import take
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
    assert made[0].status is MeterState.STORE
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
