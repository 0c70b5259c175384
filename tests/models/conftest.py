"""What tests of declarations share: the whole house is mapped, and nothing a test declares outlives it."""

from __future__ import annotations

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
    """Classes declared inside and their tables are unknown afterwards, whoever still holds on to a class."""
    configure_mappers()
    tables, mappers = set(Model.metadata.tables), set(Model.registry.mappers)
    yield
    for mapper in set(Model.registry.mappers) - mappers:
        Model.registry._dispose_manager_and_mapper(mapper.class_manager)
        Model.registry._managers.pop(mapper.class_manager, None)
    for name in set(Model.metadata.tables) - tables:
        Model.metadata.remove(Model.metadata.tables[name])


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
