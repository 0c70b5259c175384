"""水表检定申请/检定结果通知 (G16): a customer doubts his meter; it is taken down, verified, and he is told (001 五.2, 六.6(3))."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Mapped

from models.complaint import Complaint
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
    signature,
    signatures,
    staff,
    state,
    text,
    when,
)
from models.meter import Meter, MeterState
from models.meter_case import KNOWN, READERS, TO_ARCHIVE, MeterCase, filed, in_one_paper, point_rows
from models.paper_receipt import PaperReceipt
from rules.archival import Retention

TESTERS = (Role.CLERK, Role.HOTLINE, Role.DEPT)


class MeterTestState(States):
    """Asked for, at the station, reported, the customer told, filed."""

    DRAFT = "draft", "待拆表送检", Phase.RUN
    SENT = "sent", "检定中", Phase.WAIT
    REPORTED = "reported", "待告知客户", Phase.RUN
    TOLD = "told", "待处置水表", Phase.RUN
    DONE = "done", "已办结", Phase.DONE
    FILED = "filed", "已归档", Phase.FILE
    VOID = "void", "作废", Phase.VOID


class MeterTest(
    MeterCase, code="G16", title="水表检定申请/检定结果通知", menu="换表与拆表", kept_by=TESTERS, read_by=(*READERS, Role.METER_MAN),
    clear_to=TESTERS, keep=Retention.THIRTY,
):  # fmt: skip
    """One verification. Until the report is there nobody says why the reading was high."""

    __tablename__ = "meter_test"

    applied_on: Mapped[date] = day("申请日期", default=Default.TODAY, past=True)
    complaint_ref: Mapped[Complaint] = link("关联投诉", Complaint)
    reason: Mapped[str] = choice("拆表原因", "meter_removal", default="verify")
    customer_sign: Mapped[Signed | None] = signature("客户签字", sensitive=Personal.NAME)
    reading: Mapped[int | None] = quantity("拆表行度")
    removed_on: Mapped[date | None] = day("拆表日期", past=True, after=applied_on)
    remover: Mapped[Any | None] = staff("拆表人员")
    remover_sign: Mapped[Signed | None] = signature("拆表送检人签字")
    sent_on: Mapped[date | None] = day("送检日期", past=True, after=removed_on)
    verify_org: Mapped[str | None] = text("检定机构", length=60, default="水表检定站")
    report_no: Mapped[str | None] = text("检定报告编号", length=60)
    result: Mapped[str | None] = choice("检定结论", "verify_result")
    notified_on: Mapped[date | None] = day("告知客户日期", past=True, after=sent_on)
    refitted_on: Mapped[date | None] = day("装回日期", past=True, after=notified_on)
    refitted_seal: Mapped[str | None] = text("装回铅封号", length=40)
    returned_on: Mapped[date | None] = day("交回表库日期", past=True, after=notified_on)
    status: Mapped[MeterTestState] = state("状态", MeterTestState, start=MeterTestState.DRAFT)

    takes_down = True
    house_rules = (*MeterCase.house_rules, in_one_paper)
    seen = Seen(only(Role.DEPT, in_unit(Register.unit, MeterCase.branch)))
    sheet = Sheet(
        section("申请", row(applied_on, complaint_ref), *point_rows(), row(boxes(reason)), signatures(customer_sign)),
        section("拆表送检", row(removed_on, reading), row(remover, sent_on), row(verify_org), signatures(remover_sign)),
        section("检定结果", row(report_no, boxes(result)), row(notified_on, status), row(refitted_on, refitted_seal, returned_on),
                row(Register.remark)),
        copies=("客户服务中心", "客户"),
        note="出具检定报告前不作原因判断；检定结果 24 小时内反馈客户。",
        clear=True,
    )  # fmt: skip
    ledger = Ledger(
        applied_on, (complaint_ref, 1.3), (MeterCase.account_name, 1.3), (MeterCase.connection_no, 1.3), (MeterCase.meter, 1.3),
        MeterCase.caliber, reading, removed_on, sent_on, (report_no, 1.3), result, notified_on, status, rows=15, dated=applied_on,
    )  # fmt: skip
    listed = listing(MeterCase.account_name, MeterCase.connection_no, MeterCase.meter, applied_on, sent_on, result)
    _receipt = ({**TO_ARCHIVE}, {PaperReceipt.paper_title: "水表检定申请、检定结果通知", PaperReceipt.paper_kind: "other"})
    flow = Workflow(
        Step(MeterTestState.DRAFT, MeterTestState.SENT, "拆表送检", by=Role.DEPT).within(MeterCase.branch)
        .needs(*KNOWN, customer_sign, removed_on, reading, remover, sent_on, verify_org).signs(remover_sign)
        .moves(MeterCase.meter, to=MeterState.REMOVED, take={
            Meter.removed_on: removed_on, Meter.removal_reason: reason, Meter.last_reading: reading}),
        Step(MeterTestState.SENT, MeterTestState.REPORTED, "登记检定报告", by=Role.DEPT).within(MeterCase.branch).needs(report_no, result),
        Step(MeterTestState.REPORTED, MeterTestState.TOLD, "告知客户", by=TESTERS).within(MeterCase.branch).needs(notified_on),
        Step(MeterTestState.TOLD, MeterTestState.DONE, "装回原表", by=Role.DEPT, way="refit").within(MeterCase.branch)
        .only(when(result, "pass")).needs(refitted_on, refitted_seal)
        .moves(MeterCase.meter, to=MeterState.IN_USE, take={
            Meter.customer: MeterCase.customer, Meter.connection_no: MeterCase.connection_no, Meter.installed_on: refitted_on,
            Meter.seal_no: refitted_seal, Meter.first_reading: reading})
        .opens(PaperReceipt, _receipt[0], given=_receipt[1]),
        Step(MeterTestState.TOLD, MeterTestState.DONE, "交回表库", by=Role.METER_STORE).needs(returned_on)
        .moves(MeterCase.meter, to=MeterState.RETURNED, take={Meter.returned_on: returned_on})
        .opens(PaperReceipt, _receipt[0], given=_receipt[1]),
        filed(MeterTestState.DONE, MeterTestState.FILED),
    )  # fmt: skip
