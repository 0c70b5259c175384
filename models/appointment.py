"""预约服务: who is served outside hours or at home. One base, since both are asked for, answered and served alike (002 二)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy.orm import Mapped

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
    day,
    deadline,
    entered_on,
    in_unit,
    judged,
    link,
    listing,
    moment,
    only,
    opinion,
    people,
    prose,
    row,
    section,
    signature,
    signatures,
    staff,
    state,
    telephone,
    text,
    unless,
    when,
    yes_no,
)
from models.organisation import Staff
from rules.appointment_window import Window, check_time
from rules.clock import due
from rules.keys import Value
from rules.refusals import Invalid
from rules.terms import show_due

DESK = (Role.CLERK, Role.HOTLINE, Role.CS_SUP)


class ServiceState(States):
    """Asked for, answered, served; a refusal needs the general manager, and its reason is told (002 二(四)2)."""

    APPLIED = "applied", "待答复", Phase.WAIT
    REFUSING = "refusing", "待总经理审批", Phase.WAIT
    TELLING = "telling", "待告知理由", Phase.RUN
    AGREED = "agreed", "待服务", Phase.RUN
    DONE = "done", "已办结", Phase.DONE
    REFUSED = "refused", "不予受理", Phase.DONE
    GIVEN_UP = "given_up", "视为放弃", Phase.DONE
    FILED = "filed", "已归档", Phase.FILE
    VOID = "void", "作废", Phase.VOID


def outside_office_hours(record: Any, house: House) -> bool | None:
    """Whether nobody would be at the desk at the agreed time, by the working calendar."""
    return None if record.appointed_at is None else not house.calendar.is_office_time(record.appointed_at)


def within_the_window(record: Any, house: House) -> dict[str, str]:
    """The policy says at which times it offers appointments: 000 §3.1 and 002 二(一) differ. A time agreed before stands."""
    if record.appointed_at is None or not house.has_changed(record, "appointed_at"):
        return {}
    stated = house.policy.values.get(Value.APPOINTMENT_WINDOW.value)
    if stated is None:
        return {}
    try:
        check_time(Window(str(stated.value)), record.appointed_at, house.calendar, at_home=record.at_home)
    except Invalid as refusal:
        clause = f"（{stated.source.document} {stated.source.clause}）" if stated.source.clause else ""
        return {name: sentence + clause for name, sentence in refusal.errors.items()}
    return {}


def came_or_gave_up(record: Any, house: House) -> dict[str, str]:
    """R002-05 (002 二(四)3): who is later than the policy waits has given up; exactly that late he has not (超过 excludes it)."""
    limit = house.policy.states(Limit.APPLICANT_LATE, {})
    if record.appointed_at is None or limit is None or not house.fills(record, "arrival_status"):
        return {}
    waited = due(limit, record.appointed_at, house.calendar)
    came, status = record.applicant_arrived_at, record.arrival_status
    if came is None:
        early = status == "absent" and not waited.is_broken(house.now)
        return {"arrival_status": f"{limit.words}（{show_due(waited.at)}）届满前，不能按视为放弃办理"} if early else {}
    if waited.is_broken(came):
        return {"applicant_arrived_at": f"申请人超过{limit.words}（{show_due(waited.at)}）到场，视为主动放弃，请办理“视为放弃”"}
    if status == "absent":
        return {"arrival_status": "申请人在等候时间内到场，不能视为放弃"}
    if (status == "on_time") is not (came <= record.appointed_at) and status in ("on_time", "late"):
        return {"arrival_status": "申请人到场时间与“准时”“迟到”的选择不一致，请核对"}
    return {}


class ServiceRequest(Register):
    """What an appointment and a home service share: the request, the answer to it and the refusal."""

    __abstract__ = True
    at_home: ClassVar[bool] = False

    applied_at: Mapped[datetime] = moment("申请时间", default=Default.NOW, past=True)
    applicant_type: Mapped[str] = choice("服务对象类型", "applicant_type")
    applicant_name: Mapped[str] = text("服务对象姓名（名称）", search=True, sensitive=Personal.NAME)
    account_no: Mapped[str | None] = text("户号/接水点编号", length=40, search=True)
    applicant_phone: Mapped[str] = telephone("联系电话")
    customer: Mapped[Customer | None] = link(
        "客户档案", Customer, gives={applicant_name: Customer.full_name, applicant_phone: Customer.phone, account_no: Customer.account_no},
        help="已建档的客户可直接选取，来客未建档的不选")  # fmt: skip
    replied_at: Mapped[datetime | None] = moment("答复时间", past=True, after=applied_at)
    reply_due: Mapped[datetime | None] = deadline(
        "答复截止", counts(Limit.APPOINTMENT_REPLY, since=applied_at), met=replied_at)  # fmt: skip
    decision: Mapped[str | None] = choice("答复结果", "decision")
    refuse_reason: Mapped[str | None] = prose("不同意理由")
    gm_approval: Mapped[Signed | None] = opinion("总经理批准")
    reason_told_at: Mapped[datetime | None] = moment("告知理由时间", past=True, after=applied_at)
    appointed_at: Mapped[datetime | None] = moment("预约时间")
    registrar: Mapped[Staff] = staff("登记人", default=Default.MYSELF)
    status: Mapped[ServiceState] = state("状态", ServiceState, start=ServiceState.APPLIED)

    @staticmethod
    def refusal() -> tuple[Step, ...]:
        """Not agreed: the general manager must agree to that first, and the applicant is told why."""
        here = ServiceRequest
        return (
            Step(ServiceState.APPLIED, ServiceState.REFUSING, "不同意，报总经理", by=DESK)
            .needs(here.refuse_reason).records({here.decision: "refuse"}),
            Step(ServiceState.REFUSING, ServiceState.TELLING, "同意不予受理", by=Role.GM)
            .by_chain(Chain.REFUSE_APPOINTMENT, {Role.GM: here.gm_approval}, agreed=True),
            Step(ServiceState.REFUSING, ServiceState.APPLIED, "退回，应予受理", by=Role.GM)
            .by_chain(Chain.REFUSE_APPOINTMENT, {Role.GM: here.gm_approval}, agreed=False),
            Step(ServiceState.TELLING, ServiceState.REFUSED, "告知理由", by=DESK)
            .needs(here.reason_told_at).stamps(here.replied_at),
        )  # fmt: skip

    @staticmethod
    def filing() -> tuple[Step, ...]:
        """However it ended, the paper is filed."""
        ends = (ServiceState.DONE, ServiceState.REFUSED, ServiceState.GIVEN_UP)
        return tuple(Step(end, ServiceState.FILED, "归档", by=Role.ARCHIVIST).files() for end in ends)


TAKE_OVER = {
    Callback.customer_name: ServiceRequest.applicant_name, Callback.customer: ServiceRequest.customer,
    Callback.contact_name: ServiceRequest.applicant_name, Callback.phone: ServiceRequest.applicant_phone,
}  # fmt: skip
GIVEN = {Callback.callback_kind: "service", Callback.mode: "phone", Callback.customer_category: "done"}


class Appointment(
    ServiceRequest, code="A03", title="预约服务登记表", menu="预约服务", kept_by=(Role.CLERK, Role.HOTLINE),
    read_by=(Role.AM, Role.CB, Role.DEPT, Role.VP, Role.ADMIN_DEPT),
):  # fmt: skip
    """A customer who comes to the service centre at a time agreed on."""

    __tablename__ = "appointment"

    channel: Mapped[str] = choice("预约渠道", "appointment_channel", default="phone")
    initiator: Mapped[str] = choice("预约发起方", "appointment_initiator", default="customer")
    business_type: Mapped[str] = choice("预约业务类型", "appointment_business")
    reason_kind: Mapped[str] = choice("预约事由", "appointment_reason")
    matter: Mapped[str | None] = prose("预约事项说明", search=True)
    appointed_place: Mapped[str | None] = text("约定地点", length=200)
    is_off_hours: Mapped[bool | None] = judged("是否非工作时间", bool, outside_office_hours)
    service_staff: Mapped[Any | None] = staff("服务人员")
    staff_arrived_at: Mapped[datetime | None] = moment("服务人员到场时间", past=True)
    staff_due: Mapped[datetime | None] = deadline(
        "服务人员应到时间", counts(Limit.STAFF_ARRIVAL, since=ServiceRequest.appointed_at), met=staff_arrived_at)  # fmt: skip
    applicant_arrived_at: Mapped[datetime | None] = moment("申请人到场时间", past=True)
    arrival_status: Mapped[str | None] = choice("到场状态", "arrival_status")
    result: Mapped[str | None] = choice("办理结果", "appointment_result")
    result_note: Mapped[str | None] = prose("办结情况说明", needed=when(result, "task", "pending"))
    task_ref: Mapped[str | None] = text("任务单号", length=40)
    satisfaction: Mapped[str | None] = choice("客户评价", "satisfaction")

    entered = entered_on(ServiceRequest.applied_at)
    seen = Seen(only(Role.DEPT, in_unit(Register.unit, service_staff)))
    house_rules = (within_the_window, came_or_gave_up)
    sheet = Sheet(
        section("预约申请", row(ServiceRequest.applied_at, ServiceRequest.registrar), row(boxes(channel)),
                row(boxes(initiator)), row(boxes(ServiceRequest.applicant_type)),
                row(ServiceRequest.applicant_name, ServiceRequest.customer),
                row(ServiceRequest.applicant_phone, ServiceRequest.account_no), row(boxes(business_type)),
                row(boxes(reason_kind)), row(matter, lines=2), row(Register.late_reason)),
        section("答复", row(ServiceRequest.reply_due, ServiceRequest.replied_at), row(boxes(ServiceRequest.decision), is_off_hours),
                row(ServiceRequest.appointed_at, appointed_place), row(service_staff, ServiceRequest.status),
                row(ServiceRequest.refuse_reason, lines=2), row(ServiceRequest.reason_told_at), signatures(ServiceRequest.gm_approval)),
        section("服务", row(staff_due, staff_arrived_at, applicant_arrived_at), row(boxes(arrival_status)), row(boxes(result), task_ref),
                row(result_note, lines=2), row(boxes(satisfaction)), row(Register.remark)),
        note="1. 本表由客服中心统一制定。2. 收到申请 1 个工作日内答复。3. 不同意须经总经理同意并说明理由。"
             "4. 申请人超过预约时间 30 分钟未到视为主动放弃。",
        clear=True,
    )  # fmt: skip
    ledger = Ledger(
        (ServiceRequest.applied_at, 1.1), channel, ServiceRequest.applicant_type, (ServiceRequest.applicant_name, 1.5),
        (ServiceRequest.applicant_phone, 1.2), business_type, reason_kind, (ServiceRequest.appointed_at, 1.1), appointed_place,
        ServiceRequest.decision, service_staff, staff_arrived_at, applicant_arrived_at, arrival_status, result,
        ServiceRequest.registrar, rows=12, title="客服中心预约服务登记表", signed=("登记人", "客服中心负责人"),
        dated=ServiceRequest.applied_at,
    )  # fmt: skip
    listed = listing(
        ServiceRequest.applicant_name, ServiceRequest.applicant_phone, business_type, ServiceRequest.appointed_at, service_staff, channel
    )
    flow = Workflow(
        Step(ServiceState.APPLIED, ServiceState.AGREED, "同意预约", by=DESK)
        .needs(ServiceRequest.replied_at, ServiceRequest.appointed_at, appointed_place, service_staff)
        .records({ServiceRequest.decision: "agree"}),
        *ServiceRequest.refusal(),
        Step(ServiceState.AGREED, ServiceState.DONE, "登记服务结果", by=(*DESK, Role.AM, Role.DEPT))
        .needs(staff_arrived_at, applicant_arrived_at, arrival_status, result)
        .offers(result_note, task_ref, satisfaction).due(ServiceRequest.appointed_at)
        .opens(Callback, TAKE_OVER, given=GIVEN),
        Step(ServiceState.AGREED, ServiceState.GIVEN_UP, "视为放弃", by=DESK).needs(staff_arrived_at)
        .records({arrival_status: "absent", result: "given_up"}),
        Step(ServiceState.AGREED, ServiceState.APPLIED, "改约", by=DESK).with_reason()
        .records({ServiceRequest.appointed_at: None}).begins_anew(),
        *ServiceRequest.filing(),
    )  # fmt: skip


class HomeService(
    ServiceRequest, code="A04", title="上门服务登记表", menu="预约服务", kept_by=(Role.CLERK, Role.HOTLINE),
    read_by=(Role.AM, Role.CB, Role.DEPT, Role.VP, Role.ADMIN_DEPT),
):  # fmt: skip
    """A customer who is served at his own door."""

    __tablename__ = "home_service"
    at_home = True

    channel: Mapped[str] = choice("申请渠道", "home_channel", default="phone")
    service_address: Mapped[str] = text("服务地点", length=200, search=True, sensitive=Personal.ADDRESS)
    matter: Mapped[str] = prose("服务事项", search=True)
    special_reason: Mapped[str] = choice("特殊原因", "home_reason")
    service_staff: Mapped[list[Staff]] = people("服务人员")
    arrived_at: Mapped[datetime | None] = moment("到达时间", past=True)
    arrive_due: Mapped[datetime | None] = deadline(
        "应到达时间", counts(Limit.HOME_ARRIVAL, since=ServiceRequest.appointed_at), met=arrived_at)  # fmt: skip
    left_at: Mapped[datetime | None] = moment("离开时间", past=True, after=arrived_at)
    showed_id: Mapped[bool | None] = yes_no("出示证件")
    result: Mapped[str | None] = choice("办理结果", "home_result")
    unfinished_note: Mapped[str | None] = prose("未办结原因及说明", needed=when(result, "pending"))
    notice_delivered_on: Mapped[date | None] = day("办结情况说明送达日期", past=True)
    notice_due: Mapped[datetime | None] = deadline(
        "办结情况说明送达截止", counts(Limit.RESULT_NOTE, since=left_at, only=when(result, "pending")),
        met=notice_delivered_on)  # fmt: skip
    customer_opinion: Mapped[str | None] = prose("服务对象意见")
    satisfaction: Mapped[str | None] = choice("满意度", "satisfaction")
    staff_sign: Mapped[Signed | None] = signature("服务人员签字")
    customer_sign: Mapped[Signed | None] = signature("服务对象签字", sensitive=Personal.NAME)

    entered = entered_on(ServiceRequest.applied_at)
    seen = Seen(only(Role.DEPT, in_unit(Register.unit, service_staff)))
    house_rules = (within_the_window,)
    sheet = Sheet(
        section("申请", row(ServiceRequest.applied_at, ServiceRequest.registrar), row(boxes(channel)),
                row(boxes(ServiceRequest.applicant_type)), row(ServiceRequest.applicant_name, ServiceRequest.customer),
                row(ServiceRequest.applicant_phone, ServiceRequest.account_no), row(service_address), row(matter, lines=2),
                row(boxes(special_reason)), row(Register.late_reason)),
        section("答复", row(ServiceRequest.reply_due, ServiceRequest.replied_at),
                row(boxes(ServiceRequest.decision), ServiceRequest.status), row(ServiceRequest.appointed_at, service_staff),
                row(ServiceRequest.refuse_reason, lines=2), row(ServiceRequest.reason_told_at), signatures(ServiceRequest.gm_approval)),
        section("服务过程和结果", row(arrive_due, arrived_at, left_at), row(boxes(showed_id), boxes(result)), row(unfinished_note, lines=2),
                row(notice_due, notice_delivered_on), row(boxes(satisfaction)), row(customer_opinion, lines=2)),
        signatures(staff_sign, customer_sign),
        row(Register.remark),
        note="1. 本表由客服中心统一制定。2. 收到申请 1 个工作日内答复。3. 不同意须经总经理同意并说明理由。"
             "4. 不能当场办结的，事后送达办结情况说明。",
        clear=True,
    )  # fmt: skip
    ledger = Ledger(
        (ServiceRequest.applied_at, 1.1), channel, (ServiceRequest.applicant_name, 1.4), (ServiceRequest.applicant_phone, 1.2),
        (service_address, 1.8), (matter, 1.8), special_reason, ServiceRequest.decision, (ServiceRequest.appointed_at, 1.1),
        service_staff, (arrived_at, 1.1), result, satisfaction, ServiceRequest.registrar, rows=12,
        signed=("登记人", "客服中心负责人"), dated=ServiceRequest.applied_at,
    )  # fmt: skip
    listed = listing(
        ServiceRequest.applicant_name, ServiceRequest.applicant_phone, service_address, ServiceRequest.appointed_at, special_reason
    )
    flow = Workflow(
        Step(ServiceState.APPLIED, ServiceState.AGREED, "同意上门", by=DESK)
        .needs(ServiceRequest.replied_at, ServiceRequest.appointed_at, service_staff)
        .records({ServiceRequest.decision: "agree"}),
        *ServiceRequest.refusal(),
        Step(ServiceState.AGREED, ServiceState.DONE, "登记服务结果", by=(*DESK, Role.AM, Role.DEPT))
        .needs(arrived_at, left_at, showed_id, result, customer_sign)
        .offers(unfinished_note, notice_delivered_on, satisfaction, customer_opinion)
        .signs(staff_sign).due(ServiceRequest.appointed_at).opens(Callback, TAKE_OVER, given=GIVEN),
        Step(ServiceState.DONE, ServiceState.DONE, "送达办结情况说明", by=(*DESK, Role.AM, Role.DEPT)).needs(notice_delivered_on)
        .only(when(result, "pending") & unless(notice_delivered_on)),
        Step(ServiceState.AGREED, ServiceState.GIVEN_UP, "客户取消", by=DESK).with_reason(),
        Step(ServiceState.AGREED, ServiceState.APPLIED, "改约", by=DESK).with_reason()
        .records({ServiceRequest.appointed_at: None}).begins_anew(),
        *ServiceRequest.filing(),
    )  # fmt: skip
