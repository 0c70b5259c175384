"""The log of the office as it is written, and a house that fails as it would in service."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from views.ops import log

Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Everything that is logged from here on, down to what is only for debugging, as JSON lines."""
    stream = io.StringIO()
    log.install("json", stream)
    root, held = logging.getLogger(), logging.getLogger().level
    root.setLevel(logging.DEBUG)
    yield stream
    root.setLevel(held)
    log.install("text")


@pytest.fixture
def lines(written: io.StringIO) -> Lines:
    """The same, read."""
    return lambda: [json.loads(line) for line in written.getvalue().splitlines()]


@pytest.fixture
def _as_in_service(app: Flask) -> Iterator[None]:
    """A failure is answered, and not raised into the test."""
    app.config["PROPAGATE_EXCEPTIONS"] = False
    yield
    app.config.pop("PROPAGATE_EXCEPTIONS")
