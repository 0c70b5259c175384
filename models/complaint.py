"""客户投诉处理单 (C05): from the customer's first word to his satisfaction, a clock for each promise on the way (001 六, 002 七)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy.orm import Mapped

from models.accountability import Accountability
from models.callback import Callback
from models.customer import Customer
from models.declare import (
    Chain,
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
    deadline,
    department,
    entered_on,
    in_unit,
    judged,
    link,
    listing,
    moment,
    only,
    opinion,
    proposal,
    prose,
    quantity,
    row,
    section,
    signature,
    signatures,
    source,
    staff,
    stamp,
    state,
    telephone,
    text,
    unless,
    when,
    yes_no,
)
from models.extension import Extension
from models.routing import Routing
from rules.feedback import check_reply
from rules.refusals import Invalid

#: Channels by which an authority or the press passes a complaint on; they bear a number of their own.
OFFICIAL = ("12345", "mayor", "housing", "authority", "media", "web")
#: Nobody waits at the other end: the first reply within the shift (001 六.1) is promised to callers, visitors and chats.
NOBODY_WAITS = (*OFFICIAL, "letter", "visit_out")
TAKERS = (Role.CLERK, Role.HOTLINE, Role.AM, Role.CS_SUP)
DISPATCHERS = (Role.CS_SUP, Role.CS_HEAD)
LEADERS = (Role.CS_HEAD, Role.VP, Role.GM)
OURS = ("attitude", "skill", "company")


class ComplaintState(States):
    """Taken, perhaps read by the leaders, handled by a department, answered, called back, filed."""

    ACCEPTED = "accepted", "待派办", Phase.RUN
    REPORTED = "reported", "待领导批示", Phase.WAIT
    INSTRUCTED = "instructed", "已批示，待派办", Phase.RUN
    HANDLING = "handling", "处理中", Phase.RUN
    ANSWERING = "answering", "待答复客户", Phase.RUN
    CALLBACK = "callback", "待回访", Phase.WAIT
    DONE = "done", "已办结", Phase.DONE
    FILED = "filed", "已归档", Phase.FILE
    VOID = "void", "作废", Phase.VOID


def broke_a_promise(record: Any, house: House) -> bool:
    """是否逾期: one of its clocks ran out before it was met, or stands run out now."""
    for field in record.deadlines():
        due = getattr(record, field.name)
        met = getattr(record, field.met) if field.met else None
        is_held = met is None and record.paused_since is not None and due is not None and record.paused_since <= due
        if due is not None and not is_held and (met or house.now) > due:
            return True
    return False


def one_after_the_other(record: Any) -> dict[str, str]:
    """What is filled in together is in order too: repaired after arrival, entered after the department's answer."""
    pairs = (("arrived_at", "repaired_at"), ("dept_reply_at", "backfilled_at"))
    return {
        later: f"不能早于“{record.fields[earlier].label}”" for earlier, later in pairs
        if getattr(record, earlier) and getattr(record, later) and getattr(record, later) < getattr(record, earlier)
    }  # fmt: skip


def says_something(record: Any) -> dict[str, str]:
    """R001-32 (001 五.4): 不得含糊其辞，需说明处理结果，或处理进展."""
    if record.result is None:
        return {}
    try:
        check_reply(record.result, "")
    except Invalid as refusal:
        return refusal.errors
    return {}


