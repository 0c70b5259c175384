"""客户变更用水申请 (G09): temporary supply, a larger or a smaller meter, another line; accepted by two (003 第四章3.2.2, 6.3, 6.4)."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Mapped

from models.declare import (
    Default,
    House,
    Ledger,
    Personal,
    Phase,
    Register,
    Role,
    Seen,
    Sheet,
    Signed,
    States,
    Step,
    Workflow,
    boxes,
    choice,
    day,
    in_unit,
    listing,
    only,
    opinion,
    prose,
    quantity,
    row,
    section,
    signature,
    signatures,
    state,
    unless,
    when,
)
from models.meter import MeterState
from models.meter_case import KNOWN, READERS, TO_ARCHIVE, MeterCase, filed, point_rows
from models.paper_receipt import PaperReceipt
from rules.archival import Retention
from rules.refusals import Refused
from rules.replacement import check_acceptance

DESK = (Role.CLERK, Role.CS_SUP)
#: These take the old meter down.
REPLACING = ("enlarge", "reduce")
BACK = (MeterState.RETURNED, MeterState.SCRAPPED)


class UseChangeState(States):
    """Applied for, agreed to, carried out, accepted by the branch and by the centre, filed."""

    DRAFT = "draft", "待受理", Phase.RUN
    REVIEW = "review", "待审核", Phase.WAIT
    BUILDING = "building", "施工中", Phase.WAIT
    ACCEPTING = "accepting", "待客服中心验收", Phase.RUN
    DONE = "done", "已验收", Phase.DONE
    REFUSED = "refused", "不同意", Phase.DONE
    FILED = "filed", "已归档", Phase.FILE
    VOID = "void", "作废", Phase.VOID


def owes_nothing(request: Any) -> dict[str, str]:
    """003 第十章1.4: what is owed is paid before anything is agreed to."""
    return {"arrears_check": "客户尚有欠费，结清后再受理"} if request.arrears_check == "yes" else {}


def old_meter_is_back(request: Any, house: House) -> dict[str, str]:
    """R003-24 (003 第四章6.4): with a larger or smaller meter the old one is handed in before the new one is accepted."""
    if request.meter is None or not house.fills(request, "accepted_on"):
        return {}
    try:
        check_acceptance(removes_old_meter=request.change_kind in REPLACING, old_meter_returned=request.meter.status in BACK)
    except Refused as refusal:
        return {"accepted_on": refusal.message}
    return {}


class UseChange(
    MeterCase, code="G09", title="客户变更用水申请", menu="换表与拆表", kept_by=DESK, read_by=(*READERS, Role.METER_MAN), clear_to=DESK,
    keep=Retention.PERMANENT,
):  # fmt: skip
    """One application. With it and a 改表领表单 (G05) one meter is fetched."""

    __tablename__ = "use_change"

    applied_on: Mapped[date] = day("申请日期", default=Default.TODAY, past=True)
    change_kind: Mapped[str] = choice("变更类别", "use_change_kind")
    reading: Mapped[int | None] = quantity("原表行度")
    new_caliber: Mapped[str | None] = choice("变更后口径", "meter_caliber", needed=when(change_kind, *REPLACING))
    new_count: Mapped[int | None] = quantity("变更后数量", minimum=1, maximum=9999)
    reason: Mapped[str] = prose("变更理由")
    arrears_check: Mapped[str | None] = choice("欠费核查", "arrears")
    customer_sign: Mapped[Signed | None] = signature("客户签字（章）", sensitive=Personal.NAME)
    acceptor_sign: Mapped[Signed | None] = signature("受理员签字")
    head_sign: Mapped[Signed | None] = opinion("客服中心负责人")
    accepted_on: Mapped[date | None] = day("验收日期", past=True, after=applied_on)
    branch_sign: Mapped[Signed | None] = signature("分公司验收签字")
    center_sign: Mapped[Signed | None] = signature("客服中心验收签字")
    status: Mapped[UseChangeState] = state("状态", UseChangeState, start=UseChangeState.DRAFT)

    rules = (owes_nothing,)
    house_rules = (*MeterCase.house_rules, old_meter_is_back)
    seen = Seen(only(Role.DEPT, in_unit(Register.unit, MeterCase.branch)))
    sheet = Sheet(
        section("申请", row(applied_on, status), row(boxes(change_kind)), *point_rows(), row(reading), row(new_caliber, new_count),
                row(reason, lines=3)),
        section("受理审核", row(boxes(arrears_check)), signatures(customer_sign, acceptor_sign, head_sign)),
        section("验收", row(accepted_on), signatures(branch_sign, center_sign), row(Register.remark)),
        copies=("客户服务中心", "供水分公司", "客户"),
        note="凭本申请和《改表领表单》领表，每张只能领一只表。增容、减容的旧表在验收前交回，未办好手续的不予验收。",
        clear=True,
    )  # fmt: skip
    ledger = Ledger(
        applied_on, change_kind, (MeterCase.account_name, 1.4), (MeterCase.connection_no, 1.3), (MeterCase.meter, 1.3),
        MeterCase.caliber, new_caliber, new_count, (reason, 2), accepted_on, status, rows=15, signed=("受理员",), dated=applied_on,
    )  # fmt: skip
    listed = listing(MeterCase.account_name, MeterCase.connection_no, MeterCase.meter, change_kind, applied_on)
    _title = "客户变更用水申请"
    flow = Workflow(
        Step(UseChangeState.DRAFT, UseChangeState.REVIEW, "受理", by=DESK)
        .needs(*KNOWN, arrears_check, customer_sign).offers(reading).signs(acceptor_sign),
        Step(UseChangeState.REVIEW, UseChangeState.BUILDING, "同意", by=Role.CS_HEAD).decides(head_sign, agreed=True).not_by_author(),
        Step(UseChangeState.REVIEW, UseChangeState.REFUSED, "不同意", by=Role.CS_HEAD).decides(head_sign, agreed=False).not_by_author(),
        Step(UseChangeState.BUILDING, UseChangeState.ACCEPTING, "分公司验收", by=Role.DEPT).within(MeterCase.branch)
        .needs(accepted_on).signs(branch_sign),
        Step(UseChangeState.ACCEPTING, UseChangeState.DONE, "客服中心验收", by=(*DESK, Role.CS_HEAD)).not_by_signer(branch_sign)
        .signs(center_sign)
        .opens(PaperReceipt, TO_ARCHIVE, given={PaperReceipt.paper_title: _title, PaperReceipt.paper_kind: "enlarge"},
               only=when(change_kind, "enlarge"))
        .opens(PaperReceipt, TO_ARCHIVE, given={PaperReceipt.paper_title: _title, PaperReceipt.paper_kind: "reduce"},
               only=when(change_kind, "reduce"))
        .opens(PaperReceipt, TO_ARCHIVE, given={PaperReceipt.paper_title: _title, PaperReceipt.paper_kind: "other"},
               only=unless(change_kind, *REPLACING)),
        Step(UseChangeState.ACCEPTING, UseChangeState.BUILDING, "验收不合格", by=(*DESK, Role.CS_HEAD)).with_reason()
        .records({accepted_on: None}),
        filed(UseChangeState.DONE, UseChangeState.FILED),
        Step(UseChangeState.REFUSED, UseChangeState.FILED, "归档", by=Role.ARCHIVIST).files(),
    )  # fmt: skip
