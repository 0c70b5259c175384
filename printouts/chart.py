"""A chart on paper: its title, and the geometry of rules/plot.py scaled to the width of the form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from models.declare.sheet import Chart
from printouts.block import Block, Overflow
from printouts.paper import PAD, Columns
from printouts.pen import Pen
from printouts.plotting import plot_of
from printouts.subject import Subject
from rules.plot import TEXT, Plot, Tone, draw, height

#: Points of paper for one unit of the chart, so that its words are of the size of the form's.
SCALE = 0.66
TITLE_SIZE, AROUND = 9.0, 6.0
GREYS = {Tone.MAIN: 0.25, Tone.MIDDLE: 0.5, Tone.WARN: 0.6, Tone.BAD: 0.1, Tone.TRACK: 0.92}


@dataclass(frozen=True)
class PenBrush:
    """Draws units of the chart with the pen; in greys, since offices print without colour."""

    pen: Pen
    left: float
    top: float

    def box(self, x: float, y: float, width: float, height: float, tone: Tone) -> None:
        self.pen.fill(self.left + x * SCALE, self.top - (y + height) * SCALE, width * SCALE, height * SCALE, GREYS[tone])

    def line(self, x1: float, y1: float, x2: float, y2: float) -> None:
        self.pen.rule(self.left + x1 * SCALE, self.top - y1 * SCALE, self.left + x2 * SCALE, self.top - y2 * SCALE)

    def path(self, points: Sequence[tuple[float, float]]) -> None:
        for (x1, y1), (x2, y2) in pairwise(points):
            self.pen.rule(self.left + x1 * SCALE, self.top - y1 * SCALE, self.left + x2 * SCALE, self.top - y2 * SCALE, 1.0)

    def words(self, x: float, y: float, text: str, *, anchor: str = "start", strong: bool = False) -> None:
        place, line, size = self.left + x * SCALE, self.top - y * SCALE, TEXT * SCALE
        if anchor == "middle":
            self.pen.write_about(place, line, text, size, bold=strong)
        elif anchor == "end":
            self.pen.write_left_of(place, line, text, size, bold=strong)
        else:
            self.pen.write(place, line, text, size, bold=strong)


@dataclass(frozen=True)
class ChartBlock(Block):
    """A chart takes the height that its marks need, and no more."""

    chart: Chart
    columns: Columns
    subject: Subject

    @cached_property
    def plot(self) -> Plot:
        return plot_of(self.chart, self.subject.record, self.subject.job.labels)

    def tight(self, size: float) -> float:
        return height(self.plot) * SCALE + TITLE_SIZE * 1.6 + AROUND

    def wanted(self, size: float) -> float:
        return self.tight(size)

    def easy(self, size: float) -> float:
        return self.tight(size)

    def most(self, size: float) -> float:
        return self.tight(size)

    def overflow(self, height: float, size: float) -> list[Overflow]:
        return []

    def draw(self, pen: Pen, top: float, height: float, size: float) -> None:
        left = self.columns.left + PAD
        pen.write(left, top - TITLE_SIZE - AROUND / 2, self.plot.title, TITLE_SIZE, bold=True)
        brush = PenBrush(pen, left, top - TITLE_SIZE * 1.6 - AROUND / 2)
        draw(self.plot, (self.columns.width - 2 * PAD) / SCALE, brush)
