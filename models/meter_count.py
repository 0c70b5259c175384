"""表库盘存表 (G15): on the last working day of the month the store is counted against its book (003 第四章3.1)."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Mapped

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
    day,
    judged,
    listing,
    prose,
    quantity,
    row,
    signature,
    signatures,
    state,
    table,
    tally,
    text,
)
from models.meter import Meter, MeterState
from models.store_days import stock_day
from rules.moments import show_day


class MeterCountState(States):
    """Counted, looked over by somebody else, filed."""

    DRAFT = "draft", "盘点中", Phase.RUN
    COUNTED = "counted", "待监盘", Phase.WAIT
    DONE = "done", "已办结", Phase.DONE
    FILED = "filed", "已归档", Phase.FILE
    VOID = "void", "作废", Phase.VOID


class CountRow(Line):
    """The meters of one size and kind: what the book says, and what lies there."""

    __tablename__ = "meter_count_row"

    caliber: Mapped[str] = choice("口径", "meter_caliber")
    kind: Mapped[str] = choice("型号", "meter_kind")
    book_qty: Mapped[int] = quantity("账面数")
    actual_qty: Mapped[int | None] = quantity("实盘数")
    diff: Mapped[int | None] = quantity("差异", minimum=-999_999)
    reason: Mapped[str | None] = text("差异原因", length=100)


def meters_in_the_book(record: Any, house: House) -> list[CountRow]:
    """How many meters of each size and kind stand in the store, and how far off that is what was counted."""
    found = select(Meter.caliber, Meter.kind, func.count()).where(Meter.status == MeterState.STORE).group_by(Meter.caliber, Meter.kind)
    counted = {(line.caliber, line.kind): line.actual_qty for line in record.rows}
    rows = []
    for caliber, kind, book in sorted(house.session.execute(found), key=lambda one: (float(one[0].removeprefix("DN")), one[1])):
        actual = counted.get((caliber, kind))
        rows.append(CountRow(caliber=caliber, kind=kind, book_qty=book, diff=None if actual is None else actual - book))
    return rows


def in_the_book(record: Any, house: House) -> int:
    return sum(line.book_qty for line in record.rows)


def counted_in_all(record: Any, house: House) -> int:
    return sum(line.actual_qty or 0 for line in record.rows)


def on_its_day(record: Any, house: House) -> dict[str, str]:
    """R003-04: the last working day of the month, on which nothing is given out."""
    if record.counted_on is None or not house.has_changed(record, "counted_on"):
        return {}
    meant = stock_day(record.counted_on, house)
    wrong = meant is not None and meant != record.counted_on
    return {"counted_on": f"盘存在每月最后一个工作日办理，该月为 {show_day(meant)}"} if wrong and meant else {}


def differences_are_explained(record: Any) -> dict[str, str]:
    """差异原因 where book and store differ."""
    return {
        f"rows-{index}-reason": "账实不符的，请填写“差异原因”"
        for index, line in enumerate(record.rows) if line.diff and not line.reason
    }  # fmt: skip


class MeterCount(
    Register, code="G15", title="表库盘存表", menu="水表库房", kept_by=Role.METER_STORE, read_by=(Role.CS_SUP, Role.FIN),
):  # fmt: skip
    """One count. The book is worked out until the counter signs, and frozen from then on."""

    __tablename__ = "meter_count"

    counted_on: Mapped[date] = day("盘存日期", default=Default.TODAY, past=True, once=True)
    rows: Mapped[list[CountRow]] = tally(
        "盘存明细", CountRow, meters_in_the_book, by=(CountRow.caliber, CountRow.kind), needs=(CountRow.actual_qty,),
        offers=(CountRow.reason,))  # fmt: skip
    booked: Mapped[int | None] = judged("账面合计", int, in_the_book, until_signed=True)
    counted: Mapped[int | None] = judged("实盘合计", int, counted_in_all, until_signed=True)
    unbooked: Mapped[str | None] = prose("账外水表", length=1000, help="库中实有而账上没有的，写明口径、型号和表号")
    counter_sign: Mapped[Signed | None] = signature("盘点人签字")
    witness_sign: Mapped[Signed | None] = signature("监盘人签字")
    status: Mapped[MeterCountState] = state("状态", MeterCountState, start=MeterCountState.DRAFT)

    rules = (differences_are_explained,)
    house_rules = (on_its_day,)
    sheet = Sheet(
        row(counted_on, status), row(booked, counted), table(rows, rows=18), row(unbooked, lines=2),
        signatures(counter_sign, witness_sign), row(Register.remark),
        copies=("表库", "客户服务中心"), landscape=True,
        note="每月最后一个工作日盘存，当日停止领表。账面数由系统按在库水表计算，签字后不再变动；账实不符的写明原因。",
    )  # fmt: skip
    ledger = Ledger(
        counted_on, booked, counted, (counter_sign, 1.6), (witness_sign, 1.6), status, rows=20, dated=counted_on,
    )  # fmt: skip
    listed = listing(counted_on, booked, counted, counter_sign)
    flow = Workflow(
        Step(MeterCountState.DRAFT, MeterCountState.COUNTED, "盘点签字", by=Role.METER_STORE).needs(rows).offers(unbooked)
        .signs(counter_sign),
        Step(MeterCountState.COUNTED, MeterCountState.DONE, "监盘签字", by=(Role.CS_SUP, Role.CS_HEAD, Role.FIN))
        .not_by_signer(counter_sign).signs(witness_sign),
        Step(MeterCountState.DONE, MeterCountState.FILED, "归档", by=Role.ARCHIVIST).files(),
    )  # fmt: skip
