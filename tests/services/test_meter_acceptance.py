"""验收: what must have happened before a meter that was fetched hangs on the wall."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Meter, MeterAcceptance, PaperReceipt
from models.change_issue import ChangeState
from models.meter import MeterState
from models.meter_acceptance import AcceptanceState
from models.paper_receipt import ReceiptState
from rules.moments import end_of, local
from rules.refusals import Forbidden, Invalid, WrongState
from rules.roles import Role
from services.step import take
from services.void import void
from tests.cast import NOW
from tests.make import keeper, make, person, walk
from tests.of_meters import POINT, fetched, taken_down
from tests.services.slips import changing, give_out, meter, on, refused, slip, step_of


def accepted_rows(*meters: Meter, **given: object) -> list[dict[str, object]]:
    return [
        {"meter": one, "caliber": "DN20", "first_reading": 2, "seal_no": "QF-7", "place": "楼道表箱"} | given for one in meters
    ]  # fmt: skip


def appoint(session: Session, form: Any, rows: list[dict[str, object]]) -> None:
    values = {"appointed_at": NOW + timedelta(days=3), "meters": rows}
    take(session, form, step_of(form, "约定验收"), values, actor=person(session, Role.CLERK), now=NOW)


def checked(session: Session, form: Any) -> None:
    take(session, form, step_of(form, "分公司验收"), {}, actor=person(session, Role.DEPT), now=NOW)


def passed(session: Session, form: Any, **given: object) -> None:
    values = {"accepted_on": local(NOW).date(), "installer_sign": "曹铁生"} | given
    take(session, form, step_of(form, "验收合格"), values, actor=person(session, Role.CLERK), now=NOW)


def test_what_was_fetched_is_accepted_by_both_and_its_paper_goes_to_the_archive(session: Session) -> None:
    one, two = meter(session), meter(session)
    form = give_out(session, slip(session), one).accept_ref
    give_out(session, slip(session, accept_ref=form), two)
    appoint(session, form, accepted_rows(one, two))
    checked(session, form)
    with pytest.raises(Forbidden):
        take(session, form, step_of(form, "验收合格"), {}, actor=person(session, Role.DEPT), now=NOW)
    passed(session, form)
    assert [(each.status, each.connection_no, each.installed_on, each.seal_no) for each in (one, two)] == [
        (MeterState.IN_USE, POINT, local(NOW).date(), "QF-7")] * 2  # fmt: skip
    assert (form.result, form.archive_due) == ("pass", end_of(date(2026, 11, 24)))
    receipt = session.scalars(select(PaperReceipt)).one()
    assert (receipt.paper_title, receipt.paper_kind, receipt.connection_no, receipt.file_no) == (
        "水表验收单", "install", POINT, form.number)  # fmt: skip
    walk(receipt, ReceiptState.FILED)
    assert (form.status, form.handed_over_on) == (AcceptanceState.FILED, receipt.received_on)


def test_a_meter_of_another_point_or_another_size_is_not_hung(session: Session) -> None:
    one, in_store, elsewhere = meter(session), meter(session), fetched(session)
    elsewhere.connection_no = "JS-88"
    session.flush()
    form = give_out(session, slip(session), one).accept_ref
    with pytest.raises(Invalid) as refusal:
        appoint(session, form, [*accepted_rows(one, caliber="DN25"), *accepted_rows(in_store, elsewhere)])
    assert refusal.value.errors == {
        "meters-0-caliber": "水表卡片上的口径是 DN20，请核对实物",
        "meters-1-meter": f"表号 {in_store} 现在是“在库”，不是已领出的水表",
        "meters-2-meter": f"表号 {elsewhere} 不是为本接水点领出的，请核对领表单",
    }  # fmt: skip
    with pytest.raises(Invalid) as refusal:
        appoint(session, form, accepted_rows(one, one))
    assert set(refusal.value.errors.values()) == {f"表号 {one} 在本单中重复"}


def test_the_old_meter_comes_back_before_the_new_one_is_accepted(session: Session) -> None:
    one, old = meter(session), taken_down(session)
    form = make(MeterAcceptance, session, work_kind="enlarge")
    change = changing(session, issue_kind="enlarge", accept_ref=form, old_meter=old, old_reading=9)
    give_out(session, change, one)
    appoint(session, form, accepted_rows(one))
    checked(session, form)
    for said in (False, True):
        with pytest.raises(Invalid) as refusal:
            passed(session, form, old_returned=said)
        assert refusal.value.errors == {"old_returned": f"不予验收：旧表尚未交回，手续未办好。未交回：{old}。"}
    walk(change, ChangeState.DONE)
    passed(session, form, old_returned=True)
    assert session.scalars(select(PaperReceipt)).one().paper_kind == "enlarge"


def test_what_is_fetched_later_has_a_form_of_its_own(session: Session) -> None:
    form = give_out(session, slip(session), meter(session)).accept_ref
    later = slip(session, accept_ref=form)
    assert "已于 2026-11-20 领取" in refused(session, later, meter(session), now=on(23))["issued_on"]
    walk(form, AcceptanceState.APPOINTED)
    closed = refused(session, later, meter(session))
    assert "现在是“待验收”，不能办理“发表”" in closed["accept_ref"]


def test_an_acceptance_is_given_up_when_every_meter_is_back_in_the_store(session: Session) -> None:
    one = meter(session)
    form = give_out(session, slip(session), one).accept_ref
    give_up = step_of(form, "退表结案")

    def close() -> None:
        values = {"given_up_on": local(NOW).date()}
        take(session, form, give_up, values, words="工程取消", actor=person(session, Role.CLERK), now=NOW)

    with pytest.raises(Invalid) as refusal:
        close()
    assert refusal.value.errors == {"given_up_on": f"水表 {one} 尚未退库，请先在水表卡片上办理“退库”"}
    walk(one, MeterState.STORE)
    assert (one.issued_on, one.connection_no) == (None, None)
    close()
    assert form.status is AcceptanceState.CANCELLED
    give_out(session, slip(session), one)
    assert one.status is MeterState.ISSUED


def test_a_household_list_belongs_to_one_meter_for_each(session: Session) -> None:
    with pytest.raises(Invalid) as refusal:
        make(MeterAcceptance, session, one_each=True, roster=[])
    assert refusal.value.errors == {"roster": "一户一表的须附花名册"}
    household = {"household": "和顺", "door": "3-501", "meter_no": "A1"}
    assert make(MeterAcceptance, session, one_each=True, roster=[household]).roster[0].door == "3-501"


def test_nobody_sets_an_acceptance_going_by_hand(session: Session) -> None:
    form = make(MeterAcceptance, session)
    step = next(step for step in form.flow.steps if step.target is AcceptanceState.ISSUED)
    with pytest.raises(Forbidden, match="由系统随相应单据办理"):
        take(session, form, step, {"issued_on": local(NOW).date()}, actor=keeper(session, MeterAcceptance), now=NOW)
    give_out(session, slip(session, accept_ref=form), meter(session))
    with pytest.raises(WrongState):
        take(session, form, step, {"issued_on": local(NOW).date()}, actor=keeper(session, MeterAcceptance), now=NOW)


def test_what_a_slip_has_set_going_is_not_declared_void_however_far_it_has_gone(session: Session) -> None:
    form = give_out(session, slip(session), one := meter(session)).accept_ref
    appoint(session, form, accepted_rows(one))
    head = person(session, Role.CS_HEAD)
    with pytest.raises(WrongState, match="本单已由相应单据办理“领表”，不能作废"):
        void(session, form, "填错", actor=head, now=NOW)
    back = meter(session)
    give_out(session, slip(session), back)
    walk(back, MeterState.STORE)
    void(session, back, "表号录错", actor=head, now=NOW)
    assert back.status is MeterState.VOID
