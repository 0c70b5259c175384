"""What the tests of the framework's defects share."""

from __future__ import annotations

from flask.testing import FlaskClient


def html(browser: FlaskClient, path: str) -> str:
    return browser.get(path).get_data(as_text=True)
