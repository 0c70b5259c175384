"""How a register lies in a workbook: said here once, and read by the export, the template and the import.

A register is one worksheet of records, named by its title, and one worksheet for each kind of child rows, named by the field's label.
What ties them is the column 序号: the how many-th record of the workbook a row is (or belongs to). A header is the label of its field;
where a label would stand twice, the second is told apart by `（2）`. In a template a header that must be filled ends in `（必填）`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Any

from sqlalchemy import inspect

from models.declare import Field, Kind, Register
from services.records import required_at_creation

#: Columns that are no fields: the tie between the sheets, the number in the old books, and what an edited export is known again by.
ORDINAL, OLD_NUMBER, CREATED, VERSION, LINE = "_ordinal", "former_number", "_created_at", "_row_version", "_line_id"
HEADERS = {ORDINAL: "序号", CREATED: "登记时间", VERSION: "版本", LINE: "行标识"}
REQUIRED = "（必填）"
#: What an export of the list's own columns is called: in the menu, in the file, in the log, and where such a file is brought back.
OF_LIST = "只导出清单各栏"
#: Excel's own limits on the name of a worksheet.
LONGEST_NAME = 31
NOT_IN_NAMES = str.maketrans("[]:*?/\\'", "［］：＊？／＼’")
#: Sheets that are no data, whatever stands in them.
ABOUT, GUIDE, OPTIONS = "说明", "填写说明", "选项"


class Cell(Enum):
    """How Excel holds a value, with the format that it shows it in. Whatever is not named a number or a day is text, zeros and all."""

    TEXT = auto()
    DAY = auto()
    MOMENT = auto()
    NUMBER = auto()
    AMOUNT = auto()
    GAUGE = auto()

    @property
    def number_format(self) -> str:
        return FORMATS[self]


FORMATS = {
    Cell.TEXT: "@", Cell.DAY: "yyyy-mm-dd", Cell.MOMENT: "yyyy-mm-dd hh:mm", Cell.NUMBER: "0", Cell.AMOUNT: "#,##0.00",
    Cell.GAUGE: "0.0",
}  # fmt: skip
CELLS = {
    Kind.DAY: Cell.DAY, Kind.SEAL: Cell.DAY, Kind.MOMENT: Cell.MOMENT, Kind.DEADLINE: Cell.MOMENT, Kind.NUMBER: Cell.NUMBER,
    Kind.AMOUNT: Cell.AMOUNT, Kind.GAUGE: Cell.GAUGE,
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column. `field` is None for those that are no fields (see HEADERS); `fillable`: a new record may be given it."""

    name: str
    header: str
    cell: Cell = Cell.TEXT
    field: Field | None = None
    required: bool = False
    fillable: bool = False

    @property
    def system(self) -> bool:
        """Filled by the system; what stands there in a workbook that comes back is not read into the record."""
        return not self.fillable

    @property
    def kind(self) -> Kind:
        """What stands there."""
        return self.field.kind if self.field is not None else Kind.MOMENT if self.cell is Cell.MOMENT else Kind.TEXT

    @property
    def options(self) -> str | None:
        """The option list whose labels may stand here."""
        return self.field.options if self.field is not None and self.field.kind is Kind.CHOICE else None

    @property
    def asked(self) -> str:
        """The header in a template."""
        return self.header + (REQUIRED if self.required else "")


@dataclass(frozen=True, kw_only=True)
class Table:
    """One worksheet: of records, or of the child rows in the field `rows`."""

    name: str
    columns: tuple[Column, ...]
    rows: Field | None = None

    def find(self, header: str) -> Column | None:
        """The column that a header names, however it was spaced and bracketed, with or without 必填."""
        wanted = plain(header)
        return next((column for column in self.columns if plain(column.header) == wanted), None)


def plain(header: Any) -> str:
    """A header as it is compared."""
    text = "".join(unicodedata.normalize("NFKC", str(header)).split())
    return text.removesuffix("(必填)").rstrip("*")


def tables(register: type[Register]) -> tuple[Table, ...]:
    """The worksheets of a register with every column: records first, then each kind of child rows in the order of the form."""
    names = _Once(ABOUT, GUIDE, OPTIONS)
    main = Table(name=names(sheet_name(register.title)), columns=tuple(_columns(register)))
    children = (field for field in _ordered(register) if field.is_rows)
    return (
        main,
        *(Table(name=names(sheet_name(field.label)), columns=tuple(_row_columns(register, field)), rows=field) for field in children),
    )


