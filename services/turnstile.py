"""One request after the other: so each process answers, and the others stand in line.

Python computes one thing at a time in a process. Eight requests that take turns every millisecond end together and late; in line each ends
as soon as it can, and whoever holds SQLite's turn to write is not kept from his work by those who read (docs/decisions/0018).

Nobody blocks the line: from whoever is so long inside that it stands still, since he computes much or waits himself (for another writer,
for the directory), the next takes the place, and both go on beside each other, as long as a thread is left.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from typing import Protocol

#: Nobody has gone in for so long: who is inside has lost his place to the next. In seconds.
STANDSTILL = 0.1

log = logging.getLogger(__name__)


class Task(Protocol):
    """A request to answer, as waitress brings it."""

    def service(self) -> None:
        """Answer it."""

    def cancel(self) -> None:
        """Answer no more."""


class Turnstile:
    """Threads that answer requests; stands where waitress has its own dispatcher of tasks."""

    def __init__(self, threads: int) -> None:
        self._line: deque[Task] = deque()
        self._changed = threading.Condition()
        self._inside: Task | None = None
        self._entered, self._is_watched, self._is_open, self._threads = 0.0, False, True, threads
        for number in range(threads):
            threading.Thread(target=self._work, name=f"dengji-{number}", daemon=True).start()

    def add_task(self, task: Task) -> None:
        """Put it at the end of the line."""
        with self._changed:
            self._line.append(task)
            self._call()

    def shutdown(self, cancel_pending: bool = True, timeout: float = 5) -> bool:  # noqa: FBT001 - so waitress calls it
        """Take no more, wait for those inside, cancel who stands in line. Returns whether it did."""
        end = time.monotonic() + timeout
        with self._changed:
            self._is_open = False
            self._changed.notify_all()
            while self._threads and (left := end - time.monotonic()) > 0:
                self._changed.wait(left)
            while cancel_pending and self._line:
                self._line.popleft().cancel()
        return cancel_pending

    def _work(self) -> None:
        while (task := self._next()) is not None:
            try:
                task.service()
            except BaseException:
                log.exception("a request was not answered")
            finally:
                self._leave(task)
        with self._changed:
            self._threads -= 1
            self._changed.notify_all()

    def _next(self) -> Task | None:
        """The first in line, when it is his turn."""
        with self._changed:
            while self._is_open:
                if self._line and (self._inside is None or self._stands_still()):
                    self._inside, self._entered = self._line.popleft(), time.monotonic()
                    found = self._inside
                    self._call()
                    return found
                self._wait()
            return None

    def _leave(self, task: Task) -> None:
        """Nobody is called: this thread looks for the next itself. Whoever has lost his place has none to give back."""
        with self._changed:
            if self._inside is task:
                self._inside = None

    def _stands_still(self) -> bool:
        return time.monotonic() - self._entered > STANDSTILL

    def _call(self) -> None:
        """Wake a thread where there is something to do: a request whose turn it is, or a line that nobody watches."""
        if self._line and (self._inside is None or not self._is_watched):
            self._changed.notify()

    def _wait(self) -> None:
        """One of the idle looks at the line from time to time, as long as there is one."""
        watches = bool(self._line) and not self._is_watched
        self._is_watched |= watches
        self._changed.wait(STANDSTILL / 2 if watches else None)
        self._is_watched &= not watches
