"""水表档案: the volumes (I02) and the papers inside them (I03), after GB/T 11822-2008. First version: filing and finding."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_, select
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
    cover,
    date8,
    everything,
    in_unit,
    leaf,
    link,
    moment,
    only,
    prose,
    quantity,
    row,
    sealed,
    section,
    signature,
    signatures,
    source,
    spine,
    state,
    text,
    worded,
)
from models.holding import (
    AS_LISTED,
    FILE_ANEW,
    READERS,
    HoldingState,
    code_stands,
    holds_on,
    life,
    nothing_kept_is_destroyed,
    place_has_room,
    shelve,
    stays_in_the_books,
)
from models.meter import Meter, MeterState
from models.place import Place


def papers_inside(volume: Any, session: Session) -> int:
    """卷内件数: how many papers lie inside."""
    return session.scalar(select(func.count(MeterPaper.id)).where(*_inside(volume))) or 0


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


def names_nobody(title: str, named: Any, customer: Customer | None) -> dict[str, str]:
    """A title stands in every list, search and catalogue unmasked: it does not say the name of a private customer."""
    if customer is None or customer.nature != "person" or not named or customer.full_name not in named:
        return {}
    return {title: "题名中不写居民户名，写接水点编号即可；户名见“用水客户”"}


def title_of_volume_names_nobody(volume: Any) -> dict[str, str]:
    return names_nobody("volume_title", volume.volume_title, volume.customer)


def title_of_paper_names_nobody(paper: Any) -> dict[str, str]:
    return names_nobody("paper_title", paper.paper_title, paper.volume.customer if paper.volume is not None else None)


class MeterVolume(
    Register, code="I02", title="水表档案案卷目录", menu="水表档案", kept_by=Role.ARCHIVIST, read_by=READERS, settled_by=(Role.ARCHIVIST,),
):  # fmt: skip
    """One volume: the papers of one connection point, or of one project."""

    __tablename__ = "meter_volume"

    volume_title: Mapped[str] = text("案卷题名", length=200, search=True, help="写接水点编号或单位、工程名称，不写居民户名")
    connection_no: Mapped[str] = text("接水点编号", length=40, search=True)
    customer: Mapped[Customer | None] = link("用水客户", Customer)
    meter: Mapped[Meter | None] = link("水表", Meter, gives={connection_no: Meter.connection_no})
    retention: Mapped[str] = choice("保管期限", "retention", default="permanent")
    items: Mapped[int | None] = computed("卷内件数", int, papers_inside)
    pages: Mapped[int | None] = computed("总页数", int, pages_inside)
    date_range: Mapped[str | None] = computed("起止日期", str, dates_inside)
    location: Mapped[str | None] = text("存放位置", length=60, search=True, help="库/架/层/盒，如 一库3架2层5盒；选了位置卡的自动带出")
    place: Mapped[Place | None] = link("位置卡", Place, gives={location: Place.path})
    secrecy: Mapped[str] = choice("密级", "secrecy", default="none")
    cross_ref: Mapped[str | None] = text("互见号", length=60)
    arranger_sign: Mapped[Signed | None] = signature("立卷人")
    checker_sign: Mapped[Signed | None] = signature("检查人")
    condition: Mapped[str | None] = prose("卷内情况说明", length=500, help="缺损、修改、补充、移出、销毁等情况")
    destroyed_at: Mapped[datetime | None] = moment("销毁时间", past=True)
    status: Mapped[HoldingState] = state("状态", HoldingState, start=HoldingState.OPEN)

    rules = (title_of_volume_names_nobody,)
    house_rules = (nothing_kept_is_destroyed, place_has_room, code_stands)
    kept_from_void = (stays_in_the_books,)
    #: Departments borrow from it; it names connection points, units and projects, and no private customer.
    seen = Seen(everything(Role.DEPT))
    seals = (sealed(retention, connection_no, once=Register.archival_code, instead=FILE_ANEW), sealed(destroyed_at, instead=AS_LISTED))
    sheet = Sheet(
        section("案卷", row(volume_title), row(Register.archival_code, connection_no), row(customer, meter),
                row(boxes(retention), status), row(items, pages, date_range), row(location, place), row(boxes(secrecy), cross_ref),
                row(destroyed_at),
                row(Register.remark, lines=2)),
        section("备考", row(condition, lines=4), signatures(arranger_sign, checker_sign)),
        note="一户（接水点）一卷或一工程一卷（GB/T 11822-2008）。",
    )  # fmt: skip
    ledger = Ledger(
        (Register.archival_code, 1.8), (volume_title, 3), (connection_no, 1.3), pages, retention, (date_range, 1.6), (location, 1.6),
        status, (Register.remark, 1.4), rows=15, signed=("档案员",),
    )  # fmt: skip
    papers = (
        leaf("remarks", "卷内备考表", code="I04", sheet=Sheet(
            section("备考", row(Register.archival_code, cross_ref), row(volume_title), row(items, pages, date_range),
                    row(condition, lines=14)),
            section("签字", signatures(arranger_sign, checker_sign)),
        )),
        cover("cover", "案卷封面", row(volume_title), row(Register.archival_code), row(worded(Register.unit, "立卷单位")), row(date_range),
              row(retention, secrecy)),
        spine("spine", "案卷脊背", row(volume_title), row(Register.archival_code), row(retention), row(date_range), thick=30),
    )  # fmt: skip
    flow = Workflow(
        *life(shelve(
            retention=retention, pattern="volume_code", needs=(location,),
            offers=(Register.archival_code, place, cross_ref, condition)).signs(arranger_sign), destroyed=destroyed_at),
        Step(HoldingState.SHELVED, HoldingState.SHELVED, "检查签字", by=(Role.ARCHIVIST, Role.CS_HEAD), way="check")
        .not_by_signer(arranger_sign).signs(checker_sign),
    )  # fmt: skip

    def __str__(self) -> str:
        return self.volume_title

    def ended_in(self, house: House) -> int | None:
        """The year from whose end its term runs: the last paper's, or that in which the last meter of its point came down. None while
        water is taken there.
        """
        meters = [Meter.connection_no == self.connection_no, Meter.status != MeterState.VOID]
        on_the_wall = select(Meter.id).where(*meters, Meter.status.in_((MeterState.ISSUED, MeterState.IN_USE)))
        if house.session.scalar(on_the_wall.limit(1)) is not None:
            return None
        removed = house.session.scalar(select(func.max(Meter.removed_on)).where(*meters))
        last = house.session.scalar(select(func.max(MeterPaper.doc_date)).where(*_inside(self)))
        years = [int(last[:4]) if last else 0, removed.year if removed else 0]
        return max(years) or self.created_at.year

    @classmethod
    def had_ended_by(cls, year: int) -> ColumnElement[bool]:
        """Whether `ended_in` is before that year, asked of many at once."""
        papers = select(MeterPaper.id).where(MeterPaper.volume_id == cls.id, MeterPaper.status != PaperState.VOID).correlate(cls)  # type: ignore[attr-defined]
        meters = select(Meter.id).where(Meter.connection_no == cls.connection_no, Meter.status != MeterState.VOID).correlate(cls)
        on_the_wall = meters.where(Meter.status.in_((MeterState.ISSUED, MeterState.IN_USE))).exists()
        since = or_(papers.where(MeterPaper.doc_date >= f"{year:04}").exists(), meters.where(Meter.removed_on >= date(year, 1, 1)).exists())
        known = or_(
            papers.exists(), meters.where(Meter.removed_on.is_not(None)).exists(), cls.created_at < datetime(year, 1, 1, tzinfo=UTC)
        )
        return and_(~on_the_wall, ~since, known)


class PaperState(States):
    """A paper lies in its volume."""

    FILED = "filed", "已入卷", Phase.FILE
    VOID = "void", "作废", Phase.VOID


def volume_is_open(paper: Any, house: House) -> dict[str, str]:
    """What is on the shelf is closed: the volume comes to the table before a paper is put into it."""
    if paper.volume is None or not house.has_changed(paper, "volume") or paper.volume.status is HoldingState.OPEN:
        return {}
    return {"volume": f"该卷现在是“{paper.volume.status.label}”，请先办理“下架整理”再入卷"}


def volume_stays_whole(paper: Any, house: House) -> str | None:
    """Nothing is taken out of a volume that is on the shelf, nor of one that is frozen."""
    if paper.volume.status is not HoldingState.OPEN:
        return f"该卷现在是“{paper.volume.status.label}”，请先办理“下架整理”再作废卷内文件。"
    if held := holds_on(paper.volume, house):
        return f"该卷已冻结（{'、'.join(held)}），卷内文件不能作废。"
    return None


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

    rules = (title_of_paper_names_nobody,)
    house_rules = (volume_is_open,)
    kept_from_void = (volume_stays_whole,)
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
