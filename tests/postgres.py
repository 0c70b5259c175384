"""PostgreSQL for a test run alone: made of the system's own binaries, listening on a socket in a folder, gone afterwards.

One server is started for all processes of a run and ends with the first of them, however that ends. The fixtures
are in conftest.py. A test that stops its server makes a `Cluster` of its own.
Where the binaries are missing the tests are skipped.
"""

from __future__ import annotations

import fcntl
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from pathlib import Path

import psycopg
import pytest

#: Whether the office of the tests stands on PostgreSQL in this run.
ON_POSTGRESQL = os.environ.get("TESTS_ON", "sqlite") == "postgresql"
#: Where Debian puts them, newest last; and whatever else is on the path.
HOMES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
MISSING = "no PostgreSQL binaries here"
#: Asked once: a test may say otherwise where temporary files go.
PLACE = Path(tempfile.gettempdir())
USER = "desk"
#: The clock of the server stands elsewhere: nothing of ours may ask where it is.
SETTINGS = {
    "listen_addresses": "", "unix_socket_permissions": "0777", "fsync": "off", "max_connections": "120", "shared_buffers": "64MB",
    "timezone": "America/Los_Angeles",
}  # fmt: skip
#: And letters are ordered by Chinese custom, as in an office: what needs another order must say so.
LETTERS = ("--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=zh-CN")
numbers = count(1)


def binary(name: str) -> str | None:
    return next((str(home / name) for home in reversed(HOMES) if (home / name).exists()), shutil.which(name))


@dataclass
class Cluster:
    """A server and its folder, which is a socket's place: short, since a socket's path may have some hundred letters."""

    folder: Path

    @cached_property
    def owner(self) -> str | None:
        """The server refuses to be root, so root lends it another's name."""
        if os.geteuid() != 0:
            return None
        return "postgres" if "postgres" in {entry.pw_name for entry in pwd.getpwall()} else "nobody"

    def make(self) -> None:
        self.folder.mkdir(exist_ok=True)
        self.folder.chmod(0o755)
        if self.owner is not None:
            shutil.chown(self.folder, self.owner)
        self._run("initdb", "-D", str(self.data), "-U", USER, "-A", "trust", "-E", "UTF8", *LETTERS, "--no-sync")

    def start(self, **settings: str) -> None:
        """Returns when it answers."""
        options = " ".join(f"-c {name}='{value}'" for name, value in (SETTINGS | settings).items())
        self._run("pg_ctl", "-D", str(self.data), "-o", f"-k {self.folder} {options}", "-l", str(self.folder / "log"), "-w", "start")

    def stop(self) -> None:
        """As in a power cut."""
        self._run("pg_ctl", "-D", str(self.data), "-m", "immediate", "-w", "stop")

    def create(self, name: str, *, like: str = "template1") -> str:
        """The address of a new database: an empty one, or a copy of one that nobody uses."""
        with psycopg.connect(f"host={self.folder} user={USER} dbname=postgres", autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{like}" STRATEGY file_copy')
        return self.url(name)

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://{USER}@/{name}?host={self.folder}"

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def _run(self, program: str, *arguments: str) -> None:
        path = binary(program)
        assert path is not None, MISSING
        subprocess.run([path, *arguments], check=True, user=self.owner, cwd="/", timeout=120, stdin=subprocess.DEVNULL,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip


def demand_binaries() -> None:
    if binary("initdb") is None or binary("pg_ctl") is None:
        pytest.skip(MISSING)


@contextmanager
def own_cluster() -> Iterator[Cluster]:
    """A server that a test may stop."""
    demand_binaries()
    cluster = Cluster(Path(tempfile.mkdtemp(prefix="pg", dir=PLACE)))
    try:
        cluster.make()
        cluster.start()
        yield cluster
    finally:
        subprocess.run(["sh", "-c", _BURY, "bury", str(cluster.folder)], check=True, cwd="/")


#: End the server of a folder and remove the folder. The first line of its file is the server's number.
_BURY = 'kill -QUIT "$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null)" 2>/dev/null; rm -rf "$1" "$1.lock"'
_WATCH = f'while kill -0 "$2" 2>/dev/null; do sleep 0.3; done; {_BURY}'


def of_this_run() -> Cluster:
    """The server of this run: started by whichever process asks first, ended when the leading process has ended."""
    demand_binaries()
    leader = os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()
    cluster = Cluster(PLACE / f"pg-of-{leader}")
    with Path(f"{cluster.folder}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (cluster.folder / "ready").exists():
            watch = f"setsid sh -c '{_WATCH}' watch {cluster.folder} {leader} </dev/null >/dev/null 2>&1 &"
            subprocess.run(["sh", "-c", watch], check=True, cwd="/")
            cluster.make()
            cluster.start()
            (cluster.folder / "ready").touch()
    return cluster
