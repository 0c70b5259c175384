"""A part of a workbook leafed through: what has been read is let go at once, so that a part of any length takes no memory to speak of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO
from xml.etree.ElementTree import Element

from openpyxl.xml.functions import iterparse

#: Tables are neither deeper than this around their cells, nor has a cell or a text more within it.
DEEPEST, MOST_WITHIN = 64, 20_000


def leaves(source: IO[bytes], whole: str) -> Iterator[tuple[str, Element]]:
    """The end of each element of the tag `whole`, with all within it; of any other its start, with its attributes, and its end.

    Raises ValueError for what is no table.
    """
    opened: list[Element] = []
    held: Element | None = None
    within = 0
    for event, element in iterparse(source, events=("start", "end")):
        if held is not None:
            if element is not held:
                within += 1
                if within > MOST_WITHIN:
                    raise ValueError("no table")
                continue
            held = None
            yield event, element
            opened[-1].clear()
        elif event == "start" and element.tag == whole and opened:
            held, within = element, 0
        elif event == "start":
            opened.append(element)
            if len(opened) > DEEPEST:
                raise ValueError("no table")
            yield event, element
        else:
            yield event, element
            opened.pop()
            if opened:
                opened[-1].clear()
