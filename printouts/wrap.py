"""Lines of Chinese writing: where a line may break, and how much of a text a place takes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from printouts.typeface import width

#: Sizes of writing, largest first: 五号 (10.5) by the general rules, never below 8.5.
SIZES = (10.5, 10.0, 9.5, 9.0, 8.5)
SMALLEST = SIZES[-1]
TIGHT, EASY = 1.2, 1.45
CONTINUED = "（续见附页）"
NO_START = frozenset("，。、；：？！）》」』】〕”’…·％%‰℃,.;:?!)]}〉")
NO_END = frozenset("（《「『【〔“‘([{〈")
TOKENS = re.compile(r"[!-~]+|\s|.")


class Fitted(NamedTuple):
    """A text in its place. `cut` says that the rest must go on elsewhere."""

    lines: tuple[str, ...]
    size: float
    leading: float
    cut: bool


@lru_cache(maxsize=4096)
def wrap(text: str, room: float, size: float) -> tuple[str, ...]:
    """The lines of a text in a column; words of Latin letters and figures stay whole where they can."""
    return tuple(line for paragraph in text.strip().splitlines() for line in _paragraph(paragraph, room, size))


def _paragraph(text: str, room: float, size: float) -> Iterator[str]:
    line: list[str] = []
    used = 0.0
    for token in _tokens(text, room, size):
        wide = width(token, size)
        if line and used + wide > room:
            if token.isspace():
                continue
            carried = _carried(line, token)
            yield "".join(line).rstrip()
            line, used = carried, sum(width(part, size) for part in carried)
        line.append(token)
        used += wide
    yield "".join(line).rstrip()


def _tokens(text: str, room: float, size: float) -> Iterator[str]:
    """Words; one that is wider than the column falls into characters."""
    for token in TOKENS.findall(text):
        if len(token) > 1 and width(token, size) > room:
            yield from token
        else:
            yield token


def _carried(line: list[str], token: str) -> list[str]:
    """Take off the end of the line what may not stand there, or what must not be parted from the next token."""
    carried: list[str] = []
    following = token
    while len(line) > 1 and len(carried) < 4 and (following[0] in NO_START or line[-1][-1] in NO_END):
        following = line.pop()
        carried.insert(0, following)
    return carried


def fit(text: str, room: float, height: float, size: float) -> Fitted:
    """Set a text into a place: smaller type first, then cut with a word that it goes on."""
    for smaller in (step for step in SIZES if step <= size):
        lines = wrap(text, room, smaller)
        if len(lines) * smaller * TIGHT <= height + 0.01 and (smaller == SMALLEST or _longest_word(text) * smaller <= room):
            return Fitted(lines, smaller, _leading(len(lines), smaller, height), cut=False)
    lines = wrap(text, room, SMALLEST)
    shown = lines[: max(1, int((height + 0.01) / (SMALLEST * TIGHT)))]
    return Fitted((*shown[:-1], _with_mark(shown[-1], room)), SMALLEST, SMALLEST * TIGHT, cut=True)


@lru_cache(maxsize=4096)
def _longest_word(text: str) -> float:
    """The width at size 1 of the longest word that ought to stay whole, such as a number."""
    return max((width(word, 1.0) for word in re.findall(r"[!-~]+", text)), default=0.0)


def _leading(count: int, size: float, height: float) -> float:
    return size * min(EASY, max(TIGHT, height / max(count, 1) / size))


def _with_mark(line: str, room: float) -> str:
    mark = width(CONTINUED, SMALLEST)
    while line and width(line, SMALLEST) + mark > room:
        line = line[:-1]
    return line + CONTINUED


@lru_cache(maxsize=1024)
def wrap_label(text: str, room: float, size: float) -> tuple[str, ...]:
    """A label in its narrow cell: a bracket begins a line of its own, else the lines are of like length."""
    if width(text, size) <= room:
        return (text,)
    head, bracket, tail = text.partition("（")
    if head and bracket and max(width(head, size), width(bracket + tail, size)) <= room:
        return (head, bracket + tail)
    lines = wrap(text, room, size)
    even = wrap(text, min(room, width(text, size) / len(lines) + size), size)
    return even if len(even) == len(lines) else lines
