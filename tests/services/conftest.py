"""What tests of services share: how often the database was asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

CountQueries = Callable[[Session], AbstractContextManager[list[str]]]


@pytest.fixture
def count_queries() -> CountQueries:
    """`with count_queries(session) as counted:` the statements that went to the database."""

    @contextmanager
    def counting(session: Session) -> Iterator[list[str]]:
        counted: list[str] = []

        def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
            counted.append(statement)

        engine = session.get_bind()
        event.listen(engine, "before_cursor_execute", note)
        try:
            yield counted
        finally:
            event.remove(engine, "before_cursor_execute", note)

    return counting
