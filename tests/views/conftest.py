"""What tests of the screens share: how many statements a request asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from views.database import db

Watch = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def watch(app: Flask) -> Watch:
    """Collect the statements that the application sends while somebody looks."""

    @contextmanager
    def watched() -> Iterator[list[str]]:
        found: list[str] = []

        def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
            found.append(statement)

        with app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            yield found
        finally:
            event.remove(engine, "before_cursor_execute", note)

    return watched
