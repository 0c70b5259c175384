"""客户回访报告表 (B04): what the callbacks of a period came to."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Mapped, Session

from models.callback import READERS, Callback, CallbackState
from models.declare import (
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
    computed,
    day,
    department,
    in_unit,
    lines,
    links,
    listing,
    only,
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
from rules.moments import end_of, start_of


class ReportState(States):
    """Written, read by the head, filed."""

    DRAFT = "draft", "草稿", Phase.DRAFT
    REVIEW = "review", "待审查", Phase.WAIT
    DONE = "done", "已办结", Phase.DONE
    FILED = "filed", "已归档", Phase.FILE
    VOID = "void", "作废", Phase.VOID


class ReportProblem(Line):
    """One kind of trouble found in the period."""

    __tablename__ = "callback_report_problem"

    category: Mapped[str] = text("类别", length=60)
    count: Mapped[int] = quantity("件数", minimum=1)
    resp_dept: Mapped[Any | None] = department("责任部门")


def _in_period(report: Any) -> list[Any]:
    """The callbacks that fall into the period: called in it or, while not yet called, planned for it."""
    if report.period_from is None or report.period_to is None:
        return [Callback.id == -1]
    called = Callback.callback_at.between(start_of(report.period_from), end_of(report.period_to) - timedelta(microseconds=1))
    planned = Callback.callback_at.is_(None) & Callback.planned_on.between(report.period_from, report.period_to)
    kind = [Callback.callback_kind == report.callback_kind] if report.callback_kind else []
    return [called | planned, Callback.status != CallbackState.VOID, *kind]


def _count(report: Any, session: Session, *more: Any) -> int:
    return session.scalar(select(func.count()).select_from(Callback).where(*_in_period(report), *more)) or 0


def count_planned(report: Any, session: Session) -> int:
    """应回访数: every callback of the period, made or not."""
    return _count(report, session)


def count_done(report: Any, session: Session) -> int:
    """实际回访数: those that were made."""
    return _count(report, session, Callback.callback_at.is_not(None))


def count_reached(report: Any, session: Session) -> int:
    """成功回访数: the customer was reached."""
    return _count(report, session, Callback.callback_at.is_not(None), Callback.connected == "yes")


def count_satisfied(report: Any, session: Session) -> int:
    """满意数: 很满意 and 满意 (STANDARDS.md §7; 基本满意 does not count here)."""
    reached = (Callback.callback_at.is_not(None), Callback.connected == "yes")
    return _count(report, session, *reached, Callback.satisfaction.in_(("very", "good")))


def rate_satisfied(report: Any, session: Session) -> str:
    """满意率: satisfied of those who gave an answer; nobody answered is —, never 0% or 100%."""
    answered = _count(report, session, Callback.callback_at.is_not(None), Callback.connected == "yes", Callback.satisfaction.is_not(None))
    return f"{count_satisfied(report, session) / answered:.1%}" if answered else "—"


def callbacks_in_period(report: Any, session: Session) -> list[Callback]:
    """附记录表: the records that the figures count."""
    made = select(Callback).where(*_in_period(report), Callback.callback_at.is_not(None)).order_by(Callback.number)
    return list(session.scalars(made))


class CallbackReport(
    Register, code="B04", title="客户回访报告表", menu="客户回访", kept_by=(Role.CB, Role.AM), read_by=READERS,
):  # fmt: skip
    """What the callbacks of a period came to. The figures are worked out until the report is signed."""

    __tablename__ = "callback_report"

    period_from: Mapped[date] = day("报告期间（起）")
    period_to: Mapped[date] = day("报告期间（止）", after=period_from)
    callback_kind: Mapped[str | None] = choice("回访类别", "callback_kind", help="不选则汇总全部类别")
    planned_count: Mapped[int | None] = computed("应回访数", int, count_planned)
    done_count: Mapped[int | None] = computed("实际回访数", int, count_done)
    success_count: Mapped[int | None] = computed("成功回访数", int, count_reached)
    satisfied: Mapped[int | None] = computed("满意数", int, count_satisfied)
    satisfied_rate: Mapped[str | None] = computed("满意率", str, rate_satisfied)
    process_summary: Mapped[str] = prose("回访过程概述")
    result_summary: Mapped[str] = prose("回访结果汇总")
    evaluation: Mapped[str] = prose("评价")
    problems: Mapped[list[ReportProblem]] = lines("主要问题及分类", ReportProblem, maximum=12)
    suggestions: Mapped[str | None] = prose("改进建议")
    record_refs: Mapped[list[Callback]] = links("附记录表", Callback, compute=callbacks_in_period)
    author_sign: Mapped[Signed | None] = signature("编制人签字")
    review_opinion: Mapped[Signed | None] = opinion("主管领导指导意见")
    status: Mapped[ReportState] = state("状态", ReportState, start=ReportState.DRAFT)

    seen = Seen(only(Role.DEPT, in_unit(Register.unit, problems)))

    sheet = Sheet(
        section("期间", row(period_from, period_to), row(boxes(callback_kind))),
        section("数据", row(planned_count, done_count, success_count), row(satisfied, satisfied_rate, status)),
        section("汇总评价", row(process_summary, lines=4), row(result_summary, lines=4), row(evaluation, lines=4)),
        section("主要问题", table(problems, rows=3), row(suggestions, lines=3), row(record_refs, lines=2)),
        section("签字审查", signatures(author_sign, review_opinion), row(Register.remark)),
        clear=True,
    )
    listed = listing(period_from, period_to, callback_kind, planned_count, done_count, satisfied_rate)
    flow = Workflow(
        Step(ReportState.DRAFT, ReportState.REVIEW, "签字提交", by=(Role.CB, Role.AM)).signs(author_sign),
        Step(ReportState.REVIEW, ReportState.DONE, "审查通过", by=(Role.CS_SUP, Role.CS_HEAD))
        .decides(review_opinion, agreed=True).not_by_author(),
        Step(ReportState.REVIEW, ReportState.DRAFT, "退回修改", by=(Role.CS_SUP, Role.CS_HEAD))
        .decides(review_opinion, agreed=False).not_by_author(),
        Step(ReportState.DONE, ReportState.FILED, "归档", by=Role.ARCHIVIST).files(),
    )  # fmt: skip