def shown(register: type[Register], may_see: Callable[[Field], bool]) -> tuple[Table, ...]:
    """What an export holds for a person who may see these fields."""
    found = (one for one in tables(register) if one.rows is None or may_see(one.rows))
    return tuple(replace(one, columns=tuple(c for c in one.columns if c.field is None or may_see(c.field))) for one in found)


def of_list(register: type[Register], names: Iterable[str], may_see: Callable[[Field], bool]) -> tuple[Table, ...]:
    """What the list itself shows of these columns, in its order, between the 序号 and when the record was entered: a sheet to look at,
    whose rows bear nothing by which they would come back.
    """
    main = shown(register, may_see)[0]
    columns = {column.name: column for column in main.columns}
    order = dict.fromkeys((ORDINAL, "number", *names, register.state_field().name, CREATED))
    return (replace(main, columns=tuple(columns[name] for name in order if name in columns)),)


def asked(register: type[Register]) -> tuple[Table, ...]:
    """What a template asks for: what a new record may be given, its tie and its number in the old books."""
    found = (replace(one, columns=tuple(c for c in one.columns if c.fillable or c.name == ORDINAL)) for one in tables(register))
    return tuple(one for one in found if len(one.columns) > 1)


def linked(number: str, called: str) -> str:
    """Another record in one cell: its number, by which it is found again, and what it is called."""
    return number if called in ("", number) else f"{number} {called}"


def number_in(text: str) -> str:
    """The number in such a cell; a text that somebody typed may be a number, a name, or anything else."""
    return text.split(maxsplit=1)[0] if text.strip() else ""


def sheet_name(title: str) -> str:
    """A title as Excel takes it for the name of a worksheet."""
    return title.translate(NOT_IN_NAMES)[:LONGEST_NAME]


def _columns(register: type[Register]) -> Iterator[Column]:
    headers, required = _Once(), required_at_creation(register)
    fillable = {OLD_NUMBER, *register.editable_in(register.start())}
    yield Column(name=ORDINAL, header=headers(HEADERS[ORDINAL]), cell=Cell.NUMBER)
    for field in _ordered(register):
        if not field.is_rows:
            yield Column(
                name=field.name, header=headers(field.label), cell=cell_of(register, field), field=field, required=field.name in required,
                fillable=field.name in fillable and field.kind is not Kind.ATTACHMENT)  # fmt: skip
    yield Column(name=CREATED, header=headers(HEADERS[CREATED]), cell=Cell.MOMENT)
    yield Column(name=VERSION, header=headers(HEADERS[VERSION]))


def _row_columns(register: type[Register], rows: Field) -> Iterator[Column]:
    headers, fillable = _Once(), rows.tally is None and rows.name in register.editable_in(register.start())
    yield Column(name=ORDINAL, header=headers(HEADERS[ORDINAL]), cell=Cell.NUMBER, required=True)
    number = register.fields["number"]
    yield Column(name=number.name, header=headers(number.label))
    for field in rows.target.fields.values():
        yield Column(
            name=field.name, header=headers(field.label), cell=cell_of(rows.target, field), field=field,
            fillable=fillable and field.name in rows.row_columns, required=fillable and not field.optional)  # fmt: skip
    yield Column(name=LINE, header=headers(HEADERS[LINE]), cell=Cell.NUMBER)


def _ordered(register: type[Register]) -> list[Field]:
    """Numbers and state, then as the form is laid out, then what stands on no form."""
    names = dict.fromkeys(
        ("number", OLD_NUMBER, register.state_field().name, *(cell.name for cell in register.sheet.cells()), *register.fields)
    )
    return [register.fields[name] for name in names]


def cell_of(model: Any, field: Field) -> Cell:
    """By its kind; what is worked out, by the type of its column."""
    if field.kind is not Kind.COMPUTED:
        return CELLS.get(field.kind, Cell.TEXT)
    return {int: Cell.NUMBER, bool: Cell.TEXT}.get(inspect(model).columns[field.name].type.python_type, Cell.TEXT)


class _Once:
    """Names that stand once: one that stood already gets （2）."""

    def __init__(self, *taken: str) -> None:
        self._given = {plain(name).casefold() for name in taken}

    def __call__(self, name: str) -> str:
        found, count = name, 1
        while plain(found).casefold() in self._given:
            count += 1
            found = f"{name[: LONGEST_NAME - 5]}（{count}）" if len(name) > LONGEST_NAME - 5 else f"{name}（{count}）"
        self._given.add(plain(found).casefold())
        return found
