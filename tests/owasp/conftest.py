"""What the OWASP tests share: the office with something planted, and one browser for each role."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from rules.roles import Role
from tests.cast import ClientOf
from views.doors import DOORS

Browsers = Callable[[Role], FlaskClient]


@pytest.fixture(autouse=True)
def unhurried(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Doors that cost something count nothing here: one who was sent away for haste would hide what stands behind them."""
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], **{door.setting: 0 for door in DOORS}))


@pytest.fixture
def browsers(client_of: ClientOf) -> Browsers:
    """The browser of a role, logged in once."""
    opened: dict[Role, FlaskClient] = {}

    def of(role: Role) -> FlaskClient:
        if role not in opened:
            opened[role] = client_of(role)
        return opened[role]

    return of
