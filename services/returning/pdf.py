"""Scanned files, page by page: opened, drawn as pictures, cut into files of their own. PDFium does the work, for one thread at a time.

PDFium must not be entered by two threads, so each act holds the turn, and everything of it is closed before the turn is given on.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from io import BytesIO
from math import sqrt
from typing import Any

import pypdfium2
from PIL import Image, ImageOps, UnidentifiedImageError
from pypdf import PdfWriter

from rules.refusals import Refused

#: So many pages are taken at once; more are a cupboard.
MOST_PAGES = 300
#: No page is drawn larger, and no photograph is opened that is: an A3 sheet at 300 dpi has 17 million points, a good telephone 50.
MOST_DRAWN, MOST_PHOTOGRAPHED = 24_000_000, 64_000_000
#: At so many points an inch a photograph becomes a page.
PHOTOGRAPHED = 200
_PASSWORD = 4
_turn = threading.RLock()


class Scanned:
    """An open file of scanned pages, counted from 0."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self.pages: int = len(document)

    def picture(self, place: int, dpi: int) -> Image.Image:
        """The page as a grey or coloured picture. Raises Refused for one that cannot be drawn."""
        with _turn, _refusing(f"第 {place + 1} 页无法显示，可能已损坏。"), closing(self._document[place]) as page:
            width, height = page.get_size()
            scale = min(dpi / 72, sqrt(MOST_DRAWN / max(width * height, 1)))
            with closing(page.render(scale=scale)) as bitmap:
                drawn: Image.Image = bitmap.to_pil().convert("RGB")
                return drawn.copy()

    def cut(self, places: Sequence[int]) -> bytes:
        """These pages as a file of their own. The same pages always give the same bytes, so that they are stored once."""
        with _turn, _refusing("这几页无法取出，文件可能已损坏。"), closing(pypdfium2.PdfDocument.new()) as made:
            made.import_pages(self._document, list(places))
            return _plain(made)


@contextmanager
def opened(content: bytes) -> Iterator[Scanned]:
    """The pages of a PDF. Raises Refused with a sentence for one that cannot be read, is locked or has too many pages."""
    with ExitStack() as stack:
        with _turn:
            scanned = Scanned(stack.enter_context(_closed_in_turn(_document(content))))
        if not 0 < scanned.pages <= MOST_PAGES:
            raise Refused(f"一次最多 {MOST_PAGES} 页，本文件有 {scanned.pages} 页，请分几次上传。" if scanned.pages else "文件里没有页面。")
        yield scanned


def bound(parts: Sequence[tuple[str, bytes]]) -> bytes:
    """Several files (PDF, PNG, JPEG) as one, in order; a single PDF stays as it is. Raises Refused and says which one cannot be used."""
    with ExitStack() as stack:
        if len(parts) == 1 and parts[0][1].startswith(b"%PDF-"):
            return parts[0][1]
        with _turn, closing(pypdfium2.PdfDocument.new()) as whole:
            for name, content in parts:
                with _refusing(f"{name}：文件已损坏，无法读取。"):
                    if content.startswith(b"%PDF-"):
                        whole.import_pages(stack.enter_context(_closed_in_turn(_document(content))))
                    else:
                        _add_photograph(whole, name, content)
            return _plain(whole)


def _document(content: bytes) -> Any:
    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD:
            raise Refused("文件设有密码，无法读取，请去掉密码后再上传。") from error
        raise Refused("文件已损坏或不是 PDF，无法读取，请重新扫描。") from error


def _add_photograph(whole: Any, name: str, content: bytes) -> None:
    """A JPEG is taken over as it is, only turned as the telephone was held."""
    try:
        with Image.open(BytesIO(content), formats=("JPEG", "PNG")) as photograph:
            width, height = photograph.size
            if width * height > MOST_PHOTOGRAPHED:
                raise Refused(f"{name}：图片太大（{width}×{height}），请缩小后再上传。")
            is_jpeg, turned = photograph.format == "JPEG", _TURNS.get(photograph.getexif().get(0x0112, 1), 0)
            drawn = (photograph if is_jpeg else ImageOps.exif_transpose(photograph)).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Refused(f"{name}：图片已损坏，无法读取，请重新拍照或扫描。") from error
    image = pypdfium2.PdfImage.new(whole)
    if is_jpeg:
        image.load_jpeg(BytesIO(content), inline=True)
    else:
        with closing(pypdfium2.PdfBitmap.from_pil(drawn)) as bitmap:
            image.set_bitmap(bitmap)
    wide, high = (size * 72 / PHOTOGRAPHED for size in drawn.size)
    image.set_matrix(pypdfium2.PdfMatrix().scale(wide, high))
    with closing(whole.new_page(wide, high)) as page:
        page.insert_obj(image)
        page.gen_content()
        if is_jpeg and turned:
            page.set_rotation(turned)


#: How a telephone says that it was turned, and by how much the page is turned back. Mirrors are no way to hold one.
_TURNS = {3: 180, 6: 90, 8: 270}


def _plain(document: Any) -> bytes:
    """Written out without the moment and the chance number that PDFium puts in."""
    raw, clean = BytesIO(), BytesIO()
    document.save(raw)
    writer = PdfWriter(clone_from=raw)
    writer.metadata = None
    writer._ID = None  # noqa: SLF001 - it has no other name
    writer.write(clean)
    return clean.getvalue()


@contextmanager
def _closed_in_turn(document: Any) -> Iterator[Any]:
    try:
        yield document
    finally:
        with _turn:
            document.close()


@contextmanager
def _refusing(sentence: str) -> Iterator[None]:
    try:
        yield
    except (pypdfium2.PdfiumError, MemoryError) as error:
        raise Refused(sentence) from error
