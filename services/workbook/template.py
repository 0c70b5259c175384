"""The empty workbook of a register: what a new record may be given, with drop-downs, formats and an explanation of every column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from sqlalchemy.orm import Session

from models.declare import Kind, Register, Verb
from rules.actor import Actor
from services.rights import demand
from services.workbook import guide
from services.workbook.book import width
from services.workbook.cells import HEAD_FILL, HEAD_FONT, TOP
from services.workbook.choices import choices
from services.workbook.columns import GUIDE, OPTIONS, Cell, Column, Table, asked

#: So many rows are prepared; more may be written, without drop-downs.
PREPARED = 50_001
#: Excel counts days from 1900; what is older than this it gets wrong.
FIRST = 61
NEEDED = PatternFill("solid", fgColor="FCE4D6")


def template(session: Session, register: type[Register], file: IO[bytes], *, actor: Actor, today: date) -> None:
    """Write it into the file. Raises Forbidden for who may not make such records."""
    demand(actor, Verb.CREATE, register)
    tables = asked(register)
    allowed = {guide.key(table, column): choices(session, column, today) for table in tables for column in table.columns}
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type] # a new workbook has one sheet
    sheets = [book.create_sheet(table.name) for table in tables]
    _guide(book.create_sheet(GUIDE), session, register, tables, allowed)
    places = _options(book.create_sheet(OPTIONS), allowed)
    for sheet, table in zip(sheets, tables, strict=True):
        _lay_out(sheet, table, places)
    book.active = 0
    book.save(file)


def _lay_out(sheet: Any, table: Table, places: Mapping[str, str]) -> None:
    """Header, widths, formats of the empty cells, and what Excel lets in."""
    sheet.freeze_panes = "B2"
    for place, column in enumerate(table.columns, start=1):
        letter = get_column_letter(place)
        head = sheet.cell(1, place, column.asked)
        head.font, head.fill, head.alignment = HEAD_FONT, NEEDED if column.required else HEAD_FILL, TOP
        sheet.column_dimensions[letter].width = width(column)
        sheet.column_dimensions[letter].number_format = column.cell.number_format
        if (rule := _rule(column, places.get(guide.key(table, column), ""))) is not None:
            rule.add(f"{letter}2:{letter}{PREPARED}")
            sheet.add_data_validation(rule)


def _rule(column: Column, place: str) -> DataValidation | None:
    """What may be typed there, and what Excel says of anything else."""
    field = column.field
    if place:
        return _validation("请从下拉列表中选择。", type="list", formula1=place)
    if column.cell in (Cell.DAY, Cell.MOMENT):
        last = ("NOW()" if column.cell is Cell.MOMENT else "TODAY()") if field is not None and field.past else "2958465"
        words = "请填写日期，如 2026-11-20。" if column.cell is Cell.DAY else "请填写日期和时间，如 2026-11-20 10:30。"
        return _validation(words + ("不能晚于现在。" if last.endswith(")") else ""), type="date", formula1=str(FIRST), formula2=last)
    if field is not None and field.kind is Kind.NUMBER:
        words = f"请填写 {field.minimum} 至 {field.maximum} 的整数。"
        return _validation(words, type="whole", formula1=str(field.minimum), formula2=str(field.maximum))
    if field is not None and field.kind is Kind.GAUGE:
        words = f"请填写 {field.minimum} 至 {field.maximum} 的数值，最多一位小数。"
        return _validation(words, type="decimal", formula1=str(field.minimum), formula2=str(field.maximum))
    if column.cell is Cell.AMOUNT and field is not None:
        return _validation("请填写金额，如 42.50。", type="decimal", formula1="0", formula2=str(field.maximum))
    if field is not None and field.length and field.kind in (Kind.TEXT, Kind.PROSE):
        return _validation(f"最多 {field.length} 字。", type="textLength", formula1="0", formula2=str(field.length))
    return None


def _validation(words: str, **rule: Any) -> DataValidation:
    made = DataValidation(allow_blank=True, showErrorMessage=True, errorTitle="不能这样填写", error=words, **rule)
    if made.type != "list":
        made.operator = "between"
    return made


def _options(sheet: Any, allowed: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """选项: each list in a column of its own, since what stands in a validation itself is limited to 255 characters."""
    sheet.sheet_state = "hidden"
    places: dict[str, str] = {}
    written: dict[tuple[str, ...], str] = {}
    for key, values in allowed.items():
        if values and (same := tuple(values)) not in written:
            letter = get_column_letter(len(written) + 1)
            for row, value in enumerate(values, start=1):
                cell = sheet[f"{letter}{row}"]
                cell.value, cell.number_format = value, "@"
                cell.data_type = "s"
            written[same] = f"'{OPTIONS}'!${letter}$1:${letter}${len(values)}"
        if values:
            places[key] = written[tuple(values)]
    return places


def _guide(
    sheet: Any, session: Session, register: type[Register], tables: Sequence[Table], allowed: Mapping[str, Sequence[str]]
) -> None:  # fmt: skip
    for sentence in guide.general(register, tables):
        sheet.append([sentence])
    sheet.append([])
    sheet.append(list(guide.HEADINGS))
    for cell in sheet[sheet.max_row]:
        cell.font, cell.fill = HEAD_FONT, HEAD_FILL
    sheet.freeze_panes = None
    for line in guide.lines(session, register, tables, allowed):
        sheet.append([None] * len(line))
        for place, text in enumerate(line, start=1):
            cell = sheet.cell(sheet.max_row, place)
            cell.value, cell.number_format, cell.alignment = text or None, "@", TOP
            cell.data_type = "s" if text else "n"
    for letter, wide in zip("ABCDEFGH", (20, 24, 22, 30, 50, 40, 30, 24), strict=True):
        sheet.column_dimensions[letter].width = wide
