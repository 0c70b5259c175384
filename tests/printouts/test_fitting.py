"""Sharing out a page: type before pages, texts before comfort."""

from __future__ import annotations

from dataclasses import dataclass

from printouts.block import Block, Overflow
from printouts.fitting import fit_pages
from printouts.pen import Pen


@dataclass(frozen=True)
class Strip(Block):
    """A block of so many lines that would like `more` points."""

    lines: float
    more: float = 0.0

    def tight(self, size: float) -> float:
        return self.lines * size

    def wanted(self, size: float) -> float:
        return self.tight(size) + self.more

    def easy(self, size: float) -> float:
        return self.tight(size) * 1.5

    def most(self, size: float) -> float:
        return self.tight(size) * 2

    def overflow(self, height: float, size: float) -> list[Overflow]:
        return []

    def draw(self, pen: Pen, top: float, height: float, size: float) -> None:
        """Nothing to see."""


def test_the_type_gets_smaller_before_a_page_is_added() -> None:
    (page,) = fit_pages([Strip(10), Strip(10)], 180)
    assert {placed.size for placed in page} == {9.0}
    assert len(list(fit_pages([Strip(10), Strip(10), Strip(10)], 180))) == 2


def test_no_page_is_overfilled_and_no_block_is_below_its_least() -> None:
    for page in fit_pages([Strip(5, more=400), Strip(2, more=10), Strip(3)], 150):
        assert sum(placed.height for placed in page) <= 150.01
        assert all(placed.height >= placed.block.least(placed.size) for placed in page)


def test_small_needs_are_met_before_large_ones() -> None:
    (page,) = fit_pages([Strip(5, more=400), Strip(2, more=10)], 150)
    assert page[1].height >= page[1].block.wanted(10.5)


def test_an_almost_empty_page_is_not_stretched_beyond_measure() -> None:
    ((only,),) = fit_pages([Strip(2)], 700)
    assert only.height == 2 * 10.5 * 2
