"""Questions with one tick each: a grid of boxes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from models.declare.sheet import Rating
from printouts.block import Block, Overflow, draw_lines, easy_lines, tight_lines
from printouts.grid import edges_of
from printouts.paper import PAD, Columns
from printouts.pen import Pen
from printouts.subject import Subject
from printouts.wrap import TIGHT

QUESTION = "评价项目"


@dataclass(frozen=True)
class RatingBlock(Block):
    """Questions down the side, the options of their common list across the top."""

    rating: Rating
    columns: Columns
    subject: Subject

    @cached_property
    def options(self) -> list[tuple[object, str]]:
        """The options of the list, and any withdrawn one that an answer still bears."""
        merged = {code: label for cell in self.rating.cells for code, label in self.subject.options(cell.field)}
        return list(merged.items())

    @cached_property
    def edges(self) -> list[float]:
        return edges_of(self.columns.left, self.columns.right, [2.0, *([1.0] * len(self.options))])

    @property
    def count(self) -> int:
        return len(self.rating.cells) + 1

    def tight(self, size: float) -> float:
        return self.count * tight_lines(1, size)

    def wanted(self, size: float) -> float:
        return self.tight(size)

    def easy(self, size: float) -> float:
        return self.count * easy_lines(1, size)

    def most(self, size: float) -> float:
        return self.easy(size) * 1.3

    def overflow(self, height: float, size: float) -> list[Overflow]:
        return []

    def draw(self, pen: Pen, top: float, height: float, size: float) -> None:
        part = height / self.count
        self._draw_row(pen, top, part, QUESTION, size)
        for (left, right), (_, label) in zip(self._answers(), self.options, strict=True):
            pen.write_about((left + right) / 2, top - part / 2 - size * 0.36, label, size)
        for index, cell in enumerate(self.rating.cells, start=1):
            y = top - index * part
            pen.rule(self.columns.left, y, self.columns.right, y)
            self._draw_row(pen, y, part, cell.field.label, size)
            answer = self.subject.value(cell.field)
            for (left, right), (code, _) in zip(self._answers(), self.options, strict=True):
                side = size * 0.85
                pen.tick_box((left + right - side) / 2, y - (part + side) / 2, side, ticked=code == answer)

    def _answers(self) -> list[tuple[float, float]]:
        return list(zip(self.edges[1:], self.edges[2:], strict=False))

    def _draw_row(self, pen: Pen, top: float, height: float, label: str, size: float) -> None:
        for left, _ in self._answers():
            pen.rule(left, top, left, top - height)
        draw_lines(pen, self.columns.left + PAD, top, height, [label], size, size * TIGHT)
