"""What tests of the screens share: how many statements a request asks."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from flask.testing import FlaskClient

from rules.roles import Role
from tests.asking import asking, statement_of
from tests.cast import ClientOf
from views.database import db

Watch = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def watch(app: Flask) -> Watch:
    """Collect the statements that the application sends while somebody looks."""
    with app.app_context():
        engine = db.engine
    return lambda: asking(engine, statement_of)


@pytest.fixture
def admin(client_of: ClientOf) -> FlaskClient:
    """The administrator's browser."""
    return client_of(Role.SYSADMIN)
