"""Charts as plain geometry: rectangles, lines and words in a box, for any brush. Screen and paper draw the same one."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Shape(StrEnum):
    """Bars lie, one below the other; a line leads from point to point."""

    BARS = "bars"
    LINE = "line"


class Tone(StrEnum):
    """What a mark means; each brush has its own colour for it."""

    MAIN = "brand"
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
    """What a chart shows."""

    title: str
    shape: Shape
    points: Sequence[Point]
    unit: str = ""

    def sentence(self) -> str:
        """The chart for those who do not see it."""
        if not self.points:
            return f"{self.title}：没有数据。"
        said = "，".join(f"{point.label} {point.words}{self.unit if point.value is not None else ''}" for point in self.points)
        return f"{self.title}：{said}。"


@dataclass(frozen=True, kw_only=True)
class Stack:
    """One bar of parts that make a whole: its label, a count for each part, and the words behind it."""

    label: str
    parts: Sequence[int]
    words: str


@dataclass(frozen=True, kw_only=True)
class Stacks:
    """Bars of parts, all of one length. `keys` name the parts."""

    title: str
    keys: Sequence[str]
    stacks: Sequence[Stack]

    def sentence(self) -> str:
        if not self.stacks:
            return f"{self.title}：没有数据。"
        rows = (
            f"{stack.label}：" + "、".join(f"{key} {count} 件" for key, count in zip(self.keys, stack.parts, strict=True))
            for stack in self.stacks
        )
        return f"{self.title}。{'；'.join(rows)}。"


class Brush(Protocol):
    """Draws marks; y grows downwards from the top of the chart's box."""

    def box(self, x: float, y: float, width: float, height: float, tone: Tone) -> None: ...

    def line(self, x1: float, y1: float, x2: float, y2: float) -> None: ...

    def path(self, points: Sequence[tuple[float, float]]) -> None: ...

    def words(self, x: float, y: float, text: str, *, anchor: str = "start", strong: bool = False) -> None: ...


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
    if plot.shape is Shape.BARS or not plot.points:
        return max(1, len(plot.points)) * BAR_STEP
    return UPRIGHT + UPRIGHT_FOOT


def floor_of(plot: Plot) -> float:
    """Where the upright axis begins: at nought, or just below the least where all lie high (and the chart says so)."""
    known = [point.value for point in plot.points if point.value is not None]
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
    floor = floor_of(plot)
    head, foot = 38.0 if floor else 22.0, UPRIGHT
    top = max([point.value or 0 for point in plot.points] + [floor])
    scale = (foot - head) / ((top - floor) or 1)
    step = width / len(plot.points)
    brush.line(0, foot, width, foot)
    if floor:
        brush.words(0, 12, f"纵轴自 {floor:g} 起")
    marks: list[tuple[float, float]] = []
    for index, point in enumerate(plot.points):
        middle = step * (index + 0.5)
        brush.words(middle, foot + 18, shortened(point.label, step), anchor="middle")
        if point.value is None:
            brush.words(middle, foot - 6, point.words, anchor="middle")
            continue
        y = foot - (point.value - floor) * scale
        marks.append((middle, y))
        brush.box(middle - 3, y - 3, 6, 6, Tone.MAIN)
        brush.words(middle, y - 8, point.words, anchor="middle", strong=True)
    if len(marks) > 1:
        brush.path(marks)


STACK_STEP, STACK = 36.0, 22.0
STACK_TONES = (Tone.MAIN, Tone.MIDDLE, Tone.WARN, Tone.BAD)


def stacks_height(stacks: Stacks) -> float:
    return max(1, len(stacks.stacks)) * STACK_STEP


def draw_stacks(stacks: Stacks, width: float, brush: Brush) -> None:
    """One bar below the other, each as long as the box allows."""
    if not stacks.stacks:
        brush.words(0, STACK_STEP - 14, "没有数据")
        return
    left = max(text_width(stack.label) for stack in stacks.stacks) + 8
    room = max(20.0, width - left - max(text_width(stack.words) for stack in stacks.stacks) - 16)
    for index, stack in enumerate(stacks.stacks):
        x, y = left, index * STACK_STEP + (STACK_STEP - STACK) / 2
        brush.words(0, y + STACK - 6, stack.label)
        for tone, part in zip(STACK_TONES, stack.parts, strict=True):
            length = room * part / (sum(stack.parts) or 1)
            if length:
                brush.box(x, y, max(length - 1, 0.5), STACK, tone)
            x += length
        brush.words(width, y + STACK - 6, stack.words, anchor="end", strong=True)


def shortened(text: str, room: float) -> str:
    """A label cut to its room; the whole stands in the table beside the chart."""
    if text_width(text) <= room:
        return text
    while text and text_width(text + "…") > room:
        text = text[:-1]
    return text + "…"
