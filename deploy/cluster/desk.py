"""The web machine: HAProxy, and so many processes of the program behind it, none of which keeps anything for itself."""

from __future__ import annotations

import http.client
import os
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

from config import PROJECT
from deploy.cluster.machine import POSTGRESQL, Machine, fill
from deploy.cluster.process import Process, as_owner

WRITER, READERS, WEB, FIRST = 5000, 5001, 8000, 8001
PATIENCE = 90.0


@dataclass
class Worker:
    """One serving process, as `dengji@.service` starts it."""

    address: str
    port: int
    process: Process

    def start(self) -> None:
        self.process.start()

    def wait(self, patience: float = PATIENCE) -> None:
        """Until it answers."""
        end = time.monotonic() + patience
        while time.monotonic() < end and self.process.lives:
            if answers(self.address, self.port, "/login/"):
                return
            time.sleep(0.2)
        raise RuntimeError(f"port {self.port} does not answer: {self.process.log.read_text(encoding='utf-8')[-3000:]}")


@dataclass
class Desk:
    """`database` is the name, user and password of a database address up to the host."""

    address: str
    folder: Path
    machines: Sequence[Machine]
    database: tuple[str, str, str]
    more: Mapping[str, str]
    count: int
    proxy: Process = field(init=False)
    workers: list[Worker] = field(init=False)

    def __post_init__(self) -> None:
        self.folder.mkdir(exist_ok=True)
        databases = [f"    server {one.name} {one.address}:{POSTGRESQL}" for one in self.machines]
        programs = [f"    server web{n} {self.address}:{FIRST + n}" for n in range(self.count)]
        file = self.folder / "haproxy.cfg"
        file.write_text(fill("haproxy.cfg.template", {
            "WRITER": f"{self.address}:{WRITER}", "READERS": f"{self.address}:{READERS}", "WEB": f"{self.address}:{WEB}",
            "DATABASES": "\n".join(databases), "WORKERS": "\n".join(programs),
        }), encoding="utf-8")  # fmt: skip
        self.proxy = Process(["haproxy", "-db", "-f", str(file)], self.folder / "haproxy.log", as_owner())
        self.workers = [self._worker(FIRST + n) for n in range(self.count)]

    @property
    def url(self) -> str:
        return self._url(WRITER)

    @property
    def read_url(self) -> str:
        return self._url(READERS)

    def _url(self, port: int) -> str:
        name, user, password = self.database
        return f"postgresql://{user}:{password}@{self.address}:{port}/{name}"

    def environment(self, **more: str) -> dict[str, str]:
        """Nothing of ours but what is said here."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("DENGJI_")}
        told = {
            "DATABASE_URL": self.url,
            "DATABASE_READ_URL": self.read_url,
            "SECRET_KEY": "only-for-this-cluster-" * 2,
            "DEMO": "0",
            "DENGJI_PROXIES": "1",
        }
        return {**kept, **told, "PYTHONUNBUFFERED": "1", **self.more, **more}

    def _worker(self, port: int) -> Worker:
        surroundings = self.environment(HOST=self.address, PORT=str(port))
        return Worker(self.address, port, Process(
            [sys.executable, "app.py"], self.folder / f"worker-{port}.log", environment=surroundings, folder=PROJECT))  # fmt: skip

    def start(self) -> None:
        """The workers one after the other: each prepares the database, and finds it prepared."""
        for worker in self.workers:
            worker.start()
        for worker in self.workers:
            worker.wait()

    def complaints(self) -> list[str]:
        """What processes that are well never say, each with the places in our code that led there."""
        found, is_error = list[str](), False
        for line in (line for worker in self.workers for line in worker.process.log.read_text(encoding="utf-8").splitlines()):
            is_error = " ERROR " in line or "Traceback" in line or (is_error and not line.startswith("20"))
            if is_error and ("File" not in line or ".venv" not in line) and line.lstrip().startswith(("20", "File", "Traceback")):
                found.append(line)
        return found

    def bury(self) -> None:
        for worker in self.workers:
            worker.process.kill()
        self.proxy.kill()


def answers(address: str, port: int, path: str) -> bool:
    """Whether a page comes from there."""
    with closing(http.client.HTTPConnection(address, port, timeout=10)) as talk, suppress(OSError, http.client.HTTPException):
        talk.request("GET", path)
        return talk.getresponse().status == 200
    return False
