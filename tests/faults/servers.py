"""The program as it is really started, `python app.py`, in processes that can be killed."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

from config import PROJECT

PATIENCE = 40.0
SECRET = "only-for-storms-" * 2


def environment(database_url: str, **more: str) -> dict[str, str]:
    """Nothing of ours but what is said here."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DENGJI_")}
    return {**kept, "DATABASE_URL": database_url, "SECRET_KEY": SECRET, "DEMO": "0", "DENGJI_TICK_SECONDS": "3", **more}


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@dataclass
class Server:
    """One serving process of 16 threads. What it says goes into a file."""

    database_url: str
    log: Path
    before: Callable[[], None] | None = None
    port: int = field(default_factory=free_port)
    more: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as said:
            self.process = subprocess.Popen(
                [sys.executable, "app.py"], cwd=PROJECT, stdout=said, stderr=said, preexec_fn=self.before,
                env=environment(self.database_url, PORT=str(self.port), DENGJI_THREADS="16", **self.more))  # fmt: skip

    def wait(self) -> None:
        """Until it answers."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            assert self.process is not None
            assert self.process.poll() is None, self.log.read_text(encoding="utf-8")
            with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)) as talk, suppress(OSError):
                talk.request("GET", "/login/")
                if talk.getresponse().status == 200:
                    return
            time.sleep(0.05)
        raise AssertionError(f"no answer within {PATIENCE} seconds: {self.log.read_text(encoding='utf-8')}")

    def kill(self) -> None:
        """SIGKILL: no goodbye."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()


def flask(database_url: str, *command: str) -> subprocess.CompletedProcess[str]:
    """A `flask` command of its own process."""
    return subprocess.run(
        [sys.executable, "-m", "flask", "--app", "app", *command], cwd=PROJECT, env=environment(database_url), capture_output=True,
        text=True, check=False)  # fmt: skip


def refuse_broken_chains(database_url: str) -> None:
    """Where the program can verify its history, the history must verify."""
    if "\n  audit " in flask(database_url, "--help").stdout:
        verified = flask(database_url, "audit", "verify")
        assert verified.returncode == 0, verified.stdout + verified.stderr
