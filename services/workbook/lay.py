"""Lay a person's worksheets over those of a register: which sheet holds what, where its header stands, which column is which.

What does not fit is said all at once, each header with the letter of its column, before any row is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import range_boundaries

from models.declare import Register
from services.workbook.columns import ABOUT, GUIDE, LINE, OF_LIST, OPTIONS, ORDINAL, VERSION, Column, Table, plain, tables
from services.workbook.read import Book
from services.workbook.sheet import BadWorkbook, Raw, RawRow, Sheet
from services.workbook.typed import seen

#: Above its header a sheet may have a title and some remarks.
HEAD_WITHIN = 10
#: The column that a returned file has beside its own, and takes back unread.
SENTENCES = "错误说明"
NAMED, MERGES_NAMED, MERGES_COUNTED = 12, 5, 1_000
#: No table of ours is half as wide, gaps and remarks included.
WIDEST = 256
#: Said of what is neither an export that comes back nor a template that is filled in.
LIST_ONLY = f"有“编号”而没有“版本”栏（如“{OF_LIST}”的文件），不能导回。要改后导回的，请用“导出 Excel”得到的文件；要新建的，请用导入模板"


@dataclass(frozen=True, kw_only=True)
class Laid:
    """One worksheet over one table: `columns` by their place from 0, `headers` as they were written, `head` the row of the header."""

    sheet: Sheet
    table: Table
    head: int
    columns: Mapping[int, Column]
    headers: Mapping[int, str]

    def place(self, name: str) -> int | None:
        """Where the column of that name stands in this file."""
        return next((place for place, column in self.columns.items() if column.name == name), None)

    @property
    def comes_back(self) -> bool:
        """Whether it is a sheet of an export. A column that is missing there was taken out by somebody, who leaves it as it is."""
        return any(column.name in (VERSION, LINE) for column in self.columns.values())

    def rows(self) -> Iterator[RawRow]:
        """The rows below the header that hold something; a 序号 alone is nothing."""
        tie = self.place(ORDINAL)
        rows = self.sheet.rows(max(self.headers, default=0) + 1)
        return (row for row in rows if row.number > self.head and not row.is_blank_beside(tie))

    def cell(self, row: RawRow, name: str) -> Raw:
        place = self.place(name)
        return row.cells[place] if place is not None and place < len(row.cells) else None

    def stray(self, row: RawRow) -> str:
        """The letter of a column that holds something in this row and bears no header, or nothing."""
        for place, cell in enumerate(row.cells):
            if place not in self.headers and cell is not None and seen(cell).strip():
                return get_column_letter(place + 1)
        return get_column_letter(row.beyond) if row.beyond else ""


@dataclass(frozen=True, kw_only=True)
class Layout:
    """All of a workbook that belongs to the register; `others` are the sheets that do not."""

    main: Laid
    children: Mapping[str, Laid]
    others: Sequence[str]


def lay(book: Book, register: type[Register]) -> Layout:
    """Find the records and their child rows in the workbook. Raises BadWorkbook with every sentence there is to say."""
    main, *children = tables(register)
    sheets = list(book.sheets)
    found = _main(sheets, main, {table.name for table in children})
    rest = [sheet for sheet in sheets if sheet is not found.sheet]
    laid, problems = {}, _problems(found)
    for table in children:
        sheet = next((one for one in rest if plain(one.title) == plain(table.name)), None)
        if sheet is not None and table.rows is not None:
            rest.remove(sheet)
            laid[table.rows.name] = child = _over(sheet, table)
            problems += _problems(child)
            problems += [] if child.place(ORDINAL) is not None else [f"工作表“{sheet.title}”缺少“序号”栏，不知道各行属于哪一条"]
    if laid and found.place(ORDINAL) is None and any(next(one.rows(), None) for one in laid.values()):
        problems.append(f"工作表“{found.sheet.title}”缺少“序号”栏，子表的各行不知道属于哪一条")
    if problems:
        more = f"；另有 {len(problems) - NAMED} 处" if len(problems) > NAMED else ""
        raise BadWorkbook(f"工作表有 {len(problems)} 处不符，没有导入：{'；'.join(problems[:NAMED])}{more}。")
    others = [
        sheet.title
        for sheet in rest
        if sheet.title not in (ABOUT, GUIDE, OPTIONS) and any(not row.is_blank_beside(None) for row in islice(sheet.rows(), HEAD_WITHIN))
    ]
    return Layout(main=found, children=laid, others=others)


def _main(sheets: list[Sheet], table: Table, child_names: set[str]) -> Laid:
    """The sheet that bears the register's title, else the one with the most headers of it."""
    named = next((sheet for sheet in sheets if plain(sheet.title) == plain(table.name)), None)
    candidates = [named] if named else [sheet for sheet in sheets if sheet.title not in (ABOUT, GUIDE, OPTIONS, *child_names)]
    laid = [_over(sheet, table) for sheet in candidates]
    best = max(laid, key=lambda one: len(one.columns), default=None)
    if best is None or not (best.comes_back or any(column.fillable for column in best.columns.values())):
        wanted = "、".join(column.header for column in table.columns if column.required) or "各栏名称"
        where = f"工作表“{named.title}”" if named else "工作簿"
        raise BadWorkbook(f"{where}中没有找到“{table.name}”的表头（如：{wanted}）。请使用本登记册的导入模板。")
    return best


