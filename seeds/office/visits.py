"""走访 in the invented office: trips, what was said on them, and what became of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from models.callback import Callback
from models.customer import Customer
from models.visit import RecordState, TripState, VisitRecord, VisitTrip
from seeds.office.calls import called
from seeds.office.diary import Story
from seeds.office.office import Office, contact_of

CATEGORY = {"done": "done", "talking": "talking", "intent": "intent", "again": "again"}
MATTERS = (
    ("enlarge", "了解扩建后的用水量，商谈增容方案", "客户同意按DN150增容，待提供平面布置图", "扩建车间明年三月投产", "日增200立方米"),
    ("meter", "核对总表与分表水量差", "总表、分表差率4.2%，客户自查内部管网", "生产平稳", "与上季度持平"),
    ("install", "介绍报装流程和所需资料", "客户领取资料清单，下周提交用水申请", "新厂房主体完工", "日用水120立方米，水压不低于0.28MPa"),
    ("charge", "征求对水费账单的意见", "客户希望改为每月电子账单", "无变化", "与去年同期持平"),
    ("temporary", "商谈施工期临时用水", "约定先办临时用水，竣工后转正式", "二期工程下月开工", "施工期日用水约60立方米"),
    ("repair", "查看泵房漏水点", "漏点在产权分界点以内，由客户维修，我方提供技术指导", "无变化", "夜间最小流量偏高"),
    ("reroute", "商谈门前管线改迁", "客户出具路由意见后再定", "厂区大门改建", "无新增"),
)  # fmt: skip
REQUESTS = ("请在停水前三天书面通知", None, "希望协助查找内部漏点", None, "希望增加夜间供水压力", None)


def tell(office: Office) -> None:
    """Two months of trips, then those of this week that are still open."""
    for index, days in enumerate(range(-88, -10, 3)):
        record = ("filed", "done", "")[index % 3]
        fate = "filed" if days < -40 else ("called", "signed")[index % 2]
        office.diary.tell(_trip(office, index, office.at(days, "09:30"), fate, record))
    open_ones = (
        (-7, "14:00", "called", "reply"), (-6, "09:00", "called", "reply"), (-5, "15:00", "void", ""), (-4, "09:30", "back", "review"),
        (-3, "10:00", "review", "review"), (-3, "14:30", "out", ""), (-2, "09:00", "back", "draft"), (-1, "09:40", "back", "returned"),
        (-1, "14:00", "back", "void"), (0, "08:40", "out", ""), (1, "09:30", "out", ""), (2, "14:30", "out", ""),
    )  # fmt: skip
    for index, (days, clock, fate, record) in enumerate(open_ones, start=40):
        office.diary.tell(_trip(office, index, office.at(days, clock), fate, record))
    office.diary.tell(_entered_late(office))


def _who(office: Office, index: int) -> Customer:
    """Visits go to those who are more than a household."""
    visited = [customer for customer in office.customers if customer.nature != "person"]
    return visited[index * 5 % len(visited)]


def _plan(office: Office, customer: Customer, index: int, when: datetime) -> dict[str, object]:
    contact = contact_of(customer)
    business, purpose, *_ = MATTERS[index % len(MATTERS)]
    return {
        "visit_date": when.date(), "planned_depart_at": when, "customer_category": CATEGORY[customer.lifecycle],
        "customer_full_name": customer.full_name, "business_type": business, "contact_name": contact["name"],
        "contact_title": contact["post"], "contact_phone": contact["phone"], "customer": customer, "purpose": purpose,
        "companions": [office.staff["许家明"]] if index % 4 == 0 else [],
    }  # fmt: skip


def _trip(office: Office, index: int, when: datetime, fate: str, record: str) -> Story:
    at = yield min(when, office.now - timedelta(minutes=10)) - timedelta(minutes=25)
    customer = _who(office, index)
    trip = office.create(VisitTrip, _plan(office, customer, index, when), by="am", at=at)
    if fate == "out":
        return
    if fate == "void":
        at = yield at + timedelta(hours=1)
        office.void(trip, "客户临时改期，本次未外出", at=at)
        return
    at = yield when + timedelta(hours=3)
    result = MATTERS[index % len(MATTERS)][2]
    office.take(trip, TripState.BACK, {"visit_end_at": at - timedelta(minutes=20), "visit_result": result}, by="am", at=at)
    callback = office.opened_by(trip, Callback)
    office.edit(callback, {"planned_on": (at + timedelta(days=1)).date()}, by="callback", at=at)
    if record:
        office.diary.tell(_record(office, index, trip, at, record))
    if fate != "back":
        yield from called(office, callback, at + timedelta(hours=20), "review" if fate == "review" else "done")
    if fate in ("signed", "filed"):
        at = yield at + timedelta(days=4)
        office.take(trip, TripState.SIGNED, by="head", at=at)
    if fate == "filed":
        at = yield at + timedelta(days=26)
        office.file(trip, TripState.FILED, at=at)


def _record(office: Office, index: int, trip: VisitTrip, back: datetime, fate: str) -> Story:
    at = yield back + timedelta(minutes=20)
    _, purpose, result, change, demand = MATTERS[index % len(MATTERS)]
    asked = REQUESTS[index % len(REQUESTS)]
    record = office.create(VisitRecord, {
        "trip": trip, "customer": trip.customer, "customer_category": trip.customer_category, "visit_month": f"{at:%Y-%m}",
        "visit_at": trip.planned_depart_at + timedelta(minutes=30), "interviewee": f"{trip.contact_name}（{trip.contact_title}）",
        "interviewee_phone": trip.contact_phone, "production_change": change, "water_demand": demand,
        "content": f"{purpose}。{result}。", "requests": asked or ("请尽快答复增容费用" if fate == "reply" else None),
        "suggestions": "建议每季度组织一次用水座谈" if index % 4 == 1 else None}, by="am", at=at)  # fmt: skip
    if fate == "draft":
        return
    if fate == "void":
        at = yield at + timedelta(hours=1)
        office.void(record, "客户填写有误，重新填写", at=at)
        return
    at = yield at + timedelta(minutes=30)
    office.take(record, RecordState.REVIEW, by="am", at=at)
    if fate == "review":
        return
    at = yield at + timedelta(hours=1)
    if fate == "returned":
        office.take(record, RecordState.DRAFT, by="head", at=at, words="请补充客户对水压的具体要求")
    elif fate == "reply" or index % 4 == 1:
        given = {"handling_dept": office.departments["管网部"]}
        office.take(record, RecordState.REPLY, given, by="head", at=at, words="请管网部核实后一周内答复")
        if fate == "reply":
            return
        at = yield at + timedelta(days=4)
        office.take(record, RecordState.DONE, {
            "replied_on": at.date(), "reply_content": "已现场核实，书面答复客户", "follow_result": "客户认可"},
            by="dept", at=at)  # fmt: skip
    else:
        office.take(record, RecordState.DONE, by="head", at=at, words="已阅")
    if fate == "filed":
        at = yield at + timedelta(days=20)
        office.file(record, RecordState.FILED, at=at)


def _entered_late(office: Office) -> Story:
    """A trip that was registered after it had begun, and says why."""
    at = yield office.at(-12, "17:10")
    late = {"late_reason": "客户来电告急，先行出发，返回后补登"}
    office.create(VisitTrip, _plan(office, _who(office, 3), 5, at - timedelta(hours=3)) | late, by="am", at=at)
