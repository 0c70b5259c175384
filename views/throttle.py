"""After five wrong passwords in a row a name is refused from that address for five minutes.

Kept in this process: enough for one process, and told apart by name and address so that nobody can lock a colleague out.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock

TRIES = 5
PAUSE = timedelta(minutes=5)
MOST = 10_000

Key = tuple[str, str]


class Throttle:
    """Counts wrong tries. `clock` is asked for the moment."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._wrong: dict[Key, tuple[int, datetime]] = {}
        self._lock = Lock()

    def is_locked(self, name: str, address: str) -> bool:
        return self.left(name, address) == 0

    def left(self, name: str, address: str) -> int:
        """How many tries are left."""
        with self._lock:
            count, last = self._wrong.get((name.lower(), address), (0, self._clock()))
            return TRIES if self._clock() - last >= PAUSE else max(TRIES - count, 0)

    def wrong(self, name: str, address: str) -> None:
        """A try has failed."""
        with self._lock:
            now, key = self._clock(), (name.lower(), address)
            count, last = self._wrong.get(key, (0, now))
            self._wrong[key] = (1 if now - last >= PAUSE else count + 1, now)
            if len(self._wrong) > MOST:
                self._wrong = {k: (n, at) for k, (n, at) in self._wrong.items() if now - at < PAUSE}

    def right(self, name: str, address: str) -> None:
        """A try has succeeded: what went before is forgotten."""
        with self._lock:
            self._wrong.pop((name.lower(), address), None)

    def forget(self) -> None:
        """Everybody may try again."""
        with self._lock:
            self._wrong.clear()
