"""水表档案: the volumes (I02) and the papers inside them (I03), after GB/T 11822-2008. First version: filing and finding."""

from __future__ import annotations

from typing import Any

from sqlalchemy import false, func, select
from sqlalchemy.orm import Mapped, Session

from models.customer import Customer
from models.declare import (
    House,
    Ledger,
    Phase,
    Register,
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
    date8,
    in_unit,
    link,
    only,
    prose,
    quantity,
    row,
    section,
    signature,
    signatures,
    source,
    state,
    text,
)
from models.holding import READERS, HoldingState, life, shelve
from models.meter import Meter
from models.place import Place


def pages_inside(volume: Any, session: Session) -> int:
    """总页数: the pages of all papers inside."""
    return session.scalar(select(func.sum(MeterPaper.pages)).where(*_inside(volume))) or 0


def dates_inside(volume: Any, session: Session) -> str:
    """起止日期: the earliest and the latest date of the papers inside."""
    first, last = session.execute(select(func.min(MeterPaper.doc_date), func.max(MeterPaper.doc_date)).where(*_inside(volume))).one()
    return f"{first}—{last}" if first else ""


def _inside(volume: Any) -> list[Any]:
    if volume.id is None:
        return [false()]
    return [MeterPaper.volume == volume, MeterPaper.status != PaperState.VOID]


class MeterVolume(Register, code="I02", title="水表档案案卷目录", menu="水表档案", kept_by=Role.ARCHIVIST, read_by=READERS):
    """One volume: the papers of one connection point, or of one project."""

    __tablename__ = "meter_volume"

    volume_title: Mapped[str] = text("案卷题名", length=200, search=True)
    connection_no: Mapped[str] = text("接水点编号", length=40, search=True)
    customer: Mapped[Customer | None] = link("用水客户", Customer)
    meter: Mapped[Meter | None] = link("水表", Meter, gives={connection_no: Meter.connection_no})
    retention: Mapped[str] = choice("保管期限", "retention", default="permanent")
    pages: Mapped[int | None] = computed("总页数", int, pages_inside)
    date_range: Mapped[str | None] = computed("起止日期", str, dates_inside)
    location: Mapped[str | None] = text("存放位置", length=60, search=True, help="库/架/层/盒，如 一库3架2层5盒；选了位置卡的自动带出")
    place: Mapped[Place | None] = link("位置卡", Place, gives={location: Place.path})
    secrecy: Mapped[str] = choice("密级", "secrecy", default="none")
    cross_ref: Mapped[str | None] = text("互见号", length=60)
    arranger_sign: Mapped[Signed | None] = signature("立卷人")
    checker_sign: Mapped[Signed | None] = signature("检查人")
    condition: Mapped[str | None] = prose("卷内情况说明", length=500, help="缺损、修改、补充、移出、销毁等情况")
    status: Mapped[HoldingState] = state("状态", HoldingState, start=HoldingState.OPEN)

    seen = Seen(only(Role.DEPT, in_unit(Register.unit)))
    sheet = Sheet(
        section("案卷", row(volume_title), row(Register.archival_code, connection_no), row(customer, meter),
                row(boxes(retention), status), row(pages, date_range), row(location, place), row(boxes(secrecy), cross_ref),
                row(Register.remark, lines=2)),
        section("备考", row(condition, lines=4), signatures(arranger_sign, checker_sign)),
        note="一户（接水点）一卷或一工程一卷（GB/T 11822-2008）。",
    )  # fmt: skip
    ledger = Ledger(
        (Register.archival_code, 1.8), (volume_title, 3), (connection_no, 1.3), pages, retention, (date_range, 1.6), (location, 1.6),
        status, (Register.remark, 1.4), rows=15, signed=("档案员",),
    )  # fmt: skip
    flow = Workflow(
        *life(shelve(
            retention=retention, pattern="volume_code", needs=(location,),
            offers=(Register.archival_code, place, cross_ref, condition)).signs(arranger_sign)),
        Step(HoldingState.SHELVED, HoldingState.SHELVED, "检查签字", by=(Role.ARCHIVIST, Role.CS_HEAD), way="check")
        .not_by_signer(arranger_sign).signs(checker_sign),
    )  # fmt: skip

    def __str__(self) -> str:
        return self.volume_title


class PaperState(States):
    """A paper lies in its volume."""

    FILED = "filed", "已入卷", Phase.FILE
    VOID = "void", "作废", Phase.VOID


def volume_is_open(paper: Any, house: House) -> dict[str, str]:
    """What is on the shelf is closed: the volume comes to the table before a paper is put into it."""
    if paper.volume is None or not house.has_changed(paper, "volume") or paper.volume.status is HoldingState.OPEN:
        return {}
    return {"volume": f"该卷现在是“{paper.volume.status.label}”，请先办理“下架整理”再入卷"}


class MeterPaper(Register, code="I03", title="卷内目录", menu="水表档案", kept_by=Role.ARCHIVIST, read_by=READERS):
    """One paper inside a volume."""

    __tablename__ = "meter_paper"

    volume: Mapped[MeterVolume] = link("案卷", MeterVolume, search=True)
    file_no: Mapped[str | None] = text("文件编号", length=60, search=True)
    author: Mapped[str] = text("责任者", length=100)
    paper_title: Mapped[str] = text("文件题名", length=200, search=True)
    paper_kind: Mapped[str] = choice("文件种类", "paper_kind")
    doc_date: Mapped[str] = date8("日期")
    pages: Mapped[int] = quantity("页数", minimum=1, maximum=9999, default=1)
    source_ref: Mapped[str | None] = source("接收登记")
    status: Mapped[PaperState] = state("状态", PaperState, start=PaperState.FILED)

    house_rules = (volume_is_open,)
    seen = Seen(only(Role.DEPT, in_unit(Register.unit)))
    sheet = Sheet(
        section("卷内文件", row(volume, status), row(paper_title), row(boxes(paper_kind)), row(author, file_no),
                row(doc_date, pages), row(source_ref), row(Register.remark)),
    )  # fmt: skip
    ledger = Ledger(
        (file_no, 1.4), (author, 1.6), (paper_title, 4), (doc_date, 1.3), pages, (Register.remark, 1.4), rows=20, portrait=True,
        book=volume,
    )  # fmt: skip
    flow = Workflow()
