"""What stands in a cell: writing, or options with boxes to tick."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, Protocol

from printouts.block import TIGHT_PAD, draw_lines
from printouts.pen import Pen
from printouts.typeface import width
from printouts.wrap import EASY, TIGHT, fit, wrap

#: From the left edge of a box to its label, in sizes of type.
INDENT = 1.05


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
    """The box of one option with its label, or (option is None) a further line of a long label."""

    x: float
    option: int | None
    text: str


@lru_cache(maxsize=1024)
def box_rows(labels: tuple[str, ...], room: float, size: float) -> tuple[tuple[Tick, ...], ...]:
    """Boxes with their labels one after the other, in as many lines as they take."""
    rows: list[list[Tick]] = [[]]
    x = 0.0
    for option, label in enumerate(labels):
        first, *more = wrap(label, room - size * INDENT, size) or ("",)
        if rows[-1] and x + size * INDENT + width(first, size) > room:
            rows.append([])
            x = 0.0
        rows[-1].append(Tick(x, option, first))
        rows += [[Tick(0.0, None, line)] for line in more]
        last = rows[-1][-1]
        x = last.x + size * INDENT + width(last.text, size) + size
    return tuple(tuple(row) for row in rows)


@dataclass(frozen=True, kw_only=True)
class Boxes:
    """Every option with its box; they are never cut."""

    options: Sequence[tuple[object, str]]
    chosen: object

    def declared(self, room: float, size: float) -> int:
        return len(self._rows(room, size))

    def full(self, room: float, size: float) -> int:
        return self.declared(room, size)

    def is_cut(self, room: float, height: float, size: float) -> bool:
        return False

    def draw(self, pen: Pen, x: float, top: float, room: float, height: float, size: float) -> None:
        rows = self._rows(room, size)
        leading = size * min(EASY, max(TIGHT, height / len(rows) / size))
        y = top - (height - leading * len(rows)) / 2 - leading / 2 - size * 0.36
        for row in rows:
            for tick in row:
                if tick.option is not None:
                    pen.tick_box(x + tick.x, y - size * 0.06, size * 0.8, ticked=self.options[tick.option][0] == self.chosen)
                pen.write(x + tick.x + size * INDENT, y, tick.text, size)
            y -= leading

    def _rows(self, room: float, size: float) -> tuple[tuple[Tick, ...], ...]:
        return box_rows(tuple(label for _, label in self.options), room, size)
