"""预约服务 in the invented office: at the counter at an agreed time, or at the customer's own door."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from models.appointment import Appointment, HomeService, ServiceState
from models.callback import Callback
from models.customer import Customer
from seeds.office.calls import called
from seeds.office.diary import Story
from seeds.office.office import Office

COUNTER = (
    ("transfer", "hours", "水表过户，买卖双方同来"), ("install", "fixed_time", "报装咨询，带图纸"), ("recharge", "hours", "IC卡表充值"),
    ("inquiry", "other", "阶梯水价和一户多人口办理"), ("water_on", "urgent", "新房通水"), ("repair", "urgent", "表后漏水，商谈维修"),
)  # fmt: skip
HOME = (
    ("needy", "缴纳水费、更换表前阀门"), ("unable", "办理水表过户签字"), ("group", "小区集中办理低保户用水注册"),
    ("urgent", "室内无水，检查表前阀门"), ("needy", "行动不便，核对水表读数"), ("other", "指导安装防冻保温套"),
)  # fmt: skip
#: Calls younger than this may still lie on the desk.
LYING = timedelta(days=12)
STRANGERS = ("戈红梅", "冉先进", "闫小艺")
KIND = {"person": "person", "unit": "company", "cluster": "group"}
REFUSAL = "申请在法定节假日办理，且事项可通过网上渠道办结"
COUNTER_OPEN = (
    ("applied", -1, "16:40", 2, "10:00"), ("applied", -1, "17:05", 1, "18:30"), ("applied", 0, "08:35", 3, "09:30"),
    ("refusing", -2, "10:10", 3, "09:00"), ("telling", -2, "11:30", 2, "09:00"),
    ("refusing", -1, "09:00", 4, "09:00"), ("rescheduled", -3, "11:00", 4, "15:00"),
    ("agreed", -2, "15:00", 0, "09:00"), ("agreed", -2, "09:40", 0, "11:00"), ("agreed", -1, "10:30", 0, "14:30"),
    ("agreed", -1, "11:00", 0, "16:00"), ("agreed", -1, "14:20", 0, "18:30"), ("agreed", -4, "10:00", -1, "16:30"),
    ("agreed", -6, "09:10", -4, "10:00"), ("agreed", -1, "15:30", 1, "09:30"), ("agreed", -1, "15:50", 2, "14:00"),
    ("void", -3, "08:50", 1, "10:00"), ("telling", -1, "09:20", 2, "09:00"), ("refused", -9, "09:30", -5, "09:00"),
    ("given_up", -8, "10:00", -6, "09:30"),
)  # fmt: skip
HOME_OPEN = (
    ("applied", -1, "15:20", 2, "09:30"), ("applied", -1, "16:55", 3, "10:00"), ("refusing", -1, "10:20", 2, "19:00"),
    ("telling", -2, "10:40", 1, "19:00"),
    ("agreed", -2, "09:00", 0, "09:30"), ("agreed", -1, "09:10", 0, "14:30"), ("agreed", -1, "10:00", 0, "15:30"),
    ("agreed", -5, "16:00", -2, "10:00"), ("agreed", -1, "11:30", 1, "10:00"), ("rescheduled", -2, "14:00", 3, "09:00"),
    ("cancelled", -6, "09:00", -4, "14:00"), ("refused", -12, "09:20", -9, "20:00"), ("void", -4, "13:40", 0, "16:00"),
)  # fmt: skip


def tell(office: Office) -> None:
    """Three months of work done, then what was asked for this week."""
    for index, days in enumerate(range(-86, -9, 3)):
        fate = "filed" if days < -50 else "done"
        office.diary.tell(_counter(office, index, office.at(days, "10:20"), office.at(days + 2, "14:00"), fate))
    for index, days in enumerate(range(-84, -8, 5)):
        fate = "filed" if days < -50 else "done"
        office.diary.tell(_home(office, index, office.at(days, "09:50"), office.at(days + 2, "15:00"), fate))
    for index, (fate, days, clock, later, hour) in enumerate(COUNTER_OPEN, start=40):
        office.diary.tell(_counter(office, index, office.at(days, clock), office.at(later, hour), fate))
    for index, (fate, days, clock, later, hour) in enumerate(HOME_OPEN, start=60):
        office.diary.tell(_home(office, index, office.at(days, clock), office.at(later, hour), fate))
    office.diary.tell(_counter(office, 80, office.at(-1, "16:10"), office.soon(0), "agreed"))
    office.diary.tell(_home(office, 81, office.at(-1, "16:20"), office.soon(1), "agreed"))


def _request(office: Office, index: int, asked: datetime) -> tuple[Customer | None, dict[str, object]]:
    """Who asks; every seventh is nobody the house knows."""
    if index % 7 == 6:
        return None, {
            "applied_at": asked, "applicant_type": "person", "applicant_name": STRANGERS[index % 3],
            "applicant_phone": f"1990000{9000 + index}"}  # fmt: skip
    customer = office.customers[index * 11 % len(office.customers)]
    kind = "needy" if customer.nature == "person" and index % 5 == 0 else KIND[customer.nature]
    return customer, {
        "applied_at": asked, "applicant_type": kind, "applicant_name": customer.full_name, "applicant_phone": customer.phone,
        "account_no": customer.account_no, "customer": customer}  # fmt: skip


def _refused(office: Office, record: Appointment | HomeService, at: datetime, fate: str) -> Story:
    office.take(record, ServiceState.REFUSING, {"refuse_reason": REFUSAL}, by="clerk", at=at)
    if fate in ("telling", "refused"):
        at = yield at + timedelta(hours=3)
        office.decide(record, agreed=True, by="gm", at=at, words="向客户说明网上办理方法")
    if fate == "refused":
        at = yield at + timedelta(minutes=30)
        office.take(record, ServiceState.REFUSED, {"reason_told_at": at}, by="clerk", at=at)


def _answered(
    office: Office, record: Appointment | HomeService, at: datetime, fate: str, agreed: Mapping[str, object],
) -> Story:  # fmt: skip
    """The answer, and what of the answer's other ways the fate takes; only agreed, done, filed and given_up go on after it."""
    if fate == "applied":
        return
    at = yield at + timedelta(minutes=50)
    if fate == "void":
        office.void(record, "重复登记", at=at)
    elif fate in ("refusing", "telling", "refused"):
        yield from _refused(office, record, at, fate)
    else:
        office.take(record, ServiceState.AGREED, {"replied_at": at} | dict(agreed), by="clerk", at=at)
        if fate == "rescheduled":
            at = yield at + timedelta(hours=20)
            office.take(record, ServiceState.APPLIED, by="clerk", at=at, words="客户临时有事，请求改到下周")


