"""The cast of the tests: one person for each role, named after it in lower case, and the moment at which the clock stands still."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask.testing import FlaskClient

from rules.moments import SHANGHAI
from rules.roles import Role

#: Friday 20 November 2026.
NOW = datetime(2026, 11, 20, 10, 42, tzinfo=SHANGHAI)
#: The password of every test user.
PASSWORD = "test-2026"

ClientOf = Callable[[Role], FlaskClient]


def login(client: FlaskClient, user: str, password: str = PASSWORD) -> None:
    """Log in through the door."""
    answer = client.post("/login/", data={"username": user, "password": password})
    assert answer.status_code == 302, answer.get_data(as_text=True)
