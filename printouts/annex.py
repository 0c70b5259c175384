"""附页: what did not fit its place on the form, in full."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from printouts.block import Overflow, tight_lines
from printouts.grid import draw_row, edges_of
from printouts.paper import PAD, Paper
from printouts.pen import Pen
from printouts.wrap import EASY, SIZES, wrap

SIZE = SIZES[0]
LEADING = SIZE * EASY


class Item(NamedTuple):
    """One line or one table row: how high it is, how it is drawn below a height, and the head its next page begins with."""

    height: float
    draw: Callable[[Pen, float], None]
    head: Item | None = None


def items(overflows: Sequence[Overflow], paper: Paper) -> Iterator[Item]:
    """Each overflow under its label."""
    for overflow in overflows:
        yield _line(f"【{overflow.label}】", paper, bold=True)
        for line in wrap(overflow.text, paper.right - paper.left, SIZE):
            yield _line(line, paper)
        yield from _table(overflow, paper)
        yield _line("", paper)


def paginate(flow: Iterator[Item], room: float) -> list[list[Item]]:
    """As many items a page as fit."""
    pages: list[list[Item]] = []
    left = 0.0
    for item in flow:
        if item.height > left:
            pages.append([item.head] if item.head else [])
            left = room - sum(above.height for above in pages[-1])
        pages[-1].append(item)
        left -= item.height
    return pages


def draw_items(pen: Pen, page: Sequence[Item], top: float) -> None:
    for item in page:
        item.draw(pen, top)
        top -= item.height


def _line(text: str, paper: Paper, *, bold: bool = False) -> Item:
    def draw(pen: Pen, top: float) -> None:
        pen.write(paper.left, top - SIZE * 1.1, text, SIZE, bold=bold)

    return Item(LEADING, draw)


def _table(overflow: Overflow, paper: Paper) -> Iterator[Item]:
    """The rows, the first of them as the head of every page."""
    edges = edges_of(paper.left, paper.right, overflow.weights)
    rooms = [right - left - 2 * PAD for left, right in pairwise(edges)]
    head: Item | None = None
    for row in overflow.table:
        cells = [wrap(text, room, SIZE) for text, room in zip(row, rooms, strict=True)]
        height = tight_lines(max(map(len, cells)), SIZE) + 3
        item = Item(height, _row_drawer(edges, cells, height, paper), head)
        head = head or item
        yield item


def _row_drawer(
    edges: Sequence[float], cells: Sequence[Sequence[str]], height: float, paper: Paper,
) -> Callable[[Pen, float], None]:  # fmt: skip
    def draw(pen: Pen, top: float) -> None:
        pen.frame(paper.left, top - height, paper.right - paper.left, height, 0.5)
        draw_row(pen, edges, top, height, cells, SIZE)

    return draw
