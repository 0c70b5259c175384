"""水表购置计划 (G01): what the store will need, approved and bought within the days that the policy gives (003 第四章1)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy.orm import Mapped

from models.declare import (
    Chain,
    Ledger,
    Limit,
    Line,
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
    in_unit,
    lines,
    listing,
    only,
    opinion,
    quantity,
    row,
    section,
    signature,
    signatures,
    state,
    table,
    text,
)

DECIDERS = (Role.CS_HEAD, Role.DEPT, Role.VP, Role.GM)


class PurchaseState(States):
    """Drawn up, decided up the chain, passed to the buyer, bought."""

    DRAFT = "draft", "草稿", Phase.DRAFT
    APPROVING = "approving", "审批中", Phase.WAIT
    AGREED = "agreed", "待接收", Phase.WAIT
    BUYING = "buying", "采购中", Phase.RUN
    DONE = "done", "采购完成", Phase.DONE
    FILED = "filed", "已归档", Phase.FILE
    VOID = "void", "作废", Phase.VOID


class PurchaseItem(Line):
    """So many meters of one size, and what they are needed for."""

    __tablename__ = "meter_purchase_item"

    caliber: Mapped[str] = choice("口径", "meter_caliber")
    model: Mapped[str] = choice("型号", "meter_kind", default="mechanical")
    wanted: Mapped[int] = quantity("数量", minimum=1)
    in_stock: Mapped[int] = quantity("库存")
    need: Mapped[str] = choice("需求来源", "meter_need")


class MeterPurchase(
    Register,
    code="G01",
    title="水表购置计划",
    menu="水表库房",
    kept_by=Role.METER_STORE,
    read_by=(Role.CS_SUP,),
):
    """A plan of the year or the month, or what is wanted beside it."""

    __tablename__ = "meter_purchase"

    plan_kind: Mapped[str] = choice("计划类型", "meter_plan_kind", default="month")
    period: Mapped[str] = text("期间", length=30, search=True, help="如 2026年、2026年12月")
    items: Mapped[list[PurchaseItem]] = lines("明细", PurchaseItem)
    invest_dept: Mapped[Any | None] = department("投资管理部门")
    received_on: Mapped[date | None] = day("物贸公司接收日期", past=True)
    bought_on: Mapped[date | None] = day("采购完成日期", past=True, after=received_on)
    due_on: Mapped[datetime | None] = deadline("采购完成截止", counts(Limit.METER_PURCHASE, since=received_on), met=bought_on)
    author_sign: Mapped[Signed | None] = signature("编制人")
    center_approval: Mapped[Signed | None] = opinion("客服中心负责人审核")
    invest_approval: Mapped[Signed | None] = opinion("投资管理部审批")
    buyer_sign: Mapped[Signed | None] = signature("物贸公司接收人")
    status: Mapped[PurchaseState] = state("状态", PurchaseState, start=PurchaseState.DRAFT)

    seen = Seen(only(Role.DEPT, in_unit(Register.unit, invest_dept)))
    _boxes: ClassVar[dict[Role, Any]] = {
        Role.CS_HEAD: center_approval, Role.DEPT: invest_approval, Role.VP: invest_approval, Role.GM: invest_approval,
    }  # fmt: skip
    sheet = Sheet(
        section("计划", row(boxes(plan_kind), period), row(invest_dept, status), table(items, rows=10)),
        section("审批", signatures(author_sign, center_approval, invest_approval)),
        section("采购", row(received_on, due_on, bought_on), signatures(buyer_sign), row(Register.remark)),
        copies=("客户服务中心", "投资管理部", "物贸公司"), landscape=True,
        note="年计划于年初、月计划于每月月初编制，根据实际需要可临时追加；物贸公司接收计划后 20 日内完成采购。",
    )  # fmt: skip
    ledger = Ledger(
        (Register.number, 1.4), plan_kind, (period, 1.2), (items, 4), received_on, due_on, bought_on, status, rows=15,
        title="水表购置计划（年/月/临时）", signed=("仓库管理员",),
    )  # fmt: skip
    listed = listing(plan_kind, period, received_on, due_on, bought_on)
    flow = Workflow(
        Step(PurchaseState.DRAFT, PurchaseState.APPROVING, "提交审批", by=Role.METER_STORE).needs(items).signs(author_sign),
        Step(PurchaseState.APPROVING, PurchaseState.AGREED, "同意", by=DECIDERS)
        .by_chain(Chain.METER_PURCHASE, _boxes, agreed=True).within(invest_dept),
        Step(PurchaseState.APPROVING, PurchaseState.DRAFT, "退回修改", by=DECIDERS)
        .by_chain(Chain.METER_PURCHASE, _boxes, agreed=False).within(invest_dept),
        Step(PurchaseState.AGREED, PurchaseState.BUYING, "物贸公司接收", by=Role.METER_STORE).needs(received_on, buyer_sign),
        Step(PurchaseState.BUYING, PurchaseState.DONE, "采购完成", by=Role.METER_STORE).needs(bought_on),
        Step(PurchaseState.DONE, PurchaseState.FILED, "归档", by=Role.ARCHIVIST).files(),
    )  # fmt: skip
