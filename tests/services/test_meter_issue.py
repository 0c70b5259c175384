"""领表和验收: which meter leaves the store, when, to whom, and what must have happened before it hangs on the wall."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import ChangeIssue, Compensation, Department, Meter, MeterAcceptance, MeterIssue, PaperReceipt, UseChange
from models.change_issue import ChangeState
from models.meter import MeterState
from models.meter_acceptance import AcceptanceState
from models.meter_issue import IssueState
from models.paper_receipt import ReceiptState
from rules.moments import SHANGHAI, end_of, local
from rules.refusals import Forbidden, Invalid, Refused, WrongState
from rules.roles import Role
from services import records
from services.step import take
from services.void import void
from tests.cast import NOW
from tests.make import keeper, make, person, walk
from tests.of_meters import POINT, agreed_to, fetched, taken_down


def meter(session: Session, caliber: str = "DN20") -> Meter:
    return make(Meter, session, caliber=caliber)


def slip(session: Session, **given: object) -> MeterIssue:
    return make(MeterIssue, session, **given)


def changing(session: Session, issue_kind: str, **given: object) -> ChangeIssue:
    """A slip for a change that was applied for and agreed to."""
    change = agreed_to(UseChange, session, change_kind=issue_kind)
    return make(ChangeIssue, session, issue_kind=issue_kind, **{"change": change, "compensation": None} | given)


def give_out(session: Session, paper: Any, one: Meter, *, now: datetime = NOW, **given: object) -> Any:
    """发表 at that moment."""
    step = next(step for step in paper.steps() if step.label == "发表")
    values = {"meter": one, "issued_on": local(now).date(), "receiver_sign": "曹铁生"} | given
    take(session, paper, step, values, actor=person(session, Role.METER_STORE), now=now)
    return paper


def refused(session: Session, paper: Any, one: Meter, *, now: datetime = NOW, **given: object) -> dict[str, str]:
    trial = session.begin_nested()
    with pytest.raises(Invalid) as refusal:
        give_out(session, paper, one, now=now, **given)
    trial.rollback()
    return dict(refusal.value.errors)


def step_of(paper: Any, label: str) -> Any:
    return next(step for step in paper.steps() if step.label == label)


def on(day: int, clock: str = "10:00", month: int = 11) -> datetime:
    return datetime.fromisoformat(f"2026-{month:02}-{day:02}T{clock}").replace(tzinfo=SHANGHAI)


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


def test_a_receiver_brings_the_old_meter_back_before_he_fetches_another_day(session: Session) -> None:
    old = taken_down(session)
    change = changing(session, issue_kind="enlarge", old_meter=old, old_reading=210)
    give_out(session, change, meter(session))
    assert change.status is ChangeState.OUT
    give_out(session, slip(session), meter(session))
    paper, another = slip(session), meter(session)
    assert refused(session, paper, another, now=on(23))["meter"] == f"上一次换下的旧表尚未归还（{old}），不发新表。"
    take(
        session, change, step_of(change, "归还旧表"), {"old_returned_on": date(2026, 11, 23)},
        actor=person(session, Role.METER_STORE), now=on(23))  # fmt: skip
    assert (change.status, old.status, old.returned_on) == (ChangeState.DONE, MeterState.RETURNED, date(2026, 11, 23))
    give_out(session, paper, another, now=on(23))


def test_a_change_shows_its_papers_and_its_old_meter(session: Session) -> None:
    with pytest.raises(Invalid) as refusal:
        changing(session, issue_kind="enlarge", accept_ref=None, old_meter=None)
    assert set(refusal.value.errors) == {"accept_ref", "old_meter"}
    elsewhere = taken_down(session)
    elsewhere.connection_no = "JS-77"
    session.flush()
    with pytest.raises(Invalid, match="1 处") as refusal:
        changing(session, issue_kind="reduce", old_meter=elsewhere, old_reading=1)
    assert refusal.value.errors == {"old_meter": f"水表 {elsewhere} 装在接水点 JS-77，与本单不符"}


def said_of(session: Session, **given: object) -> dict[str, str]:
    """The sentences with which a slip is refused that says so."""
    with pytest.raises(Invalid) as refusal:
        make(ChangeIssue, session, **given)
    return dict(refusal.value.errors)


def test_one_application_fetches_one_meter(session: Session) -> None:
    change, paid = agreed_to(UseChange, session, change_kind="enlarge"), agreed_to(Compensation, session)
    first, second = changing(session, issue_kind="enlarge", change=change), make(ChangeIssue, session, compensation=paid)
    assert said_of(session, issue_kind="enlarge", change=change, compensation=None) == {
        "change": f"“客户变更用水申请”{change.number} 已有 {first.number}，作废后方可重制"}  # fmt: skip
    assert said_of(session, compensation=paid) == {
        "compensation": f"“客户赔表、复水申请”{paid.number} 已有 {second.number}，作废后方可重制"}  # fmt: skip
    void(session, second, "填错", actor=person(session, Role.CS_HEAD), now=NOW)
    give_out(session, make(ChangeIssue, session, compensation=paid), meter(session))


def test_an_application_is_not_used_again_by_its_number(session: Session) -> None:
    paid, typed = agreed_to(Compensation, session), {"compensation": None, "application": "PB-9"}
    assert said_of(session, **typed | {"application": paid.number}) == {
        "application": f"{paid.number} 系统中已有，请在“客户赔表、复水申请”中选择"}  # fmt: skip
    old = make(ChangeIssue, session, **typed)
    old.application = paid.number
    session.flush()
    assert said_of(session, compensation=paid) == {"compensation": f"{paid.number} 已领过表，一份申请只领一只表"}


def test_the_application_fits_the_slip(session: Session) -> None:
    change, paid = agreed_to(UseChange, session, change_kind="reduce"), agreed_to(Compensation, session)
    assert "这种领表凭《客户变更用水申请》" in said_of(session, issue_kind="enlarge", compensation=paid)["compensation"]
    assert said_of(session, issue_kind="enlarge", change=change, compensation=None) == {
        "change": f"{change.number} 的变更类别与本单的领表类型不符"}  # fmt: skip
    assert "请选择《客户赔表、复水申请》" in said_of(session, compensation=None)["compensation"]
    assert said_of(session, application="PB-9") == {"application": "已选《客户赔表、复水申请》，这里不填"}
    paid.connection_no = "JS-31"
    session.flush()
    assert said_of(session, compensation=paid) == {"connection_no": f"与 {paid.number} 的接水点编号 JS-31 不符"}


def test_nothing_is_fetched_before_the_application_is_agreed_to(session: Session) -> None:
    asked = make(Compensation, session)
    asked.connection_no = POINT
    paper, one = make(ChangeIssue, session, compensation=asked), meter(session)
    assert "现在是“待受理”，到“待办结”时才能办理“发表”" in refused(session, paper, one)["compensation"]


def test_a_compensation_hangs_its_meter_without_an_acceptance(session: Session) -> None:
    paper = make(ChangeIssue, session, issue_kind="damage", accept_ref=None, old_meter=None, old_reading=None)
    one = meter(session)
    give_out(session, paper, one)
    assert paper.status is ChangeState.DONE
    values = {"installed_on": local(NOW).date(), "place": "门厅", "seal_no": "QF-1", "first_reading": 3}
    take(session, paper, step_of(paper, "登记装表"), values, actor=person(session, Role.METER_MAN), now=NOW)
    assert (one.status, one.connection_no, one.place, one.first_reading) == (MeterState.IN_USE, POINT, "门厅", 3)
    assert not [step for step in paper.steps() if step.label == "登记装表"]


# -- acceptance --------------------------------------------------------------------------------------------------------


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
