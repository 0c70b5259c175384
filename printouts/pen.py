"""What draws on the page: writing along the font chain, lines, tick boxes, codes and watermarks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from io import BytesIO
from typing import IO, Any

from reportlab import rl_config
from zxingcpp import BarcodeFormat, create_barcode

from printouts.canvas import Canvas
from printouts.paper import Paper
from printouts.typeface import FONTS, code_points, composed, first_font, width

# Page contents stay binary: to write them as text takes longer than to draw them, and makes the file larger.
rl_config.useA85 = False

HAIR, LINE, FRAME = 0.4, 0.8, 1.2
NOTE = 8.0
#: The red of a stamp.
SEAL = (0.75, 0.16, 0.12)
#: Black modules in a row of a code.
BLACK = re.compile(rb"\x00+")


class Pen:
    """One PDF being drawn, into a file that may be given. It remembers which characters of a page had to be replaced, for the footnote."""

    def __init__(self, paper: Paper, *, title: str, author: str, file: IO[bytes] | None = None) -> None:
        self._file = BytesIO() if file is None else file
        self._canvas = Canvas(self._file, pagesize=(paper.width, paper.height), invariant=True, initialFontName=first_font())
        self._canvas.setTitle(title)
        self._canvas.setAuthor(author)
        self._canvas.setCreator("登记台")
        self._missing: set[str] = set()

    def write(
        self, x: float, y: float, text: str, size: float, *, bold: bool = False, spacing: float = 0.0,
    ) -> float:  # fmt: skip
        """Write from x on the base line y; gives back where the writing ends."""
        if not text:
            return x
        runs, lacking = composed(text, bold)
        self._missing |= lacking
        for font, shown, wide in runs:
            self._canvas.setFont(font, size)
            self._canvas.drawString(x, y, shown, charSpace=spacing)
            x += size * wide + spacing * len(shown)
        return x

    def write_left_of(self, x: float, y: float, text: str, size: float, *, bold: bool = False) -> None:
        """Write so that it ends at x."""
        self.write(x - width(text, size, bold=bold), y, text, size, bold=bold)

    def write_about(self, x: float, y: float, text: str, size: float, *, bold: bool = False, spacing: float = 0.0) -> None:
        """Write with its middle at x."""
        wide = width(text, size, bold=bold) + spacing * max(len(text) - 1, 0)
        self.write(x - wide / 2, y, text, size, bold=bold, spacing=spacing)

    def write_upright(self, x: float, middle: float, text: str, size: float) -> None:
        """One character below the other, as section names stand in the margin column."""
        step = size * 1.15
        y = middle + step * len(text) / 2 - size * 0.9
        for char in text:
            self.write_about(x, y, char, size, bold=True)
            y -= step

    def rule(self, x1: float, y1: float, x2: float, y2: float, weight: float = HAIR) -> None:
        self._canvas.setLineWidth(weight)
        self._canvas.line(x1, y1, x2, y2)

    def frame(self, x: float, y: float, wide: float, high: float, weight: float = FRAME) -> None:
        self._canvas.setLineWidth(weight)
        self._canvas.rect(x, y, wide, high)

    def fill(self, x: float, y: float, wide: float, high: float, grey: float) -> None:
        """An area without a line around it, in a grey between 0 (black) and 1."""
        self._canvas.saveState()
        self._canvas.setFillGray(grey)
        self._canvas.rect(x, y, wide, high, stroke=0, fill=1)
        self._canvas.restoreState()

    def tick_box(self, x: float, y: float, side: float, *, ticked: bool) -> None:
        """A box whose lower left corner is x, y. Drawn, since no font of the chain has ☑."""
        self.frame(x, y, side, side, 0.6)
        if ticked:
            self._canvas.setLineWidth(1.3)
            self._canvas.lines([
                (x + side * 0.16, y + side * 0.52, x + side * 0.42, y + side * 0.2),
                (x + side * 0.4, y + side * 0.2, x + side * 0.95, y + side * 1.02),
            ])  # fmt: skip

    def code(self, x: float, y: float, side: float, payload: str) -> None:
        """A QR code in a square."""
        squares, modules = qr_squares(payload)
        step = side / modules
        self._canvas.addLiteral(f"q {step:.4f} 0 0 {step:.4f} {x:.3f} {y:.3f} cm {squares} f Q")

    def watermark(self, paper: Paper, text: str) -> None:
        """Large pale words across the page. Drawn first, so that the writing stays readable."""
        size = 150.0
        self._canvas.saveState()
        self._canvas.setFillGray(0.88)
        self._canvas.translate(paper.width / 2, paper.height / 2)
        self._canvas.rotate(50 if paper.height > paper.width else 30)
        self.write_about(0, -size * 0.35, text, size, bold=True, spacing=size * 0.3)
        self._canvas.restoreState()

    def stamp(self, x: float, y: float, text: str, size: float) -> None:
        """A word in a red frame, with its middle at x, y."""
        wide, high = width(text, size, bold=True) + size * (0.15 * len(text) + 0.5), size * 1.5
        with self.red():
            self.frame(x - wide / 2, y - high / 2, wide, high, 1.6)
            self.write_about(x, y - size * 0.36, text, size, bold=True, spacing=size * 0.15)

    @contextmanager
    def red(self) -> Iterator[None]:
        """Inside, lines and writing are in the red of a stamp."""
        self._canvas.saveState()
        self._canvas.setFillColorRGB(*SEAL)
        self._canvas.setStrokeColorRGB(*SEAL)
        try:
            yield
        finally:
            self._canvas.restoreState()

    def footnote(self) -> str:
        """The code points behind every 〓 written since the page began."""
        return code_points(self._missing)

    def next_page(self) -> None:
        self._missing.clear()
        self._canvas.showPage()

    def close(self) -> None:
        """Write what all pages share: the fonts, and where everything is."""
        with FONTS:
            self._canvas.save()

    def finish(self) -> bytes:
        """Close it, and give back all of it."""
        self.close()
        self._file.seek(0)
        return self._file.read()


@lru_cache(maxsize=64)
def qr_squares(payload: str) -> tuple[str, int]:
    """The black stretches of a QR code, a module being 1 wide, and its side in modules; error correction M.

    Written out here: three hundred rectangles by way of a path cost more than the rest of a form.
    """
    drawn: Any = create_barcode(payload, BarcodeFormat.QRCode, ec_level="M").to_image(scale=1, add_quiet_zones=False)
    side, rows = drawn.shape[0], bytes(memoryview(drawn))
    squares = [
        f"{found.start()} {side - 1 - row} {found.end() - found.start()} 1 re"
        for row in range(side) for found in BLACK.finditer(rows[row * side : (row + 1) * side])
    ]  # fmt: skip
    return " ".join(squares), side
