"""Sixteen people at once: lists, searches, forms and new records on kept-open connections, in one loop without threads."""

from __future__ import annotations

import random
import selectors
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median

from benchmarks.contender import Ask, Contender
from benchmarks.jobs import MIXED
from benchmarks.race import Runner
from benchmarks.truth import NUMBER
from benchmarks.wire import Answer, Line, Reader, Request, connected

CLIENTS = 16
#: So many forms of new records for each second are fetched before the clock starts: nobody types as fast as this client.
READY = 30


@dataclass
class Load:
    """What came of it."""

    seconds: float = 0.0
    cpu: float = 0.0
    of: dict[str, list[float]] = field(default_factory=dict)
    errors: dict[str, int] = field(default_factory=dict)

    @property
    def times(self) -> list[float]:
        """Of all jobs, in milliseconds."""
        return [ms for times in self.of.values() for ms in times]

    def by_job(self) -> str:
        """How long each took, as a rule and at the 95th of a hundred."""
        return ", ".join(f"{job} {median(times):.0f}/{sorted(times)[int(len(times) * 0.95)]:.0f} ms" for job, times in self.of.items())

    @property
    def per_second(self) -> float:
        return len(self.times) / self.seconds if self.seconds else 0.0

    @property
    def middle(self) -> float:
        return median(self.times) if self.times else 0.0

    @property
    def slow(self) -> float:
        """The 95th of a hundred."""
        return sorted(self.times)[int(len(self.times) * 0.95)] if self.times else 0.0

    @property
    def cpu_each(self) -> float:
        """Milliseconds of computing for one job, at the server alone."""
        return self.cpu * 1000 / len(self.times) if self.times else 0.0

    def count(self, job: str, answer: Answer, ms: float, wrong: str | None) -> None:
        if wrong is None:
            self.of.setdefault(job, []).append(ms)
        else:
            self.errors[f"{job}: {wrong}"] = self.errors.get(f"{job}: {wrong}", 0) + 1


def can(runner: Runner) -> bool:
    return MIXED.keys() <= runner.asks.keys()


def load(runner: Runner, turns: Iterator[int], seconds: float) -> Load:
    """Let them work so long; then the new records are counted in the file."""
    crowd = _Crowd(runner.contender, dict(runner.asks), turns)
    crowd.get_ready(int(READY * seconds))
    before, busy = _held(runner.contender), runner.contender.cpu()
    found = crowd.work(seconds)
    found.cpu = runner.contender.cpu() - busy
    crowd.hang_up()
    made = _held(runner.contender) - before
    if made < crowd.created:
        found.errors[f"create: {crowd.created - made} records are not in the file"] = 1
    return found


def _held(contender: Contender) -> int:
    return int(str(contender.stored("SELECT count(*) FROM callback")[0][0]))


class _Crowd:
    def __init__(self, contender: Contender, asks: dict[str, Ask], turns: Iterator[int]) -> None:
        self._lines = [contender.client(index) for index in range(len(contender.ports))]
        self._contender, self._asks, self._turns = contender, asks, turns
        self._chance = random.Random(5)
        self._slips: list[list[Request]] = [[] for _ in self._lines]
        self.created = 0

    def get_ready(self, count: int) -> None:
        """Fetch the forms. Where a form needs no fetching that costs nothing."""
        for index in range(count):
            which = index % len(self._lines)
            self._slips[which].append(self._asks["create"].request(self._lines[which], next(self._turns)))

    def hang_up(self) -> None:
        for line in self._lines:
            line.hang_up()

    def work(self, seconds: float) -> Load:
        found, selector = Load(), selectors.DefaultSelector()
        begun = time.perf_counter()
        for index in range(CLIENTS):
            self._begin(selector, index % len(self._lines))
        while (now := time.perf_counter()) - begun < seconds:
            for key, _ in selector.select(0.2):
                self._hear(selector, key, found)
        found.seconds = now - begun
        for key in list(selector.get_map().values()):
            key.fileobj.close()  # type: ignore[union-attr]
        selector.close()
        return found

    def _begin(self, selector: selectors.BaseSelector, which: int) -> None:
        opened = connected(self._lines[which].port)
        selector.register(opened, selectors.EVENT_READ, self._next(opened, which))

    def _next(self, opened: object, which: int) -> tuple[int, str, float, Reader]:
        job = self._chance.choices(list(MIXED), list(MIXED.values()))[0]
        raw = self._lines[which].written(self._request(job, self._lines[which], which))
        begun = time.perf_counter()
        opened.sendall(raw)  # type: ignore[attr-defined]
        return which, job, begun, Reader()

    def _request(self, job: str, line: Line, which: int) -> Request:
        if job == "create" and self._slips[which]:
            return self._slips[which].pop()
        return self._asks[job].request(line, next(self._turns))

    def _hear(self, selector: selectors.BaseSelector, key: selectors.SelectorKey, found: Load) -> None:
        opened, (which, job, begun, reader) = key.fileobj, key.data
        try:
            reader.feed(opened.recv(1 << 18))  # type: ignore[union-attr]
            answer = reader.answer()
        except ConnectionError:
            found.count(job, Answer(0, b"", b""), 0.0, "the connection was closed")
            selector.unregister(opened)
            self._begin(selector, which)
            return
        if answer is None:
            return
        ms = (time.perf_counter() - begun) * 1000
        found.count(job, answer, ms, self._wrong(job, answer))
        selector.modify(opened, selectors.EVENT_READ, self._next(opened, which))

    def _wrong(self, job: str, answer: Answer) -> str | None:
        """New records move the others down the list meanwhile, so of a list only that it is one."""
        if job == "create":
            self.created += answer.status in (302, 303)
            return None if answer.status in (302, 303) else f"status {answer.status}"
        if job == "list":
            rows = len(set(NUMBER.findall(answer.body)))
            return None if answer.status == 200 and rows == 50 else f"status {answer.status}, {rows} rows"
        return self._asks[job].wrong(answer, 0)
