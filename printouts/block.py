"""A part of a form that takes a height: how little it needs, how much it would like, and what it could not show."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field

from printouts.pen import Pen
from printouts.wrap import EASY, TIGHT

#: Above and below the writing of a row: at the least, and in comfort.
TIGHT_PAD, EASY_PAD = 3.0, 8.0


@dataclass(frozen=True, kw_only=True)
class Overflow:
    """What goes on to the annex page, under its label: a text, or a table whose first row is its head."""

    label: str
    text: str = ""
    table: Sequence[Sequence[str]] = field(default_factory=tuple)
    weights: Sequence[float] = field(default_factory=tuple)


class Block(ABC):
    """Heights are in points for a size of type. The empty form fits its page when the `tight` heights do.

    `again` stands above it once more where it is the first of a page.
    """

    again: Block | None = None

    @abstractmethod
    def tight(self, size: float) -> float:
        """The least: every label and option, and the declared lines of writing."""

    def least(self, size: float) -> float:
        """The least for this record: a text shorter than its declared lines lends them to those that need more."""
        return self.tight(size)

    @abstractmethod
    def wanted(self, size: float) -> float:
        """Enough for all that this record says."""

    @abstractmethod
    def easy(self, size: float) -> float:
        """Enough to write by hand."""

    @abstractmethod
    def most(self, size: float) -> float:
        """The most it may grow to on a page with room to spare."""

    @abstractmethod
    def overflow(self, height: float, size: float) -> list[Overflow]:
        """What does not fit into that height."""

    @abstractmethod
    def draw(self, pen: Pen, top: float, height: float, size: float) -> None:
        """Draw it below `top`, with lines between its cells; the lines around it belong to the section."""


def tight_lines(count: int, size: float) -> float:
    return count * size * TIGHT + TIGHT_PAD


def easy_lines(count: int, size: float) -> float:
    return count * size * EASY + EASY_PAD


def draw_lines(
    pen: Pen, x: float, top: float, height: float, lines: Sequence[str], size: float, leading: float, *, centred: bool = True,
) -> None:  # fmt: skip
    """Lines of writing in a cell, in the middle of its height or from its top."""
    used = leading * len(lines)
    y = top - ((height - used) / 2 if centred or used + EASY_PAD > height else EASY_PAD / 2) - leading / 2 - size * 0.36
    for line in lines:
        pen.write(x, y, line, size)
        y -= leading
