"""The type the house prints with, and what stands in for a character that it lacks: never nothing.

A character is looked for along a chain of fonts. Where the chain ends it is printed as 〓, and the page lists its code point.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple, cast

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

FILES = Path(__file__).parent / "fonts"
RARE = ("RareSong_400Regular", "RareKai_400Regular")
CHAINS = {False: ("NotoSerifSC_400Regular", *RARE), True: ("NotoSerifSC_700Bold", *RARE)}
#: Stands for a character that no font has (GB/T 14706 calls it 字样符).
GETA = "〓"
#: Fonts are read through one position in their file, so only one thread may load or subset them at a time.
FONTS = Lock()
#: A code point beyond the basic plane, as ReportLab writes it.
BEYOND = re.compile("<([0-9A-F]{5,6})>")


class Glyph(NamedTuple):
    """One character as it is printed: in which font, what is shown and how wide it is at size 1."""

    font: str
    shown: str
    width: float


class Face(TTFont):
    """A font whose rare characters can be copied and found in the PDF.

    ReportLab writes U+2C02A as five figures into the table that leads from glyphs to characters; readers expect UTF-16.
    """

    def addObjects(self, doc: Any) -> None:  # noqa: N802 - ReportLab's name
        super().addObjects(doc)
        for name, stream in doc.idToObject.items():
            if name.startswith("toUnicodeCMap:"):
                stream.content = BEYOND.sub(lambda found: f"<{chr(int(found[1], 16)).encode('utf-16-be').hex().upper()}>", stream.content)


@cache
def _font(name: str) -> TTFont:
    with FONTS:
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(Face(name, FILES / f"{name}.ttf"))
        return cast("TTFont", pdfmetrics.getFont(name))


def first_font() -> str:
    """The name of the plain font, ready to be used."""
    return str(_font(CHAINS[False][0]).fontName)


@cache
def glyph(char: str, bold: bool) -> Glyph:  # noqa: FBT001 - asked for every character; positional is fastest to cache
    """The first font of the chain that has the character."""
    chain = CHAINS[bold]
    if char == "\t":
        return glyph(" ", bold)
    if unicodedata.category(char) in ("Cc", "Cf") or unicodedata.name(char, "").startswith("VARIATION SELECTOR"):
        return Glyph(chain[0], "", 0.0)
    for name in chain:
        face = _font(name).face
        if ord(char) in face.charToGlyph:
            return Glyph(name, char, face.charWidths[ord(char)] / 1000)
    return glyph(GETA, bold)


def missing(text: str) -> Iterator[str]:
    """The characters of a text that only 〓 can stand for."""
    return (char for char in text if char != GETA and glyph(char, False).shown == GETA)


def code_points(chars: Iterable[str]) -> str:
    """The footnote that lists them."""
    listed = "、".join(f"U+{ord(char):04X}" for char in sorted(set(chars)))
    return f"注：〓 为缺字，字符编码依次为 {listed}" if listed else ""


def width(text: str, size: float, *, bold: bool = False) -> float:
    return size * sum([glyph(char, bold).width for char in text])


def runs(text: str, *, bold: bool = False) -> Iterator[tuple[str, str]]:
    """The text in stretches of one font each."""
    for font, group in groupby((glyph(char, bold) for char in text), key=lambda found: found.font):
        yield font, "".join(found.shown for found in group)
