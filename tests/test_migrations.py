"""The migrations make exactly the tables that the classes declare, on both databases, and the last can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect

from app import prepare
from config import PROJECT
from models.declare import Model
from models.search_index import is_declared
from views.database import db


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh(request: pytest.FixtureRequest, tmp_path: Path, app_on: Callable[[str], Flask]) -> Flask:
    url: str = request.getfixturevalue("postgres_url") if request.param == "postgresql" else f"sqlite:///{tmp_path / 'desk.db'}"
    return app_on(url)


def differences() -> list[object]:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": is_declared})
        return list(compare_metadata(context, Model.metadata))


def test_from_nothing_to_what_is_declared(fresh: Flask) -> None:
    with fresh.app_context():
        upgrade()
        assert differences() == [], 'run: make migrate M="what changed"'


def test_the_last_step_can_be_taken_back(fresh: Flask) -> None:
    with fresh.app_context():
        upgrade()
        downgrade()
        upgrade()
        assert differences() == []


def test_preparing_twice_changes_nothing(fresh: Flask) -> None:
    prepare(fresh)
    prepare(fresh)
    with fresh.app_context():
        assert "visit_trip" in inspect(db.engine).get_table_names()


def test_the_history_is_one_line() -> None:
    assert len(ScriptDirectory(str(PROJECT / "migrations")).get_heads()) == 1


def test_a_migration_needs_none_of_our_code() -> None:
    for path in (PROJECT / "migrations" / "versions").glob("*.py"):
        assert "models" not in path.read_text(encoding="utf-8"), path.name