def _counter(office: Office, index: int, asked: datetime, when: datetime, fate: str) -> Story:
    at = yield asked
    business, reason, matter = COUNTER[index % len(COUNTER)]
    _, request = _request(office, index, at)
    record = office.create(Appointment, request | {
        "channel": ("phone", "wechat", "onsite", "hotline", "window")[index % 5], "initiator": "staff" if index % 9 == 4 else "customer",
        "business_type": business, "reason_kind": reason, "matter": matter}, by=("clerk", "hotline")[index % 2], at=at)  # fmt: skip
    agreed = {
        "appointed_at": when, "appointed_place": "客服中心3号窗口" if index % 2 else "客服中心接待室",
        "service_staff": office.staff[("am", "clerk", "丁雨薇", "许家明")[index % 4]]}  # fmt: skip
    yield from _answered(office, record, at, fate, agreed)
    if fate == "given_up":
        at = yield when + timedelta(minutes=35)
        office.take(record, ServiceState.GIVEN_UP, {"staff_arrived_at": when - timedelta(minutes=12)}, by="clerk", at=at)
    if fate not in ("done", "filed"):
        return
    at = yield when + timedelta(minutes=45)
    result = ("done", "done", "task", "done", "pending")[index % 5]
    note = {"done": None, "task": "已转管网部现场办理", "pending": "缺房屋产权证明，补齐后续办"}[result]
    late = index % 6 == 5
    office.take(record, ServiceState.DONE, {
        "staff_arrived_at": when - timedelta(minutes=11), "applicant_arrived_at": when + timedelta(minutes=15 if late else -2),
        "arrival_status": "late" if late else "on_time", "result": result, "result_note": note,
        "task_ref": f"RW-{when:%m%d}-{index:02}" if result == "task" else None,
        "satisfaction": ("very", "good", "good", "fair")[index % 4]}, by="clerk", at=at)  # fmt: skip
    if index % 10 == 7:
        at = yield at + timedelta(hours=1)
        office.correct(record, "applicant_phone", f"1990000{8000 + index}", "客户来电更换联系号码", by="clerk", at=at)
    yield from _after(office, record, index, at, fate)


def _home(office: Office, index: int, asked: datetime, when: datetime, fate: str) -> Story:
    at = yield asked
    reason, matter = HOME[index % len(HOME)]
    customer, request = _request(office, index, at)
    record = office.create(HomeService, request | {
        "channel": ("phone", "wechat", "onsite")[index % 3], "service_address": customer.address if customer else "青禾市北街60号",
        "matter": matter, "special_reason": reason}, by=("hotline", "clerk")[index % 2], at=at)  # fmt: skip
    people = [office.staff["张桂芳"], office.staff["丁雨薇"]][: 1 + index % 2]
    yield from _answered(office, record, at, fate, {"appointed_at": when, "service_staff": people})
    if fate == "cancelled":
        at = yield when - timedelta(hours=3)
        office.take(record, ServiceState.GIVEN_UP, by="hotline", at=at, words="客户来电取消，改到窗口办理")
    if fate not in ("done", "filed"):
        return
    at = yield when + timedelta(minutes=90)
    open_end = index % 5 == 3
    office.take(record, ServiceState.DONE, {
        "arrived_at": when - timedelta(minutes=8), "left_at": when + timedelta(minutes=40), "showed_id": True,
        "result": "pending" if open_end else "done", "unfinished_note": "阀门型号特殊，备件到货后再换" if open_end else None,
        "notice_delivered_on": at.date() if open_end else None, "satisfaction": "good" if open_end else "very",
        "customer_opinion": None if index % 2 else "上门准时，态度好", "customer_sign": record.applicant_name},
        by="clerk", at=at)  # fmt: skip
    yield from _after(office, record, index, at, fate)


def _after(office: Office, record: Appointment | HomeService, index: int, at: datetime, fate: str) -> Story:
    """Whoever was served is called back; some calls still lie on the desk."""
    callback = office.opened_by(record, Callback)
    office.edit(callback, {"planned_on": (at + timedelta(days=2)).date()}, by="callback", at=at)
    if fate == "done" and index % 3 == 0 and office.now - at < LYING:
        return
    yield from called(office, callback, at + timedelta(days=1, hours=1), "filed" if fate == "filed" else "done")
    if fate == "filed":
        at = yield at + timedelta(days=25)
        office.file(record, ServiceState.FILED, at=at)
