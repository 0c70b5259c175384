"""Rows that the system works out, on paper: a block a row, so that a long table goes on over the page, under its head again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from models.declare.sheet import Table
from printouts.block import Block, Overflow, easy_lines, tight_lines
from printouts.grid import TableBlock, draw_row
from printouts.paper import PAD, Columns
from printouts.pen import Pen
from printouts.subject import Subject
from printouts.wrap import wrap

NOTHING = "没有"


@dataclass(frozen=True, eq=False)
class Line(Block):
    """The head of the table, or one of its rows."""

    edges: Sequence[float]
    cells: Sequence[str]
    again: Block | None = None

    def _wrapped(self, size: float) -> list[tuple[str, ...]]:
        return [wrap(text, right - left - 2 * PAD, size) for text, (left, right) in zip(self.cells, pairwise(self.edges), strict=True)]

    def _lines(self, size: float) -> int:
        return max(1, *(len(lines) for lines in self._wrapped(size)))

    def tight(self, size: float) -> float:
        return tight_lines(self._lines(size), size)

    def wanted(self, size: float) -> float:
        return self.tight(size)

    def easy(self, size: float) -> float:
        return max(self.tight(size), easy_lines(1, size))

    def most(self, size: float) -> float:
        return self.easy(size)

    def overflow(self, height: float, size: float) -> list[Overflow]:
        return []

    def draw(self, pen: Pen, top: float, height: float, size: float) -> None:
        draw_row(pen, self.edges, top, height, self._wrapped(size), size)


def flowing(table: Table, columns: Columns, subject: Subject) -> list[Block]:
    """The head and a block for each row; a table without rows says so."""
    drawn = TableBlock(table, columns, subject)
    head = Line(drawn.edges, drawn.head)
    rows = drawn.rows or [["", NOTHING, *([""] * (len(drawn.head) - 2))]]
    return [head, *(Line(drawn.edges, row, head) for row in rows)]
