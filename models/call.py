"""来电记录 (C01): every call to the hotline, answered at once or passed on, and the caller heard again within a day (003 第五章)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped

from models.complaint import Complaint
from models.customer import Customer
from models.declare import (
    Default,
    Ledger,
    Limit,
    Personal,
    Phase,
    Register,
    Role,
    Seen,
    Sheet,
    States,
    Step,
    Workflow,
    boxes,
    changes,
    choice,
    counts,
    deadline,
    department,
    entered_on,
    in_unit,
    is_me,
    link,
    listing,
    moment,
    only,
    prose,
    row,
    section,
    staff,
    state,
    telephone,
    text,
    unless,
    when,
    yes_no,
)
from models.shift import Shift

#: What a caller complains of or reports is not settled on the telephone.
COMPLAINTS = frozenset({"service", "discipline", "theft"})
AT_HOTLINE = (Role.HOTLINE, Role.CLERK)


class CallState(States):
    """Taken; answered at once, or passed on and the caller heard again."""

    OPEN = "open", "待处理", Phase.RUN
    TRANSFERRED = "transferred", "已转办", Phase.RUN
    DONE = "done", "已办结", Phase.DONE
    FILED = "filed", "已归档", Phase.FILE
    VOID = "void", "作废", Phase.VOID


def complaints_become_cases(record: Any) -> dict[str, str]:
    """A complaint or a report is handled on its own paper (C05), with its clocks."""
    if record.category in COMPLAINTS and not record.is_complaint:
        return {"is_complaint": "投诉、举报类来电须转投诉处理，请选“是”并选择投诉类别"}
    return {}


class Call(
    Register, code="C01", title="来电记录（服务热线）", menu="热线与投诉", kept_by=Role.HOTLINE,
    read_by=(Role.CLERK, Role.CB, Role.CS_SUP, Role.DEPT, Role.VP, Role.GM),
):  # fmt: skip
    """One call to the hotline, entered under the shift that took it."""

    __tablename__ = "call"

    duty_officer: Mapped[Any] = staff("值班人姓名", default=Default.MYSELF)
    shift: Mapped[Shift] = link("当班时间", Shift, default=Default.SHIFT_ON_DUTY, help="先登记本班班次，再登记来电")
    called_at: Mapped[datetime] = moment("来电时间", default=Default.NOW, past=True)
    category: Mapped[str] = choice("类别", "call_category")
    customer_name: Mapped[str] = text("客户姓名", length=50, search=True, sensitive=Personal.NAME)
    phone: Mapped[str] = telephone("联系电话")
    address: Mapped[str | None] = text("地址", length=200, search=True, sensitive=Personal.ADDRESS, needed=when(category, "repair", "leak"))
    customer: Mapped[Customer | None] = link(
        "客户档案", Customer, gives={customer_name: Customer.full_name, phone: Customer.phone, address: Customer.address},
        help="已建档的客户可直接选取，未建档的不选")  # fmt: skip
    matter: Mapped[str] = prose("事项", search=True)
    answered_now: Mapped[bool] = yes_no("是否当即答复", default=True)
    urgency: Mapped[str] = choice("紧急/重要程度", "urgency", default="normal")
    is_complaint: Mapped[bool] = yes_no("转投诉处理", default=False, help="选“是”的，转办时生成客户投诉处理单")
    reported_at: Mapped[datetime | None] = moment(
        "汇报中心领导时间", past=True, after=called_at, help="重要、紧急投诉须先汇报",
        needed=when(urgency, "important", "urgent") & when(is_complaint, True))  # fmt: skip
    complaint_category: Mapped[str | None] = choice("投诉类别", "complaint_category", needed=when(is_complaint, True))
    late_answer: Mapped[bool | None] = yes_no("响铃超过三声，已致歉")
    recording_no: Mapped[str | None] = text("录音编号", length=40, search=True)
    transferred_at: Mapped[datetime | None] = moment("转办时间", past=True, after=called_at)
    transferred_to: Mapped[Any | None] = department("转到何单位")
    complaint_ref: Mapped[Complaint | None] = link("投诉处理单", Complaint)
    result: Mapped[str | None] = prose("处理结果")
    callback_at: Mapped[datetime | None] = moment("回访时间", past=True, after=transferred_at)
    callback_due: Mapped[datetime | None] = deadline(
        "回访时限", counts(Limit.FEEDBACK_CALL, since=transferred_at), met=callback_at)  # fmt: skip
    status: Mapped[CallState] = state("状态", CallState, start=CallState.OPEN)

    entered = entered_on(called_at)
    rules = (complaints_become_cases,)
    seen = Seen(
        only(Role.DEPT, in_unit(Register.unit, transferred_to)),
        changes(Role.HOTLINE, is_me(Register.creator, duty_officer), is_me(Shift.officer, Shift.swap_to, through=shift)),
        lasting=(duty_officer,))  # fmt: skip
    sheet = Sheet(
        section("值班", row(duty_officer, shift)),
        section("来电", row(called_at, recording_no), row(boxes(category)), row(customer_name, customer), row(phone, address),
                row(matter, lines=4), row(boxes(urgency), reported_at), row(boxes(answered_now), boxes(late_answer)),
                row(boxes(is_complaint), complaint_category), row(Register.late_reason)),
        section("转办", row(transferred_at, transferred_to), row(complaint_ref)),
        section("结果", row(result, lines=4), row(callback_due, callback_at), row(status, Register.remark)),
        note="1. 当班先写姓名及当班时间。2. 原始记录不得遗失、损坏。3. 转交处理后 24 小时内主动去电听取反馈。",
        clear=True,
    )  # fmt: skip
    ledger = Ledger(
        (called_at, 1.2), category, customer_name, (phone, 1.3), (address, 1.6), (matter, 2.4), answered_now, urgency,
        (transferred_at, 1.1), transferred_to, (result, 2), (callback_due, 1.1), (callback_at, 1.1), late_answer, recording_no,
        duty_officer, rows=20, signed=("当班人", "部门负责人"), dated=called_at, book=shift,
        note="1. 当班先写姓名及当班时间。2. 原始记录不得遗失、损坏。",
    )  # fmt: skip
    listed = listing(called_at, category, customer_name, phone, matter, transferred_to)
    flow = Workflow(
        Step(CallState.OPEN, CallState.DONE, "当即答复办结", by=AT_HOTLINE).only(when(answered_now, True) & unless(is_complaint, True))
        .needs(result),
        Step(CallState.OPEN, CallState.TRANSFERRED, "转办", by=AT_HOTLINE).needs(transferred_at, transferred_to).offers(reported_at)
        .opens(
            Complaint,
            {Complaint.received_at: called_at, Complaint.first_receiver: duty_officer, Complaint.complainant: customer_name,
             Complaint.phone: phone, Complaint.address: address, Complaint.customer: customer, Complaint.content: matter,
             Complaint.category: complaint_category, Complaint.dept: transferred_to},
            given={Complaint.channel: "hotline"}, only=when(is_complaint, True), into=complaint_ref),
        Step(CallState.TRANSFERRED, CallState.TRANSFERRED, "登记处理结果", by=(Role.DEPT, *AT_HOTLINE)).within(transferred_to)
        .needs(result).only(unless(result)),
        Step(CallState.TRANSFERRED, CallState.DONE, "听取反馈办结", by=(Role.HOTLINE, Role.CLERK, Role.CB)).needs(callback_at, result),
        Step(CallState.DONE, CallState.FILED, "归档", by=Role.ARCHIVIST).files(),
    )  # fmt: skip
