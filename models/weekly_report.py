"""12345 等转办件周度客服报告 (C07): what authorities and the press passed on in a week, beside the tickets and recordings (001 七.2)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Mapped, selectinload

from models.call import Call, CallState
from models.declare import (
    House,
    Ledger,
    Line,
    Phase,
    Register,
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
    moment,
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
    year_week,
)
from models.official import OfficialItem, OfficialState
from models.rates import OFFICIAL_CALLED, OFFICIAL_ENTERED, OFFICIAL_IN_TIME, OFFICIAL_SATISFIED, TRANSFERRED_IN_TIME
from models.reporting import Indicator, Periods, as_of, broke_a_promise, count, grouped, indicator, number
from rules.moments import show_day
from rules.periods import Period, week, week_name

#: Categories of calls that a repair ticket is made of; the rest are inquiries (001 七.2: 维修工单、咨询工单).
REPAIRS = ("repair", "leak", "no_water", "pressure")
INQUIRIES = ("consult", "billing", "other")
SUMMARY = 40


class WeeklyReportState(States):
    """Worked out and written, read by the head, done."""

    DRAFT = "draft", "草稿", Phase.DRAFT
    SIGNED = "signed", "待审签", Phase.WAIT
    DONE = "done", "已审签", Phase.DONE
    FILED = "filed", "已归档", Phase.FILE
    VOID = "void", "作废", Phase.VOID


class WeeklyIndicator(Indicator):
    """One figure of the week."""

    __tablename__ = "weekly_indicator"


class WeeklySource(Line):
    """The items of one channel."""

    __tablename__ = "weekly_source"

    channel: Mapped[str] = choice("转办渠道", "official_channel")
    total: Mapped[int] = quantity("件数")
    closed: Mapped[int] = quantity("已办结")
    overdue: Mapped[int] = quantity("逾期")


class WeeklyCategory(Line):
    """The items of one category."""

    __tablename__ = "weekly_category"

    category: Mapped[str] = choice("投诉类别", "complaint_category")
    total: Mapped[int] = quantity("件数")
    closed: Mapped[int] = quantity("已办结")
    overdue: Mapped[int] = quantity("逾期")


class WeeklyItem(Line):
    """One item passed on in the week."""

    __tablename__ = "weekly_item"

    case_ref: Mapped[str] = source("转办件")
    ticket_no: Mapped[str] = text("转办单号", length=60)
    received_at: Mapped[datetime] = moment("接件时间")
    summary: Mapped[str] = text("诉求摘要", length=100)
    result: Mapped[str] = text("办理情况", length=20)


class TicketCount(Line):
    """Tickets of one category of calls."""

    __abstract__ = True

    category: Mapped[str] = choice("类别", "call_category")
    total: Mapped[int] = quantity("工单数")
    closed: Mapped[int] = quantity("已办结")


class RepairTicket(TicketCount):
    """Repair tickets of one category."""

    __tablename__ = "weekly_repair_ticket"

    category: Mapped[str] = choice("维修类别", "call_category")


class ConsultTicket(TicketCount):
    """Inquiries of one category."""

    __tablename__ = "weekly_consult_ticket"

    category: Mapped[str] = choice("咨询类别", "call_category")


class WeeklyRecording(Line):
    """One call that was recorded."""

    __tablename__ = "weekly_recording"

    recording_no: Mapped[str] = text("录音编号", length=40)
    called_at: Mapped[datetime] = moment("来电时间")
    officer: Mapped[Any | None] = staff("坐席")
    category: Mapped[str] = choice("类别", "call_category")


def _period(report: Any) -> Period | None:
    return week(report.week) if report.week else None


def _periods(span: Period) -> Periods:
    """The week, the one before, and the one that many weeks ago which lies at the same place of last year."""
    before = Period(first=span.first.fromordinal(span.first.toordinal() - 7), last=span.last.fromordinal(span.last.toordinal() - 7))
    ago = Period(first=span.first.fromordinal(span.first.toordinal() - 364), last=span.last.fromordinal(span.last.toordinal() - 364))
    return {"now": span, "before": before, "year_ago": ago}


def days_of(report: Any, house: House) -> str | None:
    span = _period(report)
    return f"{show_day(span.first)} 至 {show_day(span.last)}" if span else None


def total_items(report: Any, house: House) -> int | None:
    span = _period(report)
    return count(house.session, OfficialItem, {"": OFFICIAL_ENTERED.within(span)})[""] if span else None


def indicators(report: Any, house: House) -> list[WeeklyIndicator]:
    """How the week went, against the week before and a year ago."""
    span = _period(report)
    if span is None:
        return []
    periods = _periods(span)
    totals = count(house.session, OfficialItem, {name: OFFICIAL_ENTERED.within(one) for name, one in periods.items()})
    rates = (OFFICIAL_ENTERED, OFFICIAL_IN_TIME, OFFICIAL_CALLED, OFFICIAL_SATISFIED)
    return [
        number(WeeklyIndicator, "转办件数", totals), *(indicator(WeeklyIndicator, house, one, periods) for one in rates),
    ]  # fmt: skip


def _split(report: Any, house: House, column: Any) -> list[tuple[Any, dict[str, int]]]:
    span = _period(report)
    if span is None:
        return []
    within = OFFICIAL_ENTERED.within(span)
    closed = OfficialItem.status.in_((OfficialState.DONE, OfficialState.FILED))
    counts = {"total": within, "closed": closed, "overdue": broke_a_promise(OfficialItem, house)}
    return grouped(house.session, OfficialItem, column, counts, within)


def by_source(report: Any, house: House) -> list[WeeklySource]:
    return [WeeklySource(channel=code, **counts) for code, counts in _split(report, house, OfficialItem.channel)]


def by_category(report: Any, house: House) -> list[WeeklyCategory]:
    return [WeeklyCategory(category=code, **counts) for code, counts in _split(report, house, OfficialItem.category)]


def items(report: Any, house: House) -> list[WeeklyItem]:
    """转办件清单."""
    span = _period(report)
    if span is None:
        return []
    asked = select(OfficialItem).where(OFFICIAL_ENTERED.within(span)).order_by(OfficialItem.received_at, OfficialItem.id)
    return [
        WeeklyItem(
            case_ref=f"{OfficialItem.__tablename__}:{one.id}", ticket_no=one.ticket_no, received_at=one.received_at,
            summary=_cut(one.content), result=one.status.label)
        for one in house.session.scalars(asked)
    ]  # fmt: skip


def _cut(content: str) -> str:
    line = " ".join(content.split())
    return line if len(line) <= SUMMARY else line[: SUMMARY - 1] + "…"


def _tickets(report: Any, house: House, categories: tuple[str, ...], row_class: type[Any]) -> list[Any]:
    span = _period(report)
    if span is None:
        return []
    within = and_(TRANSFERRED_IN_TIME.within(span), Call.category.in_(categories))
    closed = Call.status.in_((CallState.DONE, CallState.FILED))
    return [
        row_class(category=code, **counts)
        for code, counts in grouped(house.session, Call, Call.category, {"total": within, "closed": closed}, within)
    ]  # fmt: skip


def repair_tickets(report: Any, house: House) -> list[RepairTicket]:
    return _tickets(report, house, REPAIRS, RepairTicket)


def consult_tickets(report: Any, house: House) -> list[ConsultTicket]:
    return _tickets(report, house, INQUIRIES, ConsultTicket)


def recordings(report: Any, house: House) -> list[WeeklyRecording]:
    """The calls of the week that have a recording; how long it is stands in the recording system."""
    span = _period(report)
    if span is None:
        return []
    found = house.session.scalars(
        select(Call).where(TRANSFERRED_IN_TIME.within(span), Call.recording_no.is_not(None))
        .options(selectinload(Call.duty_officer)).order_by(Call.called_at, Call.id))  # fmt: skip
    return [
        WeeklyRecording(recording_no=call.recording_no, called_at=call.called_at, officer=call.duty_officer, category=call.category)
        for call in found
    ]


class WeeklyReport(
    Register, code="C07", title="12345 等转办件周度客服报告", menu="统计报表", kept_by=Role.CS_SUP,
    read_by=(Role.CS_HEAD, Role.VP, Role.GM, Role.ADMIN_DEPT),
):  # fmt: skip
    """One week of items from above. Worked out until who drew it up signs, frozen from then on."""

    __tablename__ = "weekly_report"

    week: Mapped[str] = year_week("周次", once=True, help="如 2026-W47，周一至周日")
    days: Mapped[str | None] = judged("起止日期", str, days_of, until_signed=True)
    total: Mapped[int | None] = judged("转办件总数", int, total_items, until_signed=True)
    counted_at: Mapped[str | None] = judged("数据截至", str, as_of, until_signed=True)
    indicators: Mapped[list[WeeklyIndicator]] = tally("指标", WeeklyIndicator, indicators, by=(WeeklyIndicator.name,))
    by_source: Mapped[list[WeeklySource]] = tally("按来源", WeeklySource, by_source, by=(WeeklySource.channel,))
    by_category: Mapped[list[WeeklyCategory]] = tally("按类别", WeeklyCategory, by_category, by=(WeeklyCategory.category,))
    case_analysis: Mapped[str | None] = prose("典型案件分析")
    suggestions: Mapped[str | None] = prose("存在问题与建议")
    items: Mapped[list[WeeklyItem]] = tally("转办件清单", WeeklyItem, items, by=(WeeklyItem.case_ref,))
    repair_tickets: Mapped[list[RepairTicket]] = tally("维修工单汇总", RepairTicket, repair_tickets, by=(RepairTicket.category,))
    consult_tickets: Mapped[list[ConsultTicket]] = tally("咨询工单汇总", ConsultTicket, consult_tickets, by=(ConsultTicket.category,))
    recordings: Mapped[list[WeeklyRecording]] = tally(
        "通话录音汇总", WeeklyRecording, recordings, by=(WeeklyRecording.recording_no, WeeklyRecording.called_at))  # fmt: skip
    author_sign: Mapped[Signed | None] = signature("编制人签字")
    head_sign: Mapped[Signed | None] = signature("负责人签字")
    status: Mapped[WeeklyReportState] = state("状态", WeeklyReportState, start=WeeklyReportState.DRAFT)

    sheet = Sheet(
        section("概况", row(week, days), row(total, counted_at)),
        section("指标", table(indicators, rows=5)),
        section("来源", table(by_source, rows=3), chart(by_source, along=WeeklySource.channel, bars=WeeklySource.total, unit="件")),
        section("类别", table(by_category, rows=3),
                chart(by_category, along=WeeklyCategory.category, bars=WeeklyCategory.total, unit="件")),
        section("分析", row(case_analysis, lines=5), row(suggestions, lines=4)),
        section("清单", table(items, rows=3)),
        section("工单", table(repair_tickets, rows=2), table(consult_tickets, rows=2)),
        section("录音", table(recordings, rows=2)),
        row(status, Register.remark), signatures(author_sign, head_sign),
        note="本报告每周编制，汇总 12345 等转办件、维修和咨询工单、通话录音，并分析投诉案件。录音时长以录音系统为准。",
    )  # fmt: skip
    ledger = Ledger(week, (days, 1.6), total, (counted_at, 1.2), (author_sign, 1.6), (head_sign, 1.6), status, rows=15)
    listed = listing(week, days, total, counted_at)
    flow = Workflow(
        Step(WeeklyReportState.DRAFT, WeeklyReportState.SIGNED, "签字提交", by=Role.CS_SUP).needs(case_analysis, suggestions)
        .signs(author_sign),
        Step(WeeklyReportState.SIGNED, WeeklyReportState.DONE, "审签", by=Role.CS_HEAD).signs(head_sign).not_by_author(),
        Step(WeeklyReportState.SIGNED, WeeklyReportState.DRAFT, "退回修改", by=Role.CS_HEAD).with_reason().not_by_author(),
        Step(WeeklyReportState.DONE, WeeklyReportState.FILED, "归档", by=Role.ARCHIVIST).files(),
    )  # fmt: skip


def last_week(today: Any) -> str:
    """The week before the one that a day belongs to."""
    return week_name(today.fromordinal(today.toordinal() - 7))
