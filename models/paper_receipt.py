"""归档文件接收: papers that departments owe to the archive room, and what became of them (003 第十章9.4, 9.6).

The registers of a connection point open one when they are done; the archivist takes the paper, and puts it into the volume.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session

from models.declare import (
    Default,
    House,
    Ledger,
    Limit,
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
    counts,
    date8,
    day,
    deadline,
    department,
    in_unit,
    link,
    listing,
    only,
    quantity,
    row,
    section,
    signature,
    signatures,
    source,
    state,
    text,
    unless,
)
from models.holding import READERS, HoldingState
from models.meter_file import MeterPaper, MeterVolume


class ReceiptState(States):
    """Owed, in hand, in its volume."""

    DUE = "due", "待移交", Phase.WAIT
    RECEIVED = "received", "已接收", Phase.RUN
    FILED = "filed", "已入卷", Phase.DONE
    VOID = "void", "作废", Phase.VOID


def volume_of_point(receipt: Any, session: Session) -> MeterVolume | None:
    """The volume that collects the papers of this connection point."""
    if not receipt.connection_no:
        return None
    found = select(MeterVolume).where(
        MeterVolume.connection_no == receipt.connection_no, MeterVolume.status.in_((HoldingState.OPEN, HoldingState.SHELVED))
    )
    return session.scalars(found.order_by(MeterVolume.id.desc()).limit(1)).first()


def name_of_author(receipt: Any, session: Session) -> str | None:
    """责任者, as the list of the volume calls it: the department that made the paper."""
    return receipt.author.name if receipt.author is not None else None


def code_of_volume(receipt: Any, session: Session) -> str | None:
    """The archival code under which the paper lies, once its volume has one."""
    return receipt.volume.archival_code if receipt.volume is not None else None


def goes_into_its_own_volume(receipt: Any) -> dict[str, str]:
    """A paper about one connection point does not lie in the volume of another."""
    volume = receipt.volume
    if volume is None or volume.connection_no == receipt.connection_no:
        return {}
    return {"volume": f"该案卷是接水点 {volume.connection_no or '（未填）'} 的，本文件属于接水点 {receipt.connection_no}"}


def paper_is_in_a_volume(receipt: Any, house: House) -> str | None:
    """The paper is taken out of its volume first; then its receipt may be void."""
    if not (papers := house.made_from(receipt, "meter_paper")):
        return None
    return f"该文件已入卷（卷内目录 {papers[0].number}），请先作废卷内目录中的这一件。"


class PaperReceipt(
    Register, code="I11", title="归档文件接收登记", menu="水表档案", kept_by=(Role.ARCHIVIST, Role.CLERK, Role.METER_STORE),
    read_by=READERS,
):  # fmt: skip
    """One paper of one connection point on its way into the archive."""

    __tablename__ = "paper_receipt"

    source_ref: Mapped[str | None] = source("原单据")
    file_no: Mapped[str | None] = text("文件编号", length=60, search=True)
    author: Mapped[Any] = department("移交部门", default=Default.MY_DEPARTMENT)
    author_name: Mapped[str | None] = computed("责任者", str, name_of_author)
    paper_title: Mapped[str] = text("文件题名", length=200, search=True)
    paper_kind: Mapped[str] = choice("文件种类", "paper_kind", default="other")
    connection_no: Mapped[str] = text("接水点编号", length=40, search=True)
    finished_on: Mapped[date] = day("办结日期", default=Default.TODAY, past=True)
    archive_due: Mapped[Any | None] = deadline("归档截止", counts(Limit.FILING, since=finished_on))
    doc_date: Mapped[str | None] = date8("文件日期")
    pages: Mapped[int | None] = quantity("页数", minimum=1, maximum=9999)
    received_on: Mapped[date | None] = day("接收日期", past=True, after=finished_on)
    volume: Mapped[MeterVolume | None] = link("案卷", MeterVolume, found=volume_of_point)
    volume_code: Mapped[str | None] = computed("案卷档号", str, code_of_volume)
    from_sign: Mapped[Signed | None] = signature("移交人签字")
    to_sign: Mapped[Signed | None] = signature("接收人签字")
    status: Mapped[ReceiptState] = state("状态", ReceiptState, start=ReceiptState.DUE)

    rules = (goes_into_its_own_volume,)
    kept_from_void = (paper_is_in_a_volume,)
    seen = Seen(only(Role.DEPT, in_unit(Register.unit, author)))
    sheet = Sheet(
        section("文件", row(source_ref, file_no), row(paper_title), row(boxes(paper_kind)), row(author, connection_no),
                row(finished_on, archive_due), row(author_name)),
        section("接收", row(doc_date, pages), row(received_on, status), row(volume, volume_code), signatures(from_sign, to_sign),
                row(Register.remark)),
    )  # fmt: skip
    ledger = Ledger(
        (Register.number, 1.4), (file_no, 1.4), (paper_title, 2.6), paper_kind, author, (connection_no, 1.3), finished_on, received_on,
        pages, status, rows=15, signed=("移交人", "接收人"), dated=finished_on,
    )  # fmt: skip
    listed = listing(paper_title, paper_kind, author, connection_no, finished_on, received_on)
    flow = Workflow(
        Step(ReceiptState.DUE, ReceiptState.RECEIVED, "接收", by=Role.ARCHIVIST)
        .needs(pages, received_on, doc_date).offers(from_sign).signs(to_sign),
        Step(ReceiptState.RECEIVED, ReceiptState.FILED, "入卷", by=Role.ARCHIVIST).needs(volume)
        .finds(volume, at=HoldingState.OPEN)
        .opens(MeterPaper, {
            MeterPaper.volume: volume, MeterPaper.file_no: file_no, MeterPaper.paper_title: paper_title,
            MeterPaper.paper_kind: paper_kind, MeterPaper.doc_date: doc_date, MeterPaper.pages: pages,
            MeterPaper.author: author_name}),
        Step(ReceiptState.RECEIVED, ReceiptState.RECEIVED, "立卷", by=Role.ARCHIVIST, way="volume")
        .only(unless(volume))
        .opens(MeterVolume, {MeterVolume.volume_title: paper_title, MeterVolume.connection_no: connection_no}, into=volume),
        Step(ReceiptState.RECEIVED, ReceiptState.DUE, "退回补正", by=Role.ARCHIVIST).with_reason(),
    )  # fmt: skip

    def __str__(self) -> str:
        return self.paper_title
