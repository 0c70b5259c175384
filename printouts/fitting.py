"""Sharing out the height of a page: first rows give way, then the type, and what a record says grows into what is left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from printouts.block import Block
from printouts.wrap import SIZES, SMALLEST


class Placed(NamedTuple):
    """A block with the height and the size of type that it was given."""

    block: Block
    height: float
    size: float


def fit_pages(blocks: Sequence[Block], room: float) -> Iterator[list[Placed]]:
    """The blocks page by page. One page wherever the least of every block fits at some size."""
    for size in SIZES:
        if sum(block.tight(size) for block in blocks) <= room:
            yield _share(blocks, room, size)
            return
    page: list[Block] = []
    used = 0.0
    for block in blocks:
        if page and used + block.tight(SMALLEST) > room:
            yield _share(page, room, SMALLEST)
            page = [block.again] if block.again else []
            used = sum(head.tight(SMALLEST) for head in page)
        page.append(block)
        used += block.tight(SMALLEST)
    yield _share(page, room, SMALLEST)


def _share(blocks: Sequence[Block], room: float, size: float) -> list[Placed]:
    heights = [block.least(size) for block in blocks]
    heights = _raise_least_first(heights, [block.wanted(size) for block in blocks], room)
    goals = ([block.tight(size), block.easy(size), block.most(size)] for block in blocks)
    for goal in zip(*goals, strict=True):
        heights = _raise_alike(heights, goal, room)
    return [Placed(block, height, size) for block, height in zip(blocks, heights, strict=True)]


def _raise_least_first(heights: Sequence[float], wanted: Sequence[float], room: float) -> list[float]:
    """Give what is missing, small needs first, so that as few texts as possible go on to an annex."""
    raised = list(heights)
    spare = room - sum(heights)
    needs = sorted((max(0.0, want - have), index) for index, (have, want) in enumerate(zip(heights, wanted, strict=True)))
    for served, (need, index) in enumerate(needs):
        given = min(need, max(0.0, spare) / (len(needs) - served))
        raised[index] += given
        spare -= given
    return raised


def _raise_alike(heights: Sequence[float], goals: Sequence[float], room: float) -> list[float]:
    """Bring every block the same part of the way to its goal."""
    needs = [max(0.0, goal - have) for have, goal in zip(heights, goals, strict=True)]
    part = min(1.0, max(0.0, room - sum(heights)) / sum(needs)) if sum(needs) else 0.0
    return [have + part * need for have, need in zip(heights, needs, strict=True)]
