"""What the code on a scanned page says. Quick looks first; the slow ones only where those before saw nothing.

A pen stroke in colour is pale in the channel of its colour, a thin line goes with the noise, and what is skewed or faint is found in the
enlarged corner where we print the code (it may be any corner: the sheet may lie upside down).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import zxingcpp
from PIL import Image, ImageChops, ImageFilter, ImageOps

from printouts.code import Code, parse
from services.returning.pdf import Scanned

QUICK, SHARP = 200, 300
#: A page with less ink than this share of its area, in dark points, is the empty back of another.
EMPTY = 0.0006
NOTHING = "没有读出二维码"
QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


@dataclass(frozen=True, kw_only=True)
class Look:
    """What was seen on a page (counted from 0): its code, or why there is none."""

    place: int
    code: Code | None = None
    wrong: str = ""
    is_empty: bool = False
    is_foreign: bool = False


def look(scanned: Scanned, place: int) -> Look:
    """Read one page. Raises Refused where it cannot be drawn."""
    page = scanned.picture(place, QUICK)
    found = _read(page)
    if not found and is_empty(page):
        return Look(place=place, wrong="空白页", is_empty=True)
    if not found:
        found = next((seen for picture in _harder(scanned, place, page) if (seen := _read(picture))), set())
    return _judge(place, found)


def _judge(place: int, found: set[str]) -> Look:
    codes, wrong = set[Code](), NOTHING
    for payload in sorted(found):
        try:
            codes.add(parse(payload))
        except ValueError as error:
            wrong = str(error)
    if len(codes) > 1:
        return Look(place=place, wrong="一页上有几个不同的二维码，请分开扫描", is_foreign=True)
    if codes:
        return Look(place=place, code=codes.pop())
    return Look(place=place, wrong=wrong, is_foreign=bool(found))


def is_empty(page: Image.Image) -> bool:
    """Whether nothing is written there: specks are no writing, nor is what shines through from the other side."""
    small = ImageOps.grayscale(page).resize((page.width // 2 or 1, page.height // 2 or 1), Image.Resampling.BOX)
    edge = (small.width // 25, small.height // 25)
    small = small.crop((*edge, small.width - edge[0], small.height - edge[1])).filter(ImageFilter.MedianFilter(3))
    counted = small.histogram()
    area, paper = sum(counted), 0
    while sum(counted[: paper + 1]) * 2 < area:
        paper += 1
    return sum(counted[: max(paper - 70, 0)]) < EMPTY * area


def _read(picture: Image.Image) -> set[str]:
    found = zxingcpp.read_barcodes(picture, formats=QR)
    return {one.text for one in found if one.valid}


def _harder(scanned: Scanned, place: int, page: Image.Image) -> Iterator[Image.Image]:
    """The page in other lights, from cheap to dear."""
    yield ImageOps.grayscale(page).filter(ImageFilter.MedianFilter(3))
    sharp = scanned.picture(place, SHARP)
    yield sharp
    for corner in _corners(sharp):
        for light in (ImageOps.grayscale(corner), _without_ink(corner)):
            large = ImageOps.autocontrast(light.resize((light.width * 2, light.height * 2), Image.Resampling.LANCZOS), cutoff=1)
            yield from (large, large.filter(ImageFilter.MedianFilter(5)))
            soft = large.filter(ImageFilter.GaussianBlur(3))
            yield from (soft, *(soft.point([0] * threshold + [255] * (256 - threshold)) for threshold in (100, 150)))


def _corners(page: Image.Image) -> Iterator[Image.Image]:
    """Top right first, where it stands on a sheet that lies as it should."""
    wide, high = page.width * 2 // 5, page.height * 2 // 5
    for left, top in ((page.width - wide, 0), (0, page.height - high), (page.width - wide, page.height - high), (0, 0)):
        yield page.crop((left, top, left + wide, top + high))


def _without_ink(picture: Image.Image) -> Image.Image:
    """Coloured ink becomes as pale as its palest channel; black stays black."""
    red, green, blue = picture.split()
    return ImageChops.lighter(ImageChops.lighter(red, green), blue)
