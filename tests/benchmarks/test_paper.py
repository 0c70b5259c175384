"""The form of the product and the bare calls draw the same document."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.paper import beside, measure
from printouts.paper import PORTRAIT
from printouts.pen import Pen

pytestmark = pytest.mark.sqlite_only("the generator writes SQLite files")


def test_both_documents_are_the_same_and_have_a_page_for_each_form(made_office: Path) -> None:
    found = measure(made_office, count=3)
    assert found["many, bytes"] > found["one, bytes"] > 0


def test_fewer_pages_than_forms_are_no_measure() -> None:
    def draw() -> bytes:
        pen = Pen(PORTRAIT, title="", author="")
        pen.write(50, 50, "一页", 12)
        pen.next_page()
        return pen.finish()

    assert beside("one", draw, 1, 1)["one, bytes"] > 0
    with pytest.raises(AssertionError, match="1 pages for 2 forms"):
        beside("one", draw, 2, 1)
