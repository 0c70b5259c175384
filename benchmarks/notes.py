"""What is asked of a canvas, noted down, and asked again of another one without anything between."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any, ClassVar
from unittest import mock

from reportlab.pdfgen.canvas import Canvas

import printouts.pen

#: Name, arguments and keywords; the first is how the canvas was made.
Call = tuple[str, tuple[Any, ...], dict[str, Any]]


class _Noting(Canvas):
    """Notes what is asked of it from outside, and not what it then asks of itself. One at a time."""

    calls: ClassVar[list[Call]] = []
    depth: ClassVar[int] = 0

    def __init__(self, file: Any, *args: Any, **keywords: Any) -> None:
        _Noting.calls = [("", args, keywords)]
        _Noting.depth = 1
        super().__init__(file, *args, **keywords)
        _Noting.depth = 0

    def __getattribute__(self, name: str) -> Any:
        found = super().__getattribute__(name)
        if name.startswith("_") or not callable(found):
            return found

        def noted(*args: Any, **keywords: Any) -> Any:
            if not _Noting.depth:
                _Noting.calls.append((name, args, keywords))
            _Noting.depth += 1
            try:
                return found(*args, **keywords)
            finally:
                _Noting.depth -= 1

        return noted


def noted(draw: Callable[[], bytes]) -> list[Call]:
    """The calls by which a document of ours is drawn."""
    with mock.patch.object(printouts.pen, "Canvas", _Noting):
        draw()
    return _Noting.calls


def again(calls: Sequence[Call]) -> bytes:
    """The same document by the calls alone."""
    file = io.BytesIO()
    (_, args, keywords), *others = calls
    bare = Canvas(file, *args, **keywords)
    for name, given, named in others:
        getattr(bare, name)(*given, **named)
    return file.getvalue()
