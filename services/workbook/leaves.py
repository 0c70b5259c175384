"""A part of a workbook leafed through: what has been read is let go at once, so that a part of any length takes no memory to speak of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO
from xml.etree.ElementTree import Element

from openpyxl.xml.functions import iterparse

#: Tables are neither deeper than this, nor has a cell or a text more within it.
DEEPEST, MOST_WITHIN = 64, 20_000


def leaves(source: IO[bytes], whole: str) -> Iterator[tuple[str, Element]]:
    """The start and the end of each element. Those of the tag `whole` are whole at their end; any other has only its attributes at its
    start. Raises ValueError for what is no table.
    """
    opened: list[Element] = []
    held, within = 0, 0
    for event, element in iterparse(source, events=("start", "end")):
        if event == "start":
            opened.append(element)
            within = within + 1 if held else 0
            held = held or (len(opened) if element.tag == whole else 0)
            if len(opened) > DEEPEST or within > MOST_WITHIN:
                raise ValueError("no table")
        yield event, element
        if event == "end":
            held = 0 if held == len(opened) else held
            opened.pop()
            if opened and not held:
                opened[-1].clear()