class Complaint(
    Register, code="C05", title="客户投诉处理单", menu="热线与投诉", kept_by=(Role.CLERK, Role.HOTLINE, Role.AM),
    read_by=(Role.CB, Role.CS_SUP, Role.CS_HEAD, Role.DEPT, Role.VP, Role.GM, Role.ADMIN_DEPT),
):  # fmt: skip
    """One complaint. Its category proposes the department and decides which clocks run."""

    __tablename__ = "complaint"

    source_ref: Mapped[str | None] = source("来源单据")
    channel: Mapped[str] = choice("受理渠道", "callback_channel", default="hotline")
    superior_no: Mapped[str | None] = text("上级转办单号", length=60, search=True, needed=when(channel, "12345"))
    received_at: Mapped[datetime] = moment("收到时间", default=Default.NOW, past=True)
    first_receiver: Mapped[Any] = staff("首接人", default=Default.MYSELF)
    complainant: Mapped[str] = text("投诉人", search=True, sensitive=Personal.NAME)
    phone: Mapped[str] = telephone("联系电话")
    address: Mapped[str | None] = text("地址", length=200, search=True, sensitive=Personal.ADDRESS)
    account_no: Mapped[str | None] = text("户号", length=40, search=True)
    customer: Mapped[Customer | None] = link(
        "客户档案", Customer, gives={
            complainant: Customer.full_name, phone: Customer.phone, address: Customer.address, account_no: Customer.account_no,
        })  # fmt: skip
    confidential: Mapped[bool] = yes_no("要求保密", default=False)
    category: Mapped[str] = choice("投诉类别", "complaint_category")
    is_major: Mapped[bool] = yes_no("是否重大", default=False, help="重大投诉须先上报主要领导")
    reported_leader_at: Mapped[datetime | None] = moment("上报主要领导时间")
    content: Mapped[str] = prose("投诉内容", search=True)
    first_reply_at: Mapped[datetime | None] = moment(
        "首次答复时间", past=True, after=received_at, needed=unless(channel, *NOBODY_WAITS))  # fmt: skip
    first_reply_due: Mapped[datetime | None] = deadline(
        "首次答复截止", counts(Limit.FIRST_REPLY, since=received_at, only=unless(channel, *NOBODY_WAITS)),
        met=first_reply_at)  # fmt: skip

    dept: Mapped[Any | None] = department("承办部门", proposed=proposal(Routing.dept, where={Routing.category: category}))
    push_system: Mapped[str | None] = choice(
        "推送系统", "push_system", proposed=proposal(Routing.push_system, where={Routing.category: category})
    )
    phoned_head_at: Mapped[datetime | None] = moment("电话通知负责人时间", past=True, after=received_at)
    pipe_dn: Mapped[int | None] = quantity("管径（DN）", minimum=10, maximum=3000, needed=when(category, "pipe_repair"))
    location_zone: Mapped[str | None] = choice("位置", "location_zone", needed=when(category, "pipe_repair"))
    dispatched_at: Mapped[datetime | None] = moment("派办时间")
    dispatcher: Mapped[Any | None] = staff("派单人")
    arrived_at: Mapped[datetime | None] = moment("到场时间", past=True, after=received_at, needed=when(category, "pipe_repair"))
    arrive_due: Mapped[datetime | None] = deadline(
        "到场截止", counts(Limit.ARRIVE, since=dispatched_at, by={"zone": location_zone}, only=when(category, "pipe_repair")),
        met=arrived_at)  # fmt: skip
    repaired_at: Mapped[datetime | None] = moment("修复时间", past=True, after=received_at, needed=when(category, "pipe_repair"))
    repair_due: Mapped[datetime | None] = deadline(
        "修复截止", counts(Limit.REPAIR, since=dispatched_at, by={"dn": pipe_dn}, only=when(category, "pipe_repair")),
        met=repaired_at)  # fmt: skip

    investigation: Mapped[str | None] = prose("调查情况")
    liability: Mapped[str | None] = choice("责任认定", "liability")
    result: Mapped[str | None] = prose("处理结果", help="说明处理结果或处理进展，不得含糊其辞")
    apologized: Mapped[bool | None] = yes_no("是否道歉", needed=when(liability, *OURS))
    dept_reply_at: Mapped[datetime | None] = moment("部门反馈时间", past=True, after=received_at)
    handle_due: Mapped[datetime | None] = deadline(
        "部门处理截止",
        counts(Limit.HANDLE, since=dispatched_at, by={"category": category}, only=unless(category, "pipe_repair")),
        met=dept_reply_at)  # fmt: skip
    by_sms: Mapped[bool | None] = yes_no("部门以短信答复")
    backfilled_at: Mapped[datetime | None] = moment("短信答复补录时间", past=True, after=received_at, needed=when(by_sms, True))
    sms_backfill_due: Mapped[datetime | None] = deadline(
        "短信答复补录", counts(Limit.SMS_BACKFILL, since=dept_reply_at, only=when(by_sms, True)), met=backfilled_at)  # fmt: skip
    handler_sign: Mapped[Signed | None] = signature("承办人签字")
    dept_head_sign: Mapped[Signed | None] = signature("承办部门负责人签字")

    customer_reply_at: Mapped[datetime | None] = moment("答复客户时间", past=True, after=dept_reply_at)
    reply_due: Mapped[datetime | None] = deadline(
        "答复客户截止", counts(Limit.CUSTOMER_REPLY, since=dept_reply_at), met=customer_reply_at)  # fmt: skip
    callback_ref: Mapped[Callback | None] = link("回访记录", Callback)
    satisfaction: Mapped[str | None] = choice("满意度", "satisfaction")
    is_overdue: Mapped[bool | None] = judged("是否逾期", bool, broke_a_promise)
    accountability_ref: Mapped[Accountability | None] = link("追责单", Accountability)
    vp_opinion: Mapped[Signed | None] = opinion("分管领导意见")
    leader_opinion: Mapped[Signed | None] = opinion("主要领导意见")
    status: Mapped[ComplaintState] = state("状态", ComplaintState, start=ComplaintState.ACCEPTED)

    entered = entered_on(received_at)
    rules = (says_something, one_after_the_other)
    seen = Seen(only(Role.DEPT, in_unit(dept)), lasting=(first_receiver,), veil=when(confidential, True))
    sheet = Sheet(
        section("受理", row(channel, superior_no), row(received_at, first_receiver), row(complainant, phone), row(address, account_no),
                row(category, customer), row(boxes(confidential), boxes(is_major)), row(content, lines=3),
                row(first_reply_at, first_reply_due), row(source_ref, reported_leader_at), row(Register.late_reason)),
        section("领导意见", signatures(vp_opinion, leader_opinion)),
        section("派办", row(dept, push_system), row(dispatched_at, dispatcher, phoned_head_at), row(pipe_dn, boxes(location_zone)),
                row(handle_due, arrive_due, repair_due)),
        section("调查处理", row(arrived_at, repaired_at), row(investigation, lines=3), row(liability, boxes(apologized)),
                row(result, lines=3), row(dept_reply_at, boxes(by_sms)), row(backfilled_at, sms_backfill_due),
                signatures(handler_sign, dept_head_sign)),
        section("反馈回访", row(customer_reply_at, reply_due), row(callback_ref, boxes(satisfaction)),
                row(is_overdue, accountability_ref, status)),
        row(Register.remark),
        note="处理结果须说明结果或进展，不得含糊其辞。本单一份，由客户服务中心留存；重大投诉保管期限 30 年。",
        red=stamp("重大", when=when(is_major, True)),
        clear=True,
    )  # fmt: skip
    ledger = Ledger(
        channel, (received_at, 1.1), (complainant, 1.1), (phone, 1.2), category, (content, 2), dept, (handle_due, 1.1),
        (dept_reply_at, 1.1), (result, 2), (customer_reply_at, 1.1), satisfaction, is_overdue, status, rows=12, title="客户投诉登记台账",
        signed=("受理主管", "客服中心负责人"), dated=received_at,
    )  # fmt: skip
    listed = listing(complainant, phone, category, dept, received_at)

    _leaders: ClassVar[dict[Role, Any]] = {Role.CS_HEAD: leader_opinion, Role.VP: vp_opinion, Role.GM: leader_opinion}
    _dispatch = (dept, push_system, phoned_head_at)
    _to_callback: ClassVar[dict[Any, Any]] = {
        Callback.customer_name: complainant, Callback.customer: customer, Callback.contact_name: complainant, Callback.phone: phone,
        Callback.address: address, Callback.channel: channel, Callback.accepted_at: received_at, Callback.content: content,
        Callback.resp_dept: dept, Callback.closed_at: dept_reply_at, Callback.handled: result, Callback.confidential: confidential,
    }  # fmt: skip
    flow = Workflow(
        Step(ComplaintState.ACCEPTED, ComplaintState.HANDLING, "派办", by=DISPATCHERS).only(unless(is_major, True))
        .needs(*_dispatch).offers(first_reply_at, pipe_dn, location_zone).stamps(dispatched_at, by=dispatcher, anew=True),
        Step(ComplaintState.ACCEPTED, ComplaintState.REPORTED, "上报主要领导", by=TAKERS).only(when(is_major, True))
        .stamps(reported_leader_at, anew=True),
        Step(ComplaintState.ACCEPTED, ComplaintState.ACCEPTED, "登记首次答复", by=TAKERS).only(unless(first_reply_at))
        .needs(first_reply_at),
        Step(ComplaintState.REPORTED, ComplaintState.INSTRUCTED, "批示办理", by=LEADERS)
        .by_chain(Chain.MAJOR_COMPLAINT, _leaders, agreed=True),
        Step(ComplaintState.REPORTED, ComplaintState.ACCEPTED, "退回受理人", by=LEADERS)
        .by_chain(Chain.MAJOR_COMPLAINT, _leaders, agreed=False),
        Step(ComplaintState.INSTRUCTED, ComplaintState.HANDLING, "派办", by=DISPATCHERS)
        .needs(*_dispatch).offers(first_reply_at, pipe_dn, location_zone).stamps(dispatched_at, by=dispatcher, anew=True),
        Step(ComplaintState.INSTRUCTED, ComplaintState.INSTRUCTED, "登记首次答复", by=TAKERS).only(unless(first_reply_at))
        .needs(first_reply_at),
        Step(ComplaintState.HANDLING, ComplaintState.HANDLING, "登记到场", by=(Role.DEPT, *DISPATCHERS), way="arrive").within(dept)
        .only(when(category, "pipe_repair") & unless(arrived_at)).needs(arrived_at),
        Step(ComplaintState.HANDLING, ComplaintState.ANSWERING, "提交处理结果", by=(Role.DEPT, *DISPATCHERS)).within(dept)
        .needs(investigation, liability, result, dept_reply_at, dept_head_sign)
        .offers(arrived_at, repaired_at, apologized, by_sms, backfilled_at).signs(handler_sign),
        Step(ComplaintState.HANDLING, ComplaintState.HANDLING, "转其他部门", by=(Role.DEPT, *DISPATCHERS)).within(dept)
        .needs(dept).with_reason().stamps(dispatched_at, anew=True).begins_anew(),
        Step(ComplaintState.HANDLING, ComplaintState.ACCEPTED, "退回派办", by=(Role.DEPT, *DISPATCHERS)).within(dept)
        .with_reason().records({dispatched_at: None}).only(unless(is_major, True)).begins_anew(),
        Step(ComplaintState.HANDLING, ComplaintState.INSTRUCTED, "退回派办", by=(Role.DEPT, *DISPATCHERS)).within(dept)
        .with_reason().records({dispatched_at: None}).only(when(is_major, True)).begins_anew(),
        Step(ComplaintState.HANDLING, ComplaintState.HANDLING, "申请延期", by=(Role.DEPT, *DISPATCHERS), way="extend").within(dept)
        .opens(Extension, {Extension.original_due: handle_due}, given={Extension.clock_name: "handle_due"},
               only=when(handle_due))
        .opens(Extension, {Extension.original_due: repair_due}, given={Extension.clock_name: "repair_due"},
               only=when(repair_due)),
        Step(ComplaintState.ANSWERING, ComplaintState.CALLBACK, "答复客户", by=(Role.HOTLINE, Role.CLERK, Role.CS_SUP))
        .needs(customer_reply_at)
        .opens(Callback, _to_callback, given={Callback.callback_kind: "complaint", Callback.mode: "phone"},
               only=unless(channel, *OFFICIAL), into=callback_ref)
        .opens(Callback, _to_callback, given={Callback.callback_kind: "transferred", Callback.mode: "phone"},
               only=when(channel, *OFFICIAL), into=callback_ref),
        Step(ComplaintState.ANSWERING, ComplaintState.HANDLING, "退回部门重办", by=DISPATCHERS).with_reason()
        .records({dept_reply_at: None, arrived_at: None, repaired_at: None, backfilled_at: None})
        .stamps(dispatched_at, anew=True).begins_anew(),
        Step(ComplaintState.CALLBACK, ComplaintState.DONE, "回访办结", by=Role.CB).offers(satisfaction, accountability_ref)
        .fed_by(Callback, {satisfaction: Callback.satisfaction, accountability_ref: Callback.accountability_ref}),
        Step(ComplaintState.DONE, ComplaintState.DONE, "启动责任追究", by=DISPATCHERS).only(unless(accountability_ref))
        .opens(Accountability, {Accountability.dept: dept, Accountability.facts: investigation},
               given={Accountability.trigger_kind: "complaint"}, into=accountability_ref),
        Step(ComplaintState.DONE, ComplaintState.FILED, "归档", by=Role.ARCHIVIST).files(),
    )  # fmt: skip
