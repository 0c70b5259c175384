"""水表库房 in the invented office: plans of what to buy, deliveries that are looked at, and what becomes of the meters."""

from __future__ import annotations

from datetime import datetime, timedelta

from models.meter_intake import IntakeState, MeterIntake
from models.meter_purchase import MeterPurchase, PurchaseState
from rules.moments import local
from rules.periods import month_name, months_back
from seeds.office.customers import MAKERS
from seeds.office.diary import Story
from seeds.office.office import Office

#: How many months back each plan was made, and where its story ends.
PLANS = ((6, "filed"), (5, "filed"), (4, "done"), (3, "void"), (3, "done"), (2, "overdue"), (1, "buying"), (0, "draft"))
UNDER_WAY = ((-9, "agreed"), (-4, "approving"))
DELIVERIES = ((-160, "filed"), (-41, "filed"), (-33, "stored"), (-20, "void"), (-12, "stored"), (-2, "draft"))
SIZES = ("DN15", "DN20", "DN25", "DN40")


def tell(office: Office) -> None:
    """The plans of some months, and what was delivered on them."""
    for back, fate in PLANS:
        office.diary.tell(_plan(office, -30 * back - 3, "month", _month(office, back), fate))
    for days, fate in UNDER_WAY:
        office.diary.tell(_plan(office, days, "extra", "户表改造追加", fate))
    for index, (days, fate) in enumerate(DELIVERIES):
        office.diary.tell(_delivery(office, index, days, fate))


def _month(office: Office, back: int) -> str:
    year, month = months_back(month_name(local(office.now).date()), back).split("-")
    return f"{year}年{int(month)}月"


def _plan(office: Office, days: int, kind: str, period: str, fate: str) -> Story:
    at = yield office.at(days, "09:30")
    items = [
        {"caliber": size, "model": "remote" if place % 2 else "mechanical", "wanted": 40 - 8 * place, "in_stock": 6 + place,
         "need": ("swap", "survey", "rebuild")[place % 3]} for place, size in enumerate(SIZES[:3])]  # fmt: skip
    plan = office.create(MeterPurchase, {"plan_kind": kind, "period": period, "items": items}, by="meterstore", at=at)
    if fate == "draft":
        return
    if fate == "void":
        at = yield at + timedelta(hours=1)
        office.void(plan, "期间填错，另行编制", at=at)
        return
    at = yield at + timedelta(minutes=20)
    office.take(plan, PurchaseState.APPROVING, by="meterstore", at=at)
    at = yield at + timedelta(hours=2)
    office.decide(plan, agreed=True, by="head", at=at, words="按计划采购")
    if fate != "approving":
        yield from _buy(office, plan, fate, at)


def _buy(office: Office, plan: MeterPurchase, fate: str, at: datetime) -> Story:
    at = yield at + timedelta(hours=3)
    office.decide(plan, agreed=True, by="vp", at=at, words="同意")
    if fate == "agreed":
        return
    at = yield at + timedelta(days=1)
    office.take(plan, PurchaseState.BUYING, {"received_on": local(at).date(), "buyer_sign": "汤国栋"}, by="meterstore", at=at)
    if fate in ("buying", "overdue"):
        return
    at = yield at + timedelta(days=15)
    office.take(plan, PurchaseState.DONE, {"bought_on": local(at).date()}, by="meterstore", at=at)
    if fate == "filed":
        at = yield at + timedelta(days=4)
        office.file(plan, PurchaseState.FILED, at=at)


def _delivery(office: Office, index: int, days: int, fate: str) -> Story:
    """Six meters a delivery; every other delivery has one without its certificate."""
    at = yield office.at(days, "14:20")
    day = local(at).date()
    items: list[dict[str, object]] = [
        {"meter_no": f"{day.year % 100}{930000 + index * 100 + place:08}", "caliber": SIZES[place % 4], "maker": MAKERS[index % 3],
         "kind": "remote" if place == 1 else "mechanical", "certificate_no": f"JD{day:%Y}-{index * 10 + place:04}",
         "verified_on": day - timedelta(days=10), "result": "pass"} for place in range(6)]  # fmt: skip
    if index % 2:
        items[5] |= {"certificate_no": None, "result": "refuse"}
    intake = office.create(MeterIntake, {
        "stock_in_on": day, "supplier": "物贸公司", "verify_org": "青禾市计量检定测试所", "items": items},
        by="meterstore", at=at)  # fmt: skip
    if fate == "draft":
        return
    at = yield at + timedelta(minutes=40)
    if fate == "void":
        office.void(intake, "送货单位当场换货，另行验收", at=at)
        return
    office.take(intake, IntakeState.STORED, {"deliverer_sign": "汤国栋"}, by="meterstore", at=at)
    if fate == "filed":
        at = yield at + timedelta(days=3)
        office.file(intake, IntakeState.FILED, at=at)
