"""换表报核单 (G06): faulty meters, reported by the branch, looked into and answered by the centre (003 第四章4.2)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Mapped

from models.customer import Customer
from models.declare import (
    Default,
    House,
    Ledger,
    Limit,
    Line,
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
    choice,
    counts,
    day,
    deadline,
    department,
    in_unit,
    lines,
    link,
    listing,
    moment,
    only,
    prose,
    quantity,
    row,
    signature,
    signatures,
    staff,
    state,
    table,
    text,
    when,
)
from models.meter import Meter, MeterState
from models.meter_case import READERS, waited_for
from models.swap import MeterSwap

REPORTERS = (Role.METER_MAN, Role.DEPT)
CHECKERS = (Role.INSPECTOR, Role.CS_SUP, Role.CS_HEAD)


class SwapCheckState(States):
    """Reported, looked into, replaced, closed, filed."""

    DRAFT = "draft", "待报送", Phase.RUN
    CHECKING = "checking", "待核查", Phase.WAIT
    REPLACING = "replacing", "换表中", Phase.RUN
    DONE = "done", "已办结", Phase.DONE
    FILED = "filed", "已归档", Phase.FILE
    VOID = "void", "作废", Phase.VOID


class FaultRow(Line):
    """One meter that is said to be faulty, and what the centre found."""

    __tablename__ = "swap_check_row"

    connection_no: Mapped[str | None] = text("接水点编号", length=40)
    account_name: Mapped[str | None] = text("户名", sensitive=Personal.NAME)
    address: Mapped[str | None] = text("地址", length=200, sensitive=Personal.ADDRESS)
    customer: Mapped[Customer | None] = link(
        "客户档案", Customer, gives={account_name: Customer.full_name, address: Customer.address})  # fmt: skip
    caliber: Mapped[str | None] = choice("口径", "meter_caliber")
    meter: Mapped[Meter] = link(
        "表号", Meter, gives={connection_no: Meter.connection_no, customer: Meter.customer, caliber: Meter.caliber})  # fmt: skip
    fault: Mapped[str] = choice("故障类型", "meter_fault")
    reading: Mapped[int] = quantity("当前行度")
    recent_usage: Mapped[str | None] = text("近期用水量", length=60)
    replacer: Mapped[Any | None] = staff("换表员")
    check_result: Mapped[str | None] = choice("核查结果", "swap_check_result")
    check_note: Mapped[str | None] = text("不同意原因", length=100)
    swap: Mapped[MeterSwap | None] = link("换表单", MeterSwap)


def each_meter_once(form: Any, house: House) -> dict[str, str]:
    """What is reported hangs on a wall, and stands on the form once."""
    if form.status is not SwapCheckState.DRAFT:
        return {}
    errors: dict[str, str] = {}
    seen: set[int] = set()
    for index, line in enumerate(form.items):
        if line.meter is None:
            continue
        if line.meter.id in seen:
            errors[f"items-{index}-meter"] = f"表号 {line.meter} 在本单中重复"
        elif line.meter.status is not MeterState.IN_USE:
            errors[f"items-{index}-meter"] = f"该表现在是“{line.meter.status.label}”，在用的水表才能报核"
        elif other := waited_for(line.meter, house):
            errors[f"items-{index}-meter"] = other
        elif line.caliber not in (None, line.meter.caliber):
            errors[f"items-{index}-caliber"] = f"水表卡片上的口径是 {line.meter.caliber}，请核对实物"
        seen.add(line.meter.id)
    return errors


def each_meter_answered(form: Any, house: House) -> dict[str, str]:
    """Every meter is agreed to, or refused with the reason."""
    errors: dict[str, str] = {}
    if not house.fills(form, "notified_at"):
        return errors
    for index, line in enumerate(form.items):
        if line.check_result is None:
            errors[f"items-{index}-check_result"] = "请逐只填写核查结果"
        elif line.check_result == "refuse" and not line.check_note:
            errors[f"items-{index}-check_note"] = "不同意更换的，请写明原因"
    return errors


def all_are_back(form: Any, house: House) -> dict[str, str]:
    """The form is closed when every old meter has come back, or its 换表单 has ended otherwise."""
    if not house.fills(form, "old_returned_on"):
        return {}
    waiting = [line.swap.number for line in form.items if line.swap is not None and line.swap.is_outstanding]
    return {"old_returned_on": f"旧表尚未交回：{'、'.join(waiting)}"} if waiting else {}


class SwapCheck(
    Register, code="G06", title="换表报核单", menu="换表与拆表", kept_by=(*REPORTERS, Role.CLERK), read_by=READERS,
    clear_to=(*REPORTERS, *CHECKERS, Role.CLERK),
):  # fmt: skip
    """What the branch faxed: one page of meters. Each that is agreed to gets its own 换表单."""

    __tablename__ = "swap_check"

    reported_on: Mapped[date] = day("报核日期", default=Default.TODAY, past=True)
    branch: Mapped[Any] = department("供水分公司", default=Default.MY_DEPARTMENT)
    fax_to: Mapped[str] = text("发往", length=60, default="客户服务中心")
    items: Mapped[list[FaultRow]] = lines("报核明细", FaultRow, maximum=60)
    branch_head_sign: Mapped[Signed | None] = signature("分公司负责人")
    sent_at: Mapped[datetime | None] = moment("报送时间")
    checker_sign: Mapped[Signed | None] = signature("核查人")
    notified_at: Mapped[datetime | None] = moment("电话通知时间", past=True, after=sent_at)
    check_due: Mapped[datetime | None] = deadline("报核截止", counts(Limit.SWAP_CHECK, since=sent_at), met=notified_at)
    replaced_on: Mapped[date | None] = day("完成日期", past=True)
    old_returned_on: Mapped[date | None] = day("旧表交回日期", past=True)
    replace_due: Mapped[datetime | None] = deadline(
        "换表截止", counts(Limit.SWAP_URGENT, since=notified_at), met=old_returned_on)  # fmt: skip
    feedback: Mapped[str | None] = prose("逾期反馈", help="不能按时完成的，及时反馈")
    status: Mapped[SwapCheckState] = state("状态", SwapCheckState, start=SwapCheckState.DRAFT)

    house_rules = (each_meter_once, each_meter_answered, all_are_back)
    seen = Seen(only(Role.DEPT, in_unit(Register.unit, branch)))
    sheet = Sheet(
        row(branch, fax_to), row(reported_on, sent_at), table(items, rows=12), row(check_due, notified_at),
        row(replace_due, replaced_on, old_returned_on), row(feedback), row(Register.remark, status),
        signatures(branch_head_sign, checker_sign),
        copies=("供水分公司", "客户服务中心"), landscape=True,
        note="客户服务中心三个工作日内完成核查并电话通知；分公司 5 个工作日内完成换表任务并交回旧表，无法按时完成的及时反馈。",
        clear=True,
    )  # fmt: skip
    ledger = Ledger(
        reported_on, branch, (sent_at, 1.2), (notified_at, 1.2), replaced_on, old_returned_on, (feedback, 2), status, rows=15,
        title="换表报核单（表1）", dated=reported_on,
    )  # fmt: skip
    listed = listing(reported_on, branch, check_due, notified_at, replace_due)
    flow = Workflow(
        Step(SwapCheckState.DRAFT, SwapCheckState.CHECKING, "报送", by=Role.DEPT).within(branch).needs(items)
        .stamps(sent_at, anew=True).signs(branch_head_sign),
        Step(SwapCheckState.CHECKING, SwapCheckState.REPLACING, "核查并通知", by=CHECKERS).needs(items, notified_at).signs(checker_sign)
        .opens(MeterSwap, {
            MeterSwap.branch: branch, MeterSwap.meter: FaultRow.meter, MeterSwap.connection_no: FaultRow.connection_no,
            MeterSwap.account_name: FaultRow.account_name, MeterSwap.address: FaultRow.address, MeterSwap.customer: FaultRow.customer,
            MeterSwap.caliber: FaultRow.caliber, MeterSwap.card_reading: FaultRow.reading, MeterSwap.replacer: FaultRow.replacer,
            MeterSwap.notified_at: notified_at},
            given={MeterSwap.kind: "urgent", MeterSwap.reason: "fault"}, only=when(FaultRow.check_result, "agree"), each=items,
            into=FaultRow.swap),
        Step(SwapCheckState.CHECKING, SwapCheckState.DRAFT, "退回补正", by=CHECKERS).with_reason().begins_anew(),
        Step(SwapCheckState.REPLACING, SwapCheckState.REPLACING, "反馈逾期情况", by=REPORTERS).within(branch).needs(feedback),
        Step(SwapCheckState.REPLACING, SwapCheckState.DONE, "登记完成", by=(*REPORTERS, Role.CLERK)).within(branch)
        .needs(old_returned_on).offers(replaced_on),
        Step(SwapCheckState.DONE, SwapCheckState.FILED, "归档", by=Role.ARCHIVIST).files(),
    )  # fmt: skip
