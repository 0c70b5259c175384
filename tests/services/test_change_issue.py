"""改表领表: what is fetched for an application, and the old meter that comes down and back."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from models import ChangeIssue, Compensation, UseChange
from models.change_issue import ChangeState
from models.meter import MeterState
from rules.moments import local
from rules.refusals import Invalid, Refused
from rules.roles import Role
from services.step import take
from services.void import void
from tests.cast import NOW
from tests.make import make, person
from tests.of_meters import POINT, agreed_to, hanging, taken_down
from tests.services.slips import changing, give_out, meter, on, refused, slip, step_of


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


@pytest.mark.parametrize(("kind", "reason"), [("enlarge", "change"), ("damage", "damage")])
def test_who_fetches_another_meter_takes_the_old_one_down(session: Session, kind: str, reason: str) -> None:
    old = hanging(session)
    given = {"old_meter": old, "old_reading": 210}
    change = make(ChangeIssue, session, **given) if kind == "damage" else changing(session, issue_kind=kind, **given)
    give_out(session, change, meter(session))
    keeper_of_store, installer = person(session, Role.METER_STORE), person(session, Role.METER_MAN)
    with pytest.raises(Invalid) as refusal:
        take(session, change, step_of(change, "归还旧表"), {"old_returned_on": date(2026, 11, 23)}, actor=keeper_of_store, now=on(23))
    assert "现在是“在用”" in refusal.value.errors["old_meter"]
    down = {"old_removed_on": date(2026, 11, 20), "removed_reading": 215}
    take(session, change, step_of(change, "登记拆表"), down, actor=installer, now=on(20, "15:00"))
    assert (old.status, old.removed_on, old.removal_reason, old.last_reading) == (MeterState.REMOVED, date(2026, 11, 20), reason, 215)
    with pytest.raises(Refused, match="不能作废"):
        void(session, change, "填错", actor=person(session, Role.CS_HEAD), now=on(20, "16:00"))
    assert "登记拆表" not in {step.label for step in change.steps()}
    with pytest.raises(Invalid) as early:
        take(session, change, step_of(change, "归还旧表"), {"old_returned_on": date(2026, 11, 19)}, actor=keeper_of_store, now=on(23))
    assert "不能早于“拆表日期”" in early.value.errors["old_meter"]
    take(session, change, step_of(change, "归还旧表"), {"old_returned_on": date(2026, 11, 23)}, actor=keeper_of_store, now=on(23))
    assert (change.status, old.status, old.returned_on) == (ChangeState.DONE, MeterState.RETURNED, date(2026, 11, 23))


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
