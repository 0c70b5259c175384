"""The head of every page (house, title, edition, code) and its foot (who printed it, when, which page)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.lib.units import mm

from printouts.paper import Paper
from printouts.pen import NOTE, Pen
from printouts.typeface import width

TITLE, TITLE_LEAST, TITLE_SPACING = 22.0, 15.0, 0.14
CODE = 17 * mm
HEAD = 23.5 * mm
SMALL = 9.0
STAMP = 17.0
FOOT_LINE = 10.5


@dataclass(frozen=True, kw_only=True)
class Head:
    """What stands at the head of a page."""

    company: str
    office: str
    title: str
    version: str
    left: str
    right: str
    payload: str
    red: str = ""


def draw_head(pen: Pen, paper: Paper, head: Head) -> float:
    """Draw it; gives back where the form may begin."""
    top = paper.top
    ends = pen.write(paper.left, top - 11, head.company, 10.5)
    ends = max(ends, pen.write(paper.left, top - 25, f"填报部门：{head.office}", SMALL))
    pen.code(paper.right - CODE, top - CODE, CODE, head.payload)
    edition = f"表样版本 {head.version}"
    begins = paper.right - CODE - 2 * mm - width(edition, SMALL)
    pen.write(begins, top - 11, edition, SMALL)
    _draw_title(pen, paper, head.title, ends, begins)
    if head.red:
        pen.stamp(begins + width(edition, SMALL) / 2, top - 30, head.red, STAMP)
    size = _shrunk(f"{head.left}　{head.right}", SMALL, paper.right - paper.left)
    pen.write(paper.left, top - HEAD + 5, head.left, size)
    pen.write_left_of(paper.right, top - HEAD + 5, head.right, size)
    return top - HEAD


def _draw_title(pen: Pen, paper: Paper, title: str, ends: float, begins: float) -> None:
    """Spaced and bold in the middle of the page, between what stands left and right of it."""
    middle = (paper.left + paper.right) / 2
    room = 2 * min(middle - ends, begins - middle) - 4 * mm
    size = max(TITLE_LEAST, min(TITLE, TITLE * room / (width(title, TITLE, bold=True) + TITLE * TITLE_SPACING * len(title))))
    narrow = width(title, size, bold=True) + size * TITLE_SPACING * len(title) > room
    # A title too long to stand beside the house's name takes the free strip below it.
    y = paper.top - (47 if narrow else 34)
    pen.write_about(middle, y, title, size, bold=True, spacing=0 if narrow else size * TITLE_SPACING)


def _shrunk(text: str, size: float, room: float) -> float:
    """The size at which a line fits its room."""
    return min(size, size * room / max(width(text, size), 1.0))


def foot_height(lines: int) -> float:
    return FOOT_LINE * lines + 3


def draw_foot(pen: Pen, paper: Paper, above: Sequence[str], left: str, page: int, pages: int) -> None:
    """The lowest line, and `above` it which copy this is and what needs a footnote."""
    y = paper.bottom + 2
    turn = f"第 {page} 页　共 {pages} 页"
    pen.write(paper.left, y, left, _shrunk(f"{left}　　{turn}", NOTE, paper.right - paper.left))
    pen.write_left_of(paper.right, y, turn, NOTE)
    for line in reversed(above):
        y += FOOT_LINE
        pen.write(paper.left, y, line, NOTE)
