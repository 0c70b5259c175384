"""客户赔表、复水申请 (G10): who damaged or lost a meter pays for it; whose water was stopped gets it back (003 第四章3.2.4, 5.2)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Mapped

from models.declare import (
    Default,
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
    amount,
    boxes,
    choice,
    day,
    in_unit,
    listing,
    only,
    opinion,
    quantity,
    row,
    section,
    signature,
    signatures,
    state,
    when,
)
from models.meter_case import KNOWN, READERS, TO_ARCHIVE, MeterCase, filed, point_rows
from models.paper_receipt import PaperReceipt
from rules.archival import Retention

DESK = (Role.CLERK, Role.CS_SUP)


class CompensationState(States):
    """Applied for, agreed to by the centre, done, filed."""

    DRAFT = "draft", "待受理", Phase.RUN
    REVIEW = "review", "待审批", Phase.WAIT
    AGREED = "agreed", "待办结", Phase.RUN
    DONE = "done", "已办结", Phase.DONE
    REFUSED = "refused", "不同意", Phase.DONE
    FILED = "filed", "已归档", Phase.FILE
    VOID = "void", "作废", Phase.VOID


def owes_nothing(request: Any) -> dict[str, str]:
    """003 第十章1.4: what is owed is paid before anything is agreed to."""
    return {"arrears_check": "客户尚有欠费，结清后再受理"} if request.arrears_check == "yes" else {}


def says_what_it_is_about(request: Any) -> dict[str, str]:
    """赔表 has its cause and its price when it is taken in, 复水 the day the water was stopped."""
    if request.arrears_check is None:
        return {}
    asked = ("damage_reason", "compensation") if request.kind == "compensate" else ("stopped_on",)
    return {name: f"请填写“{request.fields[name].label}”" for name in asked if getattr(request, name) is None}


class Compensation(
    MeterCase, code="G10", title="客户赔表、复水申请", menu="换表与拆表", kept_by=DESK,
    read_by=(*READERS, Role.DEPT, Role.METER_MAN, Role.FIN), clear_to=DESK, keep=Retention.THIRTY,
):  # fmt: skip
    """One application. With it and a 改表领表单 (G05) one meter is fetched."""

    __tablename__ = "meter_compensation"

    applied_on: Mapped[date] = day("申请日期", default=Default.TODAY, past=True)
    kind: Mapped[str] = choice("类别", "compensation_kind", default="compensate")
    reading: Mapped[int | None] = quantity("原表行度")
    damage_reason: Mapped[str | None] = choice("赔表原因", "damage_reason")
    stopped_on: Mapped[date | None] = day("停水（拆表）日期", past=True)
    compensation: Mapped[Decimal | None] = amount("赔偿金额")
    arrears_check: Mapped[str | None] = choice("欠费核查", "arrears")
    customer_sign: Mapped[Signed | None] = signature("客户签字", sensitive=Personal.NAME)
    acceptor_sign: Mapped[Signed | None] = signature("受理员签字")
    head_opinion: Mapped[Signed | None] = opinion("审批意见")
    finished_on: Mapped[date | None] = day("办结日期", past=True, after=applied_on)
    status: Mapped[CompensationState] = state("状态", CompensationState, start=CompensationState.DRAFT)

    rules = (owes_nothing, says_what_it_is_about)
    seen = Seen(only(Role.DEPT, in_unit(Register.unit, MeterCase.branch)))
    sheet = Sheet(
        section("申请", row(applied_on, boxes(kind)), *point_rows(), row(reading), row(boxes(damage_reason)),
                row(compensation, stopped_on)),
        section("受理审批", row(boxes(arrears_check), status), signatures(customer_sign, acceptor_sign, head_opinion)),
        section("办结", row(finished_on), row(Register.remark)),
        copies=("客户服务中心", "供水分公司", "客户"),
        note="领表人凭本申请和《改表领表单》领表，每张只能领一只表。",
        clear=True,
    )  # fmt: skip
    ledger = Ledger(
        applied_on, kind, (MeterCase.account_name, 1.4), (MeterCase.connection_no, 1.3), (MeterCase.meter, 1.3), damage_reason,
        compensation, stopped_on, finished_on, status, rows=15, signed=("受理员",), dated=applied_on,
    )  # fmt: skip
    listed = listing(MeterCase.account_name, MeterCase.connection_no, MeterCase.meter, kind, applied_on)
    flow = Workflow(
        Step(CompensationState.DRAFT, CompensationState.REVIEW, "受理", by=DESK)
        .needs(*KNOWN, arrears_check, customer_sign).offers(reading, damage_reason, compensation, stopped_on).signs(acceptor_sign),
        Step(CompensationState.REVIEW, CompensationState.AGREED, "同意", by=Role.CS_HEAD)
        .decides(head_opinion, agreed=True).not_by_author(),
        Step(CompensationState.REVIEW, CompensationState.REFUSED, "不同意", by=Role.CS_HEAD)
        .decides(head_opinion, agreed=False).not_by_author(),
        Step(CompensationState.AGREED, CompensationState.DONE, "办结", by=DESK).needs(finished_on)
        .opens(PaperReceipt, TO_ARCHIVE, given={PaperReceipt.paper_title: "客户赔表申请", PaperReceipt.paper_kind: "compensate"},
               only=when(kind, "compensate"))
        .opens(PaperReceipt, TO_ARCHIVE, given={PaperReceipt.paper_title: "客户复水申请", PaperReceipt.paper_kind: "other"},
               only=when(kind, "restore")),
        filed(CompensationState.DONE, CompensationState.FILED),
        Step(CompensationState.REFUSED, CompensationState.FILED, "归档", by=Role.ARCHIVIST).files(),
    )  # fmt: skip
