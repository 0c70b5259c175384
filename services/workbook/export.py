"""导出 Excel: the list that a person sees, with its filter, as a workbook that is written while it is read.

Rows come in chunks by id, their links and child rows with them, and leave at once: 50,000 take no more memory than 500. What a person
may not read stays out by the same two rules as on screen: `services/sight` in the statements, `services/shown` in the cells.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from models.declare import Field, Kind, Register, Verb
from rules.actor import Actor
from rules.moments import show_moment
from rules.refusals import Refused
from services.listing import ListQuery, narrowed
from services.rights import demand
from services.shown import Shown
from services.workbook.cells import MOST_ROWS, Flaws, Pen, head, words
from services.workbook.columns import ABOUT, LINE, ORDINAL, Cell, Column, Table, shown
from services.workbook.filters import in_words
from services.workbook.values import Reader
from services.workbook.version import versions

CHUNK = 250
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Told how many records are written, of how many; may raise to end it.
Progress = Callable[[int, int], None]
#: What the file itself says of how it comes back (docs/user-guide.md tells it at length).
COMES_BACK = (
    "改好后在清单页点“导入”上传本文件。“编号”“版本”“行标识”用来认出每一条、每一行，请勿改动。只有改过的格写入；导出后他人在系统中改过的其他栏保留，"
    "同一栏两边改得不同的退回核对。删去整列、整行等于不改，不会清空或删除；清空一格等于清空该栏。编号空着的行按新建登记。"
)
WIDTHS = {Cell.DAY: 12, Cell.MOMENT: 17, Cell.NUMBER: 9, Cell.AMOUNT: 14, Cell.GAUGE: 9}
WIDE = {Kind.PROSE: 40, Kind.LINKS: 30, Kind.OPINION: 30, Kind.SIGNATURE: 24, Kind.LINK: 26}


@dataclass(kw_only=True)
class Taken:
    """What one export took."""

    narrowed: str
    rows: int = 0
    children: dict[str, int] = field(default_factory=dict)
    clear: int = 0
    masked: int = 0
    flaws: Flaws = field(default_factory=Flaws)


def count(session: Session, register: type[Register], query: ListQuery, *, actor: Actor, now: datetime) -> int:
    """How many records an export of this list would hold."""
    return session.scalar(select(func.count()).select_from(narrowed(register, query, actor, now).subquery())) or 0


def export(
    session: Session, register: type[Register], query: ListQuery, file: IO[bytes], *, actor: Actor, now: datetime,
    progress: Progress | None = None,
) -> Taken:  # fmt: skip
    """Write the list into the file. Raises Forbidden, and Refused where a sheet of Excel cannot hold it."""
    demand(actor, Verb.READ, register)
    total = count(session, register, query, actor=actor, now=now)
    _refuse_more_than_a_sheet(register.title, total)
    reader, taken = Reader(shown=Shown(session, actor, now)), Taken(narrowed=in_words(session, register, query))
    book = Workbook(write_only=True)
    try:
        main, *children = [_Sheet(book, table, taken.flaws) for table in shown(register, reader.shown.may_see)]
        about = book.create_sheet(ABOUT)
        for record in _records(reader, register, query, actor, now):
            taken.rows += 1
            main.write(taken.rows, (reader.value(record, column) for column in main.filled))
            for sheet in children:
                for line in getattr(record, sheet.table.rows.name):  # type: ignore[union-attr] # a child sheet is of rows
                    sheet.write(taken.rows, _line(reader, sheet, line, record))
            if progress is not None and taken.rows % CHUNK == 0:
                progress(taken.rows, total)
        taken.children = {sheet.table.name: sheet.count for sheet in children}
        taken.clear, taken.masked = reader.clear, reader.masked
        for sheet in (main, *children):
            sheet.end()
        _explain(about, register, taken, actor, now)
    except BaseException:
        _discard(book)
        raise
    book.save(file)
    return taken


def _line(reader: Reader, sheet: _Sheet, line: Any, record: Register) -> Iterator[Any]:
    for column in sheet.filled:
        if column.field is None:
            yield line.id if column.name == LINE else record.number
        else:
            yield reader.value(line, column, record)


def _records(reader: Reader, register: type[Register], query: ListQuery, actor: Actor, now: datetime) -> Iterator[Any]:
    """In the order they were entered, so many at a time."""
    model: Any = register
    session, found, last = reader.shown.session, narrowed(register, query, actor, now).order_by(model.id), 0
    while keys := list(session.scalars(found.with_only_columns(model.id).where(model.id > last).limit(CHUNK))):
        last = keys[-1]
        reader.versions = versions(session, register.__tablename__, keys)
        yield from session.scalars(found.where(model.id.in_(keys)).options(*loaded(register)))


def loaded(model: Any) -> list[Any]:
    """What hangs on the records of a chunk, each kind with one question."""
    return [_with(getattr(model, name), one) for name, one in model.fields.items() if one.is_link or one.is_rows or one.kind is Kind.LINKS]


def _with(attribute: Any, one: Field) -> Any:
    inner = loaded(one.target) if one.is_rows else []
    return selectinload(attribute).options(*inner)


def _refuse_more_than_a_sheet(title: str, rows: int) -> None:
    if rows > MOST_ROWS:
        raise Refused(f"“{title}”有 {rows:,} 行，超过 Excel 一张工作表 {MOST_ROWS:,} 行的上限，请按月份或其他条件分次导出。")


def _discard(book: Workbook) -> None:
    """End what was begun, so that the rows written so far do not stay on the disk."""
    with tempfile.TemporaryFile() as nowhere:
        book.save(nowhere)


class _Sheet:
    """One worksheet being written."""

    def __init__(self, book: Workbook, table: Table, flaws: Flaws) -> None:
        self.table, self.count = table, 0
        self._sheet = book.create_sheet(table.name)
        self._pens = [Pen(self._sheet, column.cell, flaws) for column in table.columns]
        self._sheet.freeze_panes = "C2"
        for place, column in enumerate(table.columns, start=1):
            self._sheet.column_dimensions[get_column_letter(place)].width = width(column)
        self._sheet.append([head(self._sheet, column.header, is_system=column.system) for column in table.columns])

    @property
    def filled(self) -> tuple[Column, ...]:
        """Every column but 序号, which counts by itself."""
        return tuple(column for column in self.table.columns if column.name != ORDINAL)

    def write(self, ordinal: int, values: Iterator[Any]) -> None:
        self.count += 1
        _refuse_more_than_a_sheet(self.table.name, self.count)
        self._sheet.append([pen.write(value) for pen, value in zip(self._pens, (ordinal, *values), strict=True)])

    def end(self) -> None:
        self._sheet.auto_filter.ref = f"A1:{get_column_letter(len(self.table.columns))}{self.count + 1}"


def width(column: Column) -> int:
    """Wide enough for what usually stands there, and for the header."""
    kind = column.field.kind if column.field is not None else None
    usual = WIDE.get(kind, 0) if kind is not None else 0
    return max(usual, WIDTHS.get(column.cell, 16), min(30, 2 * len(column.asked) + 3))


def _explain(sheet: Any, register: type[Register], taken: Taken, actor: Actor, now: datetime) -> None:
    """说明: whose it is and what it holds, so that a file that is passed on still says so."""
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 16, 90
    for label, text in explanations(register, taken, actor, now):
        sheet.append([words(sheet, label, bold=True), words(sheet, text)])


def explanations(register: type[Register], taken: Taken, actor: Actor, now: datetime) -> Iterator[tuple[str, str]]:
    """Label and sentence, line by line."""
    yield "登记册", f"{register.title}（{register.code}）"
    yield "导出人", f"{actor.name}（{actor.post}）"
    yield "导出时间", show_moment(now)
    yield "筛选条件", taken.narrowed
    yield "记录数", f"{taken.rows:,} 条" if taken.rows else "没有符合条件的记录，各表只有表头。"
    for name, rows in taken.children.items():
        yield name, f"{rows:,} 行，以“序号”与记录对应"
    yield "个人信息", personal(taken)
    yield "保管", "本文件已登记在操作审计中。含个人信息的文件请按规定保管，用毕删除，不得外传。"
    yield "栏目", "灰色表头的栏由系统填写，请勿改动。电话、户号、表号等按文本存放，前面的 0 不会丢失。"
    yield "导回", COMES_BACK
    if taken.flaws.cut:
        yield "从略", f"{taken.flaws.cut} 格的内容超过 Excel 单格 32,767 字的上限，格尾已注明，全文见登记台。"
    if taken.flaws.unwritable:
        yield "字符", f"{taken.flaws.unwritable} 格含有 Excel 不能保存的控制字符，已换成可见的符号（如 ␀）。"


def personal(taken: Taken) -> str:
    """How much personal data left, and how."""
    if not taken.clear and not taken.masked:
        return "不含个人信息"
    return f"明文 {taken.clear} 格，脱敏 {taken.masked} 格"
