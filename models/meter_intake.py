"""水表入库验收单 (G02): every meter that is delivered is looked at one by one; without its certificate it is refused (003 第四章2)."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session

from models.declare import (
    Default,
    House,
    Ledger,
    Line,
    Phase,
    Register,
    Role,
    Sheet,
    Signed,
    States,
    Step,
    Workflow,
    choice,
    computed,
    day,
    lines,
    listing,
    row,
    section,
    signature,
    signatures,
    state,
    table,
    text,
    when,
)
from models.meter import Meter
from rules.archival import Retention
from rules.meter_store import check_received
from rules.refusals import Refused

#: A delivery is no larger than a store can look at in a day.
MOST_ROWS = 200


class IntakeState(States):
    """Looked at, taken in, filed."""

    DRAFT = "draft", "待验收", Phase.RUN
    STORED = "stored", "已入库", Phase.DONE
    FILED = "filed", "已归档", Phase.FILE
    VOID = "void", "作废", Phase.VOID


class IntakeRow(Line):
    """One meter of the delivery, and whether it is taken in."""

    __tablename__ = "meter_intake_row"

    meter_no: Mapped[str] = text("表号", length=40)
    caliber: Mapped[str] = choice("口径", "meter_caliber")
    kind: Mapped[str] = choice("水表类型", "meter_kind", default="mechanical")
    maker: Mapped[str] = text("厂家", length=60)
    certificate_no: Mapped[str | None] = text("检定证书号", length=40)
    verified_on: Mapped[date] = day("检定日期")
    result: Mapped[str] = choice("验收结果", "intake_result", default="pass")


def count_refused(intake: Any, session: Session) -> int:
    """无合格证拒收数: the meters that came without a certificate; each of them is refused (see `taken_in_with_its_certificate`)."""
    return sum(1 for line in intake.items if not line.certificate_no)


def taken_in_with_its_certificate(intake: Any) -> dict[str, str]:
    """R003-03, row by row; and nothing was verified after it came."""
    errors: dict[str, str] = {}
    for index, line in enumerate(intake.items):
        try:
            check_received([line.meter_no] if line.result == "pass" and not line.certificate_no else [])
        except Refused as refusal:
            errors[f"items-{index}-result"] = refusal.message
        if intake.stock_in_on and line.verified_on and line.verified_on > intake.stock_in_on:
            errors[f"items-{index}-verified_on"] = "不能晚于“入库日期”"
    return errors


def each_meter_once(intake: Any, house: House) -> dict[str, str]:
    """A number stands once on the paper and is borne by no meter of the house; what is taken in already is asked no more."""
    if not house.has_changed(intake, "items") and intake.status is not IntakeState.DRAFT:
        return {}
    numbers = [line.meter_no for line in intake.items]
    with house.session.no_autoflush:
        known = set(house.session.scalars(select(Meter.meter_no).where(Meter.meter_no.in_(numbers)))) if numbers else set()
    times = Counter(numbers)
    errors: dict[str, str] = {}
    for index, line in enumerate(intake.items):
        if times[line.meter_no] > 1:
            errors[f"items-{index}-meter_no"] = f"表号 {line.meter_no} 在本单中重复"
        elif line.result == "pass" and line.meter_no in known:
            errors[f"items-{index}-meter_no"] = f"“表号”{line.meter_no} 已经登记过"
    return errors


class MeterIntake(
    Register, code="G02", title="水表入库验收单", menu="水表库房", kept_by=Role.METER_STORE, keep=Retention.THIRTY,
):  # fmt: skip
    """One delivery. What passes becomes a meter in the store."""

    __tablename__ = "meter_intake"

    stock_in_on: Mapped[date] = day("入库日期", default=Default.TODAY, past=True)
    supplier: Mapped[str] = text("送货单位", length=60, search=True, default="物贸公司")
    verify_org: Mapped[str] = text("检定机构", length=60, help="法定检定单位")
    items: Mapped[list[IntakeRow]] = lines("明细", IntakeRow, maximum=MOST_ROWS)
    rejected: Mapped[int | None] = computed("无合格证拒收数", int, count_refused)
    keeper_sign: Mapped[Signed | None] = signature("仓库管理员签字")
    deliverer_sign: Mapped[Signed | None] = signature("送货人签字")
    status: Mapped[IntakeState] = state("状态", IntakeState, start=IntakeState.DRAFT)

    rules = (taken_in_with_its_certificate,)
    house_rules = (each_meter_once,)
    sheet = Sheet(
        section("送货", row(stock_in_on, supplier), row(verify_org, status)),
        section("验收", table(items, rows=15), row(rejected, Register.remark)),
        signatures(keeper_sign, deliverer_sign),
        copies=("表库", "物贸公司"), landscape=True,
        note="水表经法定单位检定合格后送表库，仓库管理员逐一验收；无检验合格证的，表库应当拒收。",
    )  # fmt: skip
    ledger = Ledger(
        (Register.number, 1.4), stock_in_on, (supplier, 1.4), (verify_org, 1.6), (items, 4), rejected, status, rows=15,
        signed=("仓库管理员",), dated=stock_in_on,
    )  # fmt: skip
    listed = listing(stock_in_on, supplier, verify_org, rejected)
    flow = Workflow(
        Step(IntakeState.DRAFT, IntakeState.STORED, "入库", by=Role.METER_STORE).needs(items).offers(deliverer_sign).signs(keeper_sign)
        .opens(
            Meter,
            {Meter.meter_no: IntakeRow.meter_no, Meter.caliber: IntakeRow.caliber, Meter.kind: IntakeRow.kind,
             Meter.maker: IntakeRow.maker, Meter.certificate_no: IntakeRow.certificate_no, Meter.verified_on: IntakeRow.verified_on},
            each=items, only=when(IntakeRow.result, "pass")),
        Step(IntakeState.STORED, IntakeState.FILED, "归档", by=Role.ARCHIVIST).files(),
    )  # fmt: skip
