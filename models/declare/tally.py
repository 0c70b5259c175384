"""Child rows that the system works out: from what, by what a row is known again, and which of its columns a person fills."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from models.declare.house import House


@dataclass(frozen=True, kw_only=True)
class Tally:
    """`compute(record, house)` gives the rows as they ought to be. Names are columns of the child row."""

    compute: Callable[[Any, House], Sequence[Any]]
    by: tuple[str, ...]
    needs: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()

    @property
    def typed(self) -> tuple[str, ...]:
        """What a person fills; it stays with its row when the rest is worked out anew."""
        return (*self.needs, *self.offers)

    def key(self, line: Any) -> tuple[Any, ...]:
        """By what a row is known again."""
        return tuple(getattr(line, name) for name in self.by)
