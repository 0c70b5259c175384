"""Which records are cast on which day: shares as in a house that works, the newest days still waiting for their calls."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from benchmarks.patterns import FATES, RARE_KIND, Pattern
from models.declare import States

DONE, DUE, REVIEW = FATES
#: Of a thousand older records so many still wait for their call, and so many for the supervisor.
STILL_DUE, IN_REVIEW = 31, 3
#: So many records are of the rare kind in a big house: what is exported.
RARE = 10_000
#: A record of yesterday or the day before yesterday has not been called yet.
FRESH = timedelta(days=2)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """So many records, from the day after the patterns' to the day before today."""

    count: int
    first: date
    today: date

    def days(self) -> Iterator[tuple[date, int]]:
        """Every day with the number of its records."""
        span = (self.today - self.first).days - 1
        for index in range(span):
            yield self.first + timedelta(days=index + 1), self.count * (index + 1) // span - self.count * index // span


class Chooser:
    """Takes patterns by chance, in the shares of above."""

    def __init__(self, patterns: Sequence[Pattern], plan: Plan, chance: Random) -> None:
        self._plan, self._chance = plan, chance
        self._of: dict[tuple[States, bool], list[Pattern]] = {}
        for one in patterns:
            self._of.setdefault((one.fate, one.kind == RARE_KIND), []).append(one)
        made = sum(one.kind == RARE_KIND for one in patterns)
        self._rare_left = min(RARE - made, plan.count) if plan.count > RARE else plan.count // 6
        self._left = plan.count

    def of_day(self, day: date, count: int) -> list[Pattern]:
        """As many, in the order of their time of day."""
        fresh = self._plan.today - day <= FRESH
        found = [self._one(fresh=fresh) for _ in range(count)]
        return sorted(found, key=lambda one: one.made_at)

    def _one(self, *, fresh: bool) -> Pattern:
        is_rare = self._chance.randrange(self._left) < self._rare_left
        self._rare_left -= is_rare
        self._left -= 1
        at = self._chance.randrange(1000)
        fate = DUE if fresh or at < STILL_DUE else REVIEW if at < STILL_DUE + IN_REVIEW else DONE
        return self._chance.choice(self._of[fate, is_rare])
