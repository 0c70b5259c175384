"""领表、验收和盘存 in the invented office: what was fetched for which connection point, and what was found there."""

from __future__ import annotations

from collections.abc import Generator
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from models.change_issue import ChangeIssue, ChangeState
from models.compensation import Compensation, CompensationState
from models.customer import Customer
from models.meter import Meter, MeterState
from models.meter_acceptance import AcceptanceState, MeterAcceptance
from models.meter_count import MeterCount, MeterCountState
from models.meter_issue import IssueState, MeterIssue
from models.paper_receipt import PaperReceipt, ReceiptState
from models.store_days import stock_day
from rules.moments import SHANGHAI, local
from rules.periods import months_back
from seeds.office.diary import Story
from seeds.office.meter_shop import MeterShop
from seeds.office.office import Office
from services.house import HouseNow

#: How long ago each acceptance form was made out, where its story ends, and who installs: who fails gets no more meters.
FORMS = (
    (-38, "filed", "工程公司"), (-31, "received", "工程公司"), (-24, "passed", "工程公司"), (-18, "checked", "工程公司"),
    (-11, "appointed", "工程公司"), (-9, "cancelled", "工程公司"), (-8, "issued", "工程公司"), (-6, "repair", "管网部"),
    (-3, "void", "工程公司"), (-1, "draft", "工程公司"),
)  # fmt: skip
#: Sizes of homes, of which the store always has some.
AT_HOME = ("DN15", "DN20")
CHANGES = ((-26, "filed"), (-16, "done"), (-10, "void"), (-5, "out"), (-2, "draft"))
COUNTS = ((4, "filed"), (3, "filed"), (2, "void"), (2, "done"), (1, "counted"))


def tell(office: Office) -> None:
    """Forms with their slips, changes of meters, and the counts of some months; the last one is still being made."""
    for index, (days, fate, installer) in enumerate(FORMS):
        office.diary.tell(_form(office, index, days, fate, installer))
    shop = MeterShop(office, turn=-3)
    for index, (days, fate) in enumerate(CHANGES):
        office.diary.tell(_change(office, shop, index, days, fate))
    for place, (back, fate) in enumerate(COUNTS):
        office.diary.tell(_count(office, _stock_day(office, back), place, fate))
    office.diary.tell(_count(office, _stock_day(office, 5), len(COUNTS), "draft"))


def _open_day(office: Office, days: int) -> datetime:
    """Ten in the morning of that day, or of the last before it on which the store gives meters out."""
    house, day = HouseNow(office.session, office.now), office.day(days)
    while not house.calendar.is_worked(day) or day.weekday() > 4 or stock_day(day, house) == day:
        day -= timedelta(days=1)
    return datetime.combine(day, time(10), SHANGHAI)


def _stock_day(office: Office, back: int) -> date:
    """The day of counting of so many months ago."""
    month = months_back(f"{local(office.now):%Y-%m}", back)
    found = stock_day(date.fromisoformat(f"{month}-01"), HouseNow(office.session, office.now))
    assert found is not None  # noqa: S101 - every policy of ours counts the store
    return found


def _in_store(office: Office, caliber: str) -> Meter:
    """The meter of that size that has lain longest."""
    found = select(Meter).where(Meter.status == MeterState.STORE, Meter.caliber == caliber).order_by(Meter.id)
    return office.session.scalars(found).first()  # type: ignore[return-value] # the deliveries bring enough of them


def _home(office: Office, index: int) -> Customer:
    """A customer with a connection point."""
    return [customer for customer in office.customers if customer.connections][index * 2 + 1]


def _form(office: Office, index: int, days: int, fate: str, installer: str) -> Story:
    at = yield _open_day(office, days) - timedelta(minutes=40)
    customer = _home(office, index)
    form = office.create(MeterAcceptance, {
        "application": f"SQ-{at.year}-{index + 101:04}", "work_kind": "new", "connection_no": customer.connections[0].connection_no,
        "customer_name": customer.full_name, "address": customer.address, "customer": customer,
        "installer": office.departments[installer], "branch": office.departments["管网部"]}, by="clerk", at=at)  # fmt: skip
    at = yield at + timedelta(minutes=20)
    slip = office.create(MeterIssue, {
        "application": form.application, "drawing_ok": True, "accept_ref": form, "connection_no": form.connection_no, "caliber": "DN20",
        "receiver_unit": office.departments[installer]}, by="clerk", at=at)  # fmt: skip
    if fate == "void":
        at = yield at + timedelta(minutes=10)
        office.void(slip, "客户撤回申请", at=at)
        office.void(form, "客户撤回申请", at=at)
    if fate in ("void", "draft"):
        return
    at = yield at + timedelta(minutes=30)
    meter = _in_store(office, "DN20")
    office.take(slip, IssueState.ISSUED, {
        "meter": meter, "issued_on": local(at).date(), "receiver_sign": "施建国"}, by="meterstore", at=at)  # fmt: skip
    if fate == "filed":
        office.file(slip, IssueState.FILED, at=at)
    if fate == "cancelled":
        at = yield at + timedelta(days=1)
        office.take(meter, MeterState.STORE, by="meterstore", at=at, words="工程取消，原表退回")
        office.take(form, AcceptanceState.CANCELLED, {"given_up_on": local(at).date()}, by="clerk", at=at, words="客户取消工程")
    elif fate != "issued":
        yield from _accept(office, form, meter, fate, at)


