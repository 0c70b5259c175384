"""What tests of services share: how often the database was asked."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy.orm import Session

from tests.asking import asking, statement_of

CountQueries = Callable[[Session], AbstractContextManager[list[str]]]


@pytest.fixture
def count_queries() -> CountQueries:
    """`with count_queries(session) as counted:` the statements that went to the database."""
    return lambda session: asking(session.get_bind(), statement_of)
