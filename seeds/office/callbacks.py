"""客户回访 in the invented office: calls that tickets ask for, calls that are planned, and the reports on them."""

from __future__ import annotations

from datetime import date, timedelta

from models.callback import Callback
from models.callback_plan import CallbackPlan, PlanState
from models.callback_report import CallbackReport, ReportState
from seeds.office.calls import called
from seeds.office.diary import Story
from seeds.office.office import Office, contact_of

TICKETS = (
    ("repair", "管网部", "表前阀门漏水", "更换阀门，现场清理完毕"),
    ("repair", "管网部", "早晚水压低，六楼无水", "调整区域阀门，水压恢复"),
    ("complaint", "抄收部", "水量突增，怀疑估抄", "现场复核读数一致，告知查漏方法"),
    ("transferred", "管网部", "夜间停水未通知", "说明抢修原因并致歉"),
    ("install", "工程公司", "新装通水", "竣工验收合格，已通水建档"),
    ("repair", "水质检测中心", "水有氯味", "采样检测合格，冲洗末梢管道"),
    ("complaint", "工程公司", "施工后路面未恢复", "三日内完成路面恢复"),
    ("install", "工程公司", "过户后首次通水", "资料核对无误，已建卡"),
)  # fmt: skip
CALLS_OPEN = (
    ("due", -6, -3), ("due", -5, -2), ("due", -4, -1), ("due", -2, 0), ("due", -2, 0), ("due", -1, 0), ("due", -1, 1), ("due", -1, 2),
    ("back", -5, 0), ("review", -3, 0), ("review", -2, 0), ("review", -2, 0), ("bad", -4, 0), ("void", -3, 1),
)  # fmt: skip
PLANS = (
    ("filed", -75, "regular", "phone"), ("filed", -70, "warranty", "onsite"), ("filed", -62, "key", "talk"),
    ("done", -40, "regular", "phone"), ("done", -38, "after_sale", "phone"), ("done", -33, "maintenance", "phone"),
    ("done", -28, "important", "phone"), ("done", -24, "complaint", "phone"), ("cancelled", -30, "regular", "meeting"),
    ("overdue", -14, "important", "phone"), ("overdue", -10, "key", "talk"), ("today", -6, "important", "phone"),
    ("today", -6, "regular", "onsite"), ("coming", -5, "warranty", "phone"), ("coming", -4, "key", "talk"),
    ("review", -2, "important", "phone"), ("review", -1, "after_sale", "phone"), ("rejected", -3, "regular", "talk"),
    ("draft", -1, "important", "phone"), ("draft", -1, "key", "questionnaire"), ("void", -9, "regular", "phone"),
)  # fmt: skip
PURPOSE = {
    "key": "了解半年来用水和服务需求，解决用水难题", "important": "按月了解重点客户用水情况",
    "warranty": "了解保修期内设施使用情况", "after_sale": "了解通水后首月的使用情况",
    "maintenance": "了解维护后设施运行情况", "complaint": "核实投诉处理结果", "regular": "了解服务需求和意见",
}  # fmt: skip


def tell(office: Office) -> None:
    """Tickets and plans of three months, this week's open ones, and a report for each month."""
    for index, days in enumerate(range(-87, -9, 3)):
        office.diary.tell(_ticket(office, index, days, "filed" if days < -50 else "bad" if index % 9 == 8 else "done", days + 2))
    for index, (fate, days, due) in enumerate(CALLS_OPEN, start=40):
        office.diary.tell(_ticket(office, index, days, fate, due))
    for index, (fate, days, kind, mode) in enumerate(PLANS):
        office.diary.tell(_plan(office, index, days, fate, kind, mode))
    for back, fate in ((3, "filed"), (2, "done"), (1, "review"), (0, "draft"), (2, "void")):
        office.diary.tell(_report(office, back, fate))


