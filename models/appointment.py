"""预约服务: who is served outside hours or at home. One base, since both are asked for, answered and served alike (002 二)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Mapped, Session

from models.callback import Callback
from models.company import SETTINGS, Setting
from models.customer import Customer
from models.declare import (
    Default,
    Ledger,
    Phase,
    Register,
    Role,
    Sheet,
    Signed,
    States,
    Step,
    Workflow,
    boxes,
    choice,
    computed,
    day,
    deadline,
    entered_on,
    link,
    listing,
    moment,
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
    when,
    yes_no,
)
from models.organisation import Staff
from rules.keys import Chain
from rules.moments import local

DESK = (Role.CLERK, Role.HOTLINE, Role.CS_SUP)


class ServiceState(States):
    """Asked for, answered, served; a refusal needs the general manager (002 二(四)2)."""

    APPLIED = "applied", "待答复", Phase.WAIT
    REFUSING = "refusing", "待总经理审批", Phase.WAIT
    AGREED = "agreed", "待服务", Phase.RUN
    DONE = "done", "已办结", Phase.DONE
    REFUSED = "refused", "不予受理", Phase.DONE
    GIVEN_UP = "given_up", "视为放弃", Phase.DONE
    FILED = "filed", "已归档", Phase.FILE
    VOID = "void", "作废", Phase.VOID


def outside_office_hours(record: Any, session: Session) -> bool | None:
    """Whether the agreed time lies outside the office hours of the company settings, or on a weekend."""
    if record.appointed_at is None:
        return None
    stored = session.query(Setting.value).filter(Setting.key == "office_hours").scalar()
    opens, closes = (stored or SETTINGS["office_hours"].default).split("-")
    agreed = local(record.appointed_at)
    return not opens <= agreed.strftime("%H:%M") < closes or agreed.weekday() > 4


class ServiceRequest(Register):
    """What an appointment and a home service share: the request, the answer to it and the refusal."""

    __abstract__ = True

    applied_at: Mapped[datetime] = moment("申请时间", default=Default.NOW, past=True)
    applicant_type: Mapped[str] = choice("服务对象类型", "applicant_type")
    applicant_name: Mapped[str] = text("服务对象姓名（名称）", search=True, sensitive=True)
    account_no: Mapped[str | None] = text("户号/接水点编号", length=40, search=True)
    applicant_phone: Mapped[str] = telephone("联系电话")
    customer: Mapped[Customer | None] = link(
        "客户档案", Customer, gives={applicant_name: Customer.full_name, applicant_phone: Customer.phone, account_no: Customer.account_no},
        help="已建档的客户可直接选取，来客未建档的不选")  # fmt: skip
    reply_due: Mapped[datetime | None] = deadline("答复截止")
    replied_at: Mapped[datetime | None] = moment("答复时间", past=True, after=applied_at)
    decision: Mapped[str | None] = choice("答复结果", "decision")
    refuse_reason: Mapped[str | None] = prose("不同意理由")
    gm_approval: Mapped[Signed | None] = opinion("总经理批准")
    appointed_at: Mapped[datetime | None] = moment("预约时间")
    registrar: Mapped[Staff] = staff("登记人", default=Default.MYSELF)
    status: Mapped[ServiceState] = state("状态", ServiceState, start=ServiceState.APPLIED)

    @staticmethod
    def refusal() -> tuple[Step, Step, Step]:
        """Not agreed: the general manager must agree to that first."""
        here = ServiceRequest
        return (
            Step(ServiceState.APPLIED, ServiceState.REFUSING, "不同意，报总经理", by=DESK)
            .needs(here.refuse_reason).records({here.decision: "refuse"}),
            Step(ServiceState.REFUSING, ServiceState.REFUSED, "同意不予受理", by=Role.GM)
            .by_chain(Chain.REFUSE_APPOINTMENT, {Role.GM: here.gm_approval}, agreed=True),
            Step(ServiceState.REFUSING, ServiceState.APPLIED, "退回，应予受理", by=Role.GM)
            .by_chain(Chain.REFUSE_APPOINTMENT, {Role.GM: here.gm_approval}, agreed=False),
        )  # fmt: skip

    @staticmethod
    def filing() -> tuple[Step, ...]:
        """However it ended, the paper is filed."""
        ends = (ServiceState.DONE, ServiceState.REFUSED, ServiceState.GIVEN_UP)
        return tuple(Step(end, ServiceState.FILED, "归档", by=Role.ARCHIVIST).needs(Register.archival_code) for end in ends)


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
    matter: Mapped[str | None] = prose("预约事项说明")
    appointed_place: Mapped[str | None] = text("约定地点", length=200)
    is_off_hours: Mapped[bool | None] = computed("是否非工作时间", bool, outside_office_hours)
    service_staff: Mapped[Any | None] = staff("服务人员")
    staff_arrived_at: Mapped[datetime | None] = moment("服务人员到场时间", past=True, help="应比预约时间提前 10 分钟")
    applicant_arrived_at: Mapped[datetime | None] = moment("申请人到场时间", past=True)
    arrival_status: Mapped[str | None] = choice("到场状态", "arrival_status")
    result: Mapped[str | None] = choice("办理结果", "appointment_result")
    result_note: Mapped[str | None] = prose("办结情况说明", needed=when(result, "task", "pending"))
    task_ref: Mapped[str | None] = text("任务单号", length=40)
    satisfaction: Mapped[str | None] = choice("客户评价", "satisfaction")

    entered = entered_on(ServiceRequest.applied_at)
    sheet = Sheet(
        section("预约申请", row(ServiceRequest.applied_at, ServiceRequest.registrar), row(boxes(channel)),
                row(boxes(initiator)), row(boxes(ServiceRequest.applicant_type)),
                row(ServiceRequest.applicant_name, ServiceRequest.customer),
                row(ServiceRequest.applicant_phone, ServiceRequest.account_no), row(boxes(business_type)),
                row(boxes(reason_kind)), row(matter, lines=2), row(Register.late_reason)),
        section("答复", row(ServiceRequest.reply_due, ServiceRequest.replied_at), row(boxes(ServiceRequest.decision), is_off_hours),
                row(ServiceRequest.appointed_at, appointed_place), row(service_staff, ServiceRequest.status),
                row(ServiceRequest.refuse_reason, lines=2), signatures(ServiceRequest.gm_approval)),
        section("服务", row(staff_arrived_at, applicant_arrived_at), row(boxes(arrival_status)), row(boxes(result), task_ref),
                row(result_note, lines=2), row(boxes(satisfaction)), row(Register.remark)),
        note="1. 本表由客服中心统一制定。2. 收到申请 1 个工作日内答复。3. 不同意须经总经理同意并说明理由。"
             "4. 申请人超过预约时间 30 分钟未到视为主动放弃。",
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
        Step(ServiceState.AGREED, ServiceState.APPLIED, "改约", by=DESK).with_reason(),
        *ServiceRequest.filing(),
    )  # fmt: skip


class HomeService(
    ServiceRequest, code="A04", title="上门服务登记表", menu="预约服务", kept_by=(Role.CLERK, Role.HOTLINE),
    read_by=(Role.AM, Role.CB, Role.DEPT, Role.VP, Role.ADMIN_DEPT),
):  # fmt: skip
    """A customer who is served at his own door."""

    __tablename__ = "home_service"

    channel: Mapped[str] = choice("申请渠道", "home_channel", default="phone")
    service_address: Mapped[str] = text("服务地点", length=200, search=True, sensitive=True)
    matter: Mapped[str] = prose("服务事项")
    special_reason: Mapped[str] = choice("特殊原因", "home_reason")
    service_staff: Mapped[list[Staff]] = people("服务人员")
    arrived_at: Mapped[datetime | None] = moment("到达时间", past=True, help="应在约定时间之前到达")
    left_at: Mapped[datetime | None] = moment("离开时间", past=True, after=arrived_at)
    showed_id: Mapped[bool | None] = yes_no("出示证件")
    result: Mapped[str | None] = choice("办理结果", "home_result")
    unfinished_note: Mapped[str | None] = prose("未办结原因及说明", needed=when(result, "pending"))
    notice_delivered_on: Mapped[date | None] = day("办结情况说明送达日期", past=True)
    customer_opinion: Mapped[str | None] = prose("服务对象意见")
    satisfaction: Mapped[str | None] = choice("满意度", "satisfaction")
    staff_sign: Mapped[Signed | None] = signature("服务人员签字")
    customer_sign: Mapped[Signed | None] = signature("服务对象签字")

    entered = entered_on(ServiceRequest.applied_at)
    sheet = Sheet(
        section("申请", row(ServiceRequest.applied_at, ServiceRequest.registrar), row(boxes(channel)),
                row(boxes(ServiceRequest.applicant_type)), row(ServiceRequest.applicant_name, ServiceRequest.customer),
                row(ServiceRequest.applicant_phone, ServiceRequest.account_no), row(service_address), row(matter, lines=2),
                row(boxes(special_reason)), row(Register.late_reason)),
        section("答复", row(ServiceRequest.reply_due, ServiceRequest.replied_at),
                row(boxes(ServiceRequest.decision), ServiceRequest.status), row(ServiceRequest.appointed_at, service_staff),
                row(ServiceRequest.refuse_reason, lines=2), signatures(ServiceRequest.gm_approval)),
        section("服务过程和结果", row(arrived_at, left_at), row(boxes(showed_id), boxes(result)), row(unfinished_note, lines=2),
                row(notice_delivered_on, boxes(satisfaction)), row(customer_opinion, lines=2)),
        signatures(staff_sign, customer_sign),
        row(Register.remark),
        note="1. 本表由客服中心统一制定。2. 收到申请 1 个工作日内答复。3. 不同意须经总经理同意并说明理由。"
             "4. 不能当场办结的，事后送达办结情况说明。",
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
        Step(ServiceState.AGREED, ServiceState.GIVEN_UP, "客户取消", by=DESK).with_reason(),
        Step(ServiceState.AGREED, ServiceState.APPLIED, "改约", by=DESK).with_reason(),
        *ServiceRequest.filing(),
    )  # fmt: skip
