"""A steady load: some callers take down inquiries, change them and answer them, and keep account of what was acknowledged."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

from benchmarks.faults.caller import Caller, Wrong
from rules.moments import SHANGHAI

#: Between two acts of one caller, so that the machine is not what is measured.
PAUSE = 0.2
STEP = "open-answered"


@dataclass
class Kept:
    """One inquiry as it was last acknowledged, and the acts that were."""

    id: int
    number: str
    matter: str
    question: str
    status: str = "open"
    acts: list[str] = field(default_factory=list)


@dataclass
class Account:
    """What was acknowledged, and when anything was; the moments are of the monotonic clock."""

    kept: list[Kept] = field(default_factory=list)
    acknowledged: list[float] = field(default_factory=list)
    seen: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def silence(moments: list[float], since: float, until: float) -> float:
    """The longest time between these two in which none of the moments lies."""
    within = [since, *sorted(moment for moment in moments if since <= moment <= until), until]
    return max(later - earlier for earlier, later in pairwise(within))


class Load:
    """`people`: user names and passwords, as many as there are callers who write; one more looks at the list again and again."""

    def __init__(self, host: str, port: int, people: list[tuple[str, str]]) -> None:
        self.account, self.stop = Account(), threading.Event()
        self.callers = [Caller(host, port, self.stop) for _ in people]
        for caller, (user, password) in zip(self.callers, people, strict=True):
            caller.log_in(user, password)
        self._threads = [threading.Thread(target=self._write, args=(n, caller)) for n, caller in enumerate(self.callers)]
        self._threads.append(threading.Thread(target=self._look, args=(self.callers[0],)))

    def begin(self) -> None:
        for thread in self._threads:
            thread.start()

    def end(self, patience: float = 120) -> Account:
        """Everybody finishes what he is at, however often he must ask. Raises TimeoutError."""
        self.stop.set()
        for thread in self._threads:
            thread.join(patience)
            if thread.is_alive():
                raise TimeoutError("a caller still waits for his answer")
        return self.account

    def tried(self) -> dict[int, int]:
        """Tries without an answer that counts, by status, of all callers."""
        found: dict[int, int] = {}
        for caller in self.callers:
            for status, times in list(caller.tries.again.items()):
                found[status] = found.get(status, 0) + times
        return found

    def done_before(self) -> int:
        return sum(caller.tries.done_before for caller in self.callers)

    def _look(self, caller: Caller) -> None:
        while not self.stop.wait(2 * PAUSE):
            if caller.once("GET", "/inquiry?size=20").status == 200:
                self.account.seen.append(time.monotonic())

    def _write(self, number: int, caller: Caller) -> None:
        turn = 0
        while not self.stop.is_set():
            turn += 1
            try:
                self._one_inquiry(caller, f"{number}-{turn}", is_answered=turn % 2 == 0)
            except Wrong as wrong:
                self.account.wrong.append(str(wrong))
                self.stop.wait(PAUSE)

    def _one_inquiry(self, caller: Caller, token: str, *, is_answered: bool) -> None:
        called = datetime.now(SHANGHAI) - timedelta(minutes=1)
        typed = {
            "called_at": called.isoformat(timespec="minutes"), "caller_name": "周客户", "caller_phone": "13907100002", "matter": token,
            "question": f"初问{token}"}  # fmt: skip
        made = caller.ask("POST", "/inquiry", typed)
        kept = Kept(made.content["id"], made.content["number"], token, f"初问{token}")
        self.account.kept.append(kept)
        self._acknowledged(kept, "created")
        changed = caller.ask("PATCH", f"/inquiry/{kept.id}", {"question": f"又问{token}"}, If_Match=made.etag)
        kept.question = f"又问{token}"
        self._acknowledged(kept, "changed")
        if is_answered:
            said = {
                "answer": f"答复{token}", "fully_informed": True, "replied_at": called.isoformat(timespec="minutes"),
                "row_version": changed.content["row_version"]}  # fmt: skip
            caller.ask("POST", f"/inquiry/{kept.id}/steps/{STEP}", said)
            kept.status = "answered"
            self._acknowledged(kept, "step")

    def _acknowledged(self, kept: Kept, act: str) -> None:
        kept.acts.append(act)
        self.account.acknowledged.append(time.monotonic())
        self.stop.wait(PAUSE)
