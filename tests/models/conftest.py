"""What tests of declarations share: the whole house is mapped, and nothing a test declares outlives it."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

import flask_appbuilder.security.sqla.models  # noqa: F401 - staff.user_id points at ab_user
import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session, configure_mappers

import models  # noqa: F401 - names such as "Staff" are looked up among the mapped classes
from models.declare import Model


@contextmanager
def forgotten() -> Iterator[None]:
    """Tables declared inside are unknown afterwards; classes go with the function that declared them."""
    configure_mappers()
    tables = set(Model.metadata.tables)
    yield
    if declared := set(Model.metadata.tables) - tables:
        for name in declared:
            Model.metadata.remove(Model.metadata.tables[name])
        gc.collect()


@pytest.fixture(autouse=True)
def _scratch() -> Iterator[None]:
    """What one test declares is unknown to the next."""
    with forgotten():
        yield


@pytest.fixture(scope="module")
def scratch_module() -> Iterator[None]:
    """What the fixtures of one file declare is unknown to the next file."""
    with forgotten():
        yield


@pytest.fixture
def session() -> Iterator[Session]:
    """A session on an empty database in memory; a test creates the tables it needs."""
    engine = create_engine("sqlite://")
    with Session(engine) as opened:
        yield opened
    engine.dispose()
