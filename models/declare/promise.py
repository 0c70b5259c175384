"""Which clock a `deadline` runs: the limit of the policy, the event it counts from and the circumstances that narrow it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Mapped

from models.declare.field import When
from rules.keys import Limit


@dataclass(eq=False, kw_only=True)
class Promise:
    """`counts(Limit.HANDLE, since=dispatched_at, by={"category": category})`; holds names once its class is made."""

    limit: Limit
    since: Any
    only: Any = None
    by: Mapping[str, Any] = field(default_factory=dict)

    def words(self) -> list[Any]:
        """Every word it refers to."""
        return [self.since, *self.by.values(), *(self.only.words() if self.only is not None else [])]

    def resolved(self, names: Mapping[int, str]) -> Counting:
        return Counting(
            limit=self.limit, since=names[id(self.since)], only=self.only.resolved(names) if self.only is not None else None,
            by={fact: names[id(word)] for fact, word in self.by.items()})  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Counting:
    """A promise by field names. `facts` gives the policy what narrows its limit, empty values left out."""

    limit: Limit
    since: str
    only: When | None
    by: Mapping[str, str]

    def is_made(self, record: object) -> bool:
        """Whether the clock has something to count from and its condition holds."""
        return getattr(record, self.since) is not None and (self.only is None or self.only.holds(record))

    def facts(self, record: object) -> dict[str, object]:
        found = {fact: getattr(record, name) for fact, name in self.by.items()}
        return {fact: value for fact, value in found.items() if value is not None}


def counts(
    limit: Limit, *, since: Mapped[Any], only: Any = None, by: Mapping[str, Mapped[Any]] | None = None,
) -> Promise:  # fmt: skip
    """One way for a deadline to run.

    `since` is the day or moment it counts from, `only` a condition (`when(...)`), `by` the circumstances that the policy asks
    for, such as the diameter: {"dn": pipe_dn}.
    """
    return Promise(limit=limit, since=since, only=only, by=by or {})
