"""The form as it lies on the desk: the same object draws the screen and the A4 page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Mapped

from models.declare.field import Field
from rules.plot import Shape


@dataclass(eq=False)
class Cell:
    """One field at its place. `span` counts of twelve columns; 0 is an even share of the row. `wording` is what this paper calls it."""

    word: Any
    span: int = 0
    as_boxes: bool = False
    wording: str = ""
    name: str = ""
    field: Field = None  # type: ignore[assignment] # set when the class is made, before anybody can read it


@dataclass(eq=False)
class Row:
    """Cells side by side. `lines` is the height in lines of writing."""

    cells: list[Cell]
    lines: int = 1

    def spans(self) -> list[int]:
        """The twelve columns shared out among the cells."""
        fixed = sum(cell.span for cell in self.cells)
        open_cells = [cell for cell in self.cells if not cell.span]
        share = (12 - fixed) // len(open_cells) if open_cells else 0
        return [cell.span or share for cell in self.cells]


@dataclass(eq=False)
class Table:
    """Child rows as a table; the page shows at least `rows` lines, the empty ones for the pen.

    `unprinted` are columns that are picked on screen and said on paper by the others.
    """

    cell: Cell
    rows: int
    unprinted: tuple[Any, ...] = ()

    @property
    def cells(self) -> list[Cell]:
        return [self.cell]

    @property
    def printed(self) -> list[Field]:
        """The columns of the page."""
        left = {column.key for column in self.unprinted}
        return [field for name, field in self.cell.field.target.fields.items() if name not in left]


@dataclass(eq=False)
class Chart:
    """Child rows as a chart: `along` is the column of their labels, `values` that of their numbers or rates.

    It shows what lies elsewhere, and so has no cells of its own.
    """

    word: Any
    along: Any
    values: Any
    shape: Shape
    unit: str
    name: str = ""
    field: Field = None  # type: ignore[assignment] # set when the class is made, as for a cell

    @property
    def cells(self) -> list[Cell]:
        return []


@dataclass(eq=False)
class Rating:
    """Questions down the side, the options of their common list across the top, one tick a row."""

    cells: list[Cell]


@dataclass(eq=False)
class Signatures:
    """Places to sign side by side, each with 年 月 日; an opinion has room for words, a seal its 45 mm square."""

    cells: list[Cell]


@dataclass(eq=False)
class Section:
    """A named part, its name set upright in the margin column."""

    title: str
    parts: list[Row | Table | Chart | Rating | Signatures]


Part = Row | Table | Chart | Rating | Signatures


def _cell(given: Mapped[Any] | Cell) -> Cell:
    return given if isinstance(given, Cell) else Cell(given)


def row(*cells: Mapped[Any] | Cell, lines: int = 1) -> Row:
    """Fields side by side, in the order of the paper."""
    return Row([_cell(cell) for cell in cells], lines)


def wide(given: Mapped[Any] | Cell) -> Cell:
    """A cell that takes two thirds of its row."""
    cell = _cell(given)
    cell.span = 8
    return cell


def narrow(given: Mapped[Any] | Cell) -> Cell:
    """A cell that takes a third of its row."""
    cell = _cell(given)
    cell.span = 4
    return cell


def boxes(given: Mapped[Any] | Cell) -> Cell:
    """A choice whose options all show, each with a box to tick: □来访 ☑来电."""
    cell = _cell(given)
    cell.as_boxes = True
    return cell


def worded(given: Mapped[Any] | Cell, wording: str) -> Cell:
    """A cell that a label or cover calls otherwise than the form, as its standard does: 立卷单位."""
    cell = _cell(given)
    cell.wording = wording
    return cell


def table(rows_field: Mapped[Any], *, rows: int = 5, unprinted: tuple[Mapped[Any] | None, ...] = ()) -> Table:
    """Child rows with at least `rows` lines on paper; columns that the paper says by others are `unprinted`."""
    return Table(Cell(rows_field), rows, unprinted)


def chart(rows_field: Mapped[Any], *, along: Any, bars: Any = None, line: Any = None, unit: str = "") -> Chart:
    """Child rows drawn: a bar for each (`bars=Row.count`), or a line from one to the next (`line=Row.rate`)."""
    return Chart(rows_field, along, bars if bars is not None else line, Shape.LINE if bars is None else Shape.BARS, unit)


def rating(*questions: Mapped[Any]) -> Rating:
    """Questions that share one option list, as a grid."""
    return Rating([Cell(question) for question in questions])


def signatures(*places: Mapped[Any]) -> Signatures:
    """Places to sign, to decide or to seal, side by side (at most three)."""
    return Signatures([Cell(place) for place in places])


def section(title: str, *parts: Part) -> Section:
    """A named part of the sheet."""
    return Section(title, list(parts))


@dataclass(eq=False)
class RedStamp:
    """A word stamped in red at the head of the paper while a condition holds."""

    word: str
    when: Any

    def is_on(self, record: object) -> bool:
        return bool(self.when.holds(record))


def stamp(word: str, *, when: Any) -> RedStamp:
    """A red stamp at the head of the form, such as 重大, on the records of which `when` holds."""
    return RedStamp(word, when)


@dataclass(eq=False)
class Sheet:
    """One form. `copies` names who keeps each copy; `note` stands under the form; `version` is the form's edition; `red` is
    a stamp that some records bear; `landscape` lays the page across; `half` takes A5 in place of A4; `clear` prints personal data
    unmasked: the customer is given the form, or signs it, or it goes to the archive as it stands.
    """

    parts: tuple[Part | Section, ...]
    copies: tuple[str, ...] = ()
    note: str = ""
    version: str = "2026-1"
    red: RedStamp | None = None
    landscape: bool = False
    half: bool = False
    clear: bool = False

    def __init__(
        self, *parts: Part | Section, copies: tuple[str, ...] = (), note: str = "", version: str = "2026-1",
        red: RedStamp | None = None, landscape: bool = False, half: bool = False, clear: bool = False,
    ) -> None:  # fmt: skip
        self.parts, self.copies, self.note, self.version, self.red = parts, copies, note, version, red
        self.landscape, self.half, self.clear = landscape, half, clear

    def stamped(self, record: object | None) -> str:
        """What is stamped in red on this record's paper; nothing on the empty form."""
        return self.red.word if self.red is not None and record is not None and self.red.is_on(record) else ""

    def sections(self) -> list[Section]:
        """The sheet in sections; loose parts before, between and after stand in nameless ones."""
        found: list[Section] = []
        for part in self.parts:
            if isinstance(part, Section):
                found.append(part)
            elif found and not found[-1].title:
                found[-1].parts.append(part)
            else:
                found.append(Section("", [part]))
        return found

    def cells(self) -> Iterator[Cell]:
        """Every cell in reading order."""
        for part in self._inner():
            yield from part.cells

    def charts(self) -> Iterator[Chart]:
        """Every chart in reading order."""
        yield from (part for part in self._inner() if isinstance(part, Chart))

    def _inner(self) -> Iterator[Part]:
        for part in self.parts:
            yield from part.parts if isinstance(part, Section) else [part]


