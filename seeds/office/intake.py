"""What reaches the invented office in writing: messages on the platform, items from above, and the half-year report it writes itself."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from models.half_year_report import HalfYearReport, HalfYearState
from models.message_in import MessageState, WechatMessage
from models.official import OfficialItem, OfficialState
from seeds.office.diary import Story
from seeds.office.office import Office, contact_of
from services.shifts import shift_on_duty

MESSAGES = (
    ("consult", "过户要带什么资料", None), ("repair", "水表箱盖板破损", "管网部"), ("advice", "希望账单能按楼栋推送", "抄收部"),
    ("complaint", "抄表员两个月没来，估抄", "抄收部"),
)  # fmt: skip
MESSAGE_FATES = ("received", "replied", "with_dept", "answered", "done", "filed", "void", "done", "filed")
OFFICIAL_FATES = ("received", "with_dept", "replying", "callback", "done", "filed", "void", "early")
OFFICIAL = (
    ("12345", "小区二次供水水压不足，多户反映", "pressure"), ("mayor", "建设路施工后路面恢复慢", "install"),
    ("web", "网帖称某小区水质发黄", "water_quality"),
)  # fmt: skip
#: How long ago a thing happened that has come so far.
AGO = {
    "filed": -40,
    "done": -20,
    "early": -4,
    "void": -6,
    "callback": -3,
    "replying": -2,
    "answered": -2,
    "with_dept": -1,
    "replied": -1,
    "received": -1,
}


def tell(office: Office) -> None:
    """Messages and items in every state, and the reports of the last half years."""
    for index, fate in enumerate(MESSAGE_FATES):
        days = max(AGO.get(fate, 0) + index % 3, -24) if fate in ("done", "filed") else AGO.get(fate, 0)
        office.diary.tell(_message(office, index, office.at(days, f"{9 + index % 2:02}:{30 + index}"), fate))
    for index, fate in enumerate(OFFICIAL_FATES):
        office.diary.tell(_official(office, index, office.at(AGO.get(fate, 0), f"{8 + index % 2:02}:{40 + index}"), fate))
    for index, fate in enumerate(("filed", "done", "void", "review", "draft")):
        office.diary.tell(_report(office, index, office.at(-30 + index * 6, "15:10"), fate))


def _message(office: Office, index: int, when: datetime, fate: str) -> Story:
    at = yield when
    shift = shift_on_duty(office.session, at)
    category, content, unit = MESSAGES[index % len(MESSAGES)]
    if fate in ("with_dept", "answered"):
        category, content, unit = MESSAGES[1 + index % 3]
    if shift is None:
        return
    message = office.create(WechatMessage, {
        "received_at": at, "user_name": f"青禾用户{index + 1:03}", "category": category, "content": content, "shift": shift,
        "receiver": office.staff["clerk"], "phone": f"1990000{7100 + index}"}, by="clerk", at=at)  # fmt: skip
    if fate == "received":
        return
    at = yield at + timedelta(minutes=15)
    if fate == "void":
        office.void(message, "同一留言重复登记", at=at)
        return
    office.take(message, MessageState.REPLIED, {
        "first_reply_at": at, "first_reply": "您好，您的留言已收到，将尽快核实回复。", "escalated": False}, by="clerk", at=at)  # fmt: skip
    if fate == "replied":
        return
    at = yield at + timedelta(minutes=20)
    if unit is None:
        office.take(message, MessageState.DONE, by="clerk", at=at)
    else:
        given: dict[str, object] = {"dept": office.departments[unit]}
        if category == "complaint":
            given["complaint_category"] = "billing"
        office.take(message, MessageState.WITH_DEPT, given, by="clerk", at=at)
        if fate == "with_dept":
            return
        at = yield at + timedelta(hours=20)
        office.take(message, MessageState.ANSWERED, {
            "dept_reply_at": at, "dept_reply": "已到现场核实并处理，本周内完成"}, by="clerk", at=at)  # fmt: skip
        if fate == "answered":
            return
        at = yield at + timedelta(hours=2)
        office.take(message, MessageState.DONE, {
            "final_reply_at": at, "final_reply": "您反映的问题已处理，如有疑问请致电热线。"}, by="clerk", at=at)  # fmt: skip
    if fate == "filed":
        at = yield at + timedelta(days=9)
        office.file(message, MessageState.FILED, at=at)


def _official(office: Office, index: int, when: datetime, fate: str) -> Story:
    at = yield when
    channel, content, category = OFFICIAL[index % len(OFFICIAL)]
    customer = office.customers[(index * 9 + 4) % len(office.customers)]
    item = office.create(OfficialItem, {
        "channel": channel, "ticket_no": f"{at:%Y%m%d}{index:04}", "received_at": at, "complainant": customer.full_name[:50],
        "phone": customer.phone, "address": customer.address, "content": content, "category": category}, by="callback", at=at)  # fmt: skip
    if fate == "received":
        return
    at = yield at + timedelta(minutes=30)
    if fate == "void":
        office.void(item, "系统重复推送", at=at)
        return
    office.take(item, OfficialState.WITH_DEPT, {"dept": office.departments["管网部"]}, by="callback", at=at)
    if fate == "with_dept":
        return
    at = yield at + timedelta(hours=6)
    office.take(item, OfficialState.REPLYING, {"info_at": at, "info": "已到现场核实，当日完成处置"}, by="dept", at=at)
    if fate == "replying":
        return
    checks: dict[str, object] = {
        "dept_contacted": "yes", "on_site": "yes", "process_note": "当日联系并到场", "result_note": "问题已解决", "satisfaction": "good",
    }  # fmt: skip
    if fate == "early":
        at = yield at + timedelta(hours=2)
        office.take(item, OfficialState.REPLYING, checks | {"callback_at": at}, by="callback", at=at)
        return
    at = yield at + timedelta(hours=16)
    office.take(item, OfficialState.CALLBACK, {"reply_at": at, "reply": "已核实处置并答复诉求人"}, by="callback", at=at)
    if fate == "callback":
        return
    at = yield at + timedelta(hours=3)
    office.take(item, OfficialState.DONE, checks | {"callback_at": at}, by="callback", at=at)
    if fate == "filed":
        at = yield at + timedelta(days=10)
        office.file(item, OfficialState.FILED, at=at)


def _report(office: Office, index: int, when: datetime, fate: str) -> Story:
    at = yield when
    large = [customer for customer in office.customers if customer.level in ("key", "special", "potential")][index : index + 4]
    year, half = divmod(at.year * 2 + (at.month > 6) - 1 - index, 2)
    called_on = min(date(year, 5 if half == 0 else 11, 12), at.date())
    report = office.create(HalfYearReport, {
        "year": year, "half": ("first", "second")[half], "customers": [
            {"customer": customer, "level": customer.level, "contact": contact_of(customer)["name"], "mode": "talk", "called_on": called_on}
            for customer in large],
        "demand": "下半年两家企业扩产，日用水量预计增加三百吨。", "service_need": "希望固定对接客户经理，停水提前三天通知。",
        "solved": "协调更换两处老化总表。", "publicity": "送达供用水条例和节水宣传册。", "suggestions": "建议开通电子发票批量下载。",
        "conclusion": "客户总体满意，扩产用水提前报计划，停水通知纳入专人负责。"}, by="head", at=at)  # fmt: skip
    if fate == "draft":
        return
    at = yield at + timedelta(minutes=40)
    if fate == "void":
        office.void(report, "半年度选错，重新编制", at=at)
        return
    office.take(report, HalfYearState.REVIEW, by="head", at=at)
    if fate == "review":
        return
    at = yield at + timedelta(hours=4)
    office.take(report, HalfYearState.DONE, by="vp", at=at, words="措施可行，按季度跟踪")
    if fate == "filed":
        at = yield at + timedelta(days=6)
        office.file(report, HalfYearState.FILED, at=at)
