"""换表 in the invented office: plans for the aged, reports of the faulty, and one form for each meter that is changed."""

from __future__ import annotations

from collections.abc import Generator
from datetime import datetime, timedelta

from models.meter import MeterState
from models.swap import MeterSwap, SwapState
from models.swap_check import SwapCheck, SwapCheckState
from models.swap_notice import SwapNotice, SwapNoticeState
from models.swap_plan import SwapPlan, SwapPlanState
from rules.moments import local
from seeds.office.diary import Story
from seeds.office.meter_shop import MeterShop
from seeds.office.office import Office

#: How far each form got, and how many days ago it was begun.
SINGLE = (
    (-38, "filed"), (-33, "done"), (-27, "cancelled"), (-22, "done"), (-15, "returned"), (-9, "stopped"), (-6, "issued"),
    (-5, "told"), (-4, "signed"), (-3, "void"), (-2, "draft"), (-1, "changed"),
)  # fmt: skip
SUBSTITUTES = ((-20, "done"), (-3, "approving"))
CHECKS = ((-45, "filed"), (-30, "done"), (-10, "replacing"), (-7, "void"), (-2, "checking"), (0, "draft"))
#: The term that each plan asks for ends so many days from now.
PLANS = ((-70, -60, "filed"), (-24, 15, "done"), (-8, 25, "running"), (-3, 45, "approving"), (-6, 20, "void"), (-1, 80, "draft"))


#: A story that hands its moment back.
Told = Generator[datetime, datetime, datetime]


def tell(office: Office) -> None:
    """Every form of it, at every stage."""
    shop = MeterShop(office, 1)
    for days, ends, fate in PLANS:
        office.diary.tell(_plan(office, shop, days, ends, fate))
    for days, fate in CHECKS:
        office.diary.tell(_check(office, shop, days, fate))
    for days, fate in SINGLE:
        office.diary.tell(_single(office, shop, days, fate, "overdue"))
    for days, fate in SUBSTITUTES:
        office.diary.tell(_single(office, shop, days, fate, "substitute"))
    office.diary.tell(_notice_twice(office, shop))


def _single(office: Office, shop: MeterShop, days: int, fate: str, kind: str) -> Story:
    at = yield office.at(days, "09:10")
    values: dict[str, object] = {"kind": kind, "reason": "fault" if kind == "substitute" else "overdue"}
    if kind == "substitute":
        values |= {"reported_at": at - timedelta(minutes=20), "notified_at": at - timedelta(minutes=10)}
    swap = office.create(MeterSwap, values | {
        "meter": shop.spoken_of() if fate in ("void", "draft") else shop.on_the_wall(),
        "branch": office.departments["管网部"], "card_reading": 412 - days, "zone": "城南片",
        "replacer": office.staff["meterman"]}, by="meterman", at=at)  # fmt: skip
    if fate == "void":
        at = yield at + timedelta(hours=1)
        office.void(swap, "水表选错，另填", at=at)
        return
    yield from carry(office, shop, swap, fate, at)


def carry(office: Office, shop: MeterShop, swap: MeterSwap, fate: str, at: datetime) -> Story:
    """One form as far as `fate`."""
    if fate == "draft":
        return
    at = yield at + timedelta(hours=1)
    known = {"replacer": office.staff["meterman"], "card_reading": swap.card_reading or 388}
    if swap.kind == "substitute":
        office.take(swap, SwapState.APPROVING, known, by="meterman", at=at)
        if fate == "approving":
            return
        at = yield at + timedelta(minutes=30)
        office.decide(swap, agreed=True, by="dept", at=at, words="已向客服中心口头报告")
        at = yield at + timedelta(minutes=30)
        office.decide(swap, agreed=True, by="head", at=at, words="同意替代")
    else:
        office.take(swap, SwapState.SIGNED, known, by="dept", at=at, words="同意领表")
    if fate == "signed":
        return
    at = yield at + timedelta(hours=1)
    if fate == "cancelled":
        office.take(swap, SwapState.CANCELLED, by="dept", at=at, words="用户已办理销户")
        return
    new_meter = shop.in_the_store(swap.caliber or "DN20", at)
    office.take(swap, SwapState.ISSUED, {
        "new_meter": new_meter, "new_reading": 0, "issued_on": local(at).date(), "prev_returned": True},
        by="meterstore", at=at)  # fmt: skip
    if fate == "issued":
        return
    at = yield from _notify(office, swap, at, signed=fate not in ("told", "stopped"))
    if fate == "stopped":
        office.take(swap, SwapState.STOPPED, {
            "stopped_why": "现场行度与抄表底数相差四百余吨", "old_reading": 9, "reading_agrees": False, "old_seal": "broken"},
            by="meterman", at=at)  # fmt: skip
    elif fate != "told":
        yield from _change(office, shop, swap, fate, at)


def _notify(office: Office, swap: MeterSwap, at: datetime, *, signed: bool) -> Told:
    """The customer is told, and signs beside both meters. Returns the moment."""
    notice = swap.notice_ref
    assert notice is not None  # noqa: S101 - fetching the meter has opened it
    at = yield at + timedelta(minutes=20)
    office.take(notice, SwapNoticeState.TOLD, {
        "planned_at": at + timedelta(hours=2), "replacer": office.staff["meterman"], "replacer_phone": "0715-4320033",
        "office_seal": local(at).date()}, by="meterman", at=at)  # fmt: skip
    if signed:
        at = yield at + timedelta(hours=2)
        office.take(notice, SwapNoticeState.SIGNED, {
            "old_reading": (swap.card_reading or 0) + 6, "seal_ok": True, "user_sign": swap.account_name},
            by="meterman", at=at)  # fmt: skip
    return at


