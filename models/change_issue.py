"""改表领表单 (G05): a meter fetched for temporary use, a larger or smaller one, or a compensation (003 第四章3.2.2, 3.2.4)."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import select
from sqlalchemy.orm import Mapped

from models.compensation import Compensation, CompensationState
from models.declare import (
    House,
    Ledger,
    Phase,
    Register,
    Role,
    Seen,
    Sheet,
    States,
    Step,
    Workflow,
    boxes,
    choice,
    day,
    in_unit,
    link,
    listing,
    only,
    quantity,
    row,
    section,
    signatures,
    state,
    text,
    unless,
    when,
)
from models.issue_slip import COPIES, HOUSE_RULES, KEEPERS, NOTE, READERS, RULES, IssueSlip, is_still_to_come
from models.meter import Meter, MeterState
from models.meter_acceptance import MeterAcceptance
from models.use_change import UseChange, UseChangeState
from rules.archival import Retention

INSTALLERS = (Role.METER_STORE, Role.METER_MAN, Role.DEPT)


class ChangeState(States):
    """Made out, the new meter fetched, the old one brought back."""

    DRAFT = "draft", "待领表", Phase.WAIT
    OUT = "out", "待还旧表", Phase.RUN
    DONE = "done", "已办结", Phase.DONE
    FILED = "filed", "已归档", Phase.FILE
    VOID = "void", "作废", Phase.VOID


def one_application(slip: Any) -> dict[str, str]:
    """003 第四章3.2.2, 3.2.4: with which application a meter is fetched, and that it is one of that kind. An old one is on paper alone."""
    if not is_still_to_come(slip):
        return {}
    asked, other = ("compensation", "change") if slip.issue_kind == "damage" else ("change", "compensation")
    called = slip.fields[asked].label
    if getattr(slip, other) is not None:
        return {other: f"这种领表凭《{called}》，请在“{called}”中选择"}
    if getattr(slip, asked) is None:
        return {} if slip.application else {asked: f"请选择《{called}》；只有纸质的，填写“{slip.fields['application'].label}”"}
    if slip.application:
        return {"application": f"已选《{called}》，这里不填"}
    wrong = slip.change is not None and slip.change.change_kind != slip.issue_kind
    return {"change": f"{slip.change.number} 的变更类别与本单的领表类型不符"} if wrong else {}


def application_is_of_the_point(slip: Any) -> dict[str, str]:
    """The application and the slip are about one connection point."""
    picked = (slip.change or slip.compensation) if is_still_to_come(slip) else None
    if picked is None or picked.connection_no in (None, slip.connection_no):
        return {}
    return {"connection_no": f"与 {picked.number} 的接水点编号 {picked.connection_no} 不符"}


def fetches_once(slip: Any, house: House) -> dict[str, str]:
    """One application fetches one meter, and none a second by its number being typed, now or before it could be picked."""
    if not is_still_to_come(slip):
        return {}
    with house.session.no_autoflush:
        for name, register in (("change", UseChange), ("compensation", Compensation)):
            if (picked := getattr(slip, name)) is not None and _named_by(picked.number, slip, house):
                return {name: f"{picked.number} 已领过表，一份申请只领一只表"}
            if slip.application and house.session.scalar(select(register.id).where(register.number == slip.application)):
                return {"application": f"{slip.application} 系统中已有，请在“{slip.fields[name].label}”中选择"}
    return {}


def _named_by(number: str, slip: Any, house: House) -> str | None:
    """Another slip on which that number was typed."""
    typed = select(ChangeIssue.number).where(ChangeIssue.application == number, ChangeIssue.status != ChangeState.VOID)
    return house.session.scalar(typed.where(ChangeIssue.id != slip.id) if slip.id is not None else typed)


def papers_are_there(slip: Any) -> dict[str, str]:
    """003 第四章3.2.2, 6.2: a change is accepted like new work, and what is made larger or smaller had a meter at that point."""
    errors: dict[str, str] = {}
    if not is_still_to_come(slip):
        return errors
    if slip.issue_kind in ("temporary", "enlarge", "reduce") and slip.accept_ref is None:
        errors["accept_ref"] = "临时用水、增容、减容凭水表验收单领表，请选择一项"
    if slip.issue_kind in ("enlarge", "reduce") and slip.old_meter is None:
        errors["old_meter"] = "增容、减容须填原表号"
    if slip.old_meter is not None and slip.old_meter.connection_no not in (None, slip.connection_no):
        errors["old_meter"] = f"水表 {slip.old_meter} 装在接水点 {slip.old_meter.connection_no}，与本单不符"
    return errors


class ChangeIssue(
    IssueSlip, code="G05", title="改表领表单", menu="水表库房", kept_by=KEEPERS, read_by=READERS, keep=Retention.THIRTY,
):  # fmt: skip
    """One meter in place of another, or beside it for a time. Without an old meter the slip is done when the new one is fetched."""

    __tablename__ = "change_issue"
    awaits_old_one = ChangeState.OUT

    issue_kind: Mapped[str] = choice("领表类型", "meter_change_kind")
    change: Mapped[UseChange | None] = link(
        "客户变更用水申请", UseChange, gives={IssueSlip.connection_no: UseChange.connection_no}, search=True, once=True,
        help="临时用水、增容、减容凭此领表，一份申请只领一只表")  # fmt: skip
    compensation: Mapped[Compensation | None] = link(
        "客户赔表、复水申请", Compensation, gives={IssueSlip.connection_no: Compensation.connection_no}, search=True, once=True,
        help="赔表、复水凭此领表，一份申请只领一只表")  # fmt: skip
    application: Mapped[str | None] = text(
        "纸质申请编号", length=60, search=True, once=True, help="系统中没有的申请，才在这里填编号")  # fmt: skip
    accept_ref: Mapped[MeterAcceptance | None] = link(
        "验收单", MeterAcceptance, gives={IssueSlip.connection_no: MeterAcceptance.connection_no}, search=True,
        help="临时用水、增容、减容必填")  # fmt: skip
    old_meter: Mapped[Meter | None] = link("原表号", Meter, search=True, help="增容、减容必填；赔表而原表已丢失的不填")
    old_reading: Mapped[int | None] = quantity("原表行度", needed=when(old_meter))
    old_removed_on: Mapped[date | None] = day("原表拆表日期", past=True)
    removed_reading: Mapped[int | None] = quantity("拆表行度")
    old_returned_on: Mapped[date | None] = day("旧表归还日期", past=True)
    installed_on: Mapped[date | None] = day("装表日期", past=True, after=IssueSlip.issued_on)
    place: Mapped[str | None] = text("装表位置", length=200)
    seal_no: Mapped[str | None] = text("铅封号", length=40)
    first_reading: Mapped[int | None] = quantity("起度")
    status: Mapped[ChangeState] = state("状态", ChangeState, start=ChangeState.DRAFT)

    #: A meter that no acceptance puts into use: the slip does.
    _alone: ClassVar[Any] = unless(accept_ref) & unless(installed_on)
    _hung: ClassVar[dict[Any, Any]] = {
        Meter.connection_no: IssueSlip.connection_no, Meter.installed_on: installed_on, Meter.place: place, Meter.seal_no: seal_no,
        Meter.first_reading: first_reading,
    }  # fmt: skip
    _down: ClassVar[dict[Any, Any]] = {Meter.removed_on: old_removed_on, Meter.last_reading: removed_reading}
    rules = (*RULES, one_application, application_is_of_the_point, papers_are_there)
    house_rules = (*HOUSE_RULES, fetches_once)
    seen = Seen(only(Role.DEPT, in_unit(Register.unit, IssueSlip.receiver_unit)))
    sheet = Sheet(
        section("凭据", row(boxes(issue_kind)), row(change, compensation), row(application, accept_ref),
                row(IssueSlip.connection_no, status), row(IssueSlip.receiver_unit)),
        section("原表", row(old_meter, old_reading), row(old_removed_on, removed_reading), row(old_returned_on)),
        section("新表", row(boxes(IssueSlip.caliber)), row(IssueSlip.meter, IssueSlip.issued_on),
                row(IssueSlip.batch_no, IssueSlip.reserved_on), row(installed_on, place), row(seal_no, first_reading),
                row(Register.remark)),
        signatures(IssueSlip.receiver_sign, IssueSlip.keeper_sign),
        copies=COPIES, note=NOTE, landscape=True, half=True,
    )  # fmt: skip
    ledger = Ledger(
        (Register.number, 1.4), issue_kind, (change, 1.3), (compensation, 1.3), (IssueSlip.connection_no, 1.3), (old_meter, 1.4),
        old_returned_on, IssueSlip.caliber, (IssueSlip.meter, 1.4), IssueSlip.issued_on, IssueSlip.receiver_unit, status, rows=15,
        signed=("表库管理员",), dated=IssueSlip.issued_on,
    )  # fmt: skip
    listed = listing(change, compensation, IssueSlip.connection_no, issue_kind, IssueSlip.meter, IssueSlip.issued_on)
    flow = Workflow(
        IssueSlip.fetching(ChangeState.DRAFT, ChangeState.OUT, accept_ref).only(when(old_meter))
        .finds(change, at=UseChangeState.BUILDING).finds(compensation, at=CompensationState.AGREED),
        IssueSlip.fetching(ChangeState.DRAFT, ChangeState.DONE, accept_ref).only(unless(old_meter))
        .finds(change, at=UseChangeState.BUILDING).finds(compensation, at=CompensationState.AGREED),
        Step(ChangeState.OUT, ChangeState.OUT, "登记拆表", by=INSTALLERS, way="remove").needs(old_removed_on, removed_reading)
        .only(unless(old_removed_on)).within(IssueSlip.receiver_unit)
        .moves(old_meter, to=MeterState.REMOVED, take=_down, given={Meter.removal_reason: "change"}, only=unless(issue_kind, "damage"))
        .moves(old_meter, to=MeterState.REMOVED, take=_down, given={Meter.removal_reason: "damage"}, only=when(issue_kind, "damage")),
        Step(ChangeState.OUT, ChangeState.DONE, "归还旧表", by=Role.METER_STORE).needs(old_returned_on)
        .moves(old_meter, to=MeterState.RETURNED, take={Meter.returned_on: old_returned_on}),
        Step(ChangeState.OUT, ChangeState.DONE, "旧表无法归还", by=Role.CS_HEAD, way="lost").with_reason(),
        Step(ChangeState.OUT, ChangeState.OUT, "登记装表", by=INSTALLERS, way="install").needs(installed_on)
        .offers(place, seal_no, first_reading).only(_alone).within(IssueSlip.receiver_unit)
        .moves(IssueSlip.meter, to=MeterState.IN_USE, take=_hung),
        Step(ChangeState.DONE, ChangeState.DONE, "登记装表", by=INSTALLERS, way="install").needs(installed_on)
        .offers(place, seal_no, first_reading).only(_alone).within(IssueSlip.receiver_unit)
        .moves(IssueSlip.meter, to=MeterState.IN_USE, take=_hung),
        Step(ChangeState.DONE, ChangeState.FILED, "归档", by=Role.ARCHIVIST).files(),
    )  # fmt: skip
