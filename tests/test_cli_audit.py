"""`flask audit`: what is whole is said to be whole, and what was written past the program is named."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy.orm import Session

from models import Customer
from tests.make import make

ROOT = Path(__file__).parents[1]


def run(app: Flask, *command: str) -> Result:
    return app.test_cli_runner().invoke(args=["audit", *command])


def findings(app: Flask) -> list[dict[str, Any]]:
    result = run(app, "verify", "--json")
    found = json.loads(result.stdout)
    assert result.exit_code == (1 if found["findings"] else 0), result.output
    assert found["sound"] is not bool(found["findings"])
    listed: list[dict[str, Any]] = found["findings"]
    return listed


@pytest.fixture
def customer(session: Session) -> tuple[int, str]:
    record = make(Customer, session)
    session.commit()
    return record.id, record.number


def by_hand(app: Flask, statement: str) -> None:
    """As somebody with the file and a tool does it."""
    with app.app_context():
        file = app.extensions["sqlalchemy"].engine.url.database
    with sqlite3.connect(file) as connection:
        connection.execute(statement)
    connection.close()


def test_the_whole_office_verifies(app: Flask, customer: tuple[int, str]) -> None:
    result = run(app, "verify")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.endswith("：完好。\n")
