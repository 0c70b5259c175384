"""What the OWASP tests share: the office with something planted, and one browser for each role."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from rules.roles import Role
from tests.cast import ClientOf

Browsers = Callable[[Role], FlaskClient]


@pytest.fixture
def browsers(client_of: ClientOf) -> Browsers:
    """The browser of a role, logged in once."""
    opened: dict[Role, FlaskClient] = {}

    def of(role: Role) -> FlaskClient:
        if role not in opened:
            opened[role] = client_of(role)
        return opened[role]

    return of
