"""Every job at every server, one after the other in turn, so that the noise of a shared machine falls on all alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from statistics import median

from benchmarks.contender import Ask, Contender
from benchmarks.jobs import EXPORTS, WRITES

#: Whoever is slower than this (ms) is asked fewer times.
SLOW, VERY_SLOW = 1_500, 4_000
WARM = 2
#: Exports wake a server by themselves, and what writes has fetched its form just before.
UNREPEATED = {*EXPORTS, *WRITES}


@dataclass
class Timing:
    """What one job took at one server."""

    times: list[float] = field(default_factory=list)
    size: int = 0
    wrong: str | None = None

    @property
    def ms(self) -> float | None:
        """The median, unless an answer was wrong: what is not right has no speed."""
        return median(self.times) if self.times and self.wrong is None else None


class Runner:
    """One server with its client and its questions."""

    def __init__(self, contender: Contender, asks: Mapping[str, Ask], turns: Iterator[int]) -> None:
        self.contender, self.asks = contender, asks
        self._turns, self._line = turns, contender.client()

    def hang_up(self) -> None:
        self._line.hang_up()

    def once(self, job: str) -> tuple[float, int, str | None]:
        """Milliseconds, bytes, and what was wrong. Every answer is checked."""
        ask, turn = self.asks[job], next(self._turns)
        try:
            answer = ask.answer(self._line, turn)
            wrong = ask.wrong(answer, turn)
        except Exception as error:
            return 0.0, 0, f"{type(error).__name__}: {error}"
        if wrong:
            self._keep(job, answer.head + b"\n\n" + answer.body)
        return answer.ms, len(answer.body), wrong

    def _keep(self, job: str, page: bytes) -> None:
        """The wrong answer, to be looked at."""
        (self.contender.folder / f"{self.contender.name}-{job}.wrong").write_bytes(page)


def race(job: str, runners: Sequence[Runner], repeats: int) -> dict[str, Timing]:
    """The medians of one job. Who cannot do it is left out."""
    found: dict[str, Timing] = {}
    wanted: dict[str, int] = {}
    able = [runner for runner in runners if job in runner.asks]
    for runner in able:
        timing, ms = Timing(), 0.0
        for _ in range(WARM + 1):
            ms, timing.size, timing.wrong = runner.once(job)
            if timing.wrong or ms > SLOW:
                break
        found[runner.contender.name] = timing
        wanted[runner.contender.name] = _repeats(job, ms, repeats)
    for turn in range(repeats):
        for runner in able:
            timing = found[runner.contender.name]
            if timing.wrong is None and turn < wanted[runner.contender.name]:
                if job not in UNREPEATED:  # who was idle while the others worked is woken first: see README.md, Method
                    _, _, timing.wrong = runner.once(job)
                if timing.wrong is None:
                    ms, _, timing.wrong = runner.once(job)
                    timing.times.append(ms)
    return found


def _repeats(job: str, ms: float, repeats: int) -> int:
    if job in EXPORTS:
        return min(repeats, 3 if ms > VERY_SLOW else 5)
    return min(repeats, 3 if ms > VERY_SLOW else 7 if ms > SLOW else repeats)


def turns() -> Iterator[int]:
    """Numbers that no two questions share."""
    return count(1)
