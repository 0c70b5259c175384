"""投诉 in the invented office: taken, read by the leaders where it is grave, handled, answered, called back; and what follows from it."""

from __future__ import annotations

from datetime import datetime, timedelta

from models.accountability import Accountability, AccountabilityState
from models.callback import Callback
from models.complaint import Complaint, ComplaintState
from models.extension import Extension, ExtensionState
from seeds.office.calls import called
from seeds.office.diary import Story
from seeds.office.office import Office

MATTERS = (
    ("pressure", "近一周每晚18时至21时水压不足，热水器无法点火", "入户测压0.09兆帕，户前减压阀堵塞", "更换户前减压阀，复测水压0.24兆帕"),
    ("no_water", "昨晚起全家无水，邻居有水", "表前阀门阀芯脱落", "更换阀门后恢复供水"),
    ("pipe_repair", "人行道地下冒水，路面有塌陷", "管道接口老化漏水", "开挖更换管段，路面已恢复"),
    ("meter_data", "本月水费是平时三倍，要求复核", "核对抄表照片与底数，读数无误，客户户内马桶漏水", "已出示抄表照片，指导检查户内漏水"),
    ("water_quality", "自来水发黄有异味", "采样检测，浊度偏高，因管网冲洗引起", "已排放冲洗，复测合格，结果告知客户"),
    ("service", "报修三次无人回电，接线人员态度差", "调取录音，接线人员未按规定登记", "已向客户道歉，相关人员离岗培训"),
)  # fmt: skip
#: Fate, days ago, the hour, and whether it is grave.
OPEN = (
    ("accepted", 0, "08:40", False), ("accepted", 0, "10:05", False), ("accepted", -1, "16:50", True), ("reported", -1, "15:20", True),
    ("instructed", -1, "10:30", True), ("handling", 0, "09:10", False), ("handling", -1, "11:15", False), ("handling", -3, "09:30", False),
    ("returned", -1, "14:40", False), ("answering", -1, "09:20", False), ("answering", -2, "10:30", False),
    ("callback", -2, "14:20", False), ("callback", -3, "15:10", True), ("void", -4, "09:50", False),
)  # fmt: skip
EXTENDED = ("draft", "approving", "agreed", "told", "refused", "filed", "void")
HELD = ("draft", "approving", "approved", "done", "filed", "void")


def tell(office: Office) -> None:
    """Two months of complaints done, then what lies on the desks, with extensions and cases of accountability."""
    for index, days in enumerate(range(-58, -6, 4)):
        fate = "filed" if days < -40 else "done"
        office.diary.tell(_complaint(office, index, office.at(days, f"{9 + index % 7:02}:2{index % 6}"), fate, grave=index % 6 == 5))
    for index, (fate, days, clock, grave) in enumerate(OPEN, start=20):
        office.diary.tell(_complaint(office, index, office.at(days, clock), fate, grave=grave))
    for index, fate in enumerate(EXTENDED):
        office.diary.tell(_complaint(office, 60 + index * 6, office.at(-24 + index, "09:00"), f"extended {fate}", grave=False))
    for index, fate in enumerate(HELD):
        office.diary.tell(_complaint(office, 101 + index * 6, office.at(-48 + index * 5, "09:40"), f"bad {fate}", grave=False))


def _complaint(office: Office, index: int, when: datetime, fate: str, *, grave: bool) -> Story:
    at = yield when
    category, content, found, result = MATTERS[index % len(MATTERS)]
    customer = office.customers[(index * 5 + 2) % len(office.customers)]
    complaint = office.create(Complaint, {
        "channel": ("hotline", "window", "wechat", "hotline", "visit")[index % 5], "received_at": at, "complainant": customer.full_name,
        "phone": customer.phone, "address": customer.address, "account_no": customer.account_no, "customer": customer,
        "category": category, "content": content, "is_major": grave, "confidential": index % 7 == 3,
        "first_reply_at": at if index % 4 else None}, by=("hotline", "clerk")[index % 2], at=at)  # fmt: skip
    if fate == "accepted":
        return
    at = yield at + timedelta(minutes=8)
    if fate == "void":
        office.void(complaint, "与前一件投诉重复登记", at=at)
        return
    if grave:
        yield from _read_by_leaders(office, complaint, at, fate)
        if fate in ("reported", "instructed"):
            return
    at = yield at + timedelta(hours=1 if grave else 0, minutes=12)
    given: dict[str, object] = {"phoned_head_at": at, "first_reply_at": complaint.first_reply_at or at}
    if category == "service":
        given["dept"] = office.departments["客户服务中心"]
    if category == "pipe_repair":
        given |= {"pipe_dn": (100, 300, 600)[index % 3], "location_zone": ("city", "suburb")[index % 2]}
    office.take(complaint, ComplaintState.HANDLING, given, by="supervisor", at=at)
    if fate == "returned":
        at = yield at + timedelta(minutes=40)
        office.take(complaint, ComplaintState.ACCEPTED, by="supervisor", at=at, words="不属本部门管线，请改派")
    elif fate.startswith("extended"):
        yield from _extended(office, complaint, at + timedelta(hours=2), fate.removeprefix("extended "))
    elif fate != "handling":
        yield from _handled(office, complaint, at, fate, found, result)


