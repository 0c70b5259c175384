"""A PostgreSQL of this test run alone: made of the system's own binaries, listening on a socket in a folder, gone afterwards.

`postgres_url` gives an empty database to each test that asks for one. Where the binaries are missing the tests are skipped.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest

#: Where Debian puts them, and whatever else is on the path.
HOMES = ("/usr/lib/postgresql/15/bin", "/usr/lib/postgresql/16/bin", "/usr/lib/postgresql/17/bin")
USER = "desk"
numbers = count(1)


def binary(name: str) -> str | None:
    return next((str(Path(home, name)) for home in HOMES if Path(home, name).exists()), shutil.which(name))


def _run(*command: str, owner: str | None) -> None:
    """As that user: the server refuses to be root."""
    as_owner = ["setpriv", f"--reuid={owner}", f"--regid={owner}", "--clear-groups"] if owner else []
    subprocess.run([*as_owner, *command], check=True, capture_output=True, cwd="/", timeout=120)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Path]:
    """The folder of the socket of a running server."""
    initdb, pg_ctl = binary("initdb"), binary("pg_ctl")
    if initdb is None or pg_ctl is None:
        pytest.skip("no PostgreSQL binaries here")
    owner = None
    if os.geteuid() == 0:
        names = {entry.pw_name for entry in pwd.getpwall()}
        owner = "postgres" if "postgres" in names else "nobody"
    folder = Path(tempfile.mkdtemp(prefix="pg"))  # short: a socket's path may have some hundred letters
    if owner is not None:
        shutil.chown(folder, owner)
    folder.chmod(0o755)
    data = folder / "data"
    try:
        _run(initdb, "-D", str(data), "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", owner=owner)
        options = f"-k {folder} -c listen_addresses='' -c fsync=off -c unix_socket_permissions=0777"
        _run(pg_ctl, "-D", str(data), "-o", options, "-l", str(folder / "log"), "-w", "start", owner=owner)
        try:
            yield folder
        finally:
            _run(pg_ctl, "-D", str(data), "-m", "immediate", "stop", owner=owner)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_url(postgres_server: Path) -> str:
    """The address of an empty database."""
    name = f"office{next(numbers)}"
    with psycopg.connect(f"host={postgres_server} user={USER} dbname=postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return f"postgresql+psycopg://{USER}@/{name}?host={postgres_server}"
