"""档案移交清册 (I07): an archivist who changes posts, a department that files, a house that is divided, a deposit with the archives.

Three people count together: who gives, who takes, and who looks on (003 第八章6).
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Mapped

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
    day,
    department,
    in_unit,
    lines,
    listing,
    only,
    row,
    sealed,
    section,
    signature,
    signatures,
    staff,
    state,
    table,
    text,
    unless,
    when,
)
from models.holding import HoldingState, holding_of, holds_on
from models.holding_line import HoldingLine, each_is_one_holding, rows_stand, where_of
from rules.destruction import check_handover
from rules.refusals import Refused

GIVERS = (Role.ARCHIVIST, Role.CLERK, Role.DEPT)
#: Handed over for good: the holdings are another archive's from then on.
FOR_GOOD = ("reorganised", "deposit")
LEADERS = (Role.CS_HEAD, Role.VP)


class HandoverState(States):
    """Listed, agreed to where it is for good, counted by three, handed over."""

    DRAFT = "draft", "造册中", Phase.DRAFT
    ASKED = "asked", "待领导同意", Phase.WAIT
    COUNTING = "counting", "待点交", Phase.RUN
    COUNTED = "counted", "待监交签字", Phase.WAIT
    DONE = "done", "已移交", Phase.DONE
    FILED = "filed", "已归档", Phase.FILE
    VOID = "void", "作废", Phase.VOID


class HandoverRow(HoldingLine):
    """One volume or item, and whether it was there when they counted."""

    __tablename__ = "handover_row"

    quantity_note: Mapped[str | None] = text("份数/页数", length=40)
    media: Mapped[str | None] = text("载体/电子件", length=40)
    count_result: Mapped[str | None] = choice("点交结果", "handover_count")
    count_note: Mapped[str | None] = text("缺少说明", length=200)


def three_people(record: Any) -> dict[str, str]:
    """R003-39 (003 第八章6): the three are three persons, however each of them is named."""
    receives = record.to_person.name if record.to_person is not None else (record.to_sign.name if record.to_sign else "（待签）")
    if record.from_person is None or record.witness is None:
        return {}
    try:
        check_handover(leaves=record.from_person.name, receives=receives, supervises=record.witness.name, list_signed=True)
    except Refused as refusal:
        return {"witness": refusal.message}
    return {}


def goes_from_the_archivist(record: Any, house: House) -> dict[str, str]:
    """What leaves our archive for good is handed over by the post that keeps it."""
    if record.reason not in FOR_GOOD or record.status is not record.start() or record.from_person is None:
        return {}
    return {} if house.holds(record.from_person, Role.ARCHIVIST) else {"from_person": "进馆和机构调整的档案由档案员移交，移交人须为档案员"}


def what_is_frozen_stays(record: Any, house: House) -> dict[str, str]:
    """R003-38 (003 第八章7): what a paper freezes does not leave for good. Whoever asked the leader in vain has his list back."""
    if record.reason not in FOR_GOOD or not record.status.phase.is_open or record.status is HandoverState.ASKED:
        return {}
    return {
        where_of(index, line): f"该档案已冻结（{'、'.join(held)}），不能移交"
        for index, line in enumerate(record.rows)
        if line.count_result != "missing" and holding_of(line) is not None and (held := holds_on(holding_of(line), house))
    }  # fmt: skip


def every_row_was_counted(record: Any, house: House) -> dict[str, str]:
    """What is missing is said, row by row."""
    errors = {
        f"rows-{index}-count_note": "请写明缺少什么"
        for index, line in enumerate(record.rows) if line.count_result == "missing" and not line.count_note
    }  # fmt: skip
    if record.handed_on is not None and house.fills(record, "handed_on"):
        errors |= {f"rows-{index}-count_result": "尚未点交" for index, line in enumerate(record.rows) if not line.count_result}
    return errors


class ArchiveHandover(
    Register, code="I07", title="档案移交清册", menu="档案室", kept_by=GIVERS,
    read_by=(*LEADERS, Role.CS_SUP, Role.ADMIN_DEPT), keep=Retention.PERMANENT,
):  # fmt: skip
    """One list that changes hands. What goes to another archive leaves our shelves with it."""

    __tablename__ = "archive_handover"

    reason: Mapped[str] = choice("移交案由", "handover_reason")
    from_unit: Mapped[Any] = department("移交部门", default=Default.MY_DEPARTMENT)
    from_person: Mapped[Any] = staff("移交人", default=Default.MYSELF)
    to_unit: Mapped[str] = text("接收单位（部门）", length=100)
    to_person: Mapped[Any | None] = staff("接收人（本单位）")
    witness: Mapped[Any] = staff("监交人")
    rows: Mapped[list[HandoverRow]] = lines("移交明细", HandoverRow, maximum=200)
    handed_on: Mapped[date | None] = day("移交日期", past=True)
    from_sign: Mapped[Signed | None] = signature("移交人签字")
    to_sign: Mapped[Signed | None] = signature("接收人签字")
    witness_sign: Mapped[Signed | None] = signature("监交人签字")
    status: Mapped[HandoverState] = state("状态", HandoverState, start=HandoverState.DRAFT)

    rules = (three_people, each_is_one_holding)
    house_rules = (
        goes_from_the_archivist, what_is_frozen_stays, rows_stand, every_row_was_counted)  # fmt: skip
    seen = Seen(only(Role.DEPT, in_unit(Register.unit, from_unit)))
    seals = (
        sealed(reason, from_person, instead="请作废后重新办理移交"), sealed(to_person, once=to_sign, instead="请作废后重新办理移交"),
        sealed(witness, once=witness_sign, instead="请作废后重新办理移交"),
    )  # fmt: skip
    sheet = Sheet(
        section("移交", row(boxes(reason)), row(from_unit, from_person), row(to_unit, to_person), row(witness, status)),
        table(rows, rows=15, unprinted=(HandoverRow.volume, HandoverRow.item)),
        section("点交", row(handed_on), signatures(from_sign, to_sign, witness_sign), row(Register.remark)),
        copies=("移交", "接收", "监交"), landscape=True,
        note="逐卷（件）点交，缺少的写明。移交人、接收人、监交人为三个不同的人。进馆和机构调整的由档案员移交，"
        "经客服中心负责人或分管领导同意，移交后本室不再保管。",
    )  # fmt: skip
    ledger = Ledger(
        (Register.number, 1.4), reason, from_unit, from_person, (to_unit, 1.8), (to_person, 1.2), witness, handed_on, status, rows=15,
        signed=("档案员",), dated=handed_on,
    )  # fmt: skip
    listed = listing(reason, from_unit, to_unit, from_person, witness, handed_on)
    flow = Workflow(
        Step(HandoverState.DRAFT, HandoverState.COUNTING, "提交点交").held_by(from_person).needs(rows).signs(from_sign)
        .only(unless(reason, *FOR_GOOD)),
        Step(HandoverState.DRAFT, HandoverState.ASKED, "提交领导").held_by(from_person).needs(rows).signs(from_sign)
        .only(when(reason, *FOR_GOOD)),
        Step(HandoverState.ASKED, HandoverState.COUNTING, "同意移交", by=LEADERS).not_by_author().not_by_signer(from_sign),
        Step(HandoverState.ASKED, HandoverState.DRAFT, "不同意移交", by=LEADERS).with_reason().records({from_sign: None}),
        Step(HandoverState.COUNTING, HandoverState.COUNTED, "点交签收").needs(rows, handed_on).held_by(to_person)
        .only(when(to_person)).not_by_signer(from_sign).signs(to_sign),
        Step(HandoverState.COUNTING, HandoverState.COUNTED, "登记外单位签收", by=Role.ARCHIVIST, way="outside")
        .needs(rows, handed_on, to_sign).only(unless(to_person)),
        Step(HandoverState.COUNTED, HandoverState.DONE, "监交签字", way="good").held_by(witness)
        .not_by_signer(from_sign, to_sign).signs(witness_sign).only(when(reason, *FOR_GOOD))
        .moves(HandoverRow.volume, to=HoldingState.TRANSFERRED, each=rows, only=when(HandoverRow.count_result, "match"))
        .moves(HandoverRow.item, to=HoldingState.TRANSFERRED, each=rows, only=when(HandoverRow.count_result, "match")),
        Step(HandoverState.COUNTED, HandoverState.DONE, "监交签字").held_by(witness).not_by_signer(from_sign, to_sign).signs(witness_sign)
        .only(unless(reason, *FOR_GOOD)),
        Step(HandoverState.COUNTED, HandoverState.COUNTING, "重新点交", by=GIVERS).with_reason(),
        Step(HandoverState.DONE, HandoverState.FILED, "归档", by=Role.ARCHIVIST).files(),
    )  # fmt: skip
