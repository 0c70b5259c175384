"""What stands in a cell: writing, or options with boxes to tick."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from printouts.block import TIGHT_PAD, draw_lines
from printouts.pen import Pen
from printouts.typeface import width
from printouts.wrap import EASY, TIGHT, fit, wrap


class Content(Protocol):
    """The value side of a cell."""

    def declared(self, room: float, size: float) -> int:
        """The lines that the form keeps for it."""

    def full(self, room: float, size: float) -> int:
        """The lines that show all of it; an empty place keeps its lines for the pen."""

    def is_cut(self, room: float, height: float, size: float) -> bool:
        """Whether it must go on elsewhere."""

    def draw(self, pen: Pen, x: float, top: float, room: float, height: float, size: float) -> None:
        """Draw it into its place."""


@dataclass(frozen=True, kw_only=True)
class Writing:
    """Words in a place of so many lines."""

    text: str
    lines: int

    def declared(self, room: float, size: float) -> int:
        return self.lines

    def full(self, room: float, size: float) -> int:
        return len(wrap(self.text, room, size)) or self.lines

    def is_cut(self, room: float, height: float, size: float) -> bool:
        return fit(self.text, room, height - TIGHT_PAD, size).cut

    def draw(self, pen: Pen, x: float, top: float, room: float, height: float, size: float) -> None:
        fitted = fit(self.text, room, height - TIGHT_PAD, size)
        draw_lines(pen, x, top, height, fitted.lines, fitted.size, fitted.leading, centred=self.lines < 3)


class Tick(NamedTuple):
    """One box with the beginning of its label, or (ticked is None) a further line of a long label."""

    x: float
    ticked: bool | None
    text: str


@dataclass(frozen=True, kw_only=True)
class Boxes:
    """Every option with its box; they are never cut."""

    options: Sequence[tuple[object, str]]
    chosen: object

    def declared(self, room: float, size: float) -> int:
        return max(1, len(list(self._rows(room, size))))

    def full(self, room: float, size: float) -> int:
        return self.declared(room, size)

    def is_cut(self, room: float, height: float, size: float) -> bool:
        return False

    def draw(self, pen: Pen, x: float, top: float, room: float, height: float, size: float) -> None:
        rows = list(self._rows(room, size))
        leading = size * min(EASY, max(TIGHT, height / max(len(rows), 1) / size))
        y = top - (height - leading * len(rows)) / 2 - leading / 2 - size * 0.36
        for row in rows:
            for tick in row:
                if tick.ticked is not None:
                    pen.tick_box(x + tick.x, y - size * 0.06, size * 0.8, ticked=tick.ticked)
                pen.write(x + tick.x + size * 1.05, y, tick.text, size)
            y -= leading

    def _rows(self, room: float, size: float) -> Iterator[list[Tick]]:
        row: list[Tick] = []
        x = 0.0
        for code, label in self.options:
            first, *more = wrap(label, room - size * 1.05, size) or ("",)
            if row and x + size * 1.05 + width(first, size) > room:
                yield row
                row, x = [], 0.0
            row.append(Tick(x, code == self.chosen, first))
            for line in more:
                yield row
                row = [Tick(0.0, None, line)]
            x = row[-1].x + size * 1.05 + width(row[-1].text, size) + size
        if row:
            yield row
