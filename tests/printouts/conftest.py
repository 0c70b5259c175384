"""Where the ink lies on a page."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from subprocess import run

import pytest
from PIL import Image, ImageOps

Bounds = tuple[float, float, float, float]


@pytest.fixture
def ink() -> Callable[[bytes], Bounds]:
    """The bounds of everything drawn on the first page, in millimetres from its upper left corner."""

    def measure(pdf: bytes) -> Bounds:
        picture = run(["pdftoppm", "-r", "50.8", "-gray", "-f", "1", "-l", "1"], input=pdf, capture_output=True, check=True)
        bounds = ImageOps.invert(Image.open(BytesIO(picture.stdout))).getbbox()
        assert bounds
        left, top, right, bottom = (edge / 2 for edge in bounds)
        return left, top, right, bottom

    return measure