def _change(office: Office, shop: MeterShop, swap: MeterSwap, fate: str, at: datetime) -> Story:
    at = yield at + timedelta(minutes=30)
    office.take(swap, SwapState.CHANGED, {
        "old_reading": (swap.card_reading or 0) + 6, "reading_agrees": True, "old_seal": "whole", "new_seal": f"QF{8000 + swap.id}",
        "direction_ok": True, "replaced_on": local(at).date(), "user_sign": swap.account_name}, by="meterman", at=at)  # fmt: skip
    if fate == "changed":
        return
    at = yield at + timedelta(hours=1)
    office.take(swap, SwapState.RETURNED, {
        "old_returned_on": local(at).date(), "damaged": fate == "filed"}, by="meterstore", at=at)  # fmt: skip
    if fate == "returned":
        return
    at = yield at + timedelta(hours=3)
    office.take(swap, SwapState.DONE, {"entered_on_system": local(at).date()}, by="clerk", at=at)
    if swap.notice_ref is not None:
        office.file(swap.notice_ref, SwapNoticeState.FILED, at=at)
    if fate == "filed":
        at = yield at + timedelta(days=1)
        shop.into_a_volume(swap, at)
        office.take(swap.meter, MeterState.SCRAPPED, {"scrapped_on": local(at).date()}, by="meterstore", at=at)


def _check(office: Office, shop: MeterShop, days: int, fate: str) -> Story:
    at = yield office.at(days, "08:50")
    pick = shop.on_the_wall if fate in ("filed", "done", "replacing") else shop.spoken_of
    rows = [
        {"meter": pick(), "fault": fault, "reading": 231 + 40 * place, "replacer": office.staff["meterman"],
         "recent_usage": "两月无用量" if fault == "stopped" else None}
        for place, fault in enumerate(("stopped", "black", "slow")[: 1 + abs(days) % 3])]  # fmt: skip
    form = office.create(SwapCheck, {
        "reported_on": local(at).date(), "branch": office.departments["管网部"], "items": rows}, by="meterman", at=at)  # fmt: skip
    if fate == "draft":
        return
    at = yield at + timedelta(minutes=40)
    if fate == "void":
        office.void(form, "重复报送", at=at)
        return
    office.take(form, SwapCheckState.CHECKING, {"items": shop.rows_of(form)}, by="dept", at=at)
    if fate == "checking":
        return
    at = yield at + timedelta(days=1)
    answers = [
        row | ({"check_result": "agree"} if place < 2 else {"check_result": "refuse", "check_note": "现场复查走字正常"})
        for place, row in enumerate(shop.rows_of(form))]  # fmt: skip
    office.take(form, SwapCheckState.REPLACING, {"items": answers, "notified_at": at}, by="supervisor", at=at)
    for row in form.items:
        if row.swap is not None:
            office.diary.tell(
                carry(office, shop, row.swap, "done" if fate != "replacing" else "issued", at + timedelta(hours=row.position))
            )
    if fate == "replacing":
        return
    at = yield at + timedelta(days=3)
    today = local(at).date()
    office.take(form, SwapCheckState.DONE, {"old_returned_on": today, "replaced_on": today}, by="meterman", at=at)
    if fate == "filed":
        at = yield at + timedelta(days=2)
        office.file(form, SwapCheckState.FILED, at=at)


def _plan(office: Office, shop: MeterShop, days: int, ends: int, fate: str) -> Story:
    at = yield office.at(days, "08:40")
    plan = office.create(SwapPlan, {
        "period": f"{office.day(ends):%Y年%-m月}", "branch": office.departments["管网部"], "period_from": office.day(min(ends, days)),
        "period_to": office.day(ends)}, by="meterman", at=at)  # fmt: skip
    if fate == "draft":
        return
    at = yield at + timedelta(minutes=30)
    if fate == "void":
        office.void(plan, "期间填错", at=at)
        return
    office.take(plan, SwapPlanState.APPROVING, by="meterman", at=at)
    if fate == "approving":
        return
    at = yield at + timedelta(hours=4)
    office.decide(plan, agreed=True, by="head", at=at, words="同意")
    reach = {"filed": "done", "done": "returned", "running": "issued"}[fate]
    for row in plan.items:
        assert row.swap is not None  # noqa: S101 - the approval has opened one for each row
        office.diary.tell(carry(office, shop, row.swap, reach, at + timedelta(hours=2 * row.position)))
    if fate == "running":
        return
    at = yield at + timedelta(days=6)
    office.take(plan, SwapPlanState.DONE, {"finished_on": local(at).date()}, by="meterman", at=at)
    if fate == "filed":
        at = yield at + timedelta(days=1)
        office.file(plan, SwapPlanState.FILED, at=at)


def _notice_twice(office: Office, shop: MeterShop) -> Story:
    """A notice by hand that was written twice."""
    at = yield office.at(-11, "10:05")
    meter = shop.on_the_wall()
    notice = office.create(SwapNotice, {
        "meter": meter, "branch": office.departments["管网部"], "reason": "verify", "new_meter": shop.in_the_store(meter.caliber, at),
        "new_reading": 0}, by="meterman", at=at)  # fmt: skip
    at = yield at + timedelta(hours=1)
    office.void(notice, "重复填写", at=at)
