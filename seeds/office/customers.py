"""The customers of the invented office, and their meters."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from models.customer import Customer
from models.meter import Meter, MeterState
from rules import formats
from seeds.load import rows
from seeds.office.diary import Story
from seeds.office.office import Office

MAKERS = ("青禾仪表厂", "江川水表有限公司", "远测智能仪表有限公司")
REMOVALS = ("overdue", "fault", "suspend", "close", "verify")
MANAGERS = ("am", "许家明", "钟佩玲")


def tell(office: Office) -> None:
    """Sixty customers, one made by mistake, and a meter or two for most of them."""
    for index, row in enumerate(rows("office/customers.csv")):
        office.diary.tell(_customer(office, row, index))
    office.diary.tell(_twice(office))
    for index in range(6):
        office.diary.tell(_stored(office, index))
    office.diary.tell(_broken(office))


def _phone(index: int) -> str:
    """A number that nobody has: 199 0000 xxxx."""
    return f"1990000{index:04}"


def _values(office: Office, row: Mapping[str, str], index: int, opened: date) -> dict[str, object]:
    person = row["nature"] == "person"
    head = f"420000{row['born'].replace('-', '')}{index + 1:03}"
    contacts: list[dict[str, object]] = [
        {"name": row["contact"], "post": row["post"], "phone": _phone(index + 1), "main": True}]  # fmt: skip
    if not person:
        contacts.append({"name": "值班室", "post": "值班", "phone": f"0715-4330{index:03}", "main": False})
    connected = row["lifecycle"] == "done"
    points = [{"connection_no": f"JS-{26000 + index * 10 + n}", "address": row["address"]} for n in range(1 if person else 2)]
    return {
        "full_name": row["full_name"], "account_no": f"2010{index + 1:06}" if connected else None, "nature": row["nature"],
        "households": int(row["households"]) if row["households"] else None, "level": row["level"], "lifecycle": row["lifecycle"],
        "id_no": head + formats.id_card_check(head) if person and index % 3 else None, "uscc": row["uscc"] or None,
        "phone": _phone(index + 1), "address": row["address"], "contacts": contacts, "connections": points if connected else [],
        "water_use": row["water_use"], "usage_profile": row["usage_profile"] or None,
        "account_manager": office.staff[MANAGERS[index % 3]] if row["level"] != "ordinary" else None, "opened_on": opened,
        "accepted_on": opened - timedelta(days=20) if connected else None,
        "warranty_to": opened + timedelta(days=710) if connected and not person else None, "pi_consent": True,
    }  # fmt: skip


def _customer(office: Office, row: Mapping[str, str], index: int) -> Story:
    at = yield office.at(-420 + index * 5, "09:15")
    customer = office.create(Customer, _values(office, row, index, at.date()), by=("clerk", "am", "hotline")[index % 3], at=at)
    office.customers.append(customer)
    if customer.connections and index % 8:
        yield from _meter(office, customer, index)


def _twice(office: Office) -> Story:
    at = yield office.at(-97, "11:20")
    customer = office.create(Customer, {
        "full_name": "青禾市第二纺织厂", "nature": "unit", "phone": _phone(39), "address": "青禾市工业大道1号",
        "opened_on": at.date(), "water_use": "non_resident", "pi_consent": True}, by="clerk", at=at)  # fmt: skip
    at = yield at + timedelta(hours=2)
    office.void(customer, "重复建档，以先建档案为准", at=at)


def _meter(office: Office, customer: Customer, index: int) -> Story:
    """Stored, installed, and one in six taken off again; some were verified longer ago than their life lasts, or nearly so."""
    at = yield office.at(-418 + index * 5, "14:30")
    caliber = {"person": ("DN15", "DN20"), "unit": ("DN50", "DN100"), "cluster": ("DN100", "DN200")}[customer.nature][index % 2]
    age = {1: 2300, 4: 1763 + 4 * index}.get(index % 9, 60)
    meter = office.create(Meter, {
        "meter_no": f"{at.year % 100}{100200 + index * 37:08}", "caliber": caliber, "kind": "remote" if index % 4 == 0 else "mechanical",
        "maker": MAKERS[index % 3], "verified_on": at.date() - timedelta(days=age)}, by="meterstore", at=at)  # fmt: skip
    office.meters.append(meter)
    at = yield at + timedelta(days=2)
    office.take(meter, MeterState.IN_USE, {
        "customer": customer, "connection_no": customer.connections[0].connection_no, "installed_on": at.date(),
        "place": "楼道表箱" if customer.nature == "person" else "院内水表井", "seal_no": f"QF{7000 + index}"},
        by="head", at=at, words="系统启用前已装，据旧台账补登")  # fmt: skip
    if index % 6 == 5:
        at = yield office.at(-80 + index, "10:40")
        office.take(meter, MeterState.REMOVED, {
            "removed_on": at.date(), "removal_reason": REMOVALS[index % 5]}, by="head", at=at, words="据纸质拆表记录补登")  # fmt: skip


def _stored(office: Office, index: int) -> Story:
    at = yield office.at(-40 + index, "15:10")
    office.create(Meter, {
        "meter_no": f"{at.year % 100}{900100 + index:08}", "caliber": ("DN15", "DN20", "DN25")[index % 3], "maker": MAKERS[0],
        "verified_on": at.date() - timedelta(days=30)}, by="meterstore", at=at)  # fmt: skip


def _broken(office: Office) -> Story:
    at = yield office.at(-30, "09:00")
    meter = office.create(Meter, {
        "meter_no": f"{at.year % 100}00900999", "maker": MAKERS[1], "verified_on": at.date() - timedelta(days=12)},
        by="meterstore", at=at)  # fmt: skip
    at = yield at + timedelta(hours=1)
    office.void(meter, "表号录错，另行登记", at=at)
