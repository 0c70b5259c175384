"""拆表: the task to take a meter down (G11), and the customer's application that asks for it (G12) (003 第四章5.4 至 5.6)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Mapped

from models.compensation import Compensation
from models.declare import (
    Default,
    House,
    Ledger,
    Limit,
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
    counts,
    day,
    deadline,
    id_card,
    in_unit,
    judged,
    link,
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
    text,
    unless,
    when,
    yes_no,
)
from models.meter import Meter, MeterState, keeping_ends
from models.meter_case import KNOWN, READERS, TO_ARCHIVE, MeterCase, filed, handed_on, in_one_paper, old_meter_label, point_rows
from models.paper_receipt import PaperReceipt
from rules.archival import Retention

DESK = (Role.CLERK, Role.CS_SUP)
FIELD = (Role.METER_MAN, Role.DEPT)


class RemovalState(States):
    """Given out, taken down, handed to the branch, in the store; then the account is closed, or the water comes back."""

    DRAFT = "draft", "待下达", Phase.RUN
    GIVEN = "given", "待拆表", Phase.RUN
    REMOVED = "removed", "待分公司签收", Phase.RUN
    HANDED = "handed", "待交旧表", Phase.RUN
    SUSPENDED = "suspended", "暂停用水", Phase.WAIT
    CLOSING = "closing", "待销户", Phase.RUN
    DONE = "done", "已办结", Phase.DONE
    CANCELLED = "cancelled", "不再拆表", Phase.DONE
    FILED = "filed", "已归档", Phase.FILE
    VOID = "void", "作废", Phase.VOID


def one_task_a_meter(task: Any, house: House) -> dict[str, str]:
    """What is given out is about a meter in use."""
    if task.meter is None or not house.fills(task, "issued_on") or task.meter.status is MeterState.IN_USE:
        return {}
    return {"meter": f"该表现在是“{task.meter.status.label}”，在用的水表才能拆除"}


def kept_until(task: Any, house: House) -> date | None:
    """R003-17: 保存至 of the old meter, as its label says it."""
    return keeping_ends(task.meter.caliber, task.returned_on, house) if task.meter is not None else None


class RemovalTask(
    MeterCase, code="G11", title="拆表任务单", menu="换表与拆表", kept_by=(*DESK, Role.DEPT), read_by=READERS,
    clear_to=(*DESK, *FIELD), keep=Retention.THIRTY,
):  # fmt: skip
    """One meter to be taken down. Its first copy comes to the store with the old meter."""

    __tablename__ = "removal_task"

    kind: Mapped[str] = choice("拆表类别", "removal_kind", default="suspend")
    zone: Mapped[str | None] = text("区域", length=40, help="旧表按区域保存，印在旧表标签上")
    issued_on: Mapped[date | None] = day("下达日期", past=True)
    reading: Mapped[int | None] = quantity("拆表行度")
    old_seal: Mapped[str | None] = choice("铅封情况", "old_seal")
    removed_on: Mapped[date | None] = day("拆表日期", past=True, after=issued_on)
    returned_on: Mapped[date | None] = day("旧表交回日期", past=True, after=removed_on)
    keep_until: Mapped[date | None] = judged("旧表保存至", date, kept_until)
    return_due: Mapped[datetime | None] = deadline(
        "旧表交回截止", counts(Limit.SUSPENDED_METER_RETURN, since=removed_on, only=unless(kind, "rebuild")),
        met=returned_on)  # fmt: skip
    feedback: Mapped[str | None] = prose("逾期反馈", help="10 个工作日内不能交回旧表的，及时反馈")
    ended_on: Mapped[date | None] = day("恢复或销户日期", past=True, after=returned_on)
    suspend_to: Mapped[datetime | None] = deadline(
        "暂拆到期日", counts(Limit.SUSPENSION, since=removed_on, only=when(kind, "suspend")), met=ended_on)  # fmt: skip
    close_due: Mapped[datetime | None] = deadline(
        "销户办理截止", counts(Limit.CLOSE_ACCOUNT, since=issued_on, only=when(kind, "rebuild")), met=ended_on)  # fmt: skip
    issuer_sign: Mapped[Signed | None] = signature("下达人签字")
    remover_sign: Mapped[Signed | None] = signature("拆表人签字")
    branch_sign: Mapped[Signed | None] = signature("分公司签收")
    keeper_sign: Mapped[Signed | None] = signature("表库签收")
    status: Mapped[RemovalState] = state("状态", RemovalState, start=RemovalState.DRAFT)

    takes_down = True
    house_rules = (*MeterCase.house_rules, in_one_paper, one_task_a_meter)
    seen = Seen(only(Role.DEPT, in_unit(Register.unit, MeterCase.branch)))
    sheet = Sheet(
        section("任务", row(boxes(kind)), *point_rows(), row(issued_on, zone, status)),
        section("拆表", row(removed_on, reading), row(boxes(old_seal)), row(returned_on, return_due, keep_until),
                row(feedback, Register.remark)),
        section("了结", row(suspend_to, close_due, ended_on)),
        signatures(issuer_sign, remover_sign), signatures(branch_sign, keeper_sign),
        copies=("表库（随旧表）", "供水分公司", "存根"), landscape=True, half=True,
        note="第一联随旧表交表库。暂拆、销户的旧表 10 个工作日内交回；暂停用水 6 个月后恢复或销户；户表改造 20 个工作日内办理销户。",
        clear=True,
    )  # fmt: skip
    papers = (old_meter_label(reading, removed_on, zone, keep_until),)
    ledger = Ledger(
        issued_on, kind, (MeterCase.connection_no, 1.3), (MeterCase.account_name, 1.3), (MeterCase.meter, 1.3), MeterCase.caliber,
        removed_on, reading, returned_on, ended_on, status, rows=15, dated=issued_on,
    )  # fmt: skip
    listed = listing(MeterCase.account_name, MeterCase.connection_no, MeterCase.meter, kind, issued_on, return_due)
    _receipt = ({**TO_ARCHIVE}, {PaperReceipt.paper_title: "拆表任务单", PaperReceipt.paper_kind: "close"})
    flow = Workflow(
        Step(RemovalState.DRAFT, RemovalState.GIVEN, "下达", by=DESK).needs(*KNOWN, issued_on).signs(issuer_sign),
        Step(RemovalState.GIVEN, RemovalState.REMOVED, "拆表", by=FIELD).within(MeterCase.branch)
        .needs(removed_on, reading, old_seal).signs(remover_sign)
        .moves(MeterCase.meter, to=MeterState.REMOVED, take={
            Meter.removed_on: removed_on, Meter.removal_reason: kind, Meter.last_reading: reading}),
        Step(RemovalState.GIVEN, RemovalState.CANCELLED, "不再拆表", by=DESK).with_reason(),
        Step(RemovalState.REMOVED, RemovalState.HANDED, "分公司签收", by=Role.DEPT).within(MeterCase.branch).signs(branch_sign),
        Step(RemovalState.HANDED, RemovalState.HANDED, "反馈逾期情况", by=FIELD).within(MeterCase.branch).needs(feedback),
        Step(RemovalState.HANDED, RemovalState.SUSPENDED, "交回旧表", by=Role.METER_STORE).only(when(kind, "suspend"))
        .needs(returned_on).signs(keeper_sign)
        .moves(MeterCase.meter, to=MeterState.RETURNED, take={Meter.returned_on: returned_on}),
        Step(RemovalState.HANDED, RemovalState.CLOSING, "交回旧表", by=Role.METER_STORE).only(when(kind, "close", "rebuild"))
        .needs(returned_on).signs(keeper_sign)
        .moves(MeterCase.meter, to=MeterState.RETURNED, take={Meter.returned_on: returned_on}),
        Step(RemovalState.SUSPENDED, RemovalState.DONE, "恢复用水", by=DESK, way="restore").needs(ended_on)
        .opens(Compensation, handed_on(Compensation) | {Compensation.stopped_on: removed_on, Compensation.reading: reading},
               given={Compensation.kind: "restore"})
        .opens(PaperReceipt, _receipt[0], given=_receipt[1]),
        Step(RemovalState.SUSPENDED, RemovalState.DONE, "转销户", by=DESK, way="close").needs(ended_on)
        .opens(PaperReceipt, _receipt[0], given=_receipt[1]),
        Step(RemovalState.CLOSING, RemovalState.DONE, "办理销户", by=(*DESK, Role.DEPT)).within(MeterCase.branch).needs(ended_on)
        .opens(PaperReceipt, _receipt[0], given=_receipt[1]),
        filed(RemovalState.DONE, RemovalState.FILED),
        Step(RemovalState.CANCELLED, RemovalState.FILED, "归档", by=Role.ARCHIVIST).files(),
    )  # fmt: skip


class ClosingState(States):
    """Applied for, agreed to, the meter taken down, closed, filed."""

    DRAFT = "draft", "待受理", Phase.RUN
    REVIEW = "review", "待审批", Phase.WAIT
    AGREED = "agreed", "待下达拆表", Phase.RUN
    REMOVING = "removing", "拆表中", Phase.WAIT
    DONE = "done", "已办结", Phase.DONE
    REFUSED = "refused", "不同意", Phase.DONE
    FILED = "filed", "已归档", Phase.FILE
    VOID = "void", "作废", Phase.VOID


def water_is_paid(request: Any) -> dict[str, str]:
    """Nothing is taken down or closed while water is unpaid; and whoever closes hands in the card of the old meter (5.5)."""
    errors = {} if request.cleared is not False else {"cleared": "水费尚未结清，不能受理"}
    if request.cleared is not None and request.kind == "close" and not request.old_card:
        errors["old_card"] = "销户的，须填写旧表卡"
    return errors


def still_on_the_wall(request: Any, house: House) -> dict[str, str]:
    """Without a task only what hangs no longer is closed: after a suspension the old meter is in the store already (5.4)."""
    if request.status is not ClosingState.AGREED or not house.fills(request, "closed_on"):
        return {}
    hangs = request.meter is not None and request.meter.status is MeterState.IN_USE
    return {"closed_on": "水表尚未拆除，请办理“下达拆表任务”"} if hangs else {}


class ClosingRequest(
    MeterCase, code="G12", title="客户拆表销户申请", menu="换表与拆表", kept_by=DESK, read_by=(*READERS, Role.DEPT, Role.METER_MAN),
    clear_to=DESK, keep=Retention.PERMANENT,
):  # fmt: skip
    """One application: to suspend the supply, to close the account, or to close it because the house is converted."""

    __tablename__ = "closing_request"

    applied_on: Mapped[date] = day("申请日期", default=Default.TODAY, past=True)
    kind: Mapped[str] = choice("类别", "removal_kind", default="close")
    reading: Mapped[int | None] = quantity("行度")
    reason: Mapped[str] = prose("拆表（销户）原因")
    id_no: Mapped[str | None] = id_card("证件核验", help="申请人的身份证号；单位由经办人出示")
    cleared: Mapped[bool | None] = yes_no("水费结清")
    old_card: Mapped[bool | None] = yes_no("旧表卡填写", help="销户的必须填写")
    customer_sign: Mapped[Signed | None] = signature("客户签字（章）", sensitive=Personal.NAME)
    acceptor_sign: Mapped[Signed | None] = signature("受理员签字")
    head_opinion: Mapped[Signed | None] = opinion("负责人审批")
    task: Mapped[RemovalTask | None] = link("拆表任务单", RemovalTask)
    closed_on: Mapped[date | None] = day("销户日期", past=True, after=applied_on)
    status: Mapped[ClosingState] = state("状态", ClosingState, start=ClosingState.DRAFT)

    rules = (water_is_paid,)
    takes_down = True
    house_rules = (*MeterCase.house_rules, in_one_paper, still_on_the_wall)
    seen = Seen(only(Role.DEPT, in_unit(Register.unit, MeterCase.branch)))
    sheet = Sheet(
        section("申请", row(applied_on, boxes(kind)), *point_rows(), row(reading, id_no), row(reason, lines=3)),
        section("受理审批", row(boxes(cleared), boxes(old_card)), row(status), signatures(customer_sign, acceptor_sign, head_opinion)),
        section("办理", row(task, closed_on), row(Register.remark)),
        copies=("客户服务中心", "供水分公司"),
        note="暂停用水的，6 个月后恢复或销户时交客户服务中心存档；户表改造必须销集体户或单位户。",
        clear=True,
    )  # fmt: skip
    ledger = Ledger(
        applied_on, kind, (MeterCase.account_name, 1.4), (MeterCase.connection_no, 1.3), (MeterCase.meter, 1.3), (reason, 2), task,
        closed_on, status, rows=15, signed=("受理员", "负责人"), dated=applied_on,
    )  # fmt: skip
    listed = listing(MeterCase.account_name, MeterCase.connection_no, MeterCase.meter, kind, applied_on)
    _receipt = ({**TO_ARCHIVE}, {PaperReceipt.paper_title: "客户拆表销户申请", PaperReceipt.paper_kind: "close"})
    flow = Workflow(
        Step(ClosingState.DRAFT, ClosingState.REVIEW, "受理", by=DESK).needs(*KNOWN, id_no, cleared, customer_sign)
        .offers(reading, old_card).signs(acceptor_sign),
        Step(ClosingState.REVIEW, ClosingState.AGREED, "同意", by=Role.CS_HEAD).decides(head_opinion, agreed=True).not_by_author(),
        Step(ClosingState.REVIEW, ClosingState.REFUSED, "不同意", by=Role.CS_HEAD).decides(head_opinion, agreed=False).not_by_author(),
        Step(ClosingState.AGREED, ClosingState.REMOVING, "下达拆表任务", by=DESK)
        .opens(RemovalTask, handed_on(RemovalTask) | {RemovalTask.kind: kind}, into=task),
        Step(ClosingState.AGREED, ClosingState.DONE, "表已拆除，直接销户", by=DESK).needs(closed_on)
        .opens(PaperReceipt, _receipt[0], given=_receipt[1]),
        Step(ClosingState.REMOVING, ClosingState.DONE, "拆表办结").offers(closed_on)
        .fed_by(RemovalTask, {closed_on: RemovalTask.ended_on})
        .opens(PaperReceipt, _receipt[0], given=_receipt[1]),
        filed(ClosingState.DONE, ClosingState.FILED),
        Step(ClosingState.REFUSED, ClosingState.FILED, "归档", by=Role.ARCHIVIST).files(),
    )  # fmt: skip
