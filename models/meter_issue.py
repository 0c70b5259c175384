"""领表单 (G04): the slip by which an installer fetches a meter for a new connection point (003 第四章3.2.1)."""

from __future__ import annotations

from typing import Any

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
    in_unit,
    link,
    listing,
    only,
    row,
    section,
    signatures,
    state,
    text,
    yes_no,
)
from models.issue_slip import COPIES, HOUSE_RULES, KEEPERS, NOTE, READERS, RULES, IssueSlip
from models.meter_acceptance import MeterAcceptance
from rules.archival import Retention


class IssueState(States):
    """Made out, and the meter fetched."""

    DRAFT = "draft", "待领表", Phase.WAIT
    ISSUED = "issued", "已领表", Phase.DONE
    FILED = "filed", "已归档", Phase.FILE
    VOID = "void", "作废", Phase.VOID


def drawing_is_there(slip: Any) -> dict[str, str]:
    """003 第四章3.2.1: 凭…设计图…领表."""
    return {"drawing_ok": "没有设计图的不能领表"} if slip.drawing_ok is False else {}


class MeterIssue(
    IssueSlip, code="G04", title="（安装单位）领表单", menu="水表库房", kept_by=KEEPERS, read_by=READERS, keep=Retention.THIRTY,
):  # fmt: skip
    """One card, one slip, one meter for a new connection point."""

    __tablename__ = "meter_issue"

    issue_kind: Mapped[str] = choice("领表类型", "meter_issue_kind", default="new")
    application: Mapped[str] = text("申请卡", length=60, search=True, once=True, help="《客户用水申请》卡编号，一卡只领一只表")
    drawing_ok: Mapped[bool] = yes_no("设计图")
    accept_ref: Mapped[MeterAcceptance] = link(
        "验收单", MeterAcceptance, gives={IssueSlip.connection_no: MeterAcceptance.connection_no}, search=True)  # fmt: skip
    status: Mapped[IssueState] = state("状态", IssueState, start=IssueState.DRAFT)

    rules = (*RULES, drawing_is_there)
    house_rules = HOUSE_RULES
    seen = Seen(only(Role.DEPT, in_unit(Register.unit, IssueSlip.receiver_unit)))
    sheet = Sheet(
        section("凭据", row(boxes(issue_kind), boxes(drawing_ok)), row(application, accept_ref), row(IssueSlip.connection_no, status),
                row(IssueSlip.receiver_unit)),
        section("领表", row(boxes(IssueSlip.caliber)), row(IssueSlip.meter, IssueSlip.issued_on),
                row(IssueSlip.batch_no, IssueSlip.reserved_on), row(Register.remark)),
        signatures(IssueSlip.receiver_sign, IssueSlip.keeper_sign),
        copies=COPIES, note=NOTE, landscape=True, half=True,
    )  # fmt: skip
    ledger = Ledger(
        (Register.number, 1.4), (application, 1.3), (IssueSlip.connection_no, 1.3), IssueSlip.caliber, (IssueSlip.meter, 1.4),
        IssueSlip.issued_on, IssueSlip.receiver_unit, (IssueSlip.receiver_sign, 1.4), IssueSlip.batch_no, status, rows=15,
        signed=("表库管理员",), dated=IssueSlip.issued_on,
    )  # fmt: skip
    listed = listing(application, IssueSlip.connection_no, IssueSlip.caliber, IssueSlip.meter, IssueSlip.issued_on, IssueSlip.receiver_unit)
    flow = Workflow(
        IssueSlip.fetching(IssueState.DRAFT, IssueState.ISSUED, accept_ref),
        Step(IssueState.ISSUED, IssueState.FILED, "归档", by=Role.ARCHIVIST).files(),
    )  # fmt: skip