def _over(sheet: Sheet, table: Table) -> Laid:
    """The sheet with the row that names most columns as its header."""
    best: dict[int, Column] = {}
    head = RawRow(number=1, cells=())
    for row in islice(sheet.rows(), HEAD_WITHIN):
        named = {place: column for place, cell in enumerate(row.cells) if (column := table.find(seen(cell))) is not None}
        if len(named) > len(best):
            best, head = named, row
    headers = {place: text for place, cell in enumerate(head.cells) if (text := seen(cell).strip())}
    return Laid(sheet=sheet, table=table, head=head.number, columns=best, headers=headers)


def _problems(laid: Laid) -> list[str]:
    """What is wrong with the header and with the build of a sheet."""
    where, found, first = f"工作表“{laid.sheet.title}”", [], dict[str, int]()
    for place, text in laid.headers.items():
        column, letter = laid.columns.get(place), get_column_letter(place + 1)
        if column is None:
            if plain(text) != SENTENCES:
                found.append(f"{where}{letter} 列“{text[:40]}”不是本登记册的栏目")
        elif column.name in first:
            found.append(f"{where}{letter} 列“{text[:40]}”与 {get_column_letter(first[column.name] + 1)} 列重复")
        else:
            first[column.name] = place
    missing = [column.header for column in laid.table.columns if _is_wanted(column) and column.name not in first]
    if missing and not laid.comes_back:
        found += [f"{where}{LIST_ONLY}"] if "number" in first else [f"{where}缺少必填栏“{header}”" for header in missing]
    last = max(laid.headers, default=0) + 1
    if last > WIDEST:
        found.append(f"{where}的表头一直到 {get_column_letter(last)} 列，请删去多余的列")
    merged = list(islice((ref for ref in laid.sheet.merged() if _touches(ref, laid.head, last)), MERGES_COUNTED))
    if merged:
        many = f" 等 {len(merged)} 处" + ("以上" if len(merged) == MERGES_COUNTED else "")
        named = "、".join(merged[:MERGES_NAMED]) + (many if len(merged) > MERGES_NAMED else "")
        found.append(f"{where}有合并单元格（{named}），请取消合并，每格分别填写")
    return found


def _is_wanted(column: Column) -> bool:
    """Whether a new record cannot do without it."""
    return column.required and not (column.field is not None and column.field.default is not None)


def _touches(ref: str, head: int, last: int) -> bool:
    """Whether a merged range reaches into the header or the data."""
    left, _, _, bottom = range_boundaries(ref)
    return (left or 1) <= last and (bottom or head) >= head
