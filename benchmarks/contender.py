"""What takes part: a server that is started, logged in to and asked; and what each job asks of it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from benchmarks.truth import Truth
from benchmarks.wire import Answer, Line, Request

#: How long a server may take until it listens, and to end.
STARTING, ENDING = 240.0, 20.0

#: What is wrong with an answer to the so-many-th question of a job, or None.
Wrong = Callable[[Answer, int], str | None]


@dataclass(frozen=True, kw_only=True)
class Ask:
    """One job at one server. `request` is made before the clock starts: the form to be sent is fetched in it.

    `act` is for what takes more than one question, such as a file that is made in the background; its answer bears the time of all.
    """

    request: Callable[[Line, int], Request]
    wrong: Wrong
    act: Callable[[Line, Request], Answer] | None = None

    def answer(self, line: Line, turn: int) -> Answer:
        request = self.request(line, turn)
        return self.act(line, request) if self.act else line.ask(request)


def page(path: str, wrong: Callable[[Answer], str | None]) -> Ask:
    """A page that is looked at."""
    request = Request(path)
    return Ask(request=lambda line, turn: request, wrong=lambda answer, turn: wrong(answer))


def sent(request: Callable[[Line, int], Request], wrong: Wrong) -> Ask:
    """A form that is filled in."""
    return Ask(request=request, wrong=wrong)


class Contender(ABC):
    """One server with a database file of its own, a copy of the common one."""

    name: str
    #: What of its versions is told.
    packages: tuple[str, ...] = ()

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port
        self.file = folder / f"{self.name}.db"
        self._running: list[subprocess.Popen[bytes]] = []
        self._log: IO[bytes] | None = None

    @property
    def ports(self) -> list[int]:
        """One for each process that has a port of its own."""
        return [self.port]

    @property
    @abstractmethod
    def python(self) -> Path:
        """The interpreter that has its packages."""

    @abstractmethod
    def commands(self) -> list[list[str]]:
        """What is started, for each of the ports."""

    @abstractmethod
    def login(self, line: Line) -> None:
        """As a person does. Raises AssertionError."""

    @abstractmethod
    def asks(self, truth: Truth) -> Mapping[str, Ask]:
        """The jobs that it can do at all."""

    def environment(self) -> dict[str, str]:
        return {}

    def prepare(self) -> None:  # noqa: B027 - most need nothing
        """What must be done to the copied file before the server starts."""

    def start(self, data: Path) -> None:
        """Copy the data, start, and wait until every port answers."""
        for left in self.folder.glob(f"{self.file.name}*"):
            left.unlink()
        shutil.copy(data, self.file)
        self._log = (self.folder / f"{self.name}.log").open("wb")
        self.prepare()
        self._running = [self._started(command) for command in self.commands()]
        for port in self.ports:
            self._wait_for(port)

    def run(self, command: list[str]) -> None:
        """A command of its own that must succeed."""
        subprocess.run(command, check=True, cwd=self.folder, env=self._environment(), stdout=self._log, stderr=self._log)

    def stop(self) -> None:
        """End what was started here, and nothing else."""
        for process in self._running:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGINT if process.poll() is None else 0)
        for process in self._running:
            try:
                process.wait(ENDING)
            except subprocess.TimeoutExpired:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        self._running = []
        if self._log is not None:
            self._log.close()

    def cpu(self) -> float:
        """Seconds that its processes, and those they have started, have computed so far (Linux: /proc)."""
        sessions, ticks = {str(process.pid) for process in self._running}, 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):  # it has ended meanwhile
                told = stat.read_text().rpartition(")")[2].split()
                ticks += int(told[11]) + int(told[12]) if told[3] in sessions else 0
        return ticks / os.sysconf("SC_CLK_TCK")

    def client(self, which: int = 0) -> Line:
        """Somebody who has come in by the login page of one of the processes."""
        line = Line(self.ports[which % len(self.ports)])
        self.login(line)
        return line

    def stored(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        """What lies in its file now."""
        with sqlite3.connect(f"file:{self.file}?mode=ro", uri=True, timeout=20) as connection:
            return connection.execute(statement, values).fetchall()

    def _started(self, command: list[str]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            command, cwd=self.folder, env=self._environment(), stdout=self._log, stderr=self._log, start_new_session=True)  # fmt: skip

    def _environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
        return kept | {"PYTHONUNBUFFERED": "1"} | self.environment()

    def _wait_for(self, port: int) -> None:
        end = time.monotonic() + STARTING
        while time.monotonic() < end:
            if any(process.poll() is not None for process in self._running):
                break
            with suppress(OSError):
                socket.create_connection(("127.0.0.1", port), 1).close()
                return
            time.sleep(0.1)
        raise RuntimeError(f"{self.name} does not listen: see {self.name}.log")
