"""客户回访: the record of one call (B02, with B03 as its ledger)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session

from models.accountability import Accountability
from models.customer import Customer
from models.declare import (
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
    Value,
    Workflow,
    boxes,
    choice,
    computed,
    counts,
    day,
    deadline,
    department,
    entered_on,
    in_unit,
    lines,
    link,
    listing,
    moment,
    only,
    opinion,
    prose,
    quantity,
    rating,
    row,
    section,
    signature,
    signatures,
    source,
    staff,
    state,
    table,
    telephone,
    text,
    unless,
    when,
    yes_no,
)
from models.option import Option

REPAIR = ("repair", "complaint", "transferred")
#: Whoever is complained of does not read that he was (001 七: 回访信息保密).
INTEGRITY = (Role.CB, Role.AM, Role.HOTLINE, Role.CS_SUP, Role.CS_HEAD, Role.DISC, Role.ARCHIVIST, Role.AUDITOR)
READERS = (Role.CLERK, Role.DEPT, Role.VP, Role.GM, Role.AM, Role.AM_LEAD)


class CallbackState(States):
    """To be called, called and to be read by the supervisor, done, filed."""

    DUE = "due", "待回访", Phase.RUN
    REVIEW = "review", "待审查", Phase.WAIT
    DONE = "done", "已办结", Phase.DONE
    FILED = "filed", "已归档", Phase.FILE
    VOID = "void", "作废", Phase.VOID


def conclusion(record: Any, session: Session) -> str | None:
    """One sentence for the paper that asked for this call."""
    if record.connected is None:
        return None
    found = session.execute(
        select(Option.code, Option.label).where(
            ((Option.list_code == "connected") & (Option.code == record.connected))
            | ((Option.list_code == "satisfaction") & (Option.code == record.satisfaction))))  # fmt: skip
    labels = {row.code: row.label for row in found}
    said = [labels.get(record.connected, record.connected)]
    if record.satisfaction:
        said.append(f"总体{labels.get(record.satisfaction, record.satisfaction)}")
    if record.advice:
        said.append(record.advice)
    return "；".join(said)[:200]


class CallbackFeedback(Line):
    """One matter handed to a department, with what is to be done about it."""

    __tablename__ = "callback_feedback"

    feedback_dept: Mapped[Any] = department("反馈部门")
    problem: Mapped[str] = text("反映问题", length=200)
    rectify: Mapped[str | None] = text("整改措施", length=200)
    finish_by: Mapped[date | None] = day("要求完成日期")


class Callback(
    Register, code="B02", title="客户回访记录表", menu="客户回访", kept_by=(Role.CB, Role.AM, Role.HOTLINE), read_by=(*READERS, Role.DISC),
    clear_to=(Role.CB,),
):  # fmt: skip
    """One call back to a customer: what he thinks of the service he had."""

    __tablename__ = "callback"

    callback_kind: Mapped[str] = choice("回访类别", "callback_kind")
    source_ref: Mapped[str | None] = source("关联业务单")
    planned_on: Mapped[date | None] = day("计划回访日期")
    customer_name: Mapped[str] = text("客户名称", search=True, sensitive=Personal.NAME)
    customer_category: Mapped[str] = choice("客户类别", "customer_category", default="done")
    contact_name: Mapped[str] = text("联系人", search=True, sensitive=Personal.NAME)
    phone: Mapped[str] = telephone("联系电话")
    address: Mapped[str | None] = text("用水地址", length=200, search=True, sensitive=Personal.ADDRESS)
    customer: Mapped[Customer | None] = link(
        "客户档案", Customer,
        gives={customer_name: Customer.full_name, contact_name: Customer.full_name, phone: Customer.phone,
               address: Customer.address})  # fmt: skip
    confidential: Mapped[bool | None] = yes_no("要求保密")
    channel: Mapped[str | None] = choice("受理渠道", "callback_channel", needed=when(callback_kind, *REPAIR))
    accepted_at: Mapped[datetime | None] = moment("受理时间", past=True, needed=when(callback_kind, *REPAIR))
    content: Mapped[str | None] = prose("反映内容", search=True, needed=when(callback_kind, *REPAIR))
    resp_dept: Mapped[Any | None] = department("责任部门", needed=when(callback_kind, *REPAIR))
    ticket_no: Mapped[str | None] = text("系统工单号", length=40)
    closed_at: Mapped[datetime | None] = moment("办结时间", past=True, after=accepted_at)
    handled: Mapped[str | None] = prose("办理结果")
    mode: Mapped[str] = choice("回访方式", "callback_mode", default="phone")
    connected: Mapped[str | None] = choice("是否接通", "connected")
    callback_at: Mapped[datetime | None] = moment("回访时间", past=True)
    round_no: Mapped[int] = quantity("第几次回访", minimum=1, maximum=9, default=1)
    due_by: Mapped[datetime | None] = deadline(
        "应回访截止",
        counts(Limit.SECOND_CALLBACK, since=closed_at, only=unless(round_no, 1)),
        counts(Limit.CALLBACK_AFTER_VISIT, since=closed_at, only=when(callback_kind, "visit")),
        counts(Limit.CALLBACK_AFTER_WORK, since=closed_at, by={"kind": callback_kind}, only=when(callback_kind, "install")),
        counts(Limit.CALLBACK_AFTER_WORK, since=accepted_at, by={"kind": callback_kind}, only=when(callback_kind, "repair")),
        counts(Limit.OFFICIAL_CALLBACK, since=accepted_at, only=when(callback_kind, "transferred")),
        counts(Limit.CUSTOMER_REPLY, since=closed_at, only=when(callback_kind, "complaint")),
        met=callback_at)  # fmt: skip
    officer: Mapped[Any | None] = staff("回访人")
    score_timing: Mapped[str | None] = choice("通水时间", "score", needed=when(callback_kind, "install") & when(connected, "yes"))
    score_progress: Mapped[str | None] = choice("进度控制", "score", needed=when(callback_kind, "install") & when(connected, "yes"))
    score_quality: Mapped[str | None] = choice("工程质量", "score", needed=when(callback_kind, "install") & when(connected, "yes"))
    score_site: Mapped[str | None] = choice("文明施工", "score", needed=when(callback_kind, "install") & when(connected, "yes"))
    score_attitude: Mapped[str | None] = choice("服务态度", "score", needed=when(connected, "yes"))
    dept_contacted: Mapped[str | None] = choice(
        "责任部门是否联系客户", "answer", needed=when(callback_kind, *REPAIR) & when(connected, "yes")
    )
    on_site: Mapped[str | None] = choice("是否到达现场", "answer", needed=when(callback_kind, *REPAIR) & when(connected, "yes"))
    process_note: Mapped[str | None] = prose("服务过程情况", needed=when(callback_kind, *REPAIR) & when(connected, "yes"))
    result_note: Mapped[str | None] = prose("服务结果情况", needed=when(callback_kind, *REPAIR) & when(connected, "yes"))
    integrity_issue: Mapped[bool | None] = yes_no(
        "有无吃拿卡要、乱收费", help="有此情况的，转纪检监察", needed=when(connected, "yes"), shown_to=INTEGRITY)  # fmt: skip
    quality_pressure: Mapped[str | None] = prose("水质水压情况")
    metering_note: Mapped[str | None] = prose("查表收费情况")
    satisfaction: Mapped[str | None] = choice("总体满意度", "satisfaction", needed=when(connected, "yes"))
    advice: Mapped[str | None] = prose("客户意见建议")
    dissatisfied_reason: Mapped[str | None] = prose("不满意原因", needed=when(satisfaction, "bad"))
    feedback: Mapped[list[CallbackFeedback]] = lines("反馈整改", CallbackFeedback, maximum=8)
    need_second: Mapped[bool | None] = yes_no("是否需二次回访")
    accountability_ref: Mapped[Accountability | None] = link("责任追究单", Accountability)
    outcome: Mapped[str | None] = computed("回访结论", str, conclusion)
    officer_sign: Mapped[Signed | None] = signature("回访人签字")
    customer_sign: Mapped[Signed | None] = signature("客户确认（上门回访时手签）", sensitive=Personal.NAME)
    review_opinion: Mapped[Signed | None] = opinion("主管领导审查意见")
    status: Mapped[CallbackState] = state("状态", CallbackState, start=CallbackState.DUE)

    entered = entered_on(callback_at)
    seen = Seen(
        only(Role.DEPT, in_unit(Register.unit, resp_dept, feedback)),
        only(Role.DISC, when(integrity_issue, True)),
        veil=when(confidential, True),
    )
    sheet = Sheet(
        section("客户信息", row(boxes(callback_kind)), row(source_ref, due_by), row(customer_name, customer),
                row(boxes(customer_category), planned_on), row(contact_name, phone), row(address, boxes(confidential))),
        section("受理情况", row(channel, accepted_at), row(resp_dept, ticket_no), row(content), row(handled, closed_at)),
        section("回访情况", row(boxes(mode), boxes(connected)), row(callback_at, officer),
                row(boxes(dept_contacted), boxes(on_site)), row(round_no, status), row(Register.late_reason)),
        section("满意度评价", rating(score_timing, score_progress, score_quality, score_site, score_attitude),
                row(boxes(satisfaction), boxes(integrity_issue))),
        section("情况记录", row(process_note, lines=2), row(result_note, lines=2), row(quality_pressure, metering_note),
                row(advice, lines=2), row(dissatisfied_reason)),
        section("反馈整改", table(feedback, rows=2), row(boxes(need_second), accountability_ref), row(outcome)),
        section("签字审查", signatures(officer_sign, customer_sign, review_opinion), row(Register.remark)),
        note="填表说明：一、回访人员必须真实、详细填写。二、本表回访后送客户服务中心，由主管领导审查。三、报装（过户）类须逐项填写五项评价。",
        clear=True,
    )  # fmt: skip
    ledger = Ledger(
        channel, (accepted_at, 1.1), (customer_name, 1.2), (phone, 1.3), (address, 1.6), (content, 1.8), resp_dept, (ticket_no, 1.2),
        (closed_at, 1.1), (handled, 1.6), (callback_at, 1.1), dept_contacted, on_site, satisfaction, (dissatisfied_reason, 1.4),
        officer, Register.remark, rows=15, title="客户回访登记表（热线、窗口受理）", signed=("制表人", "受理主管"), dated=callback_at,
    )  # fmt: skip
    listed = listing(callback_kind, customer_name, phone, callback_at, satisfaction, officer)
    flow = Workflow(
        Step(CallbackState.DUE, CallbackState.REVIEW, "提交审查", by=(Role.CB, Role.HOTLINE)).held_by(officer)
        .needs(callback_at, connected, officer, need_second)
        .offers(score_attitude, integrity_issue, satisfaction, score_timing, score_progress, score_quality, score_site,
                dept_contacted, on_site, process_note, result_note, quality_pressure, metering_note, advice, dissatisfied_reason, feedback,
                customer_sign,
                Register.late_reason)
        .signs(officer_sign).due(planned_on),
        Step(CallbackState.REVIEW, CallbackState.DONE, "审查通过", by=(Role.CS_SUP, Role.CS_HEAD))
        .decides(review_opinion, agreed=True).not_by_author()
        .opens(
            Accountability, {Accountability.dept: resp_dept, Accountability.facts: dissatisfied_reason},
            given={Accountability.trigger_kind: "dissatisfied"}, only=when(satisfaction, "bad"),
            if_on=Value.DISSATISFIED_STARTS_ACCOUNTABILITY, into=accountability_ref),
        Step(CallbackState.REVIEW, CallbackState.DUE, "退回补充", by=(Role.CS_SUP, Role.CS_HEAD))
        .decides(review_opinion, agreed=False).not_by_author(),
        Step(CallbackState.DONE, CallbackState.FILED, "归档", by=Role.ARCHIVIST).files(),
    )  # fmt: skip
