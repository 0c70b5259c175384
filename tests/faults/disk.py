"""A disk that is full and can be emptied again: a small file system where one may mount one, else a limit on what a process writes."""

from __future__ import annotations

import os
import resource
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.faults.servers import Server

SIZE = 48 * 1024 * 1024


@dataclass
class Disk:
    """Where the database lies; `fill` and `empty` are told which server writes on it."""

    folder: Path
    fill: Callable[[Server], None]
    empty: Callable[[Server], None]


@contextmanager
def small_disk(folder: Path) -> Iterator[Disk]:
    """A real file system of a few megabytes, filled to the last byte by another file: ENOSPC."""
    filler = folder / "filler"

    def fill(server: Server) -> None:
        with filler.open("wb", buffering=0) as file:
            try:
                for size in (1024 * 1024, 4096, 1):
                    try:
                        while True:
                            file.write(b"\0" * size)
                    except OSError:
                        continue
            finally:
                os.fsync(file.fileno())

    _mount(folder)
    try:
        yield Disk(folder, fill, lambda server: filler.unlink())
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextmanager
def limited_process(folder: Path) -> Iterator[Disk]:
    """The server may not make any file longer, as under a quota: EFBIG. Whoever runs it may say so, root or not."""

    def limit(server: Server, bytes_: int) -> None:
        assert server.process is not None
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (bytes_, resource.RLIM_INFINITY))

    yield Disk(folder, lambda server: limit(server, 1), lambda server: limit(server, resource.RLIM_INFINITY))


@cache
def may_mount() -> bool:
    """Whether this process may make a file system."""
    return os.geteuid() == 0 and subprocess.run(["unshare", "--mount", "true"], check=False, capture_output=True).returncode == 0


def _mount(folder: Path) -> None:
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)], check=True)


WAYS = {"a limited process": limited_process} | ({"a small disk": small_disk} if may_mount() else {})
