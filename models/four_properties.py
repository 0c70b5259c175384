"""四性检测报告: whether the archive is authentic, complete, usable and safe; at filing, at a handover, on demand (DA/T 70-2018)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Mapped

from models.archive_handover import ArchiveHandover
from models.declare import (
    Default,
    House,
    Ledger,
    Line,
    Phase,
    Register,
    Retention,
    Role,
    Sheet,
    Signed,
    States,
    Step,
    Workflow,
    boxes,
    choice,
    judged,
    link,
    listing,
    moment,
    prose,
    quantity,
    row,
    section,
    signature,
    signatures,
    state,
    table,
    tally,
    text,
)
from models.holding import HoldingState, holding_of
from models.stock_count import HOLDINGS
from rules.four_properties import NO_VIRUS, NOTHING, PROPERTY, Check

#: One report looks at no more than this.
MOST = 5_000


class FourPropertiesState(States):
    """Looked at, signed, reviewed, filed."""

    OPEN = "open", "检测中", Phase.RUN
    SIGNED = "signed", "待审核", Phase.WAIT
    DONE = "done", "已审核", Phase.DONE
    FILED = "filed", "已归档", Phase.FILE
    VOID = "void", "作废", Phase.VOID


class CheckRow(Line):
    """One check with its figures."""

    __tablename__ = "four_properties_row"

    property_name: Mapped[str] = text("性质", length=10)
    check_name: Mapped[str] = text("检测项目", length=60)
    looked_at: Mapped[int] = quantity("检测数")
    wanting: Mapped[int] = quantity("不合格数")
    said: Mapped[str | None] = text("说明", length=600)


def asked_for(report: Any, register: Any) -> tuple[ColumnElement[bool], ...]:
    """What of the shelves is asked for: all, or the holdings of a year."""
    there = register.status.in_((HoldingState.SHELVED, HoldingState.LENT))
    return (there,) if report.year is None else (there, register.archival_code.contains(f"{report.year}-", autoescape=True))


def looked_at(report: Any, house: House) -> Iterator[Any]:
    """What the report is about: a handover's list, or the holdings of a year, or all that are on the shelves, up to the most."""
    if report.handover is not None:
        yield from filter(None, (holding_of(line) for line in report.handover.rows))
        return
    left = MOST
    for register in HOLDINGS:
        for holding in house.session.scalars(select(register).where(*asked_for(report, register)).order_by(register.id).limit(left)):
            left -= 1
            yield holding


def left_out(report: Any, house: House, looked: int) -> int:
    """How many of what is asked for nobody looked at, because it is more than the most."""
    if report.handover is not None or looked < MOST:
        return 0
    counts = (select(func.count()).select_from(register).where(*asked_for(report, register)) for register in HOLDINGS)
    return max(0, sum(house.session.scalar(count) or 0 for count in counts) - looked)


def checks(report: Any, house: House) -> list[CheckRow]:
    return [
        CheckRow(
            property_name=PROPERTY[one.check].value, check_name=one.check.value, looked_at=one.looked_at, wanting=len(one.wanting),
            said=one.words[:600] or None)
        for one in house.examine(looked_at(report, house))
    ]  # fmt: skip


def verdict(report: Any, house: House) -> str:
    """检测结论 in a sentence, which claims nothing that was not done."""
    looked = next((line.looked_at for line in report.rows if line.check_name == Check.METADATA.value), 0)
    if not looked:
        return NOTHING
    wanting = sum(line.wanting for line in report.rows)
    said = [f"发现 {wanting} 处不合格" if wanting else "所检项目全部合格", NO_VIRUS]
    if more := left_out(report, house, looked):
        said.append(f"一次最多检测 {MOST} 卷（件），本次检测 {looked} 卷（件），另有 {more} 卷（件）未检测，请分年度检测")
    return "；".join(said)


class FourProperties(
    Register, code="I14", title="四性检测报告", menu="档案室", kept_by=Role.ARCHIVIST, read_by=(Role.VP,), keep=Retention.THIRTY,
):  # fmt: skip
    """One examination. Worked out until it is signed, frozen from then on."""

    __tablename__ = "four_properties"

    stage: Mapped[str] = choice("检测环节", "examination_stage", default="keeping")
    handover: Mapped[ArchiveHandover | None] = link("移交清册", ArchiveHandover, help="移交时检测的选填，只检测清册所列")
    year: Mapped[int | None] = quantity("年度", minimum=1900, maximum=2999, help="只检测一个年度的填写")
    examined_at: Mapped[datetime] = moment("检测时间", default=Default.NOW, past=True)
    rows: Mapped[list[CheckRow]] = tally("检测结果", CheckRow, checks, by=(CheckRow.check_name,))
    conclusion: Mapped[str | None] = judged("检测结论", str, verdict, until_signed=True)
    measures: Mapped[str | None] = prose("不合格的处理意见", length=1000)
    examiner_sign: Mapped[Signed | None] = signature("检测人")
    reviewer_sign: Mapped[Signed | None] = signature("审核人")
    status: Mapped[FourPropertiesState] = state("状态", FourPropertiesState, start=FourPropertiesState.OPEN)

    sheet = Sheet(
        section("范围", row(boxes(stage), handover), row(year, examined_at), row(status)),
        section("结果", table(rows, rows=11), row(conclusion), row(measures, lines=3)),
        section("签字", signatures(examiner_sign, reviewer_sign), row(Register.remark)),
        note="依据 DA/T 70-2018《文书类电子档案检测一般要求》，按登记台所存数据检测。",
    )  # fmt: skip
    ledger = Ledger((Register.number, 1.4), examined_at, stage, year, (conclusion, 2), (measures, 3), status, rows=15, dated=examined_at)
    listed = listing(stage, year, examined_at, conclusion)
    flow = Workflow(
        Step(FourPropertiesState.OPEN, FourPropertiesState.SIGNED, "签字提交", by=Role.ARCHIVIST).offers(measures).signs(examiner_sign),
        Step(FourPropertiesState.SIGNED, FourPropertiesState.DONE, "审核", by=(Role.CS_HEAD, Role.ARCHIVIST))
        .not_by_signer(examiner_sign).signs(reviewer_sign),
        Step(FourPropertiesState.SIGNED, FourPropertiesState.OPEN, "退回重检", by=(Role.CS_HEAD, Role.ARCHIVIST)).with_reason(),
        Step(FourPropertiesState.DONE, FourPropertiesState.FILED, "归档", by=Role.ARCHIVIST).files(),
    )  # fmt: skip
