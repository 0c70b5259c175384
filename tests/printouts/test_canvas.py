"""Our canvas draws what ReportLab's draws, sign by sign, and keeps no page that is full."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader
from reportlab.pdfbase.pdfdoc import PDFPage, PDFStream
from reportlab.pdfgen import canvas

from models import Appointment, Callback, CallbackReport
from models.declare import Register
from printouts import canvas as ours
from printouts.paper import PORTRAIT
from printouts.pen import Pen
from printouts.sheet import bundle, sheets
from printouts.typeface import CHAINS, first_font, glyph
from tests.printouts.papers import filled, job


def drawn(make: Callable[..., Any], draw: Callable[[Any], None]) -> PdfReader:
    file = BytesIO()
    made = make(file, pagesize=(600, 800), invariant=True, initialFontName=first_font())
    draw(made)
    made.save()
    return PdfReader(file)


def everything(pad: Any) -> None:
    """Numbers of all sizes, writing in several parts of a font, brackets and backslashes, over two pages."""
    many = "".join(char for char in map(chr, range(0x4E00, 0x5200)) if glyph(char, False).font == CHAINS[False][0])
    for page, size in enumerate((10.5, 8, 1 / 3)):
        pad.setFont(CHAINS[bool(page)][0], size)
        pad.drawString(-0.00000001, 1234.56789, "表（一）(\\) é\t", charSpace=0)
        pad.drawString(0.1 + 0.2, 1e-5, many, charSpace=1.5)
        pad.drawString(7, 10, "表（一）(\\) é\t", charSpace=size / 7)
        pad.setLineWidth(size / 9)
        pad.line(1, 2.5, 100000.123456, -3)
        pad.saveState()
        pad.rect(1, 2, 3, 4, stroke=0, fill=1)
        pad.restoreState()
        pad.showPage()


def test_it_draws_what_the_canvas_of_reportlab_draws() -> None:
    mine, theirs = drawn(ours.Canvas, everything), drawn(canvas.Canvas, everything)
    assert len(mine.pages) == len(theirs.pages) == 3
    for one, other in zip(mine.pages, theirs.pages, strict=True):
        assert one.get_contents().get_data() == other.get_contents().get_data()
        assert (one.mediabox, one.extract_text()) == (other.mediabox, other.extract_text())
    assert mine.metadata == theirs.metadata
    fonts = [reader.pages[0]["/Resources"]["/Font"] for reader in (mine, theirs)]
    assert fonts[0].keys() == fonts[1].keys()
    for name in fonts[0]:
        assert fonts[0][name].get_object()["/Widths"] == fonts[1][name].get_object()["/Widths"]


@pytest.mark.parametrize("register", [Appointment, Callback, CallbackReport])
def test_a_form_is_the_same_by_the_canvas_of_reportlab(register: type[Register], monkeypatch: pytest.MonkeyPatch) -> None:
    record = filled(register)
    mine = PdfReader(BytesIO(sheets([record], job())))
    monkeypatch.setattr("printouts.pen.Canvas", canvas.Canvas)
    theirs = PdfReader(BytesIO(sheets([record], job())))
    assert [page.get_contents().get_data() for page in mine.pages] == [page.get_contents().get_data() for page in theirs.pages]


def test_a_full_page_is_in_the_file_and_nowhere_else() -> None:
    file = BytesIO()
    pen = Pen(PORTRAIT, title="", author="", file=file)
    held, sizes = [], []
    for page in range(40):
        pen.write(50, 50, f"第{page}页", 12)
        pen.next_page()
        held.append(sum(isinstance(one, PDFPage | PDFStream) for one in pen._canvas._doc.idToObject.values()))
        sizes.append(len(file.getvalue()))
    assert set(held) == {0}
    assert sizes == sorted(set(sizes))
    pen.close()
    assert len(PdfReader(file).pages) == 40


def test_a_part_is_in_the_file_before_the_next_is_asked_for() -> None:
    file, sizes = BytesIO(), []

    def parts() -> Any:
        for number in range(3):
            sizes.append(len(file.getvalue()))
            yield [filled(Callback, number=f"QH-C08-2026-{number:05}")], job()

    bundle(parts(), file)
    assert sizes[0] == 0 < sizes[1] < sizes[2]
    assert len(PdfReader(file).pages) == 3
