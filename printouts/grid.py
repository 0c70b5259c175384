"""Child rows as a ruled table inside a form, and the ruling that other tables share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from models.declare import Field, Kind
from models.declare.sheet import Table
from printouts.block import Block, Overflow, draw_lines, easy_lines, tight_lines
from printouts.paper import PAD, Columns
from printouts.pen import Pen
from printouts.subject import Subject
from printouts.words import words
from printouts.wrap import TIGHT, wrap

SERIAL = "序号"
#: Kinds that need less width than a column of writing, or more.
SHARES = {
    Kind.YES_NO: 0.7, Kind.NUMBER: 0.7, Kind.AMOUNT: 0.9, Kind.CHOICE: 0.9, Kind.DAY: 1.3, Kind.MOMENT: 1.3, Kind.DEPARTMENT: 1.2,
    Kind.SOURCE: 1.6, Kind.GAUGE: 0.7,
    Kind.PROSE: 2.2,
}  # fmt: skip
SERIAL_SHARE = 0.45


def share_of(field: Field) -> float:
    """The width of a child's column, relative to a plain one."""
    if field.kind is Kind.TEXT:
        return 1.0 if (field.length or 0) <= 60 else 1.5 if (field.length or 0) <= 100 else 2.2
    return SHARES.get(field.kind, 1.0)


def draw_row(pen: Pen, edges: Sequence[float], top: float, height: float, cells: Sequence[Sequence[str]], size: float) -> None:
    """One ruled row; what is short stands in the middle."""
    for index, lines in enumerate(cells):
        if index:
            pen.rule(edges[index], top, edges[index], top - height)
        draw_lines(pen, edges[index] + PAD, top, height, lines, size, size * TIGHT)


def edges_of(left: float, right: float, weights: Sequence[float]) -> list[float]:
    """The vertical lines of columns of these weights."""
    total = sum(weights)
    return [left, *(left + (right - left) * part / total for part in accumulate(weights))]


@dataclass(frozen=True)
class TableBlock(Block):
    """Child rows under their labels, numbered, with empty lines for the pen."""

    table: Table
    columns: Columns
    subject: Subject

    @cached_property
    def fields(self) -> list[Field]:
        return self.table.printed

    @cached_property
    def weights(self) -> list[float]:
        return [SERIAL_SHARE, *(share_of(field) for field in self.fields)]

    @cached_property
    def edges(self) -> list[float]:
        return edges_of(self.columns.left, self.columns.right, self.weights)

    @cached_property
    def head(self) -> list[str]:
        return [SERIAL, *(field.label for field in self.fields)]

    @cached_property
    def rows(self) -> list[list[str]]:
        subject, job = self.subject, self.subject.job
        return [
            [str(place), *(words(child, field, job.labels, clear=subject.is_clear, named=job.named) for field in self.fields)]
            for place, child in enumerate(self.subject.children(self.table.cell.field), start=1)
        ]  # fmt: skip

    @property
    def count(self) -> int:
        return max(self.table.rows, len(self.rows))

    def _wrapped(self, row: Sequence[str], size: float) -> list[tuple[str, ...]]:
        return [
            wrap(text, right - left - 2 * PAD, size)
            for text, left, right in zip(row, self.edges, self.edges[1:], strict=False)
        ]  # fmt: skip

    def _height(self, row: Sequence[str], size: float) -> float:
        return tight_lines(max(1, *(len(lines) for lines in self._wrapped(row, size))), size)

    def _filled(self, size: float) -> float:
        """The head and the rows that there are."""
        return sum(self._height(row, size) for row in (self.head, *self.rows))

    def _empty(self, size: float) -> float:
        return (self.count - len(self.rows)) * tight_lines(1, size)

    def tight(self, size: float) -> float:
        return self._height(self.head, size) + self.table.rows * tight_lines(1, size)

    def wanted(self, size: float) -> float:
        return max(self.tight(size), self._filled(size))

    def easy(self, size: float) -> float:
        return max(self._filled(size) + self._empty(size), (self.count + 1) * easy_lines(1, size))

    def most(self, size: float) -> float:
        return self.easy(size) * 1.3

    def overflow(self, height: float, size: float) -> list[Overflow]:
        if self._filled(size) <= height + 0.01:
            return []
        return [Overflow(label=self.table.cell.field.label, table=[self.head, *self.rows], weights=self.weights)]

    def draw(self, pen: Pen, top: float, height: float, size: float) -> None:
        if self.overflow(height, size):
            self._draw_cut(pen, top, height, size)
            return
        rows = [self.head, *self.rows, *self._numbers(height, size)]
        least = [self._height(row, size) for row in rows]
        spare = (height - sum(least)) / len(rows)
        y = top
        for row, part in zip(rows, least, strict=True):
            if y != top:
                pen.rule(self.columns.left, y, self.columns.right, y)
            draw_row(pen, self.edges, y, part + spare, self._padded(row, size), size)
            y -= part + spare

    def _numbers(self, height: float, size: float) -> list[list[str]]:
        """Empty rows: as many as declared, fewer where the filled ones need their room."""
        room = int((height - self._filled(size) + 0.01) / tight_lines(1, size))
        return [[str(place)] for place in range(len(self.rows) + 1, min(self.count, len(self.rows) + room) + 1)]

    def _padded(self, row: Sequence[str], size: float) -> list[tuple[str, ...]]:
        return [*self._wrapped(row, size), *([()] * (len(self.head) - len(row)))]

    def _draw_cut(self, pen: Pen, top: float, height: float, size: float) -> None:
        """As many rows as fit above one line that points to the annex."""
        mark = tight_lines(1, size)
        y, bottom = top, top - height
        for row in [self.head, *self.rows]:
            part = self._height(row, size)
            if y - part < bottom + mark - 0.01:
                break
            draw_row(pen, self.edges, y, part, self._padded(row, size), size)
            y -= part
            pen.rule(self.columns.left, y, self.columns.right, y)
        told = f"（共 {len(self.rows)} 行，续见附页）"
        draw_lines(pen, self.columns.left + PAD, y, y - bottom, [told], size, size * TIGHT)