def _accept(office: Office, form: MeterAcceptance, meter: Meter, fate: str, at: datetime) -> Story:
    at = yield at + timedelta(days=2)
    office.take(form, AcceptanceState.APPOINTED, {
        "appointed_at": at + timedelta(days=1), "meters": [{
            "meter": meter, "caliber": meter.caliber, "first_reading": 1, "seal_no": f"QF-{meter.id:05}", "place": "楼道表箱"}]},
        by="clerk", at=at)  # fmt: skip
    if fate == "appointed":
        return
    at = yield at + timedelta(days=1)
    office.take(form, AcceptanceState.CHECKED, by="dept", at=at)
    if fate == "checked":
        return
    at = yield at + timedelta(minutes=30)
    if fate == "repair":
        office.take(form, AcceptanceState.REPAIR, {"rectify": "表前阀渗漏，更换阀门并重新紧固"}, by="clerk", at=at)
        return
    office.take(form, AcceptanceState.PASSED, {"accepted_on": local(at).date(), "installer_sign": "施建国"}, by="clerk", at=at)
    if fate != "passed":
        yield from _hand_over(office, form, fate, at)


def _hand_over(office: Office, form: MeterAcceptance, fate: str, at: datetime) -> Story:
    """The paper on its way into the volume of its connection point."""
    receipt: Any = office.opened_by(form, PaperReceipt)
    at = yield at + timedelta(days=1)
    office.take(receipt, ReceiptState.RECEIVED, {
        "pages": 2, "received_on": local(at).date(), "doc_date": f"{form.accepted_on:%Y%m%d}"}, by="archivist", at=at)  # fmt: skip
    if fate == "received":
        return
    at = yield at + timedelta(hours=1)
    office.put_away(receipt, at=at)


def _paid_for(office: Office, old: Meter, reading: int, at: datetime) -> Generator[datetime, datetime, Compensation]:
    """The customer's application, agreed to by the centre."""
    request = office.create(Compensation, {
        "meter": old, "branch": office.departments["抄收部"], "applied_on": local(at).date(), "kind": "compensate"},
        by="clerk", at=at)  # fmt: skip
    office.take(request, CompensationState.REVIEW, {
        "arrears_check": "none", "customer_sign": request.account_name, "reading": reading, "damage_reason": "human",
        "compensation": "118.00"}, by="clerk", at=at)  # fmt: skip
    at = yield at + timedelta(minutes=30)
    office.take(request, CompensationState.AGREED, by="head", at=at, words="同意")
    return request


def _change(office: Office, shop: MeterShop, index: int, days: int, fate: str) -> Story:
    """A damaged meter is paid for, and another one fetched in its place: the old one comes down on the same day."""
    at = yield _open_day(office, days) - timedelta(minutes=15)
    while (old := shop.on_the_wall()).caliber not in AT_HOME:
        pass
    request = yield from _paid_for(office, old, 600 + index, at)
    at = yield at + timedelta(minutes=45)
    slip = office.create(ChangeIssue, {
        "issue_kind": "damage", "compensation": request, "old_meter": old, "old_reading": request.reading, "caliber": old.caliber,
        "receiver_unit": office.departments["抄收部"]}, by="clerk", at=at)  # fmt: skip
    if fate == "draft":
        return
    at = yield at + timedelta(minutes=20)
    if fate == "void":
        office.void(slip, "客户自行找回原表", at=at)
        return
    day = local(at).date()
    office.take(slip, ChangeState.OUT, {
        "meter": _in_store(office, old.caliber), "issued_on": day, "receiver_sign": "孟凡玉"}, by="meterstore", at=at)  # fmt: skip
    at = yield at + timedelta(hours=5)
    if fate != "out":
        office.press(slip, "登记拆表", {"old_removed_on": day, "removed_reading": request.reading}, by="meterman", at=at)
    office.press(slip, "登记装表", {
        "installed_on": day, "place": "楼道表箱", "seal_no": f"QF-8{index:03}", "first_reading": 0}, by="meterstore", at=at)  # fmt: skip
    if fate == "out":
        return
    at = yield at + timedelta(hours=20)
    office.take(slip, ChangeState.DONE, {"old_returned_on": local(at).date()}, by="meterstore", at=at)
    if fate == "filed":
        at = yield at + timedelta(days=2)
        office.take(request, CompensationState.DONE, {"finished_on": local(at).date()}, by="clerk", at=at)
        office.file(slip, ChangeState.FILED, at=at)


def _count(office: Office, day: date, place: int, fate: str) -> Story:
    at = yield datetime.combine(day, time(15), SHANGHAI) + timedelta(minutes=10 * place)
    count = office.create(MeterCount, {"counted_on": day}, by="meterstore", at=at)
    if fate == "draft":
        return
    at = yield at + timedelta(minutes=5)
    if fate == "void":
        office.void(count, "漏盘一架，重新盘点", at=at)
        return
    at = yield at + timedelta(minutes=30)
    rows = [{"id": line.id, "actual_qty": line.book_qty} for line in count.rows]
    office.take(count, MeterCountState.COUNTED, {"rows": rows}, by="meterstore", at=at)
    if fate == "counted":
        return
    at = yield at + timedelta(hours=1)
    office.take(count, MeterCountState.DONE, by="supervisor", at=at)
    if fate == "filed":
        at = yield at + timedelta(days=4)
        office.file(count, MeterCountState.FILED, at=at)
