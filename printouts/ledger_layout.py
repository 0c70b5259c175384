"""Many records laid out as the pages of a ledger: rows grow with their text, and go on over the page where they must."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from reportlab.lib.units import mm

from models.declare import Field, Kind, Ledger, Register
from printouts.grid import SERIAL, edges_of
from printouts.heading import FOOT_LINE, HEAD, foot_height
from printouts.job import PrintJobInfo
from printouts.paper import LANDSCAPE, PORTRAIT, Paper
from printouts.pen import NOTE
from printouts.typeface import code_points, missing, width
from printouts.words import BARE, words
from printouts.wrap import TIGHT, wrap, wrap_label
from rules.masking import NOTHING_SEEN

SIZE = 8.5
LEADING = SIZE * TIGHT
ROW_PAD = 4.0
#: The serial number's column: three figures, or 作废 below one.
SERIAL_WIDTH = 9 * mm
SIGNING = 9 * mm
PAD = 0.8 * mm

#: What a column must be able to show on one line, whatever its weight says.
WHOLE = {
    Kind.PHONE: "13800000000", Kind.MOMENT: "2026-12-30", Kind.DEADLINE: "2026-12-30", Kind.DAY: "2026年12月",
    Kind.DATE8: "20261230", Kind.SERIAL: "QH-A00-2026-00000",
}  # fmt: skip

Lines = tuple[str, ...]


class LedgerRow(NamedTuple):
    """One row of one page: the lines of every cell, the serial first."""

    cells: tuple[Lines, ...]
    height: float


@dataclass(frozen=True, kw_only=True)
class LedgerLayout:
    """The table of a ledger, page by page."""

    register: type[Register]
    ledger: Ledger
    records: Sequence[Register]
    job: PrintJobInfo

    @property
    def paper(self) -> Paper:
        return PORTRAIT if self.ledger.portrait else LANDSCAPE

    @property
    def title(self) -> str:
        return self.ledger.title or self.job.title(self.register)

    @cached_property
    def edges(self) -> list[float]:
        """The vertical lines: columns by weight, save those that would break a date or a telephone number."""
        left, right = self.paper.left + SERIAL_WIDTH, self.paper.right
        floors = [width(WHOLE.get(cell.field.kind, ""), SIZE) + 2 * PAD + 0.1 for cell in self.ledger.cells]
        return [self.paper.left, *edges_of(left, right, _raised(self.ledger.weights, floors, right - left))]

    def _wrapped(self, texts: Sequence[str]) -> tuple[Lines, ...]:
        rooms = (right - left - 2 * PAD for left, right in pairwise(self.edges))
        return tuple(wrap(text, room, SIZE) for text, room in zip(texts, rooms, strict=True))

    @cached_property
    def head(self) -> LedgerRow:
        labels = [SERIAL, *(cell.field.label for cell in self.ledger.cells)]
        rooms = (right - left - 2 * PAD for left, right in pairwise(self.edges))
        cells = tuple(wrap_label(label, room, SIZE) for label, room in zip(labels, rooms, strict=True))
        return LedgerRow(cells, max(2, *map(len, cells)) * LEADING + ROW_PAD)

    @cached_property
    def notes(self) -> Lines:
        return wrap(self.ledger.note, self.paper.right - self.paper.left, NOTE)

    @cached_property
    def footnotes(self) -> int:
        """Lines to keep free for the code points of characters that no font has."""
        job = self.job
        every = "".join([job.company, job.office, job.printed_by, *(line for cells in self._cells for lines in cells for line in lines)])
        return len(self.footnote_lines(code_points(missing(every))))

    def footnote_lines(self, footnote: str) -> Lines:
        return wrap(footnote, self.paper.right - self.paper.left, NOTE)

    @cached_property
    def bottom(self) -> float:
        """Where the table ends at the latest: above signatures, note and foot."""
        below = (SIGNING if self.ledger.signed else 0) + FOOT_LINE * len(self.notes)
        return self.paper.bottom + foot_height(1 + self.footnotes) + below + 2

    @property
    def room(self) -> float:
        return self.paper.top - HEAD - self.head.height - self.bottom

    @property
    def plain(self) -> float:
        """The height of an ordinary row: the declared rows fill the page."""
        return max(LEADING + ROW_PAD, self.room / self.ledger.rows)

    @cached_property
    def _cells(self) -> list[tuple[Lines, ...]]:
        return [self._wrapped(self._texts(place, record)) for place, record in enumerate(self.records, start=1)]

    def _texts(self, place: int, record: Register) -> list[str]:
        """The cells of a record. A void one says so, since its state may have no column."""
        serial = f"{place}\n{record.status.label}" if record.status is not None and record.is_void() else str(place)
        return [serial, *(self._said(record, cell.field) for cell in self.ledger.cells)]

    def _said(self, record: Register, field: Field) -> str:
        if field.name in self.job.hidden:
            return ""
        said = words(record, field, self.job.labels, clear=self.job.is_clear(record))
        return NOTHING_SEEN if said and record.id in self.job.veiled and field.kind not in BARE else said

    @cached_property
    def pages(self) -> list[list[LedgerRow]]:
        """At least one page. The last is filled up with empty rows; none stands between two records."""
        pages: list[list[LedgerRow]] = [[]]
        left = self.room
        for cells in self._cells:
            for row in self._pieces(cells, left):
                if row.height > left + 0.01:
                    pages.append([])
                    left = self.room
                pages[-1].append(row)
                left -= row.height
        *full, last = pages
        return [*(self._stretched(page) for page in full), [*last, *self._padding(last)]]

    def _stretched(self, page: Sequence[LedgerRow]) -> list[LedgerRow]:
        """What the next row left free is shared among the rows of the page."""
        spare = (self.room - sum(row.height for row in page)) / len(page)
        return [row._replace(height=row.height + spare) for row in page]

    def _pieces(self, cells: tuple[Lines, ...], left: float) -> Iterator[LedgerRow]:
        """A row whole, or, if it is higher than a page, in pieces that each fill what is left of one."""
        longest = max(map(len, cells))
        if self._height(longest) <= self.room + 0.01:
            yield LedgerRow(cells, self._height(longest))
            return
        start, room = 0, left if left >= 4 * LEADING + ROW_PAD else self.room
        while start < longest:
            stop = start + int((room - ROW_PAD) / LEADING)
            piece = tuple(lines[start:stop] for lines in cells)
            yield LedgerRow(piece, self._height(max(map(len, piece))))
            start, room = stop, self.room

    def _height(self, lines: int) -> float:
        return max(self.plain, lines * LEADING + ROW_PAD)

    def _padding(self, page: Sequence[LedgerRow]) -> Iterator[LedgerRow]:
        """Empty rows up to the declared number, as far as there is room."""
        left = self.room - sum(row.height for row in page)
        for _ in range(min(self.ledger.rows - len(page), int((left + 0.01) / self.plain))):
            yield LedgerRow(tuple(() for _ in self.edges[1:]), self.plain)


def _raised(weights: Sequence[float], floors: Sequence[float], room: float) -> list[float]:
    """Widths by weight, each at least its floor; the others give way alike."""
    fixed: dict[int, float] = {}
    while True:
        free = [index for index in range(len(weights)) if index not in fixed]
        each = (room - sum(fixed.values())) / sum(weights[index] for index in free)
        low = {index: floors[index] for index in free if weights[index] * each < floors[index]}
        if not low or len(low) == len(free):
            return [fixed.get(index, weight * each) for index, weight in enumerate(weights)]
        fixed |= low
