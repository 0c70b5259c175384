"""档案盘点记录: the shelves against the books, holding by holding, by a scanner that types (003 第八章3, 5: 定期检查)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import select
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
    day,
    judged,
    listing,
    row,
    section,
    signature,
    signatures,
    staff,
    state,
    table,
    tally,
    text,
)
from models.holding import HoldingState
from models.place import Place, PlaceState
from models.stock_count import holdings_of, missing, scans_by_verdict, scans_of, standing
from rules.stock_take import Verdict

#: So many rooms or racks are named where one was mistyped.
NAMED = 8


class StockTakeState(States):
    """Being counted, looked over by a second person, done, filed."""

    COUNTING = "counting", "盘点中", Phase.RUN
    COUNTED = "counted", "待监盘签字", Phase.WAIT
    DONE = "done", "已结束", Phase.DONE
    FILED = "filed", "已归档", Phase.FILE
    VOID = "void", "作废", Phase.VOID


class DifferenceRow(Line):
    """A holding that is not where the books have it."""

    __tablename__ = "stock_difference"

    holding_code: Mapped[str] = text("档号", length=60)
    holding_title: Mapped[str] = text("题名", length=200)
    expected_place: Mapped[str | None] = text("应在位置", length=80)
    found_place: Mapped[str | None] = text("实际位置", length=80)
    verdict: Mapped[str] = text("结果", length=40)
    handled: Mapped[str | None] = text("处理情况", length=100)


def differences(take: Any, house: House) -> list[DifferenceRow]:
    """What was found where it should not be, and what should be there and was not found."""
    session = house.session
    wrong = [scan for scan in scans_of(session, take) if Verdict(scan.verdict).is_difference]
    held = holdings_of(session, wrong)
    found = [_row(held[scan.register, scan.record_id], Verdict(scan.verdict), scan.place.path) for scan in wrong]
    return found + [_row(holding, Verdict.MISSING, None) for holding in missing(session, take)]


def _row(holding: Any, verdict: Verdict, found_at: str | None) -> DifferenceRow:
    return DifferenceRow(
        holding_code=holding.archival_code or holding.number, holding_title=str(holding),
        expected_place=holding.place.path if holding.place is not None else None, found_place=found_at, verdict=verdict.label)  # fmt: skip


def expected(take: Any, house: House) -> int:
    return standing(house.session, take, HoldingState.SHELVED)


def counted(take: Any, house: House) -> int:
    return sum(scans_by_verdict(house.session, take).values())


def counts_what_there_is(take: Any, house: House) -> dict[str, str]:
    """A room or a rack that no place is in, mistyped as a rule, would be counted as empty and found in order."""
    if not take.room or not (house.has_changed(take, "room") or house.has_changed(take, "rack")):
        return {}
    known = select(Place.room, Place.rack).where(Place.status != PlaceState.VOID).distinct().order_by(Place.room, Place.rack)
    places = [(room, rack) for room, rack in house.session.execute(known)]
    if not (racks := [rack for room, rack in places if room == take.room]):
        return {"room": f"存放位置中没有“{take.room}”{_there_is(room for room, _ in places)}"}
    return {"rack": f"“{take.room}”没有“{take.rack}”{_there_is(racks)}"} if take.rack and take.rack not in racks else {}


def _there_is(names: Iterable[str]) -> str:
    found = list(dict.fromkeys(names))
    more = " 等" if len(found) > NAMED else ""
    return f"，现有：{'、'.join(found[:NAMED])}{more}" if found else "，请先登记存放位置"


class StockTake(Register, code="I13", title="档案盘点记录", menu="档案室", kept_by=Role.ARCHIVIST, read_by=(Role.VP,)):
    """One count of a room, or of one rack of it."""

    __tablename__ = "stock_take"

    room: Mapped[str] = text("库房", length=20, search=True, help="与存放位置卡上的写法一致，如 一库")
    rack: Mapped[str | None] = text("架", length=20, help="只盘一架的填写，如 3架；盘全库的不填")
    started_on: Mapped[date] = day("盘点日期", default=Default.TODAY, past=True)
    counter: Mapped[Any] = staff("盘点人", default=Default.MYSELF)
    expected: Mapped[int | None] = judged("应在架", int, expected, until_signed=True)
    counted: Mapped[int | None] = judged("已盘", int, counted, until_signed=True)
    rows: Mapped[list[DifferenceRow]] = tally(
        "差异清单", DifferenceRow, differences, by=(DifferenceRow.holding_code, DifferenceRow.verdict), offers=(DifferenceRow.handled,)
    )
    counter_sign: Mapped[Signed | None] = signature("盘点人签字")
    witness_sign: Mapped[Signed | None] = signature("监盘人签字")
    status: Mapped[StockTakeState] = state("状态", StockTakeState, start=StockTakeState.COUNTING)

    house_rules = (counts_what_there_is,)
    sheet = Sheet(
        section("盘点", row(room, rack), row(started_on, counter), row(expected, counted), row(status)),
        section("差异", table(rows, rows=8)),
        section("签字", signatures(counter_sign, witness_sign), row(Register.remark)),
        landscape=True,
    )  # fmt: skip
    ledger = Ledger((Register.number, 1.4), started_on, room, rack, expected, counted, counter, status, rows=20, dated=started_on)
    listed = listing(room, rack, started_on, expected, counted, counter)
    flow = Workflow(
        Step(StockTakeState.COUNTING, StockTakeState.COUNTED, "结束盘点", by=Role.ARCHIVIST).offers(rows).signs(counter_sign),
        Step(StockTakeState.COUNTED, StockTakeState.DONE, "监盘签字", by=(Role.ARCHIVIST, Role.CS_HEAD))
        .not_by_signer(counter_sign).signs(witness_sign),
        Step(StockTakeState.COUNTED, StockTakeState.COUNTING, "退回复盘", by=(Role.ARCHIVIST, Role.CS_HEAD)).with_reason(),
        Step(StockTakeState.DONE, StockTakeState.FILED, "归档", by=Role.ARCHIVIST).files(),
    )  # fmt: skip
