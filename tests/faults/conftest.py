"""What every fault is done to: the tests' office on a real SQLite file or a real PostgreSQL, served by real processes."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from flask import Flask

from tests.faults import cluster
from tests.faults.servers import Server

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
    with cluster.settled() as (_, url):
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
