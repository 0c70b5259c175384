"""盘点和四性检测 in the invented office: shelves that were counted, and reports on what the archive holds."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from models.four_properties import FourProperties, FourPropertiesState
from models.place import Place
from models.stock_count import in_scope
from models.stock_take import StockTake, StockTakeState
from seeds.office.diary import Story
from seeds.office.office import Office
from services.stock_take import scan

#: Rack, how many days ago, and how it ended; the first count of a rack leaves two volumes unfound.
COUNTED = (("1架", -16, "filed"), ("2架", -15, "done"), ("1架", -4, "counted"), ("1架", -1, "counting"), ("2架", -3, "void"))
EXAMINED = (("keeping", -12, "filed"), ("keeping", -9, "done"), ("filing", -5, "signed"), ("keeping", -2, "open"), ("filing", -2, "void"))


def tell(office: Office) -> None:
    """After the shelves are filled."""
    for rack, days, fate in COUNTED:
        office.diary.tell(_counted(office, rack, days, fate))
    for stage, days, fate in EXAMINED:
        office.diary.tell(_examined(office, stage, days, fate))


def _counted(office: Office, rack: str, days: int, fate: str) -> Story:
    at = yield office.at(days, "14:00")
    take = office.create(StockTake, {"room": "一库", "rack": rack, "started_on": at.date()}, by="archivist", at=at)
    if fate == "void":
        office.void(take, "与已有盘点重复登记", at=at)
        return
    at = yield at + timedelta(minutes=40)
    first = office.session.scalars(select(Place).where(Place.room == take.room, Place.rack == rack).order_by(Place.id)).first()
    for index, holding in enumerate(list(in_scope(office.session, take))[2:]):
        here = holding.place if index % 6 else first  # one in six is where it should not be
        scan(office.session, take, holding.archival_code, here, actor=office.actors["archivist"], now=at)
    if fate == "counting":
        return
    at = yield at + timedelta(minutes=30)
    office.take(take, StockTakeState.COUNTED, by="archivist", at=at)
    if fate == "counted":
        return
    at = yield at + timedelta(hours=1)
    office.take(take, StockTakeState.DONE, by="head", at=at)
    if fate == "filed":
        at = yield at + timedelta(days=1)
        office.file(take, StockTakeState.FILED, at=at)


def _examined(office: Office, stage: str, days: int, fate: str) -> Story:
    at = yield office.at(days, "16:00")
    report = office.create(FourProperties, {"stage": stage, "examined_at": at, "year": at.year}, by="archivist", at=at)
    if fate == "void":
        office.void(report, "重复登记", at=at)
        return
    if fate == "open":
        return
    at = yield at + timedelta(minutes=20)
    office.take(report, FourPropertiesState.SIGNED, {"measures": "未挂扫描件的，随整理补扫"}, by="archivist", at=at)
    if fate == "signed":
        return
    at = yield at + timedelta(hours=2)
    office.take(report, FourPropertiesState.DONE, by="head", at=at)
    if fate == "filed":
        at = yield at + timedelta(days=1)
        office.file(report, FourPropertiesState.FILED, at=at)
