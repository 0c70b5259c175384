"""微信留言受理登记 (A15): a message is answered within the shift, passed on, and answered again once the department has (001 五, 六.1)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped

from models.complaint import Complaint
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
    when,
    yes_no,
)
from models.shift import Shift

DESK = (Role.CLERK, Role.HOTLINE)
COMPLAINTS = ("complaint", "report")


class MessageState(States):
    """Received, answered a first time, with a department, answered for good."""

    RECEIVED = "received", "待首次回复", Phase.RUN
    REPLIED = "replied", "已首次回复", Phase.RUN
    WITH_DEPT = "with_dept", "待部门答复", Phase.WAIT
    ANSWERED = "answered", "待再次回复", Phase.RUN
    DONE = "done", "已办结", Phase.DONE
    FILED = "filed", "已归档", Phase.FILE
    VOID = "void", "作废", Phase.VOID


def has_telephone(record: Any) -> dict[str, str]:
    """Whoever complains is called back."""
    if record.complaint_category and not record.phone:
        return {"phone": "转投诉处理的，须向留言人问明联系电话"}
    return {}


class WechatMessage(
    Register, code="A15", title="微信留言受理登记", menu="热线与投诉", kept_by=DESK,
    read_by=(Role.CS_SUP, Role.CB, Role.DEPT, Role.VP, Role.GM),
):  # fmt: skip
    """One message. Its last reply overwrites the first on the platform; here both stay."""

    __tablename__ = "wechat_message"

    received_at: Mapped[datetime] = moment("留言时间", default=Default.NOW, past=True)
    user_name: Mapped[str] = text("平台用户名/姓名", length=50, search=True, sensitive=Personal.NAME)
    phone: Mapped[str | None] = telephone("联系电话")
    category: Mapped[str] = choice("留言类别", "message_category")
    content: Mapped[str] = prose("留言内容", search=True)
    shift: Mapped[Shift] = link("班次", Shift, default=Default.SHIFT_ON_DUTY)
    receiver: Mapped[Any] = staff("当班受理人", default=Default.MYSELF)
    first_reply_at: Mapped[datetime | None] = moment("首次回复时间", past=True, after=received_at)
    first_reply_due: Mapped[datetime | None] = deadline(
        "首次回复截止", counts(Limit.MESSAGE_REPLY, since=received_at), met=first_reply_at)  # fmt: skip
    first_reply: Mapped[str | None] = prose("首次回复内容", help="按标准话术回复；不知如何答复的，第一时间请示上级")
    escalated: Mapped[bool | None] = yes_no("是否请示上级")
    dept: Mapped[Any | None] = department("转办部门")
    complaint_category: Mapped[str | None] = choice("投诉类别", "complaint_category", needed=when(category, *COMPLAINTS))
    complaint_ref: Mapped[Complaint | None] = link("投诉处理单", Complaint)
    dept_reply_at: Mapped[datetime | None] = moment("部门答复时间", past=True, after=received_at)
    dept_reply: Mapped[str | None] = prose("部门答复内容")
    final_reply_at: Mapped[datetime | None] = moment("再次回复时间", past=True, after=dept_reply_at)
    final_due: Mapped[datetime | None] = deadline(
        "再次回复截止", counts(Limit.CUSTOMER_REPLY, since=dept_reply_at), met=final_reply_at)  # fmt: skip
    final_reply: Mapped[str | None] = prose("再次回复内容", help="平台上覆盖首次回复，本登记两次内容都保留")
    status: Mapped[MessageState] = state("状态", MessageState, start=MessageState.RECEIVED)

    entered = entered_on(received_at)
    rules = (has_telephone,)
    seen = Seen(
        only(Role.DEPT, in_unit(Register.unit, dept)),
        changes(Role.HOTLINE, is_me(Register.creator, receiver), is_me(Shift.officer, Shift.swap_to, through=shift)),
        lasting=(receiver,))  # fmt: skip
    sheet = Sheet(
        section("留言", row(received_at, shift), row(user_name, phone), row(boxes(category)), row(content, lines=4),
                row(receiver, status), row(Register.late_reason)),
        section("首次回复", row(first_reply_at, first_reply_due), row(first_reply, lines=4), row(boxes(escalated))),
        section("转办", row(dept, complaint_category), row(complaint_ref, dept_reply_at), row(dept_reply, lines=3)),
        section("再次回复", row(final_reply_at, final_due), row(final_reply, lines=4)),
        row(Register.remark),
        note="本班次 1 小时内首次回复；责任部门答复后 1 个工作日内再次回复。",
        clear=True,
    )  # fmt: skip
    ledger = Ledger(
        (received_at, 1.1), (user_name, 1.1), (phone, 1.2), category, (content, 2), (shift, 1.3), (first_reply_at, 1.1), (first_reply, 2),
        escalated, dept, (dept_reply_at, 1.1), (final_reply_at, 1.1), (final_reply, 2), rows=15, signed=("当班受理人", "受理主管"),
        dated=received_at,
    )  # fmt: skip
    listed = listing(user_name, phone, category, received_at, content, dept)
    flow = Workflow(
        Step(MessageState.RECEIVED, MessageState.REPLIED, "首次回复", by=DESK).needs(first_reply_at, first_reply)
        .offers(phone, escalated),
        Step(MessageState.REPLIED, MessageState.WITH_DEPT, "转责任部门", by=DESK).needs(dept).offers(phone, complaint_category)
        .opens(
            Complaint,
            {Complaint.received_at: received_at, Complaint.first_receiver: receiver, Complaint.complainant: user_name,
             Complaint.phone: phone, Complaint.content: content, Complaint.category: complaint_category,
             Complaint.first_reply_at: first_reply_at, Complaint.dept: dept},
            given={Complaint.channel: "wechat"}, only=when(category, *COMPLAINTS), into=complaint_ref),
        Step(MessageState.REPLIED, MessageState.DONE, "直接答复办结", by=DESK),
        Step(MessageState.WITH_DEPT, MessageState.ANSWERED, "登记部门答复", by=(Role.DEPT, *DESK)).within(dept)
        .needs(dept_reply_at, dept_reply),
        Step(MessageState.ANSWERED, MessageState.DONE, "再次回复", by=DESK).needs(final_reply_at, final_reply),
        Step(MessageState.DONE, MessageState.FILED, "归档", by=Role.ARCHIVIST).files(),
    )  # fmt: skip
