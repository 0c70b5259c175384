"""What tests of declarations share: the whole house is mapped, and nothing a test declares outlives it."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import flask_appbuilder.security.sqla.models  # noqa: F401 - staff.user_id points at ab_user
import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session, configure_mappers

import models  # noqa: F401 - names such as "Staff" are looked up among the mapped classes
from models.declare import Model


@pytest.fixture(autouse=True)
def scratch() -> Iterator[None]:
    """Tables of one test are unknown to the next; its classes go with the function that declared them."""
    configure_mappers()
    tables = set(Model.metadata.tables)
    yield
    for name in set(Model.metadata.tables) - tables:
        Model.metadata.remove(Model.metadata.tables[name])
    gc.collect()


@pytest.fixture
def session() -> Iterator[Session]:
    """A session on an empty database in memory; a test creates the tables it needs."""
    engine = create_engine("sqlite://")
    with Session(engine) as opened:
        yield opened
    engine.dispose()
