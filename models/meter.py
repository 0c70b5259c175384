"""水表: one meter from the store to its removal."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped

from models.customer import Customer
from models.declare import (
    Ledger,
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
    everything,
    link,
    row,
    section,
    state,
    text,
)


class MeterState(States):
    """Where a meter is."""

    STORE = "store", "在库", Phase.WAIT
    IN_USE = "in_use", "在用", Phase.RUN
    REMOVED = "removed", "已拆", Phase.DONE
    VOID = "void", "作废", Phase.VOID


class Meter(
    Register, code="G00", title="水表卡片", menu="客户与水表", kept_by=(Role.METER_STORE, Role.ARCHIVIST),
    read_by=(Role.CLERK, Role.HOTLINE, Role.AM, Role.AM_LEAD, Role.CS_SUP, Role.DEPT, Role.INSPECTOR),
):  # fmt: skip
    """A water meter, known by the number on its face."""

    __tablename__ = "meter"

    meter_no: Mapped[str] = text("表号", length=40, search=True, unique=True)
    caliber: Mapped[str] = choice("口径", "meter_caliber", default="DN20")
    kind: Mapped[str] = choice("水表类型", "meter_kind", default="mechanical")
    maker: Mapped[str | None] = text("生产厂家", length=60)
    verified_on: Mapped[date] = day("首次检定合格日期", past=True, help="使用期限自本日起算（JJG 162）")
    customer: Mapped[Customer | None] = link("用水客户", Customer, search=True)
    connection_no: Mapped[str | None] = text("接水点编号", length=40, search=True)
    place: Mapped[str | None] = text("装表位置", length=200)
    installed_on: Mapped[date | None] = day("装表日期", past=True, after=verified_on)
    seal_no: Mapped[str | None] = text("铅封号", length=40)
    removed_on: Mapped[date | None] = day("拆表日期", past=True, after=installed_on)
    removal_reason: Mapped[str | None] = choice("拆表原因", "meter_removal")
    status: Mapped[MeterState] = state("水表状态", MeterState, start=MeterState.STORE)

    seen = Seen(everything(Role.DEPT))
    sheet = Sheet(
        section("水表", row(meter_no, status), row(boxes(caliber)), row(boxes(kind), maker), row(verified_on)),
        section("安装", row(customer, connection_no), row(place), row(installed_on, seal_no)),
        section("拆除", row(removed_on, boxes(removal_reason)), row(Register.remark)),
    )
    ledger = Ledger(
        (meter_no, 1.4), caliber, kind, maker, verified_on, (customer, 2), connection_no, installed_on, status, dated=verified_on,
    )  # fmt: skip
    flow = Workflow(
        Step(MeterState.STORE, MeterState.IN_USE, "装表", by=(Role.METER_STORE, Role.METER_MAN, Role.CLERK))
        .needs(customer, connection_no, installed_on).offers(place, seal_no),
        Step(MeterState.IN_USE, MeterState.REMOVED, "拆表", by=(Role.METER_STORE, Role.METER_MAN, Role.CLERK))
        .needs(removed_on, removal_reason),
    )  # fmt: skip

    def __str__(self) -> str:
        return self.meter_no
