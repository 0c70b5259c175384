"""水表: one meter from the store to its removal."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Mapped

from models.customer import Customer
from models.declare import (
    House,
    Ledger,
    Limit,
    Phase,
    Register,
    Role,
    Seen,
    Sheet,
    States,
    Step,
    Workflow,
    boxes,
    choice,
    day,
    department,
    everything,
    judged,
    link,
    quantity,
    row,
    sealed,
    section,
    source,
    state,
    text,
)
from rules.clock import due
from rules.keys import Value
from rules.limit import TimeLimit
from rules.moments import local, show_day, start_of
from rules.policy import NotStated


class MeterState(States):
    """One life: in the store, fetched, on the wall, down, back in the store, and used up."""

    STORE = "store", "在库", Phase.WAIT
    ISSUED = "issued", "已领出", Phase.RUN
    IN_USE = "in_use", "在用", Phase.RUN
    REMOVED = "removed", "已拆", Phase.RUN
    RETURNED = "returned", "旧表已交回", Phase.DONE
    SCRAPPED = "scrapped", "已处理", Phase.DONE
    VOID = "void", "作废", Phase.VOID


def wears_out_on(meter: Any, house: House) -> date | None:
    """到期日: as long after its first verification as the policy lets a meter of its size run (R003-06 to 08, JJG 162)."""
    if meter.verified_on is None or not meter.caliber:
        return None
    try:
        limit = house.policy.limit(Limit.METER_REPLACEMENT, {"dn": dn_of(meter.caliber)})
    except NotStated:
        return None
    return _last_day(limit, meter.verified_on, house)


def dn_of(caliber: str) -> float:
    """The diameter in millimetres: DN40 is 40."""
    return float(caliber.removeprefix("DN"))


def kept_until(meter: Any, house: House) -> date | None:
    """保存至, as its card says it."""
    return keeping_ends(meter.caliber, meter.returned_on, house)


def keeping_ends(caliber: str | None, returned_on: date | None, house: House) -> date | None:
    """R003-17 (003 第四章5.1): a large old meter is kept from the day it is handed in, as long as the policy says."""
    if returned_on is None or not caliber:
        return None
    try:
        if dn_of(caliber) < float(house.policy.value(Value.OLD_METER_KEEP_FROM_DN)):
            return None
        limit = house.policy.limit(Limit.OLD_METER_KEEP)
    except NotStated:
        return None
    return _last_day(limit, returned_on, house)


def _last_day(limit: TimeLimit, since: date, house: House) -> date:
    return (due(limit, start_of(since), house.calendar).at - timedelta(microseconds=1)).date()


def kept_long_enough(meter: Any, house: House) -> dict[str, str]:
    """R003-17 (003 第四章5.1): a large old meter is kept a month, so that its reading can be looked at again."""
    today = local(house.now).date()
    if house.fills(meter, "scrapped_on") and meter.keep_until and today < meter.keep_until:
        return {"scrapped_on": f"该旧表须保存到 {show_day(meter.keep_until)}，到期方可处理"}
    return {}


class Meter(
    Register, code="G00", title="水表卡片", menu="客户与水表", kept_by=(Role.METER_STORE, Role.ARCHIVIST),
    read_by=(Role.CLERK, Role.HOTLINE, Role.AM, Role.AM_LEAD, Role.CS_SUP, Role.DEPT, Role.METER_MAN, Role.INSPECTOR),
):  # fmt: skip
    """A water meter, known by the number on its face. The papers of its life move it (G02 to G12); what they do is read here.

    Without a paper only the head of the centre moves it, and says why.
    """

    __tablename__ = "meter"

    meter_no: Mapped[str] = text("表号", length=40, search=True, unique=True)
    caliber: Mapped[str] = choice("口径", "meter_caliber", default="DN20")
    kind: Mapped[str] = choice("水表类型", "meter_kind", default="mechanical")
    maker: Mapped[str | None] = text("生产厂家", length=60)
    certificate_no: Mapped[str | None] = text("检定证书号", length=40)
    source_ref: Mapped[str | None] = source("入库单据")
    verified_on: Mapped[date] = day("首次检定合格日期", past=True, help="使用期限自本日起算（JJG 162）")
    expires_on: Mapped[date | None] = judged("使用到期日", date, wears_out_on)
    issued_on: Mapped[date | None] = day("领表日期", past=True)
    customer: Mapped[Customer | None] = link("用水客户", Customer, search=True)
    connection_no: Mapped[str | None] = text("接水点编号", length=40, search=True)
    branch: Mapped[Any | None] = department("供水分公司")
    place: Mapped[str | None] = text("装表位置", length=200)
    installed_on: Mapped[date | None] = day("装表日期", past=True, after=verified_on)
    first_reading: Mapped[int | None] = quantity("起度")
    seal_no: Mapped[str | None] = text("铅封号", length=40)
    removed_on: Mapped[date | None] = day("拆表日期", past=True, after=installed_on)
    removal_reason: Mapped[str | None] = choice("拆表原因", "meter_removal")
    last_reading: Mapped[int | None] = quantity("拆表行度")
    returned_on: Mapped[date | None] = day("旧表交回日期", past=True, after=removed_on)
    keep_until: Mapped[date | None] = judged("保存至", date, kept_until)
    scrapped_on: Mapped[date | None] = day("处理日期", past=True, after=returned_on)
    status: Mapped[MeterState] = state("水表状态", MeterState, start=MeterState.STORE)

    house_rules = (kept_long_enough,)
    seen = Seen(everything(Role.DEPT))
    seals = (sealed(removed_on, returned_on, scrapped_on, instead="确有差错的，请在备注中写明"),)
    sheet = Sheet(
        section("水表", row(meter_no, status), row(boxes(caliber)), row(boxes(kind), maker), row(certificate_no, verified_on),
                row(expires_on, issued_on), row(source_ref)),
        section("安装", row(customer, connection_no), row(place, branch), row(installed_on, seal_no, first_reading)),
        section("拆除", row(removed_on, boxes(removal_reason)), row(last_reading, returned_on), row(keep_until, scrapped_on),
                row(Register.remark, lines=2)),
    )  # fmt: skip
    ledger = Ledger(
        (meter_no, 1.4), caliber, kind, maker, verified_on, (customer, 2), connection_no, installed_on, status, dated=verified_on,
    )  # fmt: skip
    flow = Workflow(
        Step(MeterState.STORE, MeterState.IN_USE, "装表", by=Role.CS_HEAD).with_reason()
        .needs(customer, connection_no, installed_on).offers(branch, place, seal_no, first_reading),
        Step(MeterState.STORE, MeterState.ISSUED, "领出").needs(issued_on).offers(connection_no).moved(),
        Step(MeterState.ISSUED, MeterState.STORE, "退库", by=Role.METER_STORE).with_reason()
        .records({issued_on: None, connection_no: None}).moved(),
        Step(MeterState.ISSUED, MeterState.IN_USE, "装表").moved()
        .needs(connection_no, installed_on).offers(customer, branch, place, seal_no, first_reading),
        Step(MeterState.IN_USE, MeterState.REMOVED, "拆表", by=Role.CS_HEAD).with_reason()
        .needs(removed_on, removal_reason).offers(last_reading).moved(),
        Step(MeterState.REMOVED, MeterState.IN_USE, "装回").moved()
        .needs(installed_on).offers(customer, connection_no, seal_no, first_reading)
        .records({removed_on: None, removal_reason: None, last_reading: None}),
        Step(MeterState.REMOVED, MeterState.RETURNED, "交回旧表", by=Role.CS_HEAD).with_reason().needs(returned_on).moved(),
        Step(MeterState.RETURNED, MeterState.SCRAPPED, "登记处理", by=Role.METER_STORE).needs(scrapped_on),
    )  # fmt: skip

    def __str__(self) -> str:
        return self.meter_no
