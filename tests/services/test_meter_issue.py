"""领表: which meter leaves the store, when, and to whom."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Department, MeterAcceptance
from models.meter import MeterState
from models.meter_acceptance import AcceptanceState
from models.meter_issue import IssueState
from rules.moments import end_of, local
from rules.refusals import Invalid, Refused
from rules.roles import Role
from services import records
from services.step import take
from services.void import void
from tests.cast import NOW
from tests.make import make, person, walk
from tests.of_meters import POINT
from tests.services.slips import give_out, meter, on, refused, slip, step_of


def test_a_slip_takes_one_meter_out_and_sets_its_acceptance_going(session: Session) -> None:
    one = meter(session)
    paper = give_out(session, slip(session), one)
    assert (paper.status, paper.keeper_sign.name) == (IssueState.ISSUED, person(session, Role.METER_STORE).name)
    assert (one.status, one.issued_on, one.connection_no) == (MeterState.ISSUED, local(NOW).date(), POINT)
    form = paper.accept_ref
    assert (form.status, form.issued_on) == (AcceptanceState.ISSUED, local(NOW).date())
    assert form.accept_due == end_of(date(2026, 12, 20))


def test_a_meter_is_not_issued_twice(session: Session) -> None:
    one = meter(session)
    first, second = give_out(session, slip(session), one), slip(session)
    assert refused(session, second, one) == {"meter": f"“{one}”（{one.number}） 现在是“已领出”（{first.number}），不能办理“发表”"}
    assert second.status is IssueState.DRAFT
    with pytest.raises(Refused, match="不能作废"):
        void(session, one, "登记重复", actor=person(session, Role.CS_HEAD), now=NOW)


def test_one_card_fetches_one_meter(session: Session) -> None:
    first = slip(session, application="SQ-0001")
    with pytest.raises(Invalid) as refusal:
        slip(session, application="SQ-0001")
    assert refusal.value.errors == {"application": f"“申请卡”SQ-0001 已有 {first.number}，作废后方可重制"}


def test_the_size_the_drawing_and_the_point_must_agree(session: Session) -> None:
    assert refused(session, slip(session), meter(session, "DN25"))["meter"].endswith("口径是 DN25，与本单不符")
    with pytest.raises(Invalid) as refusal:
        slip(session, drawing_ok=False, connection_no="JS-9")
    assert set(refusal.value.errors) == {"drawing_ok", "connection_no"}


@pytest.mark.parametrize(
    ("now", "why"),
    [
        (on(30), "2026-11-30 为表库盘存日"), (on(21), "星期六不办理领表"), (on(20, "12:30"), "现在不是上班时间"),
        (on(20, "19:00"), "现在不是上班时间"), (on(1, month=10), "现在不是上班时间"),
    ],
)  # fmt: skip
def test_meters_are_given_out_in_office_hours_and_not_while_the_store_is_counted(session: Session, now: datetime, why: str) -> None:
    assert why in refused(session, slip(session), meter(session), now=now)["issued_on"]


def test_what_was_fetched_earlier_is_entered_by_its_day(session: Session) -> None:
    evening = on(20, "19:00")
    give_out(session, slip(session), meter(session), now=evening, issued_on=date(2026, 11, 19))
    sunday = refused(session, slip(session), meter(session), now=on(23), issued_on=date(2026, 11, 22))
    assert "星期日不办理领表" in sunday["issued_on"]


def test_many_meters_are_reserved_a_day_before_and_no_more_than_fifty(session: Session) -> None:
    for _ in range(9):
        give_out(session, slip(session), meter(session))
    tenth, another = slip(session), meter(session)
    assert "当日第 10 只" in (sentence := refused(session, tenth, another)["issued_on"])
    assert "提前 1 天预约" in sentence
    assert "提前 1 天预约" in refused(session, tenth, another, batch_no="P-1", reserved_on=date(2026, 11, 20))["issued_on"]
    reserved: dict[str, Any] = {"batch_no": "P-1", "reserved_on": date(2026, 11, 19)}
    give_out(session, tenth, another, **reserved)
    elsewhere = session.scalars(select(Department).order_by(Department.id.desc())).first()
    give_out(session, slip(session, receiver_unit=elsewhere), meter(session))
    for _ in range(40):
        give_out(session, slip(session), meter(session), **reserved)
    last = slip(session)
    assert "一次领表上限为 50 只" in refused(session, last, meter(session), **reserved)["issued_on"]
    for _ in range(9):
        give_out(session, slip(session), meter(session), now=on(23))
    assert "批量领表限领一次" in refused(session, last, meter(session), now=on(23), **reserved)["issued_on"]


def test_what_was_typed_beforehand_is_looked_at_when_the_meter_is_fetched(session: Session) -> None:
    paper = slip(session)
    records.edit(session, paper, {"issued_on": local(NOW).date()}, actor=person(session, Role.METER_STORE), now=NOW)
    walk(make(MeterAcceptance, session), AcceptanceState.REPAIR)
    assert set(refused(session, paper, meter(session))) == {"meter"}


def test_a_reservation_says_its_day(session: Session) -> None:
    assert refused(session, slip(session), meter(session), batch_no="P-1") == {"reserved_on": "请填写“预约日期”"}


def test_a_receiver_whose_term_ran_out_or_who_failed_gets_none(session: Session) -> None:
    late = give_out(session, slip(session), meter(session)).accept_ref
    give_out(session, slip(session), meter(session), now=on(18, month=12))
    sentence = refused(session, slip(session), meter(session), now=on(21, month=12))["meter"]
    assert sentence == f"{late.number} 的水表超过期限未验收，整改或验收后方可再领"
    elsewhere = session.scalars(select(Department).order_by(Department.id.desc())).first()
    give_out(session, slip(session, receiver_unit=elsewhere), meter(session), now=on(21, month=12))


def test_a_receiver_who_failed_an_acceptance_gets_none(session: Session) -> None:
    failed = walk(make(MeterAcceptance, session), AcceptanceState.REPAIR)
    assert "验收不合格" in refused(session, slip(session), meter(session))["meter"]
    take(session, failed, step_of(failed, "整改完毕，重新约定"), {"appointed_at": NOW}, actor=person(session, Role.CLERK), now=NOW)
    give_out(session, slip(session), meter(session))
