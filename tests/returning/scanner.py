"""A scanner and the people who use it badly: our own printed pages, drawn as pictures and spoilt in every way that offices know."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from io import BytesIO

from PIL import Image, ImageDraw, ImageFilter
from pypdf import PdfWriter

from services.returning.pdf import bound, opened

Picture = Image.Image
DPI = 150
MM = DPI / 25.4
#: Where the code stands at the head of an upright A4 sheet, in millimetres.
CODE = (173, 25, 190, 42)


def pages(pdf: bytes, dpi: int = DPI) -> list[Picture]:
    """What a scanner makes of printed pages."""
    with opened(pdf) as scanned:
        return [scanned.picture(place, dpi) for place in range(scanned.pages)]


def jpeg(picture: Picture, quality: int = 60) -> bytes:
    made = BytesIO()
    picture.convert("RGB").save(made, "JPEG", quality=quality)
    return made.getvalue()


def png(picture: Picture) -> bytes:
    made = BytesIO()
    picture.save(made, "PNG")
    return made.getvalue()


def scan(pictures: Sequence[Picture]) -> bytes:
    """The pictures as the PDF that a scanner sends."""
    return bound([("", jpeg(picture)) for picture in pictures])


def empty() -> Picture:
    """The back of a sheet: not quite white, with specks of dust and a little of the front shining through."""
    back = Image.new("RGB", (1240, 1754), (244, 242, 236))
    drawn = ImageDraw.Draw(back)
    for line in range(300, 1500, 40):
        drawn.line((200, line, 1000, line), fill=(228, 226, 220), width=3)
    return noisy(back, 0.002)


def turned(degrees: float) -> Callable[[Picture], Picture]:
    return lambda page: page.rotate(degrees, expand=True, fillcolor="white", resample=Image.Resampling.BICUBIC)


def noisy(page: Picture, share: float = 0.02) -> Picture:
    page, chance = page.copy(), random.Random(7)
    dots = page.load()
    assert dots is not None
    for _ in range(int(page.width * page.height * share)):
        dots[chance.randrange(page.width), chance.randrange(page.height)] = chance.choice([(0, 0, 0), (255, 255, 255)])
    return page


def struck(colour: str, strokes: int, width: int) -> Callable[[Picture], Picture]:
    """A pen went over the code, from one side to the other."""

    def over(page: Picture) -> Picture:
        page, chance = page.copy(), random.Random(3)
        drawn = ImageDraw.Draw(page)
        left, top, right, bottom = (side * MM for side in CODE)
        for _ in range(strokes):
            ends = [(left - 10, chance.uniform(top, bottom)), (right + 10, chance.uniform(top, bottom))]
            drawn.line(ends, fill=colour, width=width)
        return page

    return over


def covered(page: Picture) -> Picture:
    """A sticker over the code."""
    page = page.copy()
    ImageDraw.Draw(page).rectangle([side * MM for side in (CODE[0] - 2, CODE[1] - 2, CODE[2] + 2, CODE[3] + 2)], fill="white")
    return page


def binarised(page: Picture) -> Picture:
    return page.convert("L").point([0] * 128 + [255] * 128)


def small(page: Picture) -> Picture:
    """100 dpi."""
    return page.resize((page.width * 2 // 3, page.height * 2 // 3))


def signed(page: Picture) -> Picture:
    """As it comes back: somebody wrote on it."""
    page = page.copy()
    ImageDraw.Draw(page).text((700, 1500), "Zhang San 2026.11.20", fill=(20, 30, 120), font_size=40)
    return page


def everything(page: Picture) -> Picture:
    return turned(182)(noisy(struck("blue", 2, 3)(signed(page)), 0.01).filter(ImageFilter.SHARPEN))


def locked(pdf: bytes) -> bytes:
    """Nobody opens it without the password."""
    writer, made = PdfWriter(clone_from=BytesIO(pdf)), BytesIO()
    writer.encrypt("secret")
    writer.write(made)
    return made.getvalue()
