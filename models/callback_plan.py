"""客户回访计划 (B01): who is to be called back, when, why and how."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Mapped

from models.callback import READERS, Callback
from models.customer import Customer
from models.declare import (
    Default,
    Ledger,
    Limit,
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
    in_unit,
    link,
    listing,
    moment,
    only,
    opinion,
    prose,
    row,
    section,
    signature,
    signatures,
    staff,
    state,
    text,
    when,
    yes_no,
)
from models.organisation import Staff
from rules.consent import consent_errors


class PlanState(States):
    """Drawn up, approved, carried out."""

    DRAFT = "draft", "草稿", Phase.DRAFT
    REVIEW = "review", "待审核", Phase.WAIT
    APPROVED = "approved", "未完成", Phase.RUN
    DONE = "done", "已完成", Phase.DONE
    CANCELLED = "cancelled", "取消", Phase.DONE
    FILED = "filed", "已归档", Phase.FILE
    VOID = "void", "作废", Phase.VOID


def talk_needs_consent(plan: Any) -> dict[str, str]:
    """Nobody is visited for a talk against his will (001 三.3(2))."""
    return consent_errors(plan.mode, plan.consented)


class CallbackPlan(
    Register, code="B01", title="客户回访计划", menu="客户回访", kept_by=(Role.CB, Role.AM, Role.CS_HEAD), read_by=READERS,
    clear_to=(Role.CB,),
):  # fmt: skip
    """One customer who is to be called back, when, why and how. An approved line opens its callback record."""

    __tablename__ = "callback_plan"

    period: Mapped[str] = text("计划期间", length=30, help="如 2026年12月、2026年第四季度、2026年下半年")
    customer: Mapped[Customer] = link("客户", Customer, search=True)
    callback_kind: Mapped[str] = choice("回访类别", "plan_kind")
    planned_on: Mapped[date] = day("计划回访日期")
    preferred_slot: Mapped[str | None] = text("回访时段偏好", length=60, help="避开客户忙时")
    mode: Mapped[str] = choice("回访方式", "plan_mode", default="phone")
    content: Mapped[str] = prose("回访内容")
    purpose: Mapped[str] = prose("回访目的")
    materials: Mapped[str] = prose("准备资料", help="客户基本情况、接受服务记录等")
    officer: Mapped[Staff] = staff("回访人", default=Default.MYSELF)
    consented: Mapped[bool | None] = yes_no("面谈是否已征得同意", needed=when(mode, "talk"))
    counted_from: Mapped[date | None] = day(
        "起算日期", past=True, help="售后、维护填验收日期，保修期填上次回访日期，重点客户、大客户填所属月份的任一天")  # fmt: skip
    done_at: Mapped[datetime | None] = moment("完成时间", past=True)
    due_on: Mapped[datetime | None] = deadline(
        "截止日",
        counts(Limit.FIRST_AFTER_ACCEPTANCE, since=counted_from, only=when(callback_kind, "after_sale", "maintenance")),
        counts(Limit.WARRANTY_CALLBACK, since=counted_from, only=when(callback_kind, "warranty")),
        counts(Limit.KEY_CUSTOMER_CALLBACK, since=counted_from, only=when(callback_kind, "important")),
        counts(Limit.LARGE_CUSTOMER_CALLBACK, since=counted_from, only=when(callback_kind, "key")),
        met=done_at)  # fmt: skip
    record_ref: Mapped[Callback | None] = link("回访记录", Callback)
    author_sign: Mapped[Signed | None] = signature("编制人签字")
    head_opinion: Mapped[Signed | None] = opinion("部门负责人审核")
    status: Mapped[PlanState] = state("完成状态", PlanState, start=PlanState.DRAFT)

    rules = (talk_needs_consent,)
    seen = Seen(only(Role.DEPT, in_unit(Register.unit, officer)))

    sheet = Sheet(
        section("计划", row(period, planned_on), row(customer, officer), row(boxes(callback_kind)), row(boxes(mode)),
                row(boxes(consented), preferred_slot), row(content, lines=3), row(purpose, lines=3), row(materials, lines=3)),
        section("完成情况", row(counted_from, due_on), row(done_at, status), row(record_ref), row(Register.remark)),
        signatures(author_sign, head_opinion),
        clear=True,
    )  # fmt: skip
    ledger = Ledger(
        period, (customer, 1.8), callback_kind, planned_on, preferred_slot, mode, (content, 2), (purpose, 1.8), (materials, 1.6),
        officer, consented, status, rows=15, signed=("编制人", "部门负责人"), dated=planned_on,
    )  # fmt: skip
    listed = listing(customer, callback_kind, planned_on, mode, officer)
    flow = Workflow(
        Step(PlanState.DRAFT, PlanState.REVIEW, "提交审核", by=(Role.CB, Role.AM, Role.CS_HEAD)).signs(author_sign),
        Step(PlanState.REVIEW, PlanState.APPROVED, "同意", by=(Role.CS_SUP, Role.CS_HEAD))
        .decides(head_opinion, agreed=True).not_by_author()
        .opens(
            Callback,
            {Callback.customer: customer, Callback.planned_on: planned_on, Callback.officer: officer},
            given={Callback.callback_kind: "planned", Callback.customer_category: "done"}),
        Step(PlanState.REVIEW, PlanState.DRAFT, "驳回", by=(Role.CS_SUP, Role.CS_HEAD))
        .decides(head_opinion, agreed=False).not_by_author(),
        Step(PlanState.APPROVED, PlanState.DONE, "完成回访", by=(Role.CB, Role.AM)).needs(record_ref, done_at).due(planned_on)
        .fed_by(Callback, {record_ref: Callback, done_at: Callback.callback_at}),
        Step(PlanState.APPROVED, PlanState.CANCELLED, "取消回访", by=(Role.CS_SUP, Role.CS_HEAD)).with_reason()
        .withdraws(Callback),
        Step(PlanState.DONE, PlanState.FILED, "归档", by=Role.ARCHIVIST).files(),
        Step(PlanState.CANCELLED, PlanState.FILED, "归档", by=Role.ARCHIVIST).files(),
    )  # fmt: skip