@dataclass(eq=False)
class Ledger:
    """Many records, one a row, on A4 pages bound as a book.

    `weights` are the columns' widths relative to each other; `dated` is the field whose month a page belongs to; `book` is a
    link whose record each book is of (the papers of one volume), `None` for a book of one month.
    """

    cells: list[Cell]
    weights: list[float]
    rows: int
    title: str = ""
    portrait: bool = False
    signed: tuple[str, ...] = ()
    note: str = ""
    cell_dated: Cell | None = None
    cell_book: Cell | None = None

    def __init__(
        self, *columns: Mapped[Any] | tuple[Mapped[Any], float], rows: int = 15, title: str = "", portrait: bool = False,
        signed: tuple[str, ...] = (), note: str = "", dated: Mapped[Any] | None = None, book: Mapped[Any] | None = None,
    ) -> None:  # fmt: skip
        pairs = [column if isinstance(column, tuple) else (column, 1.0) for column in columns]
        self.cells = [Cell(word) for word, _ in pairs]
        self.weights = [weight for _, weight in pairs]
        self.rows, self.title, self.portrait, self.signed, self.note = rows, title, portrait, signed, note
        self.cell_dated = Cell(dated) if dated is not None else None
        self.cell_book = Cell(book) if book is not None else None

    def all_cells(self) -> list[Cell]:
        return [*self.cells, *(cell for cell in (self.cell_dated, self.cell_book) if cell)]


@dataclass(eq=False)
class Listing:
    """The columns of a register's list on screen, where those of its ledger do not serve."""

    cells: list[Cell]

    def all_cells(self) -> list[Cell]:
        return self.cells


def listing(*columns: Mapped[Any]) -> Listing:
    """What a clerk must see to know a record again, at most six."""
    return Listing([Cell(column) for column in columns])
