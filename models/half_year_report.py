"""大客户（特殊、潜在客户）半年回访报告 (B05): every half year, with the customers called back, to the vice president (001 三.3)."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped

from models.customer import Customer
from models.declare import (
    Line,
    Phase,
    Register,
    Retention,
    Role,
    Sheet,
    Signed,
    States,
    Step,
    Workflow,
    boxes,
    choice,
    day,
    lines,
    link,
    listing,
    opinion,
    prose,
    quantity,
    row,
    section,
    signature,
    signatures,
    state,
    table,
    text,
)


class HalfYearState(States):
    """Written, signed by the head, read by the vice president, filed."""

    DRAFT = "draft", "草稿", Phase.DRAFT
    REVIEW = "review", "待分管副总批示", Phase.WAIT
    DONE = "done", "已批示", Phase.DONE
    FILED = "filed", "已归档", Phase.FILE
    VOID = "void", "作废", Phase.VOID


class HalfYearCustomer(Line):
    """One customer called back in the half year."""

    __tablename__ = "half_year_customer"

    customer: Mapped[Customer] = link("客户", Customer)
    level: Mapped[str] = choice("级别", "customer_level")
    contact: Mapped[str] = text("联系人", length=50)
    mode: Mapped[str] = choice("方式", "plan_mode")
    called_on: Mapped[date] = day("日期", past=True)


class HalfYearReport(
    Register, code="B05", title="大客户（特殊、潜在客户）半年回访报告", menu="客户回访", kept_by=(Role.CS_HEAD, Role.CB),
    keep=Retention.THIRTY,
    read_by=(Role.CS_SUP, Role.GM),
):  # fmt: skip
    """What large, special and likely customers said in one half year."""

    __tablename__ = "half_year_report"

    year: Mapped[int] = quantity("年度", minimum=2000, maximum=2999)
    half: Mapped[str] = choice("半年度", "half_year")
    customers: Mapped[list[HalfYearCustomer]] = lines("客户清单", HalfYearCustomer, maximum=60)
    demand: Mapped[str] = prose("用水需求")
    service_need: Mapped[str] = prose("服务需求")
    solved: Mapped[str | None] = prose("解答疑问与解决难题")
    publicity: Mapped[str | None] = prose("法规政策宣传")
    suggestions: Mapped[str] = prose("意见建议")
    conclusion: Mapped[str] = prose("结论与措施")
    head_sign: Mapped[Signed | None] = signature("客服部负责人签字")
    vp_opinion: Mapped[Signed | None] = opinion("分管副总批示")
    status: Mapped[HalfYearState] = state("状态", HalfYearState, start=HalfYearState.DRAFT)

    sheet = Sheet(
        section("期间", row(year, boxes(half), status)),
        section("客户清单", table(customers, rows=6)),
        section("回访情况", row(demand, lines=4), row(service_need, lines=4), row(solved, lines=3), row(publicity, lines=3),
                row(suggestions, lines=4), row(conclusion, lines=4)),
        section("签批", signatures(head_sign, vp_opinion), row(Register.remark)),
        copies=("分管副总", "客户服务中心备档"), note="每半年至少回访一次；报告与回访客户信息同时报分管副总。",
    )  # fmt: skip
    listed = listing(year, half, conclusion)
    flow = Workflow(
        Step(HalfYearState.DRAFT, HalfYearState.REVIEW, "签字报分管副总", by=Role.CS_HEAD).needs(customers).signs(head_sign),
        Step(HalfYearState.REVIEW, HalfYearState.DONE, "批示同意", by=Role.VP).decides(vp_opinion, agreed=True).not_by_author(),
        Step(HalfYearState.REVIEW, HalfYearState.DRAFT, "退回修改", by=Role.VP).decides(vp_opinion, agreed=False).not_by_author(),
        Step(HalfYearState.DONE, HalfYearState.FILED, "归档", by=Role.ARCHIVIST).files(),
    )  # fmt: skip
