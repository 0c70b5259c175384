"""A font read where it lies: only what a page shows is ever looked up, and the file is mapped, so that all processes share one copy.

ReportLab reads a whole font before the first letter: of the thirty thousand characters of ours, a form prints three hundred.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable
from mmap import ACCESS_READ, mmap
from pathlib import Path
from struct import unpack_from
from sys import byteorder
from typing import Any

from reportlab.pdfbase.ttfonts import TTFontFace

SPACE, HARD_SPACE = 0x20, 0xA0
#: The table from characters to glyphs that reaches beyond the basic plane (OpenType, “Format 12: Segmented coverage”).
SEGMENTED = 12


class Outlines(TTFontFace):
    """The face of a font as ReportLab asks for it; what it would have read into lists and dictionaries answers when asked."""

    def readFile(self, f: Path) -> None:  # noqa: N802 - ReportLab's name
        with f.open("rb") as opened:
            self._ttf_data = mmap(opened.fileno(), 0, access=ACCESS_READ)
        self.filename, self._pos = str(f), 0

    def extractInfo(self, charInfo: int = 1) -> None:  # noqa: N802, N803 - ReportLab's names
        super().extractInfo(charInfo=0)
        start = {tag: self.get_table_pos(tag)[0] for tag in ("cmap", "hmtx", "head", "hhea", "loca")}
        (metrics,) = unpack_from(">H", self._ttf_data, start["hhea"] + 34)
        (is_long,) = unpack_from(">h", self._ttf_data, start["head"] + 50)
        scale: Callable[[int], float] = self._pdfScale  # type: ignore[attr-defined] # the stubs leave it out
        self.hmetrics = Metrics(self._ttf_data, start["hmtx"], metrics, self.numGlyphs)
        code, size = ("I", 4) if is_long else ("H", 2)
        places = _read(self._ttf_data, start["loca"], code, size * (self.numGlyphs + 1))
        self.glyphPos = places if is_long else array("I", [2 * half for half in places])
        self.charToGlyph = Looked(Characters(self._ttf_data, start["cmap"]))
        self.charWidths = Looked(lambda code: scale(self.hmetrics[self.charToGlyph[code]][0]))
        self.defaultWidth = scale(self.hmetrics[0][0])

    def get_table(self, tag: str) -> Any:
        """A table of the font; of that of the outlines, which is nearly all of the file, what is cut from it."""
        start, length = self.get_table_pos(tag)
        return Cut(self._ttf_data, start) if tag == "glyf" else self._ttf_data[start : start + length]


class Looked(dict[int, Any]):
    """A dictionary that fills itself as it is asked. What `find` does not find (KeyError) is not in it."""

    def __init__(self, find: Callable[[int], Any]) -> None:
        self._find = find

    def __missing__(self, code: int) -> Any:
        found = self[code] = self._find(code)
        return found

    def __contains__(self, code: object) -> bool:
        return self.get(code) is not None  # type: ignore[arg-type] # asked for code points alone

    def __bool__(self) -> bool:
        return True

    def get(self, code: int, default: Any = None) -> Any:
        try:
            return self[code]
        except KeyError:
            return default


class Characters:
    """Finds the glyph of a character among the stretches of characters whose glyphs follow each other."""

    def __init__(self, data: mmap, start: int) -> None:
        (count,) = unpack_from(">H", data, start + 2)
        records = (unpack_from(">HHL", data, start + 4 + 8 * index) for index in range(count))
        offsets = [start + offset for platform, _, offset in records if platform == 3]
        table = next((at for at in offsets if unpack_from(">H", data, at)[0] == SEGMENTED), None)
        if table is None:
            raise ValueError("the font has no segmented table of its characters (cmap format 12)")
        (stretches,) = unpack_from(">L", data, table + 12)
        read = _read(data, table + 16, "I", 12 * stretches)
        self._first, self._last, self._glyph = read[0::3], read[1::3], read[2::3]

    def __call__(self, code: int) -> int:
        if code == HARD_SPACE and (plain := self._glyph_of(SPACE)) is not None:
            return plain
        found = self._glyph_of(code)
        if found is None and code == SPACE:
            found = self._glyph_of(HARD_SPACE)
        if found is None:
            raise KeyError(code)
        return found

    def _glyph_of(self, code: int) -> int | None:
        at = bisect_right(self._first, code) - 1
        return self._glyph[at] + code - self._first[at] if at >= 0 and code <= self._last[at] else None


def _read(data: mmap, start: int, code: str, length: int) -> array[int]:
    """Numbers of the file, whose first byte is the highest."""
    read = array(code, data[start : start + length])
    if byteorder == "little":
        read.byteswap()
    return read


class Metrics:
    """Width and left bearing of each glyph; those beyond the last that has a width share it."""

    def __init__(self, data: mmap, start: int, count: int, glyphs: int) -> None:
        both, self._count = _read(data, start, "H", 4 * count), count
        self._widths, self._bearings = both[0::2], both[1::2] + _read(data, start + 4 * count, "H", 2 * (glyphs - count))

    def __getitem__(self, glyph: int) -> tuple[int, int]:
        return self._widths[min(glyph, self._count - 1)], self._bearings[glyph]


class Cut:
    """A stretch of the file from which slices are read."""

    def __init__(self, data: mmap, start: int) -> None:
        self._data, self._start = data, start

    def __getitem__(self, wanted: slice) -> bytes:
        return self._data[self._start + wanted.start : self._start + wanted.stop]
