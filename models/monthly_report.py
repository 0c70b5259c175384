"""客户投诉分析月报 (C09): the complaints of a month, counted, charted, explained, read by the vice president and the general manager
(001 七.3).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import and_, select
from sqlalchemy.orm import Mapped, selectinload

from models.accountability import Accountability
from models.complaint import Complaint, ComplaintState
from models.declare import (
    Chain,
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
    department,
    judged,
    listing,
    moment,
    opinion,
    prose,
    quantity,
    row,
    section,
    signature,
    signatures,
    source,
    staff,
    state,
    table,
    tally,
    text,
    year_month,
    yes_no,
)
from models.history import newest_seal_shown
from models.option import Option
from models.organisation import Department
from models.rates import COMPLAINTS_CALLED, COMPLAINTS_IN_TIME, COMPLAINTS_SATISFIED
from models.reporting import (
    Indicator,
    Periods,
    Slice,
    as_of,
    broke_a_promise,
    count,
    grouped,
    indicator,
    labelled,
    number,
)
from models.trace import StepTaken
from rules.periods import Period, month, months_back

CLOSED = (ComplaintState.DONE, ComplaintState.FILED)
#: So many months are drawn, the report's own the last.
TREND = 6
SUMMARY = 40


class MonthlyReportState(States):
    """Worked out and written; signed by the head; read up the chain of the policy; filed."""

    DRAFT = "draft", "草稿", Phase.DRAFT
    HEAD = "head", "待负责人签字", Phase.WAIT
    REVIEW = "review", "审阅中", Phase.WAIT
    DONE = "done", "已审阅", Phase.DONE
    FILED = "filed", "已归档", Phase.FILE
    VOID = "void", "作废", Phase.VOID


class MonthlyIndicator(Indicator):
    """One figure of the month."""

    __tablename__ = "monthly_indicator"


class MonthlyTrend(Line):
    """One month of the trend."""

    __tablename__ = "monthly_trend"

    month: Mapped[str] = text("月份", length=10)
    total: Mapped[int] = quantity("受理件数")
    in_time: Mapped[str] = text("及时率", length=10)


class ByCategory(Slice):
    """The complaints of one category."""

    __tablename__ = "monthly_by_category"

    label: Mapped[str] = text("类别", length=60)


class ByDepartment(Slice):
    """The complaints of one department."""

    __tablename__ = "monthly_by_department"

    label: Mapped[str] = text("部门", length=60)


class ByChannel(Slice):
    """The complaints of one channel."""

    __tablename__ = "monthly_by_channel"

    label: Mapped[str] = text("渠道", length=60)


class ByZone(Slice):
    """The complaints of one zone; it is known of pipe repairs."""

    __tablename__ = "monthly_by_zone"

    label: Mapped[str] = text("区域", length=60)


class ClosedCase(Line):
    """One complaint that was closed in the month, for the vice president to look through."""

    __tablename__ = "monthly_closed_case"

    case_ref: Mapped[str] = source("投诉编号")
    category: Mapped[str] = choice("投诉类别", "complaint_category")
    dept: Mapped[Any | None] = department("承办部门")
    closed_at: Mapped[datetime] = moment("结案时间")
    result: Mapped[str | None] = text("处理结果", length=100)
    satisfaction: Mapped[str | None] = choice("满意度", "satisfaction")
    overdue: Mapped[bool | None] = yes_no("逾期")


class MonthlyAccountability(Line):
    """One case of accountability raised in the month."""

    __tablename__ = "monthly_accountability"

    case_ref: Mapped[str] = source("追责单")
    dept: Mapped[Any | None] = department("责任部门")
    person: Mapped[Any | None] = staff("责任人")
    measure: Mapped[str | None] = choice("处理意见", "accountability_measure")
    stands: Mapped[str] = text("进度", length=20)


def _period(report: Any) -> Period | None:
    return month(report.month) if report.month else None


def _received(period: Period) -> Any:
    """The complaints that were received in a period."""
    return and_(
        Complaint.received_at >= period.start, Complaint.received_at < period.end, Complaint.status != ComplaintState.VOID)  # fmt: skip


def _periods(report: Any) -> Periods:
    return {
        "now": month(report.month), "before": month(months_back(report.month, 1)), "year_ago": month(months_back(report.month, 12)),
    }  # fmt: skip


def count_received(report: Any, house: House) -> int | None:
    span = _period(report)
    return count(house.session, Complaint, {"": _received(span)})[""] if span else None


def count_closed(report: Any, house: House) -> int | None:
    """Of those received in the month, those that are closed by now."""
    span = _period(report)
    return count(house.session, Complaint, {"": and_(_received(span), Complaint.status.in_(CLOSED))})[""] if span else None


def count_overdue(report: Any, house: House) -> int | None:
    """Of those received in the month, those of which any clock ran out (R001-26: 任一超时)."""
    span = _period(report)
    return count(house.session, Complaint, {"": and_(_received(span), broke_a_promise(Complaint, house))})[""] if span else None


def indicators(report: Any, house: House) -> list[MonthlyIndicator]:
    """件数 and rates with 环比 and 同比."""
    if not report.month:
        return []
    periods = _periods(report)
    asked = {"受理件数": None, "办结件数": Complaint.status.in_(CLOSED), "逾期件数": broke_a_promise(Complaint, house)}
    found = count(house.session, Complaint, {
        f"{name}:{when}": _received(span) if also is None else and_(_received(span), also)
        for name, also in asked.items() for when, span in periods.items()})  # fmt: skip
    numbers = [number(MonthlyIndicator, name, {when: found[f"{name}:{when}"] for when in periods}) for name in asked]
    rates = (COMPLAINTS_IN_TIME, COMPLAINTS_CALLED, COMPLAINTS_SATISFIED)
    return [*numbers, *(indicator(MonthlyIndicator, house, one, periods) for one in rates)]


def trend(report: Any, house: House) -> list[MonthlyTrend]:
    """The last months, this one the last."""
    if not report.month:
        return []
    names = [months_back(report.month, back) for back in reversed(range(TREND))]
    totals = count(house.session, Complaint, {name: _received(month(name)) for name in names})
    return [
        MonthlyTrend(month=f"{int(name[5:])}月", total=totals[name], in_time=str(COMPLAINTS_IN_TIME.rate(house, month(name))))
        for name in names
    ]  # fmt: skip


def _slices(report: Any, house: House, column: Any, name: Callable[[Any], str], row_class: type[Any]) -> list[Any]:
    span = _period(report)
    if span is None:
        return []
    within = _received(span)
    counts = {"total": within, "closed": Complaint.status.in_(CLOSED), "overdue": broke_a_promise(Complaint, house)}
    return labelled(grouped(house.session, Complaint, column, counts, within), name, row_class)


def _option(house: House, options: str, empty: str) -> Callable[[Any], str]:
    """What a code of an option list is called."""
    names = dict(house.session.execute(select(Option.code, Option.label).where(Option.list_code == options)).all())
    return lambda code: names.get(code, code) if code else empty


def by_category(report: Any, house: House) -> list[ByCategory]:
    return _slices(report, house, Complaint.category, _option(house, "complaint_category", "未分类"), ByCategory)


def by_department(report: Any, house: House) -> list[ByDepartment]:
    names = dict(house.session.execute(select(Department.id, Department.name)).all())
    return _slices(report, house, Complaint.dept_id, lambda key: names.get(key, "未派办"), ByDepartment)  # type: ignore[attr-defined]


def by_channel(report: Any, house: House) -> list[ByChannel]:
    return _slices(report, house, Complaint.channel, _option(house, "callback_channel", "未填"), ByChannel)


def by_zone(report: Any, house: House) -> list[ByZone]:
    return _slices(report, house, Complaint.location_zone, _option(house, "location_zone", "未分区域"), ByZone)


def closed_cases(report: Any, house: House) -> list[ClosedCase]:
    """The complaints that were closed in the month, whenever they came."""
    span = _period(report)
    if span is None:
        return []
    done = select(StepTaken.record_id, StepTaken.at).where(
        StepTaken.register == Complaint.__tablename__, StepTaken.target == ComplaintState.DONE.value,
        StepTaken.source != ComplaintState.DONE.value, StepTaken.at >= span.start, StepTaken.at < span.end)  # fmt: skip
    closed = dict(house.session.execute(done.order_by(StepTaken.at)).all())
    found = house.session.scalars(
        select(Complaint).where(Complaint.id.in_(closed), Complaint.status.in_(CLOSED)).options(selectinload(Complaint.dept)))  # fmt: skip
    return [
        ClosedCase(
            case_ref=f"{Complaint.__tablename__}:{case.id}", category=case.category, dept=case.dept, closed_at=closed[case.id],
            result=_cut(case.result or ""), satisfaction=case.satisfaction, overdue=case.is_overdue)
        for case in sorted(found, key=lambda case: (closed[case.id], case.id))
    ]  # fmt: skip


def _cut(content: str) -> str:
    line = " ".join(content.split())
    return line if len(line) <= SUMMARY else line[: SUMMARY - 1] + "…"


def accountability(report: Any, house: House) -> list[MonthlyAccountability]:
    """追责情况: what was raised in the month (001 三.2(3))."""
    span = _period(report)
    if span is None:
        return []
    found = house.session.scalars(
        select(Accountability).where(
            Accountability.created_at >= span.start, Accountability.created_at < span.end,
            Accountability.status != Accountability.void_state(),
        ).options(selectinload(Accountability.dept), selectinload(Accountability.person)).order_by(Accountability.id))  # fmt: skip
    return [
        MonthlyAccountability(
            case_ref=f"{Accountability.__tablename__}:{case.id}", dept=case.dept, person=case.person, measure=case.proposed,
            stands=case.status.label)
        for case in found
    ]  # fmt: skip


class MonthlyReport(
    Register, code="C09", title="客户投诉分析月报", menu="统计报表", keep=Retention.THIRTY, kept_by=Role.CS_SUP,
    read_by=(Role.CS_HEAD, Role.VP, Role.GM, Role.ADMIN_DEPT),
):  # fmt: skip
    """The complaints of one month. Worked out until it goes to the head, frozen from then on."""

    __tablename__ = "monthly_report"

    month: Mapped[str] = year_month("统计年月", once=True)
    total: Mapped[int | None] = judged("受理件数", int, count_received, until_signed=True)
    closed: Mapped[int | None] = judged("办结件数", int, count_closed, until_signed=True)
    overdue: Mapped[int | None] = judged("逾期件数", int, count_overdue, until_signed=True)
    counted_at: Mapped[str | None] = judged("数据截至", str, as_of, until_signed=True)
    indicators: Mapped[list[MonthlyIndicator]] = tally("指标及同比环比", MonthlyIndicator, indicators, by=(MonthlyIndicator.name,))
    trend: Mapped[list[MonthlyTrend]] = tally("近六个月", MonthlyTrend, trend, by=(MonthlyTrend.month,))
    by_category: Mapped[list[ByCategory]] = tally("按类别", ByCategory, by_category, by=(ByCategory.label,))
    by_department: Mapped[list[ByDepartment]] = tally("按部门", ByDepartment, by_department, by=(ByDepartment.label,))
    by_channel: Mapped[list[ByChannel]] = tally("按渠道", ByChannel, by_channel, by=(ByChannel.label,))
    by_zone: Mapped[list[ByZone]] = tally("按区域", ByZone, by_zone, by=(ByZone.label,))
    closed_list: Mapped[list[ClosedCase]] = tally("结案案件清单", ClosedCase, closed_cases, by=(ClosedCase.case_ref,))
    analysis: Mapped[str | None] = prose("原因分析")
    measures: Mapped[str | None] = prose("改进措施")
    accountability: Mapped[list[MonthlyAccountability]] = tally(
        "追责情况", MonthlyAccountability, accountability, by=(MonthlyAccountability.case_ref,))  # fmt: skip
    history_seal: Mapped[str | None] = judged(
        "登记台封存号", str, newest_seal_shown, until_signed=True, help="签字即确认此前的历史记录，可凭此号核对")  # fmt: skip
    head_sign: Mapped[Signed | None] = signature("客服部负责人")
    vp_opinion: Mapped[Signed | None] = opinion("分管副总审查")
    gm_opinion: Mapped[Signed | None] = opinion("区域总经理审阅")
    status: Mapped[MonthlyReportState] = state("状态", MonthlyReportState, start=MonthlyReportState.DRAFT)

    sheet = Sheet(
        section("概况", row(month, counted_at), row(total, closed, overdue)),
        section("指标", table(indicators, rows=6)),
        section("趋势", table(trend, rows=3), chart(trend, along=MonthlyTrend.month, line=MonthlyTrend.in_time)),
        section("类别", table(by_category, rows=3), chart(by_category, along=ByCategory.label, bars=ByCategory.total, unit="件")),
        section("部门", table(by_department, rows=2), chart(by_department, along=ByDepartment.label, bars=ByDepartment.total, unit="件")),
        section("渠道", table(by_channel, rows=2), table(by_zone, rows=1)),
        section("结案", table(closed_list, rows=2)),
        section("分析", row(analysis, lines=5), row(measures, lines=4)),
        section("追责", table(accountability, rows=1)),
        row(status, Register.remark),
        section("审签", signatures(head_sign, vp_opinion, gm_opinion), row(history_seal)),
        copies=("区域总经理", "客户服务中心备档"),
        note="分管副总审查结案的客户投诉案件，审核无误后提报区域总经理，并由客户服务中心备档。",
    )  # fmt: skip
    ledger = Ledger(
        month, total, closed, overdue, (counted_at, 1.2), (head_sign, 1.6), (vp_opinion, 1.8), (gm_opinion, 1.8), status,
        rows=12)  # fmt: skip
    listed = listing(month, total, closed, overdue, counted_at)

    _opinions: ClassVar[dict[Role, Any]] = {Role.VP: vp_opinion, Role.GM: gm_opinion}
    flow = Workflow(
        Step(MonthlyReportState.DRAFT, MonthlyReportState.HEAD, "提交负责人", by=Role.CS_SUP).needs(analysis, measures),
        Step(MonthlyReportState.HEAD, MonthlyReportState.REVIEW, "签字提报", by=Role.CS_HEAD).signs(head_sign).not_by_author(),
        Step(MonthlyReportState.HEAD, MonthlyReportState.DRAFT, "退回修改", by=Role.CS_HEAD).with_reason().not_by_author(),
        Step(MonthlyReportState.REVIEW, MonthlyReportState.DONE, "审阅通过", by=(Role.VP, Role.GM))
        .by_chain(Chain.MONTHLY_REPORT, _opinions, agreed=True).not_by_author(),
        Step(MonthlyReportState.REVIEW, MonthlyReportState.DRAFT, "退回修改", by=(Role.VP, Role.GM))
        .by_chain(Chain.MONTHLY_REPORT, _opinions, agreed=False).not_by_author(),
        Step(MonthlyReportState.DONE, MonthlyReportState.FILED, "备档", by=Role.ARCHIVIST).files(),
    )  # fmt: skip
