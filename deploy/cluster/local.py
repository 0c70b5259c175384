"""All machines of a cluster on this one: three databases, a proxy and the web processes, in a folder that is gone afterwards."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from config import PROJECT
from deploy.cluster.desk import WRITER, Desk
from deploy.cluster.ground import Ground, apart, loopback
from deploy.cluster.machine import HOMES, Machine

MACHINES, PATIENCE = 3, 120.0
NAME = USER = "dengji"
PROGRAMS = {"patroni": "patroni", "etcd": "etcd-server", "haproxy": "haproxy", "setpriv": "util-linux", "ip": "iproute2"}
#: Ends the databases of a folder and removes it, when nobody is left who would: the first line of each file is the server's number.
BURY = 'for f in "$1"/db*/main/postmaster.pid; do kill -CONT "$(head -n 1 "$f")"; kill -QUIT "$(head -n 1 "$f")"; done 2>/dev/null'
UNMOUNT = 'for f in "$1"/db*; do umount --lazy "$f"; done 2>/dev/null; rm -rf "$1"'


def missing() -> list[str]:
    """Debian's packages that a cluster needs and this machine has not."""
    wanted = [package for program, package in PROGRAMS.items() if shutil.which(program) is None]
    return wanted if HOMES else [*wanted, "postgresql"]


@dataclass
class Cluster:
    """It runs. `ground` says where, and whether machines can be cut off."""

    ground: Ground
    machines: list[Machine]
    desk: Desk

    def leader(self) -> Machine:
        """Raises LookupError while there is none."""
        return next((one for one in self.machines if one.patroni.lives and one.role() == "primary"), None) or _nobody()

    def followers(self) -> list[Machine]:
        return [one for one in self.machines if one.patroni.lives and one.role() == "replica"]

    def settled(self) -> bool:
        """Whether there is a leader, a standby that commits with it, and everybody who runs follows."""
        for machine in self.machines:
            roles = sorted(machine.members().values()) if machine.role() == "primary" else []
            if "leader" in roles and "sync_standby" in roles and len(roles) == len(self.machines):
                return True
        return False

    def flask(self, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """A command of the program, given on the web machine."""
        return subprocess.run(
            [sys.executable, "-m", "flask", "--app", "app", *command], cwd=PROJECT, env=self.desk.environment(**environment),
            capture_output=True, text=True, check=False)  # fmt: skip


def _nobody() -> Machine:
    raise LookupError("there is no leader")


@contextmanager
def cluster(
    *, workers: int = 2, separate: bool = False, more: Mapping[str, str] | None = None, before: Callable[[Path], None] | None = None,
) -> Iterator[Cluster]:  # fmt: skip
    """A cluster that has settled, with an empty database; the web processes are not started. `before` may prepare the folder."""
    folder = Path(tempfile.mkdtemp(prefix="dengji-cluster-"))
    folder.chmod(0o755)
    with ExitStack() as stack:
        ground = stack.enter_context(apart(MACHINES) if separate else loopback())
        _watch(folder, ground)
        stack.callback(_bury, folder)
        if before is not None:
            before(folder)
        passwords = {name: secrets.token_hex(16) for name in ("POSTGRES", "REPLICATION", "PATRONI")}
        machines = _machines(folder, ground, passwords)
        own = secrets.token_hex(16)
        desk = Desk(ground.desk, folder / "web", machines, (NAME, USER, own), more or {}, workers)
        made = Cluster(ground, machines, desk)
        for machine in machines:
            stack.callback(machine.bury)
        stack.callback(desk.bury)
        for machine in machines:
            machine.start()
        desk.proxy.start()
        until(made.settled, "the databases have not settled", machines[0].patroni.log)
        until(lambda: _make_database(desk, passwords["POSTGRES"], own), "no way to the leader", desk.proxy.log)
        yield made


def _machines(folder: Path, ground: Ground, passwords: Mapping[str, str]) -> list[Machine]:
    addresses = {number: ground.address(number) for number in range(1, MACHINES + 1)}
    given = {
        "PEERS": ",".join(f"db{number}=http://{address}:2380" for number, address in addresses.items()),
        "ETCD": ", ".join(f'"{address}:2379"' for address in addresses.values()),
        "NETWORK": ground.network, "WATCHDOG": "off", **{f"{name}_PASSWORD": password for name, password in passwords.items()},
    }  # fmt: skip
    return [Machine(number, address, folder / f"db{number}", ground.within(number), given) for number, address in addresses.items()]


def _make_database(desk: Desk, password: str, own: str) -> bool:
    """As the guide says it: a user and a database of his."""
    try:
        line = psycopg.connect(
            host=desk.address, port=WRITER, user="postgres", password=password, dbname="postgres", autocommit=True, connect_timeout=3
        )
    except psycopg.OperationalError:
        return False
    with line:
        line.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(USER), sql.Literal(own)))
        line.execute(sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0").format(sql.Identifier(NAME), sql.Identifier(USER)))
    return True


def until(holds: Callable[[], bool], what: str, log: Path | None = None, patience: float = PATIENCE) -> float:
    """Wait until it holds; returns how long that took. Raises RuntimeError with the end of the log."""
    began = time.monotonic()
    while not holds():
        if time.monotonic() - began > patience:
            raise RuntimeError(f"{what} in {patience:.0f} seconds. {log.read_text(encoding='utf-8')[-3000:] if log else ''}")
        time.sleep(0.2)
    return time.monotonic() - began


def _watch(folder: Path, ground: Ground) -> None:
    """Somebody who waits for the end of this process, however it ends, and clears up. What PostgreSQL's owner made he can remove too."""
    script = f'while kill -0 "$2" 2>/dev/null; do [ -e "$1" ] || exit; sleep 0.5; done; {BURY}; sleep 1; {ground.takes_down}; {UNMOUNT}'
    beside = 'setsid sh -c "$0" watch "$1" "$2" </dev/null >/dev/null 2>&1 &'
    subprocess.run(["sh", "-c", beside, script, str(folder), str(os.getpid())], check=True, cwd="/")


def _bury(folder: Path) -> None:
    """Nobody need wait for it."""
    subprocess.run(["sh", "-c", f"({UNMOUNT}) </dev/null >/dev/null 2>&1 &", "bury", str(folder)], check=False, cwd="/")
