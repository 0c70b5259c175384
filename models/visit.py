"""走访管理: the trip that is registered before leaving (A01), and the record of what was said there (A02)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Mapped

from models.callback import Callback
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
    Signed,
    States,
    Step,
    Workflow,
    boxes,
    choice,
    counts,
    day,
    deadline,
    department,
    entered_before,
    entered_on,
    in_unit,
    is_me,
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
    year_month,
)
from models.organisation import Staff


class TripState(States):
    """Out, back, called back, signed by the head, filed."""

    OUT = "out", "外勤中", Phase.RUN
    BACK = "back", "待回访", Phase.WAIT
    CALLED = "called", "待审签", Phase.WAIT
    SIGNED = "signed", "已办结", Phase.DONE
    FILED = "filed", "已归档", Phase.FILE
    VOID = "void", "作废", Phase.VOID


class VisitTrip(
    Register, code="A01", title="外勤单", menu="走访管理", kept_by=(Role.AM, Role.AM_LEAD, Role.DEPT, Role.CB),
    read_by=(Role.CLERK, Role.CS_SUP, Role.VP, Role.GM, Role.ADMIN_DEPT),
):  # fmt: skip
    """A staff trip to a customer, registered before leaving; who has been visited is called back within a day."""

    __tablename__ = "visit_trip"

    visit_date: Mapped[date] = day("拜访日期", default=Default.TODAY)
    planned_depart_at: Mapped[datetime] = moment("计划出发时间")
    visitor: Mapped[Staff] = staff("外勤人员", default=Default.MYSELF)
    companions: Mapped[list[Staff]] = people("同行人员")
    customer_category: Mapped[str] = choice("客户类别", "customer_category")
    customer_full_name: Mapped[str] = text("客户全称", search=True, sensitive=Personal.NAME)
    business_type: Mapped[str] = choice("洽谈/合作业务类型", "visit_business")
    contact_name: Mapped[str] = text("联系人", length=50, search=True, sensitive=Personal.NAME)
    contact_title: Mapped[str] = text("联系人职称", length=50)
    contact_phone: Mapped[str] = telephone("电话")
    customer: Mapped[Customer | None] = link(
        "客户档案", Customer, gives={customer_full_name: Customer.full_name, contact_phone: Customer.phone},
        help="已建档的客户可直接选取，未建档的不选")  # fmt: skip
    purpose: Mapped[str | None] = prose("拜访目的", search=True)
    visit_end_at: Mapped[datetime | None] = moment("返回（拜访结束）时间", past=True, after=planned_depart_at)
    visit_result: Mapped[str | None] = prose("拜访结果")
    callback_at: Mapped[datetime | None] = moment("电话回访时间", past=True, after=visit_end_at)
    callback_due: Mapped[datetime | None] = deadline(
        "电话回访截止", counts(Limit.CALLBACK_AFTER_VISIT, since=visit_end_at), met=callback_at)  # fmt: skip
    callback_officer: Mapped[Any | None] = staff("回访专员")
    callback_result: Mapped[str | None] = prose("回访结果")
    head_sign: Mapped[Signed | None] = signature("部门负责人签字")
    status: Mapped[TripState] = state("状态", TripState, start=TripState.OUT)

    entered = entered_before(planned_depart_at)
    seen = Seen(only(Role.DEPT, in_unit(Register.unit, visitor), is_me(companions)))
    sheet = Sheet(
        section("出发登记", row(visit_date, planned_depart_at), row(visitor, companions), row(boxes(customer_category)),
                row(customer_full_name, customer), row(boxes(business_type)),
                row(contact_name, contact_title, contact_phone), row(purpose, lines=3), row(Register.late_reason)),
        section("返回登记", row(visit_end_at, status), row(visit_result, lines=5)),
        section("电话回访", row(callback_due, callback_at, callback_officer), row(callback_result, lines=3)),
        signatures(head_sign),
        row(Register.remark),
        note="1. 本单于每次拜访前登记。2. 拜访结束后 24 小时内由客户回访专员电话回访。",
        clear=True,
    )  # fmt: skip
    ledger = Ledger(
        visit_date, (planned_depart_at, 1.1), visitor, customer_category, (customer_full_name, 1.8), business_type, contact_name,
        contact_title, (contact_phone, 1.2), (visit_end_at, 1.1), (visit_result, 2), (callback_at, 1.1), callback_officer,
        (callback_result, 1.6), rows=15, signed=("部门负责人",), dated=visit_date,
    )  # fmt: skip
    listed = listing(customer_full_name, contact_name, contact_phone, planned_depart_at, visitor, business_type)
    flow = Workflow(
        Step(TripState.OUT, TripState.BACK, "返回登记", by=(Role.AM_LEAD, Role.CS_HEAD))
        .held_by(visitor).needs(visit_end_at, visit_result)
        .opens(
            Callback,
            {Callback.customer_name: customer_full_name, Callback.customer: customer, Callback.phone: contact_phone,
             Callback.contact_name: contact_name, Callback.customer_category: customer_category,
             Callback.closed_at: visit_end_at},
            given={Callback.callback_kind: "visit", Callback.mode: "phone"}),
        Step(TripState.BACK, TripState.CALLED, "回访完成", by=(Role.CB,))
        .needs(callback_at, callback_officer, callback_result)
        .fed_by(Callback, {callback_at: Callback.callback_at, callback_officer: Callback.officer,
                           callback_result: Callback.outcome}),
        Step(TripState.CALLED, TripState.SIGNED, "审签", by=(Role.AM_LEAD, Role.CS_HEAD)).signs(head_sign).not_by_author(),
        Step(TripState.SIGNED, TripState.FILED, "归档", by=Role.ARCHIVIST).files(),
    )  # fmt: skip


class RecordState(States):
    """Written, read by the head, answered, filed."""

    DRAFT = "draft", "草稿", Phase.DRAFT
    REVIEW = "review", "待审阅", Phase.WAIT
    REPLY = "reply", "待答复", Phase.RUN
    DONE = "done", "已办结", Phase.DONE
    FILED = "filed", "已归档", Phase.FILE
    VOID = "void", "作废", Phase.VOID


class VisitRecord(
    Register, code="A02", title="客户走访记录", menu="走访管理", kept_by=(Role.AM, Role.AM_LEAD),
    read_by=(Role.CLERK, Role.CB, Role.CS_SUP, Role.VP, Role.GM),
):  # fmt: skip
    """What a customer said when visited; what he asks for is answered within a week."""

    __tablename__ = "visit_record"

    trip: Mapped[VisitTrip | None] = link("外勤单", VisitTrip, help="本次走访的外勤单")
    customer: Mapped[Customer] = link("客户", Customer, search=True)
    customer_category: Mapped[str] = choice("客户类别", "customer_category")
    visit_month: Mapped[str] = year_month("走访年月")
    visit_at: Mapped[datetime] = moment("走访日期时间", past=True)
    visit_mode: Mapped[str] = choice("走访方式", "visit_mode", default="onsite")
    visitor: Mapped[Staff] = staff("走访人", default=Default.MYSELF)
    interviewee: Mapped[str] = text("被访人及职务", sensitive=Personal.NAME)
    interviewee_phone: Mapped[str] = telephone("联系电话")
    production_change: Mapped[str | None] = prose("生产变化情况")
    water_demand: Mapped[str] = prose("用水需求情况")
    content: Mapped[str] = prose("走访内容", search=True)
    requests: Mapped[str | None] = prose("客户要求")
    suggestions: Mapped[str | None] = prose("客户建议")
    complaints: Mapped[str | None] = prose("客户投诉")
    handling_dept: Mapped[Any | None] = department("涉及承办部门")
    complaint_ref: Mapped[Complaint | None] = link("投诉处理单", Complaint)
    replied_on: Mapped[date | None] = day("答复日期", past=True)
    reply_due: Mapped[datetime | None] = deadline(
        "答复截止日",
        counts(Limit.ANSWER_REQUEST, since=visit_at, only=when(requests)),
        counts(Limit.ANSWER_REQUEST, since=visit_at, only=when(suggestions)),
        counts(Limit.ANSWER_REQUEST, since=visit_at, only=when(complaints)),
        met=replied_on)  # fmt: skip
    reply_content: Mapped[str | None] = prose("答复内容")
    follow_result: Mapped[str | None] = prose("落实结果")
    visitor_sign: Mapped[Signed | None] = signature("走访人签字")
    customer_sign: Mapped[Signed | None] = signature("客户签字", sensitive=Personal.NAME)
    dept_head_sign: Mapped[Signed | None] = opinion("部门负责人审阅")
    status: Mapped[RecordState] = state("状态", RecordState, start=RecordState.DRAFT)

    entered = entered_on(visit_at)
    seen = Seen(only(Role.DEPT, in_unit(handling_dept)))
    sheet = Sheet(
        section("走访信息", row(customer, trip), row(boxes(customer_category)), row(visit_month, visit_at),
                row(boxes(visit_mode), visitor), row(interviewee, interviewee_phone), row(Register.late_reason)),
        section("走访情况", row(production_change, lines=2), row(water_demand, lines=2), row(content, lines=4)),
        section("客户需求", row(requests, lines=2), row(suggestions, lines=2), row(complaints, lines=2),
                row(complaint_ref)),
        section("处理及答复", row(handling_dept, reply_due), row(replied_on, status), row(reply_content, lines=3),
                row(follow_result, lines=2)),
        signatures(visitor_sign, customer_sign, dept_head_sign),
        row(Register.remark),
        note="每月走访对口客户一次；客户提出的要求、建议、投诉一周内回访答复。",
        clear=True,
    )  # fmt: skip
    listed = listing(customer, visit_at, visit_mode, visitor, interviewee, interviewee_phone)
    flow = Workflow(
        Step(RecordState.DRAFT, RecordState.REVIEW, "提交审阅", by=(Role.AM, Role.AM_LEAD)).signs(visitor_sign)
        .opens(
            Complaint,
            {Complaint.received_at: visit_at, Complaint.first_receiver: visitor, Complaint.complainant: interviewee,
             Complaint.phone: interviewee_phone, Complaint.customer: customer, Complaint.content: complaints,
             Complaint.dept: handling_dept},
            given={Complaint.channel: "visit_out", Complaint.category: "other"}, only=when(complaints) & unless(complaint_ref),
            into=complaint_ref),
        Step(RecordState.REVIEW, RecordState.DONE, "审阅办结", by=(Role.AM_LEAD, Role.CS_HEAD))
        .decides(dept_head_sign, agreed=True).not_by_author(),
        Step(RecordState.REVIEW, RecordState.REPLY, "转承办部门答复", by=(Role.AM_LEAD, Role.CS_HEAD))
        .needs(handling_dept).decides(dept_head_sign, agreed=True).not_by_author(),
        Step(RecordState.REVIEW, RecordState.DRAFT, "退回", by=(Role.AM_LEAD, Role.CS_HEAD)).not_by_author().with_reason(),
        Step(RecordState.REPLY, RecordState.DONE, "登记答复", by=(Role.DEPT, Role.AM, Role.AM_LEAD)).within(handling_dept)
        .needs(replied_on, reply_content).offers(follow_result),
        Step(RecordState.DONE, RecordState.FILED, "归档", by=Role.ARCHIVIST).files(),
    )  # fmt: skip
