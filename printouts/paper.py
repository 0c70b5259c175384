"""The sizes of the paper: A4 and A5, their margins, and the columns of a form (FORMS.md §0)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from reportlab.lib.units import mm

#: The column at the left in which a section's name stands upright.
MARGIN_COLUMN = 7.5 * mm
#: Space between a cell's line and its writing.
PAD = 1.2 * mm
#: The square that a seal of up to 42 mm needs.
SEAL = 45 * mm


@dataclass(frozen=True, kw_only=True)
class Margins:
    """What of a page stays white: above, below, at the side where it is bound, at the other."""

    top: float
    bottom: float
    binding: float
    outer: float


A4 = Margins(top=25 * mm, bottom=20 * mm, binding=25 * mm, outer=20 * mm)
#: A slip of several copies, filled in at the door: the catalogue gives margins for A4 alone, so these are ours.
A5 = Margins(top=12 * mm, bottom=10 * mm, binding=20 * mm, outer=10 * mm)


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A page and the area that may be printed on."""

    width: float
    height: float
    margins: Margins = A4

    @property
    def left(self) -> float:
        return self.margins.binding

    @property
    def right(self) -> float:
        return self.width - self.margins.outer

    @property
    def top(self) -> float:
        return self.height - self.margins.top

    @property
    def bottom(self) -> float:
        return self.margins.bottom


PORTRAIT = Paper(width=210 * mm, height=297 * mm)
LANDSCAPE = Paper(width=297 * mm, height=210 * mm)
HALF_PORTRAIT = Paper(width=148 * mm, height=210 * mm, margins=A5)
HALF_LANDSCAPE = Paper(width=210 * mm, height=148 * mm, margins=A5)


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where one cell stands: its left and right line, and the line between its label and its value."""

    left: float
    middle: float
    right: float

    @property
    def label(self) -> float:
        return self.middle - self.left - 2 * PAD

    @property
    def value(self) -> float:
        return self.right - self.middle - 2 * PAD


@dataclass(frozen=True, kw_only=True)
class Columns:
    """The twelve columns of a form. Without a section's name the first label takes the margin column too."""

    paper: Paper = PORTRAIT
    named: bool = True

    @property
    def left(self) -> float:
        return self.paper.left + (MARGIN_COLUMN if self.named else 0)

    @property
    def right(self) -> float:
        return self.paper.right

    @property
    def width(self) -> float:
        return self.right - self.left

    def places(self, spans: Sequence[int]) -> tuple[Place, ...]:
        """The cells of a row; the labels of one column share a width, so that vertical lines meet from row to row."""
        return _places(self, tuple(spans))


@lru_cache(maxsize=1024)
def _places(columns: Columns, spans: tuple[int, ...]) -> tuple[Place, ...]:
    """The same for every record of a form."""
    return tuple(_dealt(columns, spans))


def _dealt(columns: Columns, spans: Sequence[int]) -> Iterator[Place]:
    grid = columns.paper.left + MARGIN_COLUMN
    twelfth = (columns.right - grid) / 12
    taken, left = 0, columns.left
    for index, span in enumerate(spans):
        start, taken = grid + taken * twelfth, taken + span
        right = columns.right if index == len(spans) - 1 else grid + taken * twelfth
        yield Place(left=left, middle=start + _label(span, first=index == 0), right=right)
        left = right


def _label(span: int, *, first: bool) -> float:
    if span >= 6:
        return 24 * mm
    return (24 if first else 19) * mm if span >= 4 else 15 * mm
