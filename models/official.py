"""12345 等上级转办件登记 (C08): what authorities and the press pass on, with its three clocks (001 三.2(1), 六.2, 六.4)."""

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
    attachment,
    boxes,
    choice,
    counts,
    deadline,
    department,
    entered_on,
    in_unit,
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

KEEPERS = (Role.CB, Role.CLERK, Role.HOTLINE, Role.ADMIN_DEPT)
OFFICERS = (Role.CB, Role.CLERK, Role.HOTLINE, Role.CS_SUP)


class OfficialState(States):
    """Received, with the department, to be answered, to be called back."""

    RECEIVED = "received", "待转办", Phase.RUN
    WITH_DEPT = "with_dept", "待部门提供信息", Phase.WAIT
    REPLYING = "replying", "待回复", Phase.RUN
    CALLBACK = "callback", "待回访", Phase.RUN
    DONE = "done", "已办结", Phase.DONE
    FILED = "filed", "已归档", Phase.FILE
    VOID = "void", "作废", Phase.VOID


class OfficialItem(
    Register, code="C08", title="12345 等上级转办件登记", menu="热线与投诉", kept_by=KEEPERS,
    read_by=(Role.CS_SUP, Role.DEPT, Role.VP, Role.GM),
):  # fmt: skip
    """One item from above. The three working days to the callback run from its receipt, whether it is settled or not (001 三.2(1))."""

    __tablename__ = "official_item"

    channel: Mapped[str] = choice("转办渠道", "official_channel", default="12345")
    ticket_no: Mapped[str] = text("转办单号", length=60, search=True)
    received_at: Mapped[datetime] = moment("接件时间", default=Default.NOW, past=True)
    complainant: Mapped[str] = text("诉求人", length=50, search=True, sensitive=Personal.NAME)
    phone: Mapped[str] = telephone("联系电话")
    address: Mapped[str | None] = text("地址", length=200, search=True, sensitive=Personal.ADDRESS)
    content: Mapped[str] = prose("诉求内容", search=True)
    category: Mapped[str] = choice("投诉类别", "complaint_category")
    is_letter: Mapped[bool] = yes_no("信件类", default=False, help="信件类由行政管理部扫描后发送")
    scan: Mapped[Any | None] = attachment("扫描件", needed=when(is_letter, True))
    sent_to: Mapped[str | None] = text(
        "主送/抄送", length=200, help="扫描件主送客服部经理，抄送分部副经理", needed=when(is_letter, True))  # fmt: skip
    registrar: Mapped[Any] = staff("登记人", default=Default.MYSELF)
    dept: Mapped[Any | None] = department("责任部门")
    complaint_ref: Mapped[Complaint | None] = link("关联投诉单", Complaint)
    info_at: Mapped[datetime | None] = moment("部门信息提供时间", past=True, after=received_at)
    info_due: Mapped[datetime | None] = deadline(
        "部门信息提供截止", counts(Limit.OFFICIAL_INFO, since=received_at), met=info_at)  # fmt: skip
    info: Mapped[str | None] = prose("部门提供的信息")
    reply_at: Mapped[datetime | None] = moment("回复时间", past=True, after=info_at)
    reply_due: Mapped[datetime | None] = deadline(
        "回复截止", counts(Limit.OFFICIAL_REPLY, since=info_at), met=reply_at)  # fmt: skip
    reply: Mapped[str | None] = prose("回复内容")
    callback_at: Mapped[datetime | None] = moment("回访时间", past=True, after=received_at)
    callback_due: Mapped[datetime | None] = deadline(
        "回访截止", counts(Limit.OFFICIAL_CALLBACK, since=received_at), met=callback_at)  # fmt: skip
    dept_contacted: Mapped[str | None] = choice("责任部门是否联系客户", "answer")
    on_site: Mapped[str | None] = choice("是否到达现场", "answer")
    process_note: Mapped[str | None] = prose("服务过程情况")
    result_note: Mapped[str | None] = prose("服务结果情况")
    satisfaction: Mapped[str | None] = choice("满意度", "satisfaction")
    status: Mapped[OfficialState] = state("状态", OfficialState, start=OfficialState.RECEIVED)

    entered = entered_on(received_at)
    seen = Seen(only(Role.DEPT, in_unit(dept)), lasting=(registrar,))
    sheet = Sheet(
        section("接件", row(boxes(channel)), row(ticket_no, received_at), row(complainant, phone), row(address), row(content, lines=4),
                row(category, registrar), row(boxes(is_letter), scan), row(sent_to), row(Register.late_reason)),
        section("转办", row(dept, complaint_ref), row(info_due, info_at), row(info, lines=3)),
        section("回复", row(reply_due, reply_at), row(reply, lines=3)),
        section("回访", row(callback_due, callback_at), row(boxes(dept_contacted), boxes(on_site)), row(process_note, lines=2),
                row(result_note, lines=2), row(boxes(satisfaction), status)),
        row(Register.remark),
        note="部门 1 个工作日内提供信息；1 个工作日内回复；自接件起 3 个工作日内回访，未办结的也应回访。",
        clear=True,
    )  # fmt: skip
    ledger = Ledger(
        channel, (ticket_no, 1.2), (received_at, 1.1), complainant, (phone, 1.2), (content, 2), dept, (info_due, 1.1), (info_at, 1.1),
        (reply_due, 1.1), (reply_at, 1.1), (callback_due, 1.1), (callback_at, 1.1), dept_contacted, on_site, satisfaction,
        (complaint_ref, 1.2), rows=12, signed=("客服专员",), dated=received_at,
    )  # fmt: skip
    listed = listing(channel, ticket_no, complainant, phone, dept, received_at)

    _checks = (callback_at, dept_contacted, on_site, process_note, result_note, satisfaction)
    flow = Workflow(
        Step(OfficialState.RECEIVED, OfficialState.WITH_DEPT, "转责任部门", by=(*KEEPERS, Role.CS_SUP)).needs(dept).offers(scan, sent_to)
        .opens(
            Complaint,
            {Complaint.superior_no: ticket_no, Complaint.channel: channel, Complaint.received_at: received_at,
             Complaint.first_receiver: registrar, Complaint.complainant: complainant, Complaint.phone: phone, Complaint.address: address,
             Complaint.content: content, Complaint.category: category, Complaint.dept: dept},
            into=complaint_ref),
        Step(OfficialState.WITH_DEPT, OfficialState.REPLYING, "提供信息", by=(Role.DEPT, *OFFICERS)).within(dept).needs(info_at, info),
        Step(OfficialState.REPLYING, OfficialState.CALLBACK, "登记回复", by=OFFICERS).needs(reply_at, reply).only(unless(callback_at)),
        Step(OfficialState.REPLYING, OfficialState.DONE, "登记回复办结", by=OFFICERS).needs(reply_at, reply).only(when(callback_at)),
        Step(OfficialState.WITH_DEPT, OfficialState.WITH_DEPT, "登记回访", by=OFFICERS).needs(*_checks).only(unless(callback_at)),
        Step(OfficialState.REPLYING, OfficialState.REPLYING, "登记回访", by=OFFICERS).needs(*_checks).only(unless(callback_at)),
        Step(OfficialState.CALLBACK, OfficialState.DONE, "回访办结", by=OFFICERS).needs(*_checks),
        Step(OfficialState.DONE, OfficialState.FILED, "归档", by=Role.ARCHIVIST).files(),
    )  # fmt: skip