def _ticket(office: Office, index: int, days: int, fate: str, due: int) -> Story:
    at = yield office.at(days, "09:50")
    customer = office.customers[index * 17 % len(office.customers)]
    kind, unit, content, handled = TICKETS[index % len(TICKETS)]
    callback = office.create(Callback, {
        "callback_kind": kind, "planned_on": office.day(due), "customer_name": customer.full_name, "customer": customer,
        "contact_name": contact_of(customer)["name"], "phone": contact_of(customer)["phone"], "address": customer.address,
        "channel": ("hotline", "window")[index % 2], "accepted_at": at - timedelta(days=1, hours=1), "content": content,
        "resp_dept": office.departments[unit], "ticket_no": f"GIS{at:%y%m%d}{index:02}", "closed_at": at - timedelta(minutes=30),
        "handled": handled}, by="callback", at=at)  # fmt: skip
    if fate == "void":
        at = yield at + timedelta(hours=1)
        office.void(callback, "同一工单重复登记", at=at)
    elif fate != "due":
        yield from called(office, callback, at + timedelta(hours=4 + index % 20), fate)


def _plan(office: Office, index: int, days: int, fate: str, kind: str, mode: str) -> Story:
    at = yield office.at(days, "14:20")
    asked = [customer for customer in office.customers if customer.level != "ordinary"]
    planned = {"overdue": office.day(-2 - index % 3), "today": office.day(0), "coming": office.day(3 + index % 5)}.get(
        fate, (at + timedelta(days=6)).date())  # fmt: skip
    plan = office.create(CallbackPlan, {
        "period": f"{planned.year}年{planned.month}月", "customer": asked[index * 3 % len(asked)], "callback_kind": kind,
        "planned_on": planned, "preferred_slot": "上午9点后" if index % 3 else None, "mode": mode,
        "content": "水质水压、查表收费、服务态度，有无新的用水需求", "purpose": PURPOSE[kind],
        "materials": "客户服务档案、近三个月服务记录", "consented": True if mode == "talk" else None}, by="callback", at=at)  # fmt: skip
    if fate == "draft":
        return
    at = yield at + timedelta(minutes=40)
    if fate == "void":
        office.void(plan, "客户已注销，计划取消编制", at=at)
        return
    office.take(plan, PlanState.REVIEW, by="callback", at=at)
    if fate == "review":
        return
    at = yield at + timedelta(hours=2)
    if fate == "rejected":
        office.take(plan, PlanState.DRAFT, by="head", at=at, words="请先电话联系，避开客户检修期")
        return
    office.take(plan, PlanState.APPROVED, by="head", at=at, words="按计划执行")
    if fate == "cancelled":
        at = yield at + timedelta(days=2)
        office.take(plan, PlanState.CANCELLED, by="supervisor", at=at, words="客户停产检修，改列下月计划")
    if fate in ("done", "filed"):
        yield from called(office, office.opened_by(plan, Callback), at + timedelta(days=5), "done")
    if fate == "filed":
        at = yield at + timedelta(days=30)
        office.file(plan, PlanState.FILED, at=at)


def _month(office: Office, back: int) -> tuple[date, date]:
    """The first and last day of the month so many months ago."""
    first = office.day(0).replace(day=1)
    after = (first + timedelta(days=31)).replace(day=1)
    for _ in range(back):
        first, after = (first - timedelta(days=1)).replace(day=1), first
    return first, after - timedelta(days=1)


def _report(office: Office, back: int, fate: str) -> Story:
    first, last = _month(office, back)
    days = (min(last, office.day(-1)) - office.day(0)).days
    at = yield office.at(days, "16:30")
    report = office.create(CallbackReport, {
        "period_from": first, "period_to": last,
        "process_summary": "按计划和工单电话回访，少数大客户上门面谈；回访时间避开客户忙时。",
        "result_summary": "客户对服务态度总体满意，意见集中在上门时间和停水通知。",
        "evaluation": "回访及时，记录完整；报修类提前联系还需加强。",
        "problems": [
            {"category": "上门不及时", "count": 2, "resp_dept": office.departments["管网部"]},
            {"category": "停水通知不到位", "count": 1, "resp_dept": office.departments["客户服务中心"]}],
        "suggestions": "接单后一小时内先电话联系客户；停水前一天短信提醒。"}, by="callback", at=at)  # fmt: skip
    if fate == "draft":
        return
    at = yield at + timedelta(minutes=30)
    if fate == "void":
        office.void(report, "期间选错，另行编制", at=at)
        return
    office.take(report, ReportState.REVIEW, by="callback", at=at)
    if fate == "review":
        return
    at = yield at + timedelta(hours=1)
    office.take(report, ReportState.DONE, by="head", at=at, words="分析清楚，请管网部落实提前联系")
    if fate == "filed":
        at = yield at + timedelta(days=10)
        office.file(report, ReportState.FILED, at=at)
