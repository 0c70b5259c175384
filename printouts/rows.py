"""Cells side by side, each a label and its value."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from models.declare import Field
from models.declare.sheet import Row
from printouts.block import Block, Overflow, draw_lines, easy_lines, tight_lines
from printouts.content import Boxes, Content, Writing
from printouts.paper import PAD, Columns, Place
from printouts.pen import Pen
from printouts.subject import Subject
from printouts.wrap import TIGHT, wrap_label


@dataclass(frozen=True, kw_only=True)
class Filled:
    """One cell in its place."""

    field: Field
    place: Place
    content: Content


class Lines(NamedTuple):
    """The lines of a row: as declared, as many as its texts have, and as few as will do."""

    declared: int
    said: int
    least: int


@dataclass(frozen=True)
class RowBlock(Block):
    """One row of the sheet."""

    row: Row
    columns: Columns
    subject: Subject

    @cached_property
    def cells(self) -> list[Filled]:
        filled = []
        for cell, place in zip(self.row.cells, self.columns.places(self.row.spans()), strict=True):
            field = cell.field
            content: Content = (
                Boxes(options=self.subject.options(field), chosen=self.subject.value(field)) if cell.as_boxes
                else Writing(text=self.subject.words(field), lines=self.row.lines)
            )  # fmt: skip
            filled.append(Filled(field=field, place=place, content=content))
        return filled

    @cached_property
    def _counted(self) -> dict[float, Lines]:
        return {}

    def _lines(self, size: float) -> Lines:
        """The lines of the highest cell; counted once for each size, since every goal of the page is worked out from them."""
        if size not in self._counted:
            label = max(len(wrap_label(cell.field.label, cell.place.label, size)) for cell in self.cells)
            kept = [cell.content.declared(cell.place.value, size) for cell in self.cells]
            says = [cell.content.full(cell.place.value, size) for cell in self.cells]
            self._counted[size] = Lines(
                declared=max(label, *kept), said=max(label, *says), least=max(label, *map(min, kept, says)))  # fmt: skip
        return self._counted[size]

    def tight(self, size: float) -> float:
        return tight_lines(self._lines(size).declared, size)

    def least(self, size: float) -> float:
        return tight_lines(self._lines(size).least, size)

    def wanted(self, size: float) -> float:
        return tight_lines(self._lines(size).said, size)

    def easy(self, size: float) -> float:
        return easy_lines(self._lines(size).declared, size)

    def most(self, size: float) -> float:
        return self.easy(size) * (2.2 if self.row.lines > 1 else 1.3)

    def overflow(self, height: float, size: float) -> list[Overflow]:
        return [
            Overflow(label=cell.field.label, text=self.subject.words(cell.field))
            for cell in self.cells if cell.content.is_cut(cell.place.value, height, size)
        ]  # fmt: skip

    def draw(self, pen: Pen, top: float, height: float, size: float) -> None:
        for cell in self.cells:
            place = cell.place
            if cell is not self.cells[0]:
                pen.rule(place.left, top, place.left, top - height)
            pen.rule(place.middle, top, place.middle, top - height)
            lines = wrap_label(cell.field.label, place.label, size)
            draw_lines(pen, place.left + PAD, top, height, lines, size, size * TIGHT)
            cell.content.draw(pen, place.middle + PAD, top, place.value, height, size)
