"""One database machine: etcd, and Patroni with the PostgreSQL that it keeps. Here three of them are one, each in a folder of its own."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from string import Template
from typing import Any

from deploy.cluster.process import Process, as_owner, family, lent_name

TEMPLATES = Path(__file__).parent
HOMES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
PATRONI, POSTGRESQL = 8008, 5432


def fill(name: str, given: Mapping[str, str]) -> str:
    """A template with what differs from machine to machine in its place. Raises KeyError for what is not given."""
    return Template((TEMPLATES / name).read_text(encoding="utf-8")).substitute(given)


@dataclass
class Machine:
    """`given`: what the templates ask for. `within`: what goes before a command that runs on this machine."""

    number: int
    address: str
    folder: Path
    within: list[str]
    given: Mapping[str, str]
    etcd: Process = field(init=False)
    patroni: Process = field(init=False)

    def __post_init__(self) -> None:
        self.folder.mkdir(exist_ok=True)
        told = {**self.given, "NAME": self.name, "ADDRESS": self.address, "DATA": str(self.folder), "BINARIES": str(HOMES[-1])}
        self._give(self.folder)
        file = self.folder / "patroni.yml"
        file.write_text(fill("patroni.yml.template", told), encoding="utf-8")
        file.chmod(0o600)
        self._give(file)
        around = [*self.within, *as_owner()]
        # One processor is enough for a handful of keys, and nobody else is to be kept from his.
        surroundings = {**os.environ, "GOMAXPROCS": "1", "HOME": str(self.folder)}
        lines = [line for line in fill("etcd.env.template", told).splitlines() if line.startswith("ETCD_")]
        settings = dict(line.split("=", 1) for line in lines)
        self.etcd = Process(["etcd"], self.folder / "etcd.log", around, {**surroundings, **settings})
        self.patroni = Process(["patroni", str(file)], self.folder / "patroni.log", around, surroundings)

    @property
    def name(self) -> str:
        return f"db{self.number}"

    def _give(self, path: Path) -> None:
        if (name := lent_name()) is not None:
            shutil.chown(path, name)

    def start(self) -> None:
        """Whatever does not run."""
        for process in (self.etcd, self.patroni):
            if not process.lives:
                process.start()

    def kill(self) -> None:
        """Patroni and PostgreSQL at once, as if the machine had lost its power; etcd too only where all is to be gone."""
        self.patroni.kill()
        self.kill_postgresql()

    def kill_postgresql(self) -> None:
        """With all its children: none of them says a word more."""
        self._tell_postgresql(signal.SIGKILL)

    def stop(self) -> None:
        """As for maintenance: Patroni stops its PostgreSQL in order."""
        self.patroni.end(signal.SIGTERM, patience=60)

    def freeze(self) -> None:
        """Everything stands still, in the middle of what it did, and believes on waking that no time has passed."""
        self._tell_all(signal.SIGSTOP)

    def thaw(self) -> None:
        self._tell_all(signal.SIGCONT)

    def bury(self) -> None:
        """Nothing of it runs any more."""
        self.thaw()
        self.kill()
        self.etcd.kill()

    def role(self) -> str:
        """What Patroni says that it is: `primary`, `replica`, or nothing where it does not answer."""
        told = self._ask("/patroni")
        return "" if told is None or told.get("state") != "running" else {"master": "primary"}.get(told["role"], str(told["role"]))

    def members(self) -> dict[str, str]:
        """Who is what, as this machine's Patroni knows: `leader`, `sync_standby`, `replica`; only those that run."""
        told = self._ask("/cluster") or {}
        return {one["name"]: one["role"] for one in told.get("members", []) if one["state"] in ("running", "streaming")}

    def _ask(self, path: str) -> dict[str, Any] | None:
        with (
            closing(http.client.HTTPConnection(self.address, PATRONI, timeout=2)) as talk,
            suppress(OSError, http.client.HTTPException, ValueError),
        ):
            talk.request("GET", path)
            found: dict[str, Any] = json.loads(talk.getresponse().read())
            return found
        return None

    def _tell_all(self, what: signal.Signals) -> None:
        self.patroni.tell(what)
        self._tell_postgresql(what)
        self.etcd.tell(what)

    def _tell_postgresql(self, what: signal.Signals) -> None:
        """The first line of its file is its number. Where it crashed the number may be another's by now, so its folder is looked at."""
        try:
            pid = int((self.folder / "main" / "postmaster.pid").read_text(encoding="utf-8").splitlines()[0])
            is_its = str(self.folder / "main").encode() in Path(f"/proc/{pid}/cmdline").read_bytes()
        except (OSError, ValueError, IndexError):
            return
        for each in family(pid) if is_its else []:
            with suppress(ProcessLookupError):
                os.kill(each, what)
