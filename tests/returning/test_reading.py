"""The code on a scanned page is read whatever was done to the page; an empty back is known as one, a written one is not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PIL import Image, ImageDraw

from models import Complaint, Notice
from printouts.code import Code
from printouts.sheet import sheets
from services.returning.pdf import opened
from services.returning.reading import Look, is_empty, look
from tests.printouts.papers import filled, job
from tests.returning.scanner import (
    Picture,
    binarised,
    covered,
    empty,
    everything,
    noisy,
    pages,
    scan,
    signed,
    small,
    struck,
    turned,
)  # fmt: skip


def seen(*pictures: Picture) -> list[Look]:
    with opened(scan(pictures)) as scanned:
        return [look(scanned, place) for place in range(scanned.pages)]


@pytest.fixture(scope="module")
def page() -> Picture:
    return pages(sheets([filled(Complaint)], job()))[0]


SPOILT = {
    "as it is": lambda page: page, "signed": signed, "on its side": turned(90), "upside down": turned(180), "other side": turned(270),
    "skewed": turned(4), "skewed the other way": turned(-7), "noisy": noisy, "very noisy": lambda page: noisy(page, 0.08),
    "black and white": binarised, "100 dpi": small, "a blue stroke": struck("blue", 1, 4), "a red stroke": struck("red", 1, 4),
    "a black stroke": struck("black", 1, 4), "three blue strokes": struck("blue", 3, 3), "two black strokes": struck("black", 2, 3),
    "all at once": everything,
}  # fmt: skip


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_a_page_is_read_whatever_was_done_to_it(page: Picture, spoil: Callable[[Picture], Picture]) -> None:
    (found,) = seen(spoil(page))
    assert found.code == Code(table="complaint", number="QH-C05-2026-00001", version="2026-1", copy=1, page=1, pages=1)


def test_what_cannot_be_read_says_so(page: Picture) -> None:
    (found,) = seen(covered(page))
    assert (found.code, found.wrong, found.is_empty) == (None, "没有读出二维码", False)


def test_an_empty_back_is_known_and_a_written_one_is_not() -> None:
    written = empty()
    ImageDraw.Draw(written).text((300, 300), "13:40 reading 00127", fill="black", font_size=36)
    assert is_empty(empty())
    assert is_empty(Image.new("RGB", (1240, 1754), "white"))
    assert not is_empty(written)


def test_two_forms_side_by_side_are_not_guessed(page: Picture) -> None:
    other = pages(sheets([filled(Notice)], job()))[0]
    both = Image.new("RGB", (page.width * 2, page.height), "white")
    both.paste(page, (0, 0))
    both.paste(other, (page.width, 0))
    (found,) = seen(both)
    assert found.code is None
    assert "几个不同的二维码" in found.wrong
