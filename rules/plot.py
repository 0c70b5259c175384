"""Charts as plain geometry: rectangles, lines and words in a box, for any brush. Screen and paper draw the same one."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Shape(StrEnum):
    """Bars lie, one a line; columns stand; a line leads from point to point."""

    BARS = "bars"
    COLUMNS = "columns"
    LINE = "line"


class Tone(StrEnum):
    """What a mark means; each brush has its own colour for it."""

    MAIN = "brand"
    SOFT = "soft"
    MIDDLE = "mid"
    WARN = "warn"
    BAD = "bad"
    TRACK = "track"


@dataclass(frozen=True, kw_only=True)
class Point:
    """One mark: its label, its value (None: nothing to show), and the words of the value."""

    label: str
    value: float | None
    words: str


@dataclass(frozen=True, kw_only=True)
class Plot:
    """What a chart shows. `goal` is a value that is aimed at."""

    title: str
    shape: Shape
    points: Sequence[Point]
    unit: str = ""
    goal: Point | None = None

    def sentence(self) -> str:
        """The chart for those who do not see it."""
        if not self.points:
            return f"{self.title}：没有数据。"
        said = "，".join(f"{point.label} {point.words}{self.unit if point.value is not None else ''}" for point in self.points)
        goal = f"；{self.goal.label} {self.goal.words}{self.unit}" if self.goal else ""
        return f"{self.title}：{said}{goal}。"


class Brush(Protocol):
    """Draws marks; y grows downwards from the top of the chart's box."""

    def box(self, x: float, y: float, width: float, height: float, tone: Tone) -> None: ...

    def line(self, x1: float, y1: float, x2: float, y2: float, *, goal: bool = False) -> None: ...

    def path(self, points: Sequence[tuple[float, float]]) -> None: ...

    def words(self, x: float, y: float, text: str, *, anchor: str = "start", strong: bool = False, goal: bool = False) -> None: ...


#: Sizes in units of the box; a unit is a CSS pixel on screen and is scaled on paper.
TEXT = 13.0
BAR_STEP, BAR = 24.0, 12.0
UPRIGHT = 150.0
UPRIGHT_FOOT = 26.0
LABELS_MOST = 150.0
#: Below this a truncated axis would hide what lies there.
FLOOR_STEP = 5.0


def text_width(text: str, size: float = TEXT) -> float:
    """How wide a text is about: a Chinese character is a square, a figure about half of one."""
    return sum(size if unicodedata.east_asian_width(char) in "WF" else size * 0.56 for char in text)


def height(plot: Plot) -> float:
    """How high the chart is."""
    if plot.shape is Shape.BARS:
        return max(1, len(plot.points)) * BAR_STEP
    return UPRIGHT + UPRIGHT_FOOT


def floor_of(plot: Plot) -> float:
    """Where the upright axis begins: at nought, or just below the least where all lie high (and the chart says so)."""
    known = [point.value for point in (*plot.points, *([plot.goal] if plot.goal else [])) if point.value is not None]
    if plot.shape is Shape.BARS or not known or min(known) < max(known) / 2:
        return 0.0
    return max(0.0, (min(known) - 1) // FLOOR_STEP * FLOOR_STEP)


def draw(plot: Plot, width: float, brush: Brush) -> None:
    """The chart in a box of that width."""
    if not plot.points:
        brush.words(0, BAR_STEP - 8, "没有数据")
    elif plot.shape is Shape.BARS:
        _bars(plot, width, brush)
    else:
        _upright(plot, width, brush)


def _bars(plot: Plot, width: float, brush: Brush) -> None:
    words = [f"{point.words}{f' {plot.unit}' if plot.unit and point.value is not None else ''}" for point in plot.points]
    left = min(LABELS_MOST, max(text_width(point.label) for point in plot.points)) + 8
    room = max(20.0, width - left - max(text_width(text) for text in words) - 10)
    most = max((point.value or 0 for point in plot.points), default=0) or 1
    for index, (point, said) in enumerate(zip(plot.points, words, strict=True)):
        y = index * BAR_STEP
        brush.words(0, y + BAR_STEP - 8, shortened(point.label, LABELS_MOST))
        brush.box(left, y + (BAR_STEP - BAR) / 2, room, BAR, Tone.TRACK)
        if point.value:
            brush.box(left, y + (BAR_STEP - BAR) / 2, room * point.value / most, BAR, Tone.MAIN)
        brush.words(width, y + BAR_STEP - 8, said, anchor="end", strong=True)


def _upright(plot: Plot, width: float, brush: Brush) -> None:
    head, foot = 22.0, UPRIGHT
    floor = floor_of(plot)
    top = max([point.value or 0 for point in (*plot.points, *([plot.goal] if plot.goal else []))] + [floor])
    scale = (foot - head) / ((top - floor) or 1)
    goal_room = text_width(plot.goal.label) + 6 if plot.goal else 0.0
    step = (width - goal_room) / len(plot.points)

    def y_of(value: float) -> float:
        return foot - (value - floor) * scale

    brush.line(0, foot, width, foot)
    if plot.goal and plot.goal.value is not None:
        brush.line(0, y_of(plot.goal.value), width - goal_room, y_of(plot.goal.value), goal=True)
        brush.words(width, y_of(plot.goal.value) - 3, plot.goal.label, anchor="end", goal=True)
        brush.words(width, y_of(plot.goal.value) + TEXT, f"{plot.goal.words}{plot.unit}", anchor="end", goal=True)
    line: list[tuple[float, float]] = []
    for index, point in enumerate(plot.points):
        middle = step * (index + 0.5)
        brush.words(middle, foot + 18, shortened(point.label, step), anchor="middle")
        if point.value is None:
            brush.words(middle, foot - 6, point.words, anchor="middle")
            continue
        y = y_of(point.value)
        if plot.shape is Shape.COLUMNS:
            reached = plot.goal is None or plot.goal.value is None or point.value >= plot.goal.value
            wide = min(34.0, step * 0.6)
            brush.box(middle - wide / 2, y, wide, foot - y, Tone.MAIN if reached else Tone.SOFT)
        else:
            line.append((middle, y))
            brush.box(middle - 3, y - 3, 6, 6, Tone.MAIN)
        brush.words(middle, y - 7, point.words, anchor="middle", strong=True)
    if len(line) > 1:
        brush.path(line)


def shortened(text: str, room: float) -> str:
    """A label cut to its room; the whole stands in the table beside the chart."""
    if text_width(text) <= room:
        return text
    while text and text_width(text + "…") > room:
        text = text[:-1]
    return text + "…"
