"""电话汇总表 (C03): the calls of a month by category, drawn up after the last shift of the month (003 第五章3.4, R003-29)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Mapped

from models.call import Call, CallState
from models.complaint import Complaint
from models.declare import (
    House,
    Ledger,
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
    chart,
    choice,
    judged,
    listing,
    prose,
    quantity,
    row,
    section,
    signature,
    signatures,
    state,
    table,
    tally,
    text,
    year_month,
)
from models.option import Option
from models.rates import TRANSFERRED_IN_TIME, satisfied
from models.reporting import as_of, count, grouped
from rules.periods import Period, month
from rules.rates import Rate


class CallSummaryState(States):
    """Worked out, signed by who drew it up, received by the head."""

    DRAFT = "draft", "草稿", Phase.DRAFT
    SIGNED = "signed", "待签收", Phase.WAIT
    RECEIVED = "received", "已签收", Phase.DONE
    FILED = "filed", "已归档", Phase.FILE
    VOID = "void", "作废", Phase.VOID


class CallSummaryRow(Line):
    """The calls of one category."""

    __tablename__ = "call_summary_row"

    category: Mapped[str] = choice("类别", "call_category")
    total: Mapped[int] = quantity("来电总数")
    answered: Mapped[int] = quantity("当即答复数")
    transferred: Mapped[int] = quantity("转办数")
    transferred_ontime: Mapped[int] = quantity("及时转办数")
    transfer_rate: Mapped[str] = text("转办及时率", length=10)
    closed: Mapped[int] = quantity("办结数")
    called_back: Mapped[int] = quantity("回访数")
    satisfied: Mapped[int] = quantity("满意数")


def _counted(house: House, period: Period) -> dict[str, Any]:
    """What is counted of a call; 满意 is what the customer said of the complaint that the call became."""
    pleased = select(Complaint.id).where(Complaint.id == Call.complaint_ref_id, satisfied(house, Complaint.satisfaction)).exists()  # type: ignore[attr-defined]
    return {
        "total": TRANSFERRED_IN_TIME.within(period),
        "answered": Call.answered_now.is_(True),
        "transferred": TRANSFERRED_IN_TIME.denominator(house, period),
        "transferred_ontime": TRANSFERRED_IN_TIME.numerator(house, period),
        "closed": Call.status.in_((CallState.DONE, CallState.FILED)),
        "called_back": Call.callback_at.is_not(None),
        "satisfied": pleased,
    }  # fmt: skip


def by_category(summary: Any, house: House) -> list[CallSummaryRow]:
    """Every category of the list, also those without a call, and any withdrawn one that a call still bears."""
    if not summary.month:
        return []
    period = month(summary.month)
    found = dict(grouped(
        house.session, Call, Call.category, _counted(house, period), TRANSFERRED_IN_TIME.within(period)))  # fmt: skip
    listed = list(house.session.scalars(select(Option.code).where(Option.list_code == "call_category").order_by(Option.position)))
    nothing = dict.fromkeys(_counted(house, period), 0)
    rows = []
    for code in [*listed, *(code for code in found if code not in listed)]:
        counts = found.get(code, nothing)
        rate = Rate(reached=counts["transferred_ontime"], counted=counts["transferred"])
        rows.append(CallSummaryRow(category=code, transfer_rate=str(rate), **counts))
    return rows


def total_calls(summary: Any, house: House) -> int | None:
    if not summary.month:
        return None
    return count(house.session, Call, {"": TRANSFERRED_IN_TIME.within(month(summary.month))})[""]


def answered_calls(summary: Any, house: House) -> int | None:
    if not summary.month:
        return None
    return count(house.session, Call, {"": and_(TRANSFERRED_IN_TIME.within(month(summary.month)), Call.answered_now.is_(True))})[""]


def transfer_rate(summary: Any, house: House) -> str | None:
    """转办及时率 of all categories together (R003-27: 目标 100%)."""
    if not summary.month:
        return None
    found = TRANSFERRED_IN_TIME.rate(house, month(summary.month))
    return f"{found}（{found.reached}/{found.counted}）" if found.counted else str(found)


class CallSummary(
    Register, code="C03", title="电话汇总表（月）", menu="统计报表", kept_by=Role.HOTLINE,
    read_by=(Role.CS_SUP, Role.CS_HEAD), keep=Retention.THIRTY,
):  # fmt: skip
    """The calls of one month. Worked out until it is signed, frozen from then on."""

    __tablename__ = "call_summary"

    month: Mapped[str] = year_month("统计年月", once=True)
    total: Mapped[int | None] = judged("来电合计", int, total_calls, until_signed=True)
    answered: Mapped[int | None] = judged("当即答复合计", int, answered_calls, until_signed=True)
    rate: Mapped[str | None] = judged("转办及时率合计", str, transfer_rate, until_signed=True, help="目标 100%")
    counted_at: Mapped[str | None] = judged("数据截至", str, as_of, until_signed=True)
    rows: Mapped[list[CallSummaryRow]] = tally("按类别汇总", CallSummaryRow, by_category, by=(CallSummaryRow.category,))
    explanation: Mapped[str | None] = prose("情况说明")
    author_sign: Mapped[Signed | None] = signature("制表人签字")
    head_sign: Mapped[Signed | None] = signature("部门负责人签收")
    status: Mapped[CallSummaryState] = state("状态", CallSummaryState, start=CallSummaryState.DRAFT)

    sheet = Sheet(
        row(month, counted_at), row(total, answered, rate),
        section("按类别", table(rows, rows=12), chart(rows, along=CallSummaryRow.category, bars=CallSummaryRow.total, unit="个")),
        row(explanation), row(status, Register.remark), signatures(author_sign, head_sign), landscape=True,
        note="每月最后一个班后由白班值班人员编制，连同来电记录上交部门负责人。转办及时：本班次内转办。转办及时率目标 100%。",
    )  # fmt: skip
    ledger = Ledger(month, total, answered, rate, (counted_at, 1.2), (author_sign, 1.6), (head_sign, 1.6), status, rows=15)
    listed = listing(month, total, answered, rate, counted_at)
    flow = Workflow(
        Step(CallSummaryState.DRAFT, CallSummaryState.SIGNED, "签字上交", by=Role.HOTLINE).signs(author_sign),
        Step(CallSummaryState.SIGNED, CallSummaryState.RECEIVED, "签收", by=(Role.CS_SUP, Role.CS_HEAD)).signs(head_sign).not_by_author(),
        Step(CallSummaryState.SIGNED, CallSummaryState.DRAFT, "退回", by=(Role.CS_SUP, Role.CS_HEAD)).with_reason().not_by_author(),
        Step(CallSummaryState.RECEIVED, CallSummaryState.FILED, "归档", by=Role.ARCHIVIST).files(),
    )  # fmt: skip
