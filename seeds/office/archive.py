"""水表档案 in the invented office: a volume for each of some connection points, and the papers inside."""

from __future__ import annotations

from datetime import timedelta

from models.holding import HoldingState
from models.meter import Meter
from models.meter_file import MeterPaper, MeterVolume
from seeds.office.archive_room import box_with_room
from seeds.office.diary import Story
from seeds.office.office import Office

PAPERS = (
    ("install", "客户用水申请表", "客户服务中心", 2), ("drawing", "接水工程施工图", "工程公司", 4),
    ("contract", "供用水合同", "客户服务中心", 6), ("install", "水表验收单", "抄收部", 1),
    ("transfer", "水表过户申请表", "客户服务中心", 2),
)  # fmt: skip
OPEN = ("open", "open", "relaid", "void")


def tell(office: Office) -> None:
    """Volumes on the shelf, and the last few that still lie on the archivist's table."""
    for index, days in enumerate(range(-90, -12, 5)):
        office.diary.tell(_volume(office, index, days, "shelved"))
    for index, fate in enumerate(OPEN, start=16):
        office.diary.tell(_volume(office, index, index - 23, fate))


def _volume(office: Office, index: int, days: int, fate: str) -> Story:
    at = yield office.at(days, "10:00")
    meter: Meter = office.meters[index * 2 % len(office.meters)]
    customer = meter.customer
    assert customer is not None  # noqa: S101 - every meter of the list was installed
    volume = office.create(MeterVolume, {
        "volume_title": f"{meter.connection_no} 水表档案", "connection_no": meter.connection_no,
        "customer": customer, "meter": meter}, by="archivist", at=at)  # fmt: skip
    if fate == "void":
        at = yield at + timedelta(hours=1)
        office.void(volume, "与已有案卷重复立卷", at=at)
        return
    for kind, title, author, pages in PAPERS[: 2 + index % 4]:
        at = yield at + timedelta(minutes=10)
        day = meter.installed_on or at.date()
        office.create(MeterPaper, {
            "volume": volume, "file_no": f"{kind[:2].upper()}-{day:%Y}-{index + 1:03}", "author": author,
            "paper_title": f"{title}（{meter.connection_no}）", "paper_kind": kind, "pages": pages,
            "doc_date": f"{day:%Y}0000" if kind == "drawing" else f"{day:%Y%m%d}"}, by="archivist", at=at)  # fmt: skip
    if index == 4:
        yield from _paper_twice(office, volume, meter)
    if fate == "open":
        return
    at = yield at + timedelta(hours=4)
    office.take(volume, HoldingState.SHELVED, {"place": box_with_room(office, "2架", MeterVolume)}, by="archivist", at=at)
    if fate == "relaid":
        at = yield at + timedelta(days=1)
        office.take(volume, HoldingState.OPEN, by="archivist", at=at, words="补入水表过户材料")


def _paper_twice(office: Office, volume: MeterVolume, meter: Meter) -> Story:
    at = yield office.at(-60, "11:00")
    paper = office.create(MeterPaper, {
        "volume": volume, "author": "客户服务中心", "paper_title": "供用水合同（重份）", "paper_kind": "contract",
        "doc_date": f"{meter.installed_on:%Y%m%d}", "pages": 6}, by="archivist", at=at)  # fmt: skip
    at = yield at + timedelta(minutes=15)
    office.void(paper, "重份，已剔除", at=at)
