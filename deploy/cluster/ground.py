"""Where the machines of a cluster stand when all of them are one: on addresses of the loopback, or each in a network of its own.

With networks of their own (root may make them) a machine can be cut off as by a pulled cable: whoever talks to it hears nothing more, and
no line is closed. Nothing of either leads out of this machine.
"""

from __future__ import annotations

import os
import random
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

#: The last part of the address of the web machine; the database machines have 1, 2, 3.
DESK = 100


@dataclass(frozen=True)
class Ground:
    """Addresses by number, and what goes before a command that runs on a machine."""

    prefix: str
    #: Whoever comes from here may knock at a database.
    network: str
    #: Each machine has a network of its own.
    is_apart: bool

    def address(self, number: int) -> str:
        return f"{self.prefix}.{number}"

    @property
    def desk(self) -> str:
        return self.address(DESK)

    def within(self, number: int) -> list[str]:
        return ["ip", "netns", "exec", self.space(number)] if self.is_apart else []

    def space(self, number: int) -> str:
        return f"{self._name}-{number}"

    def cut(self, number: int) -> None:
        """Pull the cable of a machine."""
        _ip("link", "set", self.cable(number), "down")

    def mend(self, number: int) -> None:
        _ip("link", "set", self.cable(number), "up")

    def cable(self, number: int) -> str:
        """The end of it that is not the machine's."""
        return f"{self._name}v{number}"

    @property
    def bridge(self) -> str:
        return self._name

    @property
    def _name(self) -> str:
        return f"dj{self.prefix.rpartition('.')[2]}"

    @property
    def takes_down(self) -> str:
        """The same as `close`, as a line of shell, for whoever comes when this process is dead."""
        if not self.is_apart:
            return ":"
        spaces = "; ".join(f"ip netns del {self.space(number)} 2>/dev/null" for number in (1, 2, 3))
        return f"{spaces}; ip link del {self.bridge} 2>/dev/null; :"


@cache
def may_stand_apart() -> bool:
    """Whether this process may make networks."""
    if os.geteuid() != 0:
        return False
    try:
        return subprocess.run(["unshare", "--net", "ip", "link"], check=False, capture_output=True).returncode == 0
    except FileNotFoundError:
        return False


@contextmanager
def loopback() -> Iterator[Ground]:
    """Some addresses of 127.0.0.0/8 on which nobody listens: every Linux has them all."""
    yield next(ground for ground in (_somewhere() for _ in range(100)) if _is_free(ground))


def _somewhere() -> Ground:
    return Ground(f"127.{random.randint(64, 127)}.{random.randint(1, 254)}", "127.0.0.0/8", is_apart=False)


def _is_free(ground: Ground) -> bool:
    with socket.socket() as found:
        return found.connect_ex((ground.address(1), 5432)) != 0


@contextmanager
def apart(machines: int) -> Iterator[Ground]:
    """A bridge, and on a cable to it a network namespace for each machine. The web machine stands at the bridge."""
    part = random.randint(1, 254)
    ground = Ground(f"10.213.{part}", f"10.213.{part}.0/24", is_apart=True)
    try:
        _ip("link", "add", ground.bridge, "type", "bridge")
        _ip("address", "add", f"{ground.desk}/24", "dev", ground.bridge)
        _ip("link", "set", ground.bridge, "up")
        for number in range(1, machines + 1):
            _connect(ground, number)
        yield ground
    finally:
        subprocess.run(["sh", "-c", ground.takes_down], check=False)


def _connect(ground: Ground, number: int) -> None:
    space, cable = ground.space(number), ground.cable(number)
    _ip("netns", "add", space)
    _ip("link", "add", cable, "type", "veth", "peer", "name", "eth0", "netns", space)
    _ip("link", "set", cable, "master", ground.bridge)
    _ip("link", "set", cable, "up")
    for command in (
        ["address", "add", f"{ground.address(number)}/24", "dev", "eth0"],
        ["link", "set", "eth0", "up"],
        ["link", "set", "lo", "up"],
    ):
        _ip("-n", space, *command)


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)
