"""统计报表 in the invented office: drawn up as the tick does, explained by the supervisor, signed, read and filed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from models.call_summary import CallSummary, CallSummaryState
from models.declare import Register
from models.monthly_report import MonthlyReport, MonthlyReportState
from models.overdue_list import OverdueList, OverdueListState
from models.weekly_report import WeeklyReport, WeeklyReportState, last_week
from rules.moments import local
from rules.periods import month_name, months_back
from seeds.office.diary import Story
from seeds.office.office import Office
from services import guard
from services.approval_cases import open_case
from services.approve import agree

#: Where the story of each list ends, the last working day first; then of each week and month with how many back it lies.
LISTS = ("draft", "signed", "signed", "received", "void", "received", "filed", "filed")
WEEKS = ((5, "filed"), (4, "done"), (3, "void"), (2, "signed"), (1, "draft"))
MONTHS = ((5, "filed"), (4, "done"), (3, "void"), (2, "review"), (1, "head"), (0, "draft"))
AGAIN = timedelta(minutes=30)
REASONS = ("等待材料到货，已告知客户", "现场开挖受限，正在办理破路手续", "客户外出，改约上门时间", "多部门会办，牵头部门已明确")
ANALYSIS = "投诉集中在水压和抄收两类：老旧片区高峰时段水压不足，抄表估抄引起水量争议。"
MEASURES = "一是对低压片区错峰调度并排查阀门；二是抄表员拍照留底，估抄须注明原因；三是部门答复前先电话联系客户。"


def tell(office: Office) -> None:
    """The lists of eight working days, five weeks, six months. What is declared void is drawn up again."""
    for index, fate in enumerate(LISTS):
        office.diary.tell(_list(office, index, fate))
    for back, fate in WEEKS:
        office.diary.tell(_week(office, back, fate))
    for back, fate in MONTHS:
        office.diary.tell(_month(office, back, fate))
        office.diary.tell(_calls(office, back, fate))


def _draw_up(office: Office, register: Any, values: dict[str, object], *, by: str, at: datetime) -> Any:
    """The draft as it was counted at that moment."""
    with guard.at(office.session, at):
        return office.create(register, values, by=by, at=at)


def _take(office: Office, record: Register, target: Any, values: dict[str, object] | None = None, *, by: str, at: datetime) -> None:
    with guard.at(office.session, at):
        office.take(record, target, values, by=by, at=at)


def _void(office: Office, record: Register, reason: str, *, at: datetime) -> None:
    with guard.at(office.session, at):
        office.void(record, reason, at=at)


def _workday(office: Office, back: int) -> int:
    """How many days ago the last weekday but so many was, yesterday or earlier."""
    days = [shift for shift in range(1, 30) if office.day(-shift).weekday() < 5]
    return -days[back]


def _list(office: Office, index: int, fate: str) -> Story:
    at = yield office.at(_workday(office, index), "08:40")
    record = _draw_up(office, OverdueList, {"report_date": at.date()}, by="supervisor", at=at)
    if fate == "void":
        at = yield at + AGAIN
        _void(office, record, "取数时间有误，重新编制", at=at)
        record = _draw_up(office, OverdueList, {"report_date": at.date()}, by="supervisor", at=at)
    if fate == "draft":
        return
    at = yield at + timedelta(minutes=50)
    reasons = [{"id": line.id, "reason": REASONS[(index + line.position) % len(REASONS)],
                "expected_at": at + timedelta(days=1) if line.position % 2 else None} for line in record.rows]  # fmt: skip
    _take(office, record, OverdueListState.SIGNED, {"rows": reasons}, by="supervisor", at=at)
    if fate == "signed":
        return
    at = yield at + timedelta(hours=5)
    _take(office, record, OverdueListState.RECEIVED, by="adminoffice", at=at)
    if fate == "filed":
        at = yield at + timedelta(days=2)
        office.file(record, OverdueListState.FILED, at=at)


def _week(office: Office, back: int, fate: str) -> Story:
    monday = local(office.now).date() - timedelta(days=local(office.now).weekday() + 7 * (back - 1))
    at = yield office.at((monday - local(office.now).date()).days, "09:10")
    record = _draw_up(office, WeeklyReport, {"week": last_week(monday)}, by="supervisor", at=at)
    if fate == "void":
        at = yield at + AGAIN
        _void(office, record, "周次选错", at=at)
    if fate in ("draft", "void"):
        return
    at = yield at + timedelta(hours=2)
    said: dict[str, object] = {"case_analysis": ANALYSIS, "suggestions": MEASURES}
    _take(office, record, WeeklyReportState.SIGNED, said, by="supervisor", at=at)
    if fate == "signed":
        return
    at = yield at + timedelta(hours=3)
    _take(office, record, WeeklyReportState.DONE, by="head", at=at)
    if fate == "filed":
        at = yield at + timedelta(days=3)
        office.file(record, WeeklyReportState.FILED, at=at)


def _first_morning(office: Office, back: int) -> datetime:
    """The morning on which the report on the month so many before is drawn up; that of this month has been begun yesterday."""
    if back == 0:
        return office.at(-1, "16:30")
    first = local(office.now).date().replace(day=1)
    for _ in range(back - 1):
        first = (first - timedelta(days=1)).replace(day=1)
    return office.at((first - local(office.now).date()).days, "09:30")


def _month(office: Office, back: int, fate: str) -> Story:
    at = yield _first_morning(office, back)
    record = _draw_up(office, MonthlyReport, {"month": months_back(month_name(local(office.now).date()), back)}, by="supervisor", at=at)
    if fate == "void":
        at = yield at + AGAIN
        _void(office, record, "取数口径有误", at=at)
    if fate in ("draft", "void"):
        return
    at = yield at + timedelta(hours=4)
    said: dict[str, object] = {"analysis": ANALYSIS, "measures": MEASURES}
    _take(office, record, MonthlyReportState.HEAD, said, by="supervisor", at=at)
    if fate == "head":
        return
    at = yield at + timedelta(hours=2)
    _take(office, record, MonthlyReportState.REVIEW, by="head", at=at)
    if fate == "review":
        return
    for user, words in (("vp", "结案案件已审查，情况属实"), ("gm", "同意，措施要落到部门")):
        at = yield at + timedelta(days=1)
        case = open_case(office.session, record)
        task = next(task for task in case.tasks if task.state == "open") if case else None
        if task is not None:
            agree(office.session, task, words, actor=office.actors[user], now=at)
    if fate == "filed":
        at = yield at + timedelta(days=3)
        office.file(record, MonthlyReportState.FILED, at=at)


def _calls(office: Office, back: int, fate: str) -> Story:
    at = yield _first_morning(office, back) + timedelta(minutes=20)
    record = _draw_up(office, CallSummary, {"month": months_back(month_name(local(office.now).date()), back)}, by="hotline", at=at)
    if fate == "void":
        at = yield at + AGAIN
        _void(office, record, "年月填错", at=at)
    if fate in ("draft", "void"):
        return
    at = yield at + timedelta(hours=1)
    _take(office, record, CallSummaryState.SIGNED, by="hotline", at=at)
    if fate in ("review", "head"):
        return
    at = yield at + timedelta(hours=3)
    _take(office, record, CallSummaryState.RECEIVED, by="supervisor", at=at)
    if fate == "filed":
        at = yield at + timedelta(days=3)
        office.file(record, CallSummaryState.FILED, at=at)
