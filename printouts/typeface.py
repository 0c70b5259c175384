"""The type the house prints with, and what stands in for a character that it lacks: never nothing.

A character is looked for along a chain of fonts. Where the chain ends it is printed as 〓, and the page lists its code point.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple, cast
from weakref import WeakKeyDictionary

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfdoc import BasicFonts, PDFStreamFilterZCompress
from reportlab.pdfbase.ttfonts import TTEncoding, TTFont

from printouts.notation import number
from printouts.outlines import Outlines

FILES = Path(__file__).parent / "fonts"
RARE = ("RareSong_400Regular", "RareKai_400Regular")
CHAINS = {False: ("NotoSerifSC_400Regular", *RARE), True: ("NotoSerifSC_700Bold", *RARE)}
#: Stands for a character that no font has (GB/T 14706 calls it 字样符).
GETA = "〓"
#: Fonts are read through one position in their file, so only one thread may load or subset them at a time.
FONTS = Lock()
#: A code point beyond the basic plane, as ReportLab writes it.
BEYOND = re.compile("<([0-9A-F]{5,6})>")


class Quick(PDFStreamFilterZCompress):
    """Packs outlines in half the time, into 6 % more: what ReportLab takes for granted costs more than to draw the form."""

    def encode(self, text: bytes) -> bytes:
        return zlib.compress(text, 1)


QUICK = Quick()


class Glyph(NamedTuple):
    """One character as it is printed: in which font, what is shown and how wide it is at size 1."""

    font: str
    shown: str
    width: float


class Face(TTFont):
    """A font of ours, read where it lies, whose rare characters can be copied and found in the PDF.

    ReportLab writes U+2C02A as five figures into the table that leads from glyphs to characters; readers expect UTF-16.
    """

    def __init__(self, name: str, file: Path) -> None:
        # All that ReportLab's own does, save that it would read the whole file.
        self.fontName, self.face, self.encoding = name, Outlines(file), TTEncoding()
        self.state, self._asciiReadable, self.shapable = WeakKeyDictionary(), rl_config.ttfAsciiReadable, False

    def addObjects(self, doc: Any) -> None:  # noqa: N802 - ReportLab's name
        super().addObjects(doc)
        for part in doc.idToObject[BasicFonts].dict.values():
            part.Widths.sequence = [wide if isinstance(wide, bytes) else number(wide).encode() for wide in part.Widths.sequence]
        for name, stream in doc.idToObject.items():
            if name.startswith("fontFile:"):
                stream.filters = [QUICK]
            elif name.startswith("toUnicodeCMap:"):
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
    return size * _measured(text, bold)


@lru_cache(maxsize=1 << 14)
def _measured(text: str, bold: bool) -> float:  # noqa: FBT001 - positional is fastest to cache
    return sum([glyph(char, bold).width for char in text])


class Run(NamedTuple):
    """A stretch of one font, and how wide it is at size 1."""

    font: str
    shown: str
    width: float


class Composed(NamedTuple):
    """A text as it is printed: its stretches, and the characters that only 〓 can stand for."""

    runs: tuple[Run, ...]
    missing: frozenset[str]


@lru_cache(maxsize=1 << 13)
def composed(text: str, bold: bool) -> Composed:  # noqa: FBT001 - positional is fastest to cache
    runs = []
    for font, group in groupby((glyph(char, bold) for char in text), key=lambda found: found.font):
        shown = "".join(found.shown for found in group)
        runs.append(Run(font, shown, _measured(shown, bold)))
    return Composed(tuple(runs), frozenset(missing(text)))
