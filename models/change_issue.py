"""改表领表单 (G05): a meter fetched for temporary use, a larger or smaller one, or a compensation (003 第四章3.2.2, 3.2.4)."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from sqlalchemy.orm import Mapped

from models.declare import (
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
from rules.archival import Retention

INSTALLERS = (Role.METER_STORE, Role.METER_MAN, Role.DEPT)


class ChangeState(States):
    """Made out, the new meter fetched, the old one brought back."""

    DRAFT = "draft", "待领表", Phase.WAIT
    OUT = "out", "待还旧表", Phase.RUN
    DONE = "done", "已办结", Phase.DONE
    FILED = "filed", "已归档", Phase.FILE
    VOID = "void", "作废", Phase.VOID


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
    application: Mapped[str] = text(
        "凭据申请", length=60, search=True, once=True, help="《客户变更用水申请》或《客户赔表、复水申请》编号，一卡只领一只表")  # fmt: skip
    accept_ref: Mapped[MeterAcceptance | None] = link(
        "验收单", MeterAcceptance, gives={IssueSlip.connection_no: MeterAcceptance.connection_no}, search=True,
        help="临时用水、增容、减容必填")  # fmt: skip
    old_meter: Mapped[Meter | None] = link("原表号", Meter, search=True, help="增容、减容必填；赔表而原表已丢失的不填")
    old_reading: Mapped[int | None] = quantity("原表行度", needed=when(old_meter))
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
    rules = (*RULES, papers_are_there)
    house_rules = HOUSE_RULES
    seen = Seen(only(Role.DEPT, in_unit(Register.unit, IssueSlip.receiver_unit)))
    sheet = Sheet(
        section("凭据", row(boxes(issue_kind)), row(application, accept_ref), row(IssueSlip.connection_no, status),
                row(IssueSlip.receiver_unit)),
        section("原表", row(old_meter, old_reading), row(old_returned_on)),
        section("新表", row(boxes(IssueSlip.caliber)), row(IssueSlip.meter, IssueSlip.issued_on),
                row(IssueSlip.batch_no, IssueSlip.reserved_on), row(installed_on, place), row(seal_no, first_reading),
                row(Register.remark)),
        signatures(IssueSlip.receiver_sign, IssueSlip.keeper_sign),
        copies=COPIES, note=NOTE,
    )  # fmt: skip
    ledger = Ledger(
        (Register.number, 1.4), issue_kind, (application, 1.3), (IssueSlip.connection_no, 1.3), (old_meter, 1.4), old_returned_on,
        IssueSlip.caliber, (IssueSlip.meter, 1.4), IssueSlip.issued_on, IssueSlip.receiver_unit, status, rows=15, signed=("表库管理员",),
        dated=IssueSlip.issued_on,
    )  # fmt: skip
    listed = listing(application, IssueSlip.connection_no, issue_kind, IssueSlip.meter, IssueSlip.issued_on, old_returned_on)
    flow = Workflow(
        IssueSlip.fetching(ChangeState.DRAFT, ChangeState.OUT, accept_ref).only(when(old_meter)),
        IssueSlip.fetching(ChangeState.DRAFT, ChangeState.DONE, accept_ref).only(unless(old_meter)),
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
