"""档案冻结登记 (I12): a volume or an item that must stay as it is, whatever its term says: a complaint, a dispute, an audit, a lawsuit.

Our own register (K). Several may stand at once; the last that is lifted frees the holding.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Mapped

from models.archived_item import ArchivedItem
from models.declare import (
    Default,
    House,
    Ledger,
    Phase,
    Register,
    Retention,
    Role,
    Seen,
    Sheet,
    Signed,
    States,
    Step,
    Workflow,
    boxes,
    choice,
    computed,
    day,
    in_unit,
    link,
    listing,
    only,
    prose,
    row,
    sealed,
    section,
    signature,
    signatures,
    source,
    staff,
    state,
    text,
)
from models.holding import READERS, HoldingState, code_of, holding_of, one_holding, title_of
from models.meter_file import MeterVolume
from rules.moments import show_day

KEEPERS = (Role.ARCHIVIST, Role.CS_SUP, Role.CS_HEAD, Role.DISC)
LEADERS = (Role.CS_HEAD, Role.VP)


class HoldState(States):
    """Frozen, and set free."""

    HELD = "held", "冻结中", Phase.RUN
    RELEASED = "released", "已解除", Phase.DONE
    FILED = "filed", "已归档", Phase.FILE
    VOID = "void", "作废", Phase.VOID


def what_is_gone_is_not_frozen(hold: Any, house: House) -> dict[str, str]:
    """A freeze is laid upon what is there."""
    held = holding_of(hold)
    if held is None or not (house.has_changed(hold, "volume") or house.has_changed(hold, "item")):
        return {}
    where = "volume" if hold.volume is not None else "item"
    return {where: f"该档案{held.status.label}，不能冻结"} if held.status is HoldingState.DESTROYED else {}


def only_longer(hold: Any, house: House) -> dict[str, str]:
    """A freeze that stands is lengthened; what ends it is its day, or the release by those who may."""
    if hold.id is None or not house.has_changed(hold, "until"):
        return {}
    was = house.was(hold, "until")
    if hold.until is None or (was is not None and hold.until > was):
        return {}
    if was is None:
        return {"until": "现为不定期冻结，不能改为定期；不再需要冻结的，由客服中心负责人或分管领导办理“解除冻结”"}
    return {"until": f"现为冻结至 {show_day(was)}，只能延长，不能缩短；写错的，请作废后重新登记"}


def not_before_its_day(hold: Any) -> dict[str, str]:
    """What is frozen until a day is not freed before it."""
    if hold.until is not None and hold.released_on is not None and hold.released_on < hold.until:
        return {"released_on": f"冻结至 {show_day(hold.until)}，未到期不能解除"}
    return {}


class ArchiveHold(
    Register, code="I12", title="档案冻结登记", menu="档案室", kept_by=KEEPERS, read_by=READERS, keep=Retention.THIRTY,
):  # fmt: skip
    """One reason why one holding must not be destroyed."""

    __tablename__ = "archive_hold"

    source_ref: Mapped[str | None] = source("来源单据")
    volume: Mapped[MeterVolume | None] = link("案卷", MeterVolume, search=True, help="案卷和文件选填一项")
    item: Mapped[ArchivedItem | None] = link("文件", ArchivedItem, search=True)
    holding_code: Mapped[str | None] = computed("冻结档号", str, code_of)
    holding_title: Mapped[str | None] = computed("题名", str, title_of)
    reason: Mapped[str] = choice("冻结原因", "hold_reason")
    basis: Mapped[str | None] = text("依据", length=200, help="投诉单号、案号、审计通知等")
    begun_on: Mapped[date] = day("冻结日期", default=Default.TODAY, past=True)
    begun_by: Mapped[Any] = staff("提出人", default=Default.MYSELF)
    until: Mapped[date | None] = day("冻结至", after=begun_on, help="不定期的不填")
    released_on: Mapped[date | None] = day("解除日期", past=True, after=begun_on)
    release_note: Mapped[str | None] = prose("解除说明", length=500)
    release_sign: Mapped[Signed | None] = signature("解除人签字")
    status: Mapped[HoldState] = state("状态", HoldState, start=HoldState.HELD)

    rules = (one_holding, not_before_its_day)
    house_rules = (what_is_gone_is_not_frozen, only_longer)
    seen = Seen(only(Role.DEPT, in_unit(Register.unit)))
    seals = (sealed(volume, item, once=Register.number, instead="请作废后重新登记"), sealed(until, instead="仍须冻结的，请另行登记"))
    sheet = Sheet(
        section("冻结", row(volume, item), row(holding_code, status), row(holding_title), row(boxes(reason)), row(basis),
                row(begun_on, begun_by, until), row(source_ref)),
        section("解除", row(released_on), row(release_note, lines=2), signatures(release_sign)),
        row(Register.remark),
        note="冻结期间不得销毁。可同时有几项冻结，全部解除后方可进入销毁程序。",
    )  # fmt: skip
    ledger = Ledger(
        (Register.number, 1.4), (holding_code, 1.8), (holding_title, 2.6), reason, (basis, 1.8), begun_on, begun_by, until, released_on,
        (release_sign, 1.4), status, rows=15, signed=("档案员",), dated=begun_on,
    )  # fmt: skip
    listed = listing(holding_title, holding_code, reason, begun_on, begun_by, until)
    flow = Workflow(
        Step(HoldState.HELD, HoldState.RELEASED, "解除冻结", by=LEADERS).needs(released_on, release_note).signs(release_sign),
        Step(HoldState.RELEASED, HoldState.FILED, "归档", by=Role.ARCHIVIST).files(),
    )  # fmt: skip
