"""A font read where it lies says the same of every character as the whole font that ReportLab reads, and only what was asked for."""

from __future__ import annotations

from mmap import mmap
from pathlib import Path

import pytest
from reportlab.pdfbase.ttfonts import TTFontFace

from models import Callback
from printouts.outlines import Outlines
from printouts.sheet import sheets
from printouts.typeface import FILES, first_font, glyph
from tests.printouts.papers import filled, job

FONTS = sorted(FILES.glob("*.ttf"))
#: Latin, the hard space, Chinese of the basic plane and of the planes beyond, and what no font has.
ASKED = [*range(0x20, 0x180), 0xA0, *range(0x3000, 0x3100), *range(0x4E00, 0xA000, 37), *range(0x20000, 0x32000, 11), 0x10FFFF]


@pytest.mark.parametrize("file", FONTS, ids=lambda file: file.stem)
def test_it_says_what_the_whole_font_says(file: Path) -> None:
    whole, ours = TTFontFace(str(file)), Outlines(file)
    assert [ours.charToGlyph.get(code) for code in ASKED] == [whole.charToGlyph.get(code) for code in ASKED]
    assert [code in ours.charToGlyph for code in ASKED] == [code in whole.charToGlyph for code in ASKED]
    assert [ours.getCharWidth(code) for code in ASKED] == [whole.getCharWidth(code) for code in ASKED]
    last = whole.numGlyphs - 1
    assert [ours.hmetrics[index] for index in (0, 1, last)] == [whole.hmetrics[index] for index in (0, 1, last)]
    assert ours.glyphPos[last + 1] == whole.glyphPos[last + 1]
    printed = [code for code in ASKED if code in whole.charToGlyph][:256]
    assert ours.makeSubset(printed) == whole.makeSubset(printed)


def test_a_form_looks_up_its_own_characters_and_no_others() -> None:
    face = Outlines(FILES / f"{first_font()}.ttf")
    assert isinstance(face._ttf_data, mmap)
    assert len(face.charToGlyph) == len(face.charWidths) == 0
    assert face.getCharWidth(ord("表")) == 1000
    assert len(face.charToGlyph) == len(face.charWidths) == 1


def test_each_font_is_opened_once_for_all_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    for char in ("表", "\U00030000"):
        glyph(char, True), glyph(char, False)  # every font of the chains is there
    opened: list[Path] = []
    monkeypatch.setattr(Outlines, "readFile", lambda face, file: opened.append(file))
    assert sheets([filled(Callback), filled(Callback)], job())[:5] == b"%PDF-"
    assert opened == []
