"""热线 in the invented office: two shifts a day that hand over to each other, and the calls they take."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from models.call import Call, CallState
from models.shift import Shift, ShiftState
from rules.moments import SHANGHAI
from seeds.office.diary import Story
from seeds.office.office import Office
from services.shifts import shift_on_duty

#: Who sits by day and who by night; a swap goes to the officer who calls customers back.
DAY, NIGHT, SPARE = "hotline", "clerk", "callback"
CHECKED = {
    "equipment": "normal", "room_tidy": True, "books_tidy": True, "bedding_tidy": True, "heater_off": True, "microwave_off": True,
    "air_conditioner_off": True, "computer_off": True, "light_off": True, "locked": True, "place": "热线值班室",
}  # fmt: skip
ITEMS = (
    {"matter": "建设路98号水压低，管网部答复今晚复测", "unit": "管网部", "note": "客户19点后在家"},
    {"matter": "锦绣花园三期报停水，抢修中", "unit": "管网部", "note": "修复后逐户回电"},
)
CALLS = (
    ("consult", "阶梯水价怎么计算", "按年用水量分三档计价，已说明", None), ("no_water", "整栋楼停水，问何时恢复", None, "管网部"),
    ("leak", "路口消防栓旁冒水", None, "管网部"), ("pressure", "晚上七点后六楼没水", None, "管网部"),
    ("billing", "收到欠费短信，称已缴", None, "抄收部"), ("service", "窗口人员态度生硬", None, "客户服务中心"),
    ("repair", "表前阀门关不严", None, "管网部"), ("consult", "报装需要哪些资料", "已逐项告知并发送资料清单", None),
    ("theft", "举报工地私接用水", None, "稽查部"), ("other", "咨询水质检测报告在哪里看", "官网和营业厅公示栏均可查询", None),
)  # fmt: skip


def tell(office: Office) -> None:
    """Twelve days of shifts and of calls, and the roster of the next days."""
    for days in range(-26, 4):
        for number, name in enumerate(("day", "night")):
            office.diary.tell(_shift(office, days, name, _fate(days, number)))
    for index, days in enumerate(sorted(day for day in range(-24, 1) for _ in range(2))):
        fate = ("done", "done", "transferred", "open")[index % 4] if days > -3 else "filed" if days < -18 else "done"
        office.diary.tell(_call(office, index, office.at(days, f"{9 + index % 2:02}:{index * 7 % 50 + 5:02}"), fate))
    office.diary.tell(_call(office, 2, office.at(-2, "15:30"), "transferred"))
    office.diary.tell(_call(office, 3, office.at(-1, "16:10"), "void"))


def _fate(days: int, number: int) -> str:
    """How far a shift of that day comes by itself."""
    special = {(-2, 1): "handing", (2, 0): "swapping", (3, 0): "swapped", (-5, 0): "swap", (1, 1): "void"}
    return special.get((days, number)) or ("filed" if days < -20 else "done")


def _shift(office: Office, days: int, name: str, fate: str) -> Story:
    begins = datetime.combine(office.day(days), time(8 if name == "day" else 20), SHANGHAI)
    ends, officer, successor = begins + timedelta(hours=12), *((DAY, NIGHT) if name == "day" else (NIGHT, DAY))
    at = yield begins - timedelta(days=5)
    shift = office.create(Shift, {
        "shift_date": begins.date(), "shift_name": name, "starts_at": begins, "ends_at": ends, "officer": office.staff[officer],
        }, by="hotline", at=at)  # fmt: skip
    if fate in ("swap", "swapping", "swapped"):
        at = yield at + timedelta(days=1)
        reason = {"swap_to": office.staff[SPARE], "swap_reason": "参加业务培训"}
        office.take(shift, ShiftState.SWAPPING, reason, by="hotline", at=at)
        if fate == "swapping":
            return
        at = yield at + timedelta(hours=2)
        office.decide(shift, agreed=True, by="supervisor", at=at, words="同意调班")
        officer = SPARE
        if fate == "swapped":
            return
    if fate == "void":
        at = yield at + timedelta(hours=1)
        office.void(shift, "排班调整，重新登记", at=at)
        return
    at = yield ends - timedelta(minutes=10)
    items = [item | {"unit": office.departments[str(item["unit"])], "ticket_no": f"GIS{ends:%m%d}{number}"}
             for number, item in enumerate(ITEMS[: days % 3])]  # fmt: skip
    given = {"successor": office.staff[successor], "open_items": items, "key_items": None}
    office.take(shift, ShiftState.HANDING, CHECKED | given, by=officer, at=at)
    if fate == "handing":
        return
    at = yield ends
    office.take(shift, ShiftState.DONE, {"handover_at": at}, by=successor, at=at)
    if fate == "filed":
        at = yield at + timedelta(days=12)
        office.file(shift, ShiftState.FILED, at=at)


def _call(office: Office, index: int, when: datetime, fate: str) -> Story:
    at = yield when
    shift = shift_on_duty(office.session, at)
    category, matter, answer, unit = CALLS[index % len(CALLS)]
    customer = office.customers[index * 7 % len(office.customers)]
    is_case = category in ("service", "theft")
    if shift is None:
        return
    call = office.create(Call, {
        "duty_officer": shift.on_duty, "shift": shift, "called_at": at, "category": category, "customer_name": customer.full_name[:50],
        "phone": customer.phone, "address": customer.address, "customer": customer, "matter": matter, "answered_now": answer is not None,
        "urgency": "normal", "is_complaint": is_case,
        "complaint_category": {"service": "service", "theft": "violation"}.get(category), "late_answer": index % 9 == 4,
        "recording_no": f"LY{at:%m%d%H%M}"}, by="hotline", at=at)  # fmt: skip
    if fate == "open":
        return
    at = yield at + timedelta(minutes=4)
    if fate == "void":
        office.void(call, "同一来电重复登记", at=at)
        return
    if answer is not None:
        office.take(call, CallState.DONE, {"result": answer}, by="hotline", at=at)
    else:
        given = {"transferred_at": at, "transferred_to": office.departments[str(unit)]}
        office.take(call, CallState.TRANSFERRED, given, by="hotline", at=at)
        if fate == "transferred":
            return
        at = yield at + timedelta(hours=20)
        office.take(call, CallState.DONE, {"callback_at": at, "result": "责任部门已联系客户，问题已解决"}, by="hotline", at=at)
    if fate == "filed":
        at = yield at + timedelta(days=10)
        office.file(call, CallState.FILED, at=at)
