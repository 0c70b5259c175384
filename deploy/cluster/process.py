"""One process that may be killed, stopped and let go on; what it says goes into a file. It ends with whoever started it."""

from __future__ import annotations

import os
import pwd
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path


def lent_name() -> str | None:
    """PostgreSQL refuses to be root, so root lends it another's name; None where nobody need lend one."""
    if os.geteuid() != 0:
        return None
    return "postgres" if "postgres" in {entry.pw_name for entry in pwd.getpwall()} else "nobody"


def as_owner() -> list[str]:
    """What goes before a command, so that it runs under the lent name. It stays the same process."""
    name = lent_name()
    if name is None:
        return []
    return ["setpriv", f"--reuid={name}", f"--regid={pwd.getpwnam(name).pw_gid}", "--init-groups", "--pdeathsig=KILL", "--"]


@dataclass
class Process:
    """A command, started anew each time. `around` goes before it: a network namespace, another's name."""

    command: Sequence[str]
    log: Path
    around: Sequence[str] = ()
    environment: Mapping[str, str] | None = None
    folder: Path = Path("/")
    running: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        with self.log.open("ab") as said:
            self.running = subprocess.Popen(
                [*self.around, *self.command], cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL, stdout=said, stderr=said,
                start_new_session=True)  # fmt: skip

    @property
    def lives(self) -> bool:
        return self.running is not None and self.running.poll() is None

    def tell(self, what: signal.Signals) -> None:
        if self.running is not None and self.running.poll() is None:
            self.running.send_signal(what)

    def kill(self) -> None:
        """SIGKILL: no goodbye."""
        self.end(signal.SIGKILL)

    def end(self, how: signal.Signals = signal.SIGTERM, patience: float = 20) -> None:
        """Let it end, and see that it has."""
        if self.running is None:
            return
        self.tell(how)
        try:
            self.running.wait(patience)
        except subprocess.TimeoutExpired:
            self.running.kill()
            self.running.wait()


def family(pid: int) -> list[int]:
    """A process and its children, who first."""
    found = [pid]
    for entry in Path("/proc").iterdir():
        with suppress(OSError, ValueError):
            # The name stands in brackets and may hold anything; the parent is the second after it.
            if entry.name.isdigit() and int((entry / "stat").read_text().rpartition(")")[2].split()[1]) == pid:
                found.append(int(entry.name))
    return found
