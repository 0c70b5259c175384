"""What every fault is done to: the tests' office on a real SQLite file or a real PostgreSQL, served by real processes."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import stamp

from app import create_app
from config import Settings
from models.declare import Model
from seeds.load import load_reference
from tests import conftest
from tests.cast import NOW
from tests.faults import cluster
from tests.faults.servers import Server
from views.database import db
from views.people import sync_roles

Serve = Callable[..., list[Server]]


@pytest.fixture
def sqlite_url(settled_app: tuple[Flask, Path, Path], tmp_path: Path) -> str:
    """A copy of the settled office in a file of this test."""
    shutil.copy(settled_app[2], tmp_path / "desk.db")
    return f"sqlite:///{tmp_path / 'desk.db'}"


@pytest.fixture
def postgres_url() -> Iterator[str]:
    """The same office on a PostgreSQL of this test."""
    if cluster.PROGRAMS is None:
        pytest.skip(cluster.MISSING)
    with cluster.cluster() as url:
        app = create_app(Settings(database_url=url.replace("postgresql://", "postgresql+psycopg://"), secret_key="only-for-tests-" * 3))
        with app.app_context():
            Model.metadata.create_all(db.engine)
            stamp()
            sync_roles()
            load_reference(db.session, NOW)
            conftest._settle_people()
            db.session.commit()
            db.session.remove()
            db.engine.dispose()
        yield url


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """`serve(url, 2)`: so many processes of the program on one database, answering. They are killed at the end."""
    started: list[Server] = []

    def made(database_url: str, processes: int = 1, before: Callable[[], None] | None = None) -> list[Server]:
        servers = [Server(database_url, tmp_path / f"server-{n}.log", before) for n in range(processes)]
        started.extend(servers)
        for server in servers:
            server.start()
        for server in servers:
            server.wait()
        return servers

    yield made
    for server in started:
        with suppress(ProcessLookupError):
            server.kill()
