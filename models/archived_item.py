"""归档文件目录 (I01): the archive item by item, after DA/T 22-2015. A record that is filed becomes one."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.orm import Mapped

from models.declare import (
    House,
    Ledger,
    Register,
    Role,
    Seen,
    Sheet,
    Workflow,
    archive_stamp,
    boxes,
    choice,
    date8,
    day,
    in_unit,
    link,
    listing,
    moment,
    only,
    quantity,
    row,
    sealed,
    section,
    source,
    state,
    text,
)
from models.holding import (
    AS_LISTED,
    FILE_ANEW,
    READERS,
    HoldingState,
    code_stands,
    life,
    nothing_kept_is_destroyed,
    place_has_room,
    shelve,
    stays_in_the_books,
)
from models.place import Place


class ArchivedItem(
    Register, code="I01", title="归档文件目录", menu="档案室", kept_by=Role.ARCHIVIST, read_by=READERS,
    voided_by=(Role.ARCHIVIST, Role.CS_HEAD), settled_by=(Role.ARCHIVIST,),
):  # fmt: skip
    """One item: a record of ours that was filed, or a paper of the old archive."""

    __tablename__ = "archived_item"

    doc_no: Mapped[str | None] = text("文号", length=60, search=True)
    author: Mapped[str] = text("责任者", length=100)
    item_title: Mapped[str] = text("题名", length=200, search=True, help="自拟题名加方括号 [ ]")
    doc_date: Mapped[str] = date8("日期")
    secrecy: Mapped[str] = choice("密级", "secrecy", default="none")
    retention: Mapped[str] = choice("保管期限", "retention", default="10")
    pages: Mapped[int | None] = quantity("页数", minimum=1, maximum=9999)
    place: Mapped[Place | None] = link("存放位置", Place, search=True)
    filed_on: Mapped[date | None] = day("归档日期", past=True)
    source_ref: Mapped[str | None] = source("原单据")
    destroyed_at: Mapped[datetime | None] = moment("销毁时间", past=True)
    status: Mapped[HoldingState] = state("状态", HoldingState, start=HoldingState.OPEN)

    house_rules = (nothing_kept_is_destroyed, place_has_room, code_stands)
    kept_from_void = (stays_in_the_books,)
    seen = Seen(only(Role.DEPT, in_unit(Register.unit)))
    seals = (sealed(retention, doc_date, filed_on, once=Register.archival_code, instead=FILE_ANEW), sealed(destroyed_at, instead=AS_LISTED))
    sheet = Sheet(
        section("归档文件", row(Register.archival_code, doc_no), row(item_title), row(author, doc_date), row(boxes(secrecy), pages),
                row(boxes(retention), filed_on), row(source_ref, status)),
        section("保管", row(place, destroyed_at), row(Register.remark)),
        note="件号按全宗、年度、保管期限、机构（问题）分别连续编排（DA/T 22-2015）。",
    )  # fmt: skip
    ledger = Ledger(
        (Register.archival_code, 2.2), (doc_no, 1.8), (author, 1.3), (item_title, 3.4), (doc_date, 1), secrecy, (pages, 0.6),
        status, (Register.remark, 1.2), rows=15, signed=("整理人", "检查人"), dated=filed_on,
    )  # fmt: skip
    papers = (archive_stamp("stamp", "归档章", code=Register.archival_code, retention=retention, pages=pages),)
    listed = listing(Register.archival_code, item_title, author, doc_date, retention, place)
    flow = Workflow(
        *life(
            shelve(
                retention=retention, pattern="item_code", dated=doc_date, needs=(pages, place), offers=(Register.archival_code, filed_on)
            ),
            destroyed=destroyed_at,
        )
    )

    def __str__(self) -> str:
        return self.item_title

    def ended_in(self, house: House) -> int | None:
        """The year from whose end its term runs: that of the paper or, where it was filed later, of its filing."""
        return max(int(self.doc_date[:4]), self.filed_on.year if self.filed_on else 0)

    @classmethod
    def had_ended_by(cls, year: int) -> ColumnElement[bool]:
        """Whether `ended_in` is before that year, asked of many at once."""
        return and_(cls.doc_date < f"{year:04}", or_(cls.filed_on.is_(None), cls.filed_on < date(year, 1, 1)))
