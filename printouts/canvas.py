"""ReportLab's canvas with the four things that a form asks of it hundreds of times written out: the same signs, in a third of the time."""

from __future__ import annotations

from typing import IO, Any, cast

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen import canvas

from printouts.notation import escaped, number
from printouts.stream import Streamed

#: So many pieces of writing of one document are kept as they were set: every form has the same labels.
KEPT = 4096


class Canvas(canvas.Canvas):
    """Writes each page into the file when it is full."""

    # What the stubs leave out.
    _code: list[str]
    _pageCompression: int | None  # noqa: N815 - ReportLab's name

    def __init__(self, file: IO[bytes], **given: Any) -> None:
        super().__init__(file, **given)
        self._doc = Streamed(file, compression=self._pageCompression, invariant=given.get("invariant"))
        self._set: dict[tuple[str, float, str], str] = {}

    def drawString(  # type: ignore[override] # noqa: N802 - ReportLab's name; a form is written plainly, from left to right
        self, x: float, y: float, text: str, charSpace: float = 0.0,  # noqa: N803 - likewise
    ) -> None:  # fmt: skip
        key = (self._fontname, self._fontsize, text)
        said = self._set.get(key)
        if said is None:
            if len(self._set) >= KEPT:
                self._set.clear()
            said = self._set[key] = self._operators(text)
        spaced, ended = (f" {number(charSpace)} Tc", " 0 Tc") if charSpace else ("", "")
        self._code.append(f"BT 1 0 0 1 {number(x)} {number(y)} Tm{spaced} {said} T*{ended} ET")

    def _operators(self, text: str) -> str:
        """What shows a text in the present font: its characters are dealt out to parts of the font of 256 each."""
        font = cast("TTFont", pdfmetrics.getFont(self._fontname))
        size = f"{number(self._fontsize)} Tf {number(self._leading)} TL"
        pieces: list[str] = []
        present = None
        for subset, codes in font.splitString(text, self._doc):
            if subset != present:
                pieces.append(f"{font.getSubsetInternalName(subset, self._doc)} {size}")
                present = subset
            pieces.append(f"({escaped(codes)}) Tj")
        return " ".join(pieces)

    def line(self, x1: float, y1: float, x2: float, y2: float) -> None:
        self._code.append(f"n {number(x1)} {number(y1)} m {number(x2)} {number(y2)} l S")

    def setFont(self, psfontname: str, size: float, leading: float | None = None) -> None:  # noqa: N802 - ReportLab's name
        self._fontname, self._fontsize, self._leading = psfontname, size, size * 1.2 if leading is None else leading

    def setLineWidth(self, width: float) -> None:  # noqa: N802 - ReportLab's name
        self._lineWidth = width
        self._code.append(f"{number(width)} w")
