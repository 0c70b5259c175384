"""A folder to unpack a house into: its owner's only, gone afterwards. What a killed process left of it is cleared away by the next."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PREFIX = "dengji-unpacked-"


@contextmanager
def workroom(beside: Path | None) -> Iterator[Path]:
    """A new folder in that one, or where the system keeps what passes. Whoever is in it holds its lock, and no one else clears it."""
    home = (beside or Path(tempfile.gettempdir())).resolve()
    for old in home.glob(f"{PREFIX}*"):
        _clear(old)
    with tempfile.TemporaryDirectory(prefix=PREFIX, dir=home) as folder:
        held = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(held, fcntl.LOCK_EX)
            yield Path(folder)
        finally:
            os.close(held)


def _clear(old: Path) -> None:
    """Only what is ours and nobody is in; what cannot be opened is another's."""
    try:
        held = os.open(old, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return
    try:
        if os.fstat(held).st_uid == os.geteuid():
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(old)
    except BlockingIOError:
        return
    finally:
        os.close(held)