def _read_by_leaders(office: Office, complaint: Complaint, at: datetime, fate: str) -> Story:
    office.take(complaint, ComplaintState.REPORTED, by="hotline", at=at)
    if fate == "reported":
        return
    at = yield at + timedelta(minutes=20)
    office.decide(complaint, agreed=True, by="vp", at=at, words="请管网部当日到场，结果报我")
    at = yield at + timedelta(minutes=20)
    office.decide(complaint, agreed=True, by="gm", at=at, words="按重大投诉办理")


def _handled(office: Office, complaint: Complaint, at: datetime, fate: str, found: str, result: str) -> Story:
    """The department's answer, the answer to the customer, and the call back."""
    is_pipe, is_ours = complaint.category == "pipe_repair", complaint.category == "service"
    at = yield at + timedelta(hours=7)
    office.take(complaint, ComplaintState.ANSWERING, {
        "investigation": found, "liability": "attitude" if is_ours else "none", "apologized": is_ours, "result": result,
        "dept_reply_at": at, "dept_head_sign": "马卫东", "by_sms": False,
        "arrived_at": at - timedelta(hours=6, minutes=40) if is_pipe else None, "repaired_at": at if is_pipe else None},
        by="supervisor", at=at)  # fmt: skip
    if fate == "answering":
        return
    at = yield at + timedelta(hours=1)
    office.take(complaint, ComplaintState.CALLBACK, {"customer_reply_at": at}, by="hotline", at=at)
    if fate == "callback":
        return
    ends, _, then = fate.partition(" ")
    yield from called(office, office.opened_by(complaint, Callback), at + timedelta(hours=3), "bad" if ends == "bad" else "done")
    if ends == "bad":
        if complaint.accountability_ref is not None:
            yield from _held_to_account(office, complaint.accountability_ref, at + timedelta(days=1), then)
    elif fate == "filed":
        at = yield at + timedelta(days=15)
        office.file(complaint, ComplaintState.FILED, at=at)


def _held_to_account(office: Office, case: Accountability, at: datetime, fate: str) -> Story:
    if fate == "draft":
        return
    at = yield at
    if fate == "void":
        office.void(case, "经查系客户误认，不予追究", at=at)
        return
    office.take(case, AccountabilityState.APPROVING, {
        "dept": office.departments["管网部"], "person": office.staff["贺强"],
        "clause": "《客户回访管理制度》三.2(3)", "level": "vp", "proposed": "month_bonus", "penalty_share": 10,
        "rectify": "一周内整改，接单后一小时内先电话联系客户"}, by="supervisor", at=at)  # fmt: skip
    if fate == "approving":
        return
    for who, words in (("dept", "情况属实，接受处理"), ("vp", "同意，当月兑现"), ("gm", "同意")):
        at = yield at + timedelta(hours=5)
        office.decide(case, agreed=True, by=who, at=at, words=words)
    if fate == "approved":
        return
    at = yield at + timedelta(days=2)
    office.take(case, AccountabilityState.DONE, {"execution": "已从当月绩效中扣罚", "person_sign": "贺强"}, by="supervisor", at=at)
    if fate == "filed":
        at = yield at + timedelta(days=9)
        office.file(case, AccountabilityState.FILED, at=at)


def _extended(office: Office, complaint: Complaint, at: datetime, fate: str) -> Story:
    """The department cannot finish in time and asks for more."""
    at = yield at
    office.press(complaint, "申请延期", by="dept", at=at)
    asked = office.opened_by(complaint, Extension)
    if fate == "draft":
        return
    at = yield at + timedelta(minutes=30)
    if fate == "void":
        office.void(asked, "备件已到，不需延期", at=at)
        return
    office.take(asked, ExtensionState.APPROVING, {
        "reason": "减压阀型号停产，备件须从厂家调运，现已下单", "plan": "备件到货当日更换，其间每日送水",
        "expected_on": (at + timedelta(days=4)).date()}, by="dept", at=at)  # fmt: skip
    if fate == "approving":
        return
    for who in ("head", "vp"):
        at = yield at + timedelta(hours=1)
        office.decide(asked, agreed=fate != "refused", by=who, at=at, words="备件可就近调剂，不同意延期" if fate == "refused" else "同意")
        if fate == "refused":
            return
    if fate == "agreed":
        return
    at = yield at + timedelta(hours=1)
    office.take(asked, ExtensionState.DONE, {"informed": True, "informed_at": at}, by="dept", at=at)
    if fate == "filed":
        at = yield at + timedelta(days=8)
        office.file(asked, ExtensionState.FILED, at=at)
