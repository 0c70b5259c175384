"""The invented office in a file of its own, and the commands as they are given at the machine."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from app import create_app
from config import Settings
from models import Customer, Staff
from rules.actor import Actor
from services.attach import attach
from services.canonical import Sum
from services.database import elsewhere, one_state
from services.equality import summed
from services.layout import Layout, layout
from services.seals import seal
from tests.cast import NOW
from views.database import db

#: What the demo has none of: a file, and a name that needs every care on its way.
NOTE = "café\r\n\t\\N 表底照片说明，第一行\n第二行".encode()
ODD_NAME = "反斜杠\\N、制表\t与'引号\""
#: The log of moves differs by the move itself.
LOG = "safekeeping"

Run = Callable[..., Result]
Open = Callable[[str], Flask]


@lru_cache(maxsize=2)
def opened(url: str) -> Flask:
    """The application over a database, its clock standing still."""
    app = create_app(Settings(database_url=url, secret_key="only-for-tests-" * 3))
    app.config.update(TESTING=True, CLOCK=lambda: NOW, WTF_CSRF_ENABLED=False)
    return app


@pytest.fixture(scope="session")
def demo_file(demo_original: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo office with a file on a record and a sealed history. To be copied, not changed."""
    file = tmp_path_factory.mktemp("demo") / "demo.db"
    shutil.copy(demo_original, file)
    app = opened(f"sqlite:///{file}")
    with app.app_context():
        customer = db.session.scalars(select(Customer).order_by(Customer.id)).first()
        staff = db.session.scalars(select(Staff).where(Staff.user_id.is_not(None))).first()
        assert customer is not None
        assert staff is not None
        actor = Actor(user_id=staff.user_id or 0, staff_id=staff.id, name=staff.name, roles=frozenset())
        attach(db.session, customer, "说明.txt", NOTE, actor=actor, now=NOW)
        customer.remark = ODD_NAME
        seal(db.session, NOW)
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    return file


@pytest.fixture(scope="session")
def demo_sums(demo_file: Path) -> dict[str, Sum]:
    """What its tables hold."""
    return sums(f"sqlite:///{demo_file}")


@pytest.fixture
def demo(demo_file: Path, tmp_path: Path) -> str:
    """The address of a copy of this test's own."""
    shutil.copy(demo_file, tmp_path / "demo.db")
    return f"sqlite:///{tmp_path / 'demo.db'}"


@pytest.fixture
def run() -> Run:
    """`run(url, "backup", file)`: a command of the program over that database."""

    def made(url: str, *command: object, code: int = 0) -> Result:
        app = opened(url)
        result = app.test_cli_runner().invoke(args=[str(part) for part in command])
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
        assert result.exit_code == code, result.output
        return result

    return made


def sums(url: str) -> dict[str, Sum]:
    """What every table holds, but for the log."""
    with elsewhere(url) as engine, one_state(engine) as connection:
        there = layout(connection)
        ours = Layout(columns={name: every for name, every in there.columns.items() if name != LOG}, heavy=there.heavy, loops=())
        return dict(summed(connection, ours, lambda doing, name, rows: None))
