"""导出: the list that a person sees, with its filter, as a workbook or as CSV that is written while it is read.

Rows come in chunks by id (services/workbook/chunks.py) and leave at once: 200,000 take no more memory than 500. What a person may not
read stays out by the same two rules as on screen: `services/sight` in the statements, `services/shown` in the cells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import IO, Any

from sqlalchemy import false
from sqlalchemy.orm import Session

from models.declare import Field, Register, Verb
from rules.actor import Actor
from rules.moments import show_moment
from rules.refusals import Refused
from services.called import led_to
from services.listing import ListQuery, columns, narrowed
from services.rights import demand
from services.shown import Shown
from services.veil import veiled
from services.workbook.around import Around
from services.workbook.book import Book, refuse_more_than_a_sheet
from services.workbook.cells import Flaws
from services.workbook.chunks import chunks, keys_of
from services.workbook.columns import OF_LIST, Table, of_list, shown
from services.workbook.cut import OWN, RECORD, Cut, owner_of
from services.workbook.filters import in_words
from services.workbook.flat import Flat
from services.workbook.values import Reader, Tell

#: Told how many records are written, of how many, every so many; may raise to end it.
Progress = Callable[[int, int], None]
TOLD = 250
#: Where each column stands in a row, and how what stands there is told.
Plan = list[tuple[int, Tell]]
#: What the file itself says of how it comes back (docs/user-guide.md tells it at length).
COMES_BACK = (
    "改好后在清单页点“导入”上传本文件。“编号”“版本”“行标识”用来认出每一条、每一行，请勿改动。只有改过的格写入；导出后他人在系统中改过的其他栏保留，"
    "同一栏两边改得不同的退回核对。删去整列、整行等于不改，不会清空或删除；清空一格等于清空该栏。编号空着的行按新建登记。"
)
STAYS_OUT = "本文件只有清单所示的各栏，供查看、汇总，改后不能导回。要改后导回的，请在清单页点“导出 Excel”。"
#: Where in the row of a record it stands whether the record is kept from sight.
VEILED = 2


class Format(Enum):
    """What an export is written as, and what of: every column there is, or those that the list shows."""

    XLSX = "xlsx"
    CSV = "csv"
    LIST_XLSX = "list.xlsx"
    LIST_CSV = "list.csv"

    @classmethod
    def asked(cls, name: str) -> Format:
        """The format of that name. Raises Refused."""
        try:
            return cls(name)
        except ValueError:
            raise Refused(f"没有这种文件格式，可以{'、'.join(one.label for one in cls)}。") from None

    @property
    def label(self) -> str:
        """What whoever takes it is offered. The workbook with everything is the usual one, and needs no more words."""
        program = "Excel" if self.suffix == "xlsx" else "CSV"
        return f"{OF_LIST}（{program}）" if self.is_of_list else f"导出 {program}" + ("（全部栏目）" if self is Format.CSV else "")

    @property
    def suffix(self) -> str:
        """How the name of such a file ends."""
        return self.value.rpartition(".")[2]

    @property
    def is_of_list(self) -> bool:
        """Whether only the columns of the list are told: to be looked at, and not to come back."""
        return self.value != self.suffix

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[self.suffix]


MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MEDIA_TYPES = {"xlsx": MEDIA_TYPE, "csv": "text/csv"}


@dataclass(kw_only=True)
class Taken:
    """What one export took."""

    narrowed: str
    rows: int = 0
    children: dict[str, int] = field(default_factory=dict)
    clear: int = 0
    masked: int = 0
    flaws: Flaws = field(default_factory=Flaws)


def export(
    session: Session, register: type[Register], query: ListQuery, file: IO[bytes], *, kind: Format = Format.XLSX, actor: Actor,
    now: datetime, progress: Progress | None = None, most: int | None = None,
) -> Taken:  # fmt: skip
    """Write the list into the file. Raises Forbidden, and Refused where a sheet of Excel cannot hold it or there are more than `most`."""
    demand(actor, Verb.READ, register)
    found = narrowed(session, register, query, actor, now)
    keys = keys_of(session, register, found if most is None else found.limit(most + 1))
    if most is not None and len(keys) > most:
        raise Refused(f"符合条件的超过 {most:,} 条，请在清单页点“导出”，由后台生成后下载。")
    told = in_words(session, register, query) + (f"；{OF_LIST}" if kind.is_of_list else "")
    reader, taken = Reader(shown=Shown(session, actor, now)), Taken(narrowed=told)
    tables = tables_of(register, kind, reader.shown.may_see)
    if kind.media_type == MEDIA_TYPE:
        refuse_more_than_a_sheet(register.title, len(keys))
    book = Book(tables, taken.flaws) if kind.media_type == MEDIA_TYPE else Flat(tables, taken.flaws, file)
    try:
        for contents, lines in rows(reader, register, tables, found, keys, taken):
            book.write(contents, lines)
            if progress is not None and taken.rows % TOLD == 0:
                progress(taken.rows, len(keys))
        taken.clear, taken.masked = reader.clear, reader.masked
        book.save(file, explanations(register, taken, actor, now, comes_back=not kind.is_of_list))
    finally:
        book.close()
    return taken


def tables_of(register: type[Register], kind: Format, may_see: Callable[[Field], bool]) -> tuple[Table, ...]:
    """What such a file holds for a person who may see these fields."""
    if kind.is_of_list:
        return of_list(register, [column.name for column in columns(register)], may_see)
    return shown(register, may_see)


def rows(
    reader: Reader, register: Any, tables: Sequence[Table], found: Any, keys: Sequence[int], taken: Taken
) -> Iterator[tuple[list[Any], list[list[list[Any]]]]]:  # fmt: skip
    """The contents of each record, and those of its child rows table by table."""
    around, kept = Around(shown=reader.shown), veiled(register, reader.shown.actor)
    main = Cut(register, tables[0], register.id, false() if kept is None else kept, register.number)
    children = [Cut(table.rows.target, table, owner_of(table.rows, register)) for table in tables[1:] if table.rows is not None]
    taken.children = {cut.table.name: 0 for cut in children}
    plans = {veiled: [_plan(reader, cut, register, around, is_veiled=veiled) for cut in (main, *children)] for veiled in (False, True)}
    for chunk in chunks(reader.shown.session, found, keys, main, children, around):
        reader.versions = chunk.versions
        for row in chunk.rows:
            taken.rows += 1
            plan, *others = plans[bool(row[VEILED])]
            contents, lines = [None if (held := row[place]) is None else tell(held) for place, tell in plan], list[list[list[Any]]]()
            contents[0] = taken.rows
            for cut, other in zip(children, others, strict=True):
                told = [_told(line, other, taken.rows, row[VEILED + 1]) for line in chunk.lines[cut.table.name].get(row[RECORD], ())]
                taken.children[cut.table.name] += len(told)
                lines.append(told)
            yield contents, lines


def _told(line: Sequence[Any], plan: Plan, ordinal: int, number: str) -> list[Any]:
    """A child row, behind the 序号 and the number of its record."""
    return [ordinal, number, *(None if (held := line[place]) is None else tell(held) for place, tell in plan[2:])]


def _plan(reader: Reader, cut: Cut, register: type[Register], around: Around, *, is_veiled: bool) -> Plan:
    """Column by column, where it stands in a row and how it is told; a link lies there as an id."""
    plan: Plan = []
    for column in cut.table.columns:
        tell = reader.teller(column, cut.model, register, is_veiled=is_veiled, find=around.source)
        if column.field is not None and column.field.is_link and reader.is_open(column.field, register, is_veiled=is_veiled):
            target = led_to(cut.model, column.field)
            tell = reader.link(target, around.names(target))
        plan.append((cut.places.get(column.name, OWN), tell))
    return plan


def explanations(
    register: type[Register], taken: Taken, actor: Actor, now: datetime, *, comes_back: bool
) -> Iterator[tuple[str, str]]:  # fmt: skip
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
    yield "导回", COMES_BACK if comes_back else STAYS_OUT
    if taken.flaws.cut:
        yield "从略", f"{taken.flaws.cut} 格的内容超过 Excel 单格 32,767 字的上限，格尾已注明，全文见登记台。"
    if taken.flaws.unwritable:
        yield "字符", f"{taken.flaws.unwritable} 格含有 Excel 不能保存的控制字符，已换成可见的符号（如 ␀）。"


def personal(taken: Taken) -> str:
    """How much personal data left, and how."""
    if not taken.clear and not taken.masked:
        return "不含个人信息"
    return f"明文 {taken.clear} 格，脱敏 {taken.masked} 格"
