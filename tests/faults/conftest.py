"""What every fault is done to: the tests' office on a real SQLite file or a real PostgreSQL, served by real processes."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.faults.servers import Server
from tests.settled import OnSqlite

Serve = Callable[..., list[Server]]


@pytest.fixture
def sqlite_url(settled_app: OnSqlite, tmp_path: Path) -> str:
    """A copy of the settled office in a file of this test."""
    shutil.copy(settled_app.kept(), tmp_path / "desk.db")
    return f"sqlite:///{tmp_path / 'desk.db'}"


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
