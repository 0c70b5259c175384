"""档案室 in the invented office: its boxes, the papers that departments owe it, its rounds through the store room, and what it freezes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from models.archive_hold import ArchiveHold, HoldState
from models.archived_item import ArchivedItem
from models.holding import STANDING, HoldingState
from models.paper_receipt import PaperReceipt, ReceiptState
from models.place import Place, PlaceState
from models.store_room_check import CheckState, StoreRoomCheck
from seeds.office.diary import Story
from seeds.office.office import Office

#: What departments finished, how many days ago, and how far the paper came.
OWED = (
    ("换表单", "other", "客户服务中心", "due"), ("赔表审批单", "other", "稽查部", "due"),
    ("水表过户申请表", "transfer", "客户服务中心", "received"), ("水表检定证书", "other", "表库", "received"),
    ("客户用水申请表", "install", "市场开发部", "filed"), ("接水工程竣工图", "drawing", "工程公司", "filed"),
    ("换表单（重份）", "other", "客户服务中心", "void"),
)  # fmt: skip
#: Days ago, temperature, humidity, and how it ended.
ROUNDS = (
    (-35, 20, 52, "filed"), (-28, 21, 55, "filed"), (-21, 22, 58, "done"), (-14, 19, 66, "mended"), (-7, 18, 63, "to_mend"),
    (-6, 18, 58, "void"), (0, 18, 57, "draft"),
)  # fmt: skip
#: Title, reason, ground, and how it ended.
FROZEN = (
    ("[2012年度施工合同纠纷材料]", "lawsuit", "（2026）民初118号", "held"),
    ("[2014年度水费收缴台账]", "audit", "2026年度内部审计通知", "held"),
    ("[2013年度表具采购审批]", "audit", "2025年度专项审计通知", "released"),
    ("[2011年度信访登记]", "dispute", "信访复查", "filed"),
    ("[2010年度客户投诉登记]", "dispute", "重复登记", "void"),
)  # fmt: skip


def tell(office: Office) -> None:
    """The boxes first: what is shelved stands in one of them."""
    office.diary.tell(_boxes(office))
    for index, (title, kind, author, fate) in enumerate(OWED):
        office.diary.tell(_owed(office, index, title, kind, author, fate))
    for days, temperature, humidity, fate in ROUNDS:
        office.diary.tell(_round(office, days, temperature, humidity, fate))
    for index, (title, reason, basis, fate) in enumerate(FROZEN):
        office.diary.tell(_frozen(office, index, title, reason, basis, fate))
    office.diary.tell(_items(office))


def item_of(office: Office, title: str, year: int, *, at: datetime, retention: str = "10", secrecy: str = "none") -> ArchivedItem:
    """A paper of the old archive, in the catalogue and in the first box of the first rack that still has room."""
    item = office.create(ArchivedItem, {
        "doc_no": f"客服〔{year}〕{3 + year % 7}号", "author": "客户服务中心", "item_title": title, "doc_date": f"{year}1231",
        "retention": retention, "secrecy": secrecy}, by="archivist", at=at)  # fmt: skip
    place = box_with_room(office, "1架", ArchivedItem)
    office.take(item, HoldingState.SHELVED, {"pages": 6 + year % 20, "place": place}, by="archivist", at=at)
    return item


def box_with_room(office: Office, rack: str, register: Any) -> Place:
    """The first box of a rack of the first room in which fewer stand than fill it, a little room left at the end."""
    boxes = office.session.scalars(
        select(Place).where(Place.room == "一库", Place.rack == rack, Place.status == PlaceState.IN_USE).order_by(Place.id))  # fmt: skip
    return next(box for box in boxes if _standing(office, register, box) < box.capacity - box.id % 3)


def _standing(office: Office, register: Any, box: Place) -> int:
    there = select(func.count()).select_from(register).where(register.place_id == box.id, register.status.in_(STANDING))
    return office.session.scalar(there) or 0


def _boxes(office: Office) -> Story:
    """Two racks of boxes in the first room, and open shelves in the second."""
    at = yield office.at(-92, "08:40")
    boxes = [
        office.create(Place, {
            "room": "一库", "rack": f"{rack}架", "shelf": f"{shelf}层", "box": f"{box}盒", "capacity": 6}, by="archivist", at=at)
        for rack in (1, 2) for shelf in (3, 2, 1) for box in (1, 2, 3, 4)
    ]  # fmt: skip
    for shelf in (1, 2, 3):
        office.create(Place, {"room": "二库", "rack": "1架", "shelf": f"{shelf}层", "capacity": 40}, by="archivist", at=at)
    at = yield at + timedelta(hours=2)
    office.void(boxes[-1], "与前一条重复登记", at=at)
    office.take(boxes[-2], PlaceState.CLOSED, by="archivist", at=at, words="盒体破损，停用")


def _items(office: Office) -> Story:
    at = yield office.at(-80, "09:20")
    for year in range(2015, 2020):
        item_of(office, f"[{year}年度客户满意度调查材料]", year, at=at, retention="30")
    at = yield office.at(-20, "15:00")
    office.create(ArchivedItem, {
        "author": "行政管理部", "item_title": "[2020年度客服培训签到]", "doc_date": "20201200"}, by="archivist", at=at)  # fmt: skip
    item = office.create(ArchivedItem, {
        "author": "行政管理部", "item_title": "[2020年度客服培训签到]", "doc_date": "20201200"}, by="archivist", at=at)  # fmt: skip
    at = yield at + timedelta(minutes=30)
    office.void(item, "与前一件重复登记", at=at)


def _owed(office: Office, index: int, title: str, kind: str, author: str, fate: str) -> Story:
    at = yield office.at(index - 9, "14:10")
    meter = office.meters[(index * 3 + 1) % len(office.meters)]
    receipt = office.create(PaperReceipt, {
        "file_no": f"HB-{at:%Y}-{index + 1:03}", "author": office.departments[author], "paper_title": title, "paper_kind": kind,
        "connection_no": meter.connection_no, "finished_on": at.date()}, by="clerk", at=at)  # fmt: skip
    if fate == "due":
        return
    at = yield at + timedelta(hours=1)
    if fate == "void":
        office.void(receipt, "重份，已剔除", at=at)
        return
    office.take(receipt, ReceiptState.RECEIVED, {
        "pages": 2, "received_on": at.date(), "doc_date": f"{at:%Y%m%d}", "from_sign": "许家明"}, by="archivist", at=at)  # fmt: skip
    if fate == "filed":
        at = yield at + timedelta(minutes=20)
        office.put_away(receipt, at=at)


def _round(office: Office, days: int, temperature: int, humidity: int, fate: str) -> Story:
    at = yield office.at(days, "08:50" if days else "00:05")
    check = office.create(StoreRoomCheck, {
        "checked_on": at.date(), "temperature": temperature, "humidity": humidity}, by="archivist", at=at)  # fmt: skip
    if fate == "draft":
        return
    at = yield at + timedelta(minutes=25)
    if fate == "void":
        office.void(check, "与本周检查重复登记", at=at)
        return
    rows = [{"id": line.id, "holds": not (line.guard == "防潮" and humidity > 60)} for line in check.guards]
    if humidity <= 60:
        office.take(check, CheckState.DONE, {"guards": rows}, by="archivist", at=at)
    else:
        problem = "除湿机停机，湿度偏高，靠外墙一侧有返潮"
        office.take(check, CheckState.TO_MEND, {"guards": rows, "problem": problem}, by="archivist", at=at)
    if fate == "mended":
        at = yield at + timedelta(days=1)
        action = "更换除湿机水箱，已降至 57%"
        office.take(check, CheckState.DONE, {"action": action, "reported_on": at.date()}, by="archivist", at=at)
    if fate == "filed":
        at = yield at + timedelta(days=2)
        office.file(check, CheckState.FILED, at=at)


def _frozen(office: Office, index: int, title: str, reason: str, basis: str, fate: str) -> Story:
    at = yield office.at(index - 60, "10:20")
    item = item_of(office, title, 2010 + index, at=at)
    at = yield at + timedelta(hours=3)
    hold = office.create(ArchiveHold, {
        "item": item, "reason": reason, "basis": basis, "begun_on": at.date()}, by="archivist", at=at)  # fmt: skip
    if fate == "held":
        return
    at = yield at + timedelta(days=10)
    if fate == "void":
        office.void(hold, "重复登记", at=at)
        return
    note = {"released_on": at.date(), "release_note": "事项已了结"}
    office.take(hold, HoldState.RELEASED, note, by="head", at=at)
    if fate == "filed":
        at = yield at + timedelta(days=5)
        office.file(hold, HoldState.FILED, at=at)
