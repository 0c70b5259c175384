"""A word as it stands in a class body, before the class is made: `text("联系人")` leaves one of these behind."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from models.declare.field import Field, Proposed, When
from models.declare.kinds import Kind
from models.declare.promise import Promise
from models.declare.tally import Tally
from rules.masking import Personal
from rules.roles import Role


@dataclass(eq=False, kw_only=True)
class Condition:
    """`when(decision, "refuse")` before names are known."""

    word: Any
    values: tuple[object, ...]
    negated: bool = False
    also: Condition | None = None

    def __and__(self, other: Condition) -> Condition:
        """Both must hold: `when(kind, "install") & when(connected, "yes")`."""
        return dataclasses.replace(self, also=other if self.also is None else self.also & other)

    def words(self) -> list[Any]:
        """Every word it asks about."""
        return [self.word, *(self.also.words() if self.also else [])]

    def resolved(self, names: Mapping[int, str]) -> When:
        also = self.also.resolved(names) if self.also else None
        return When(name=names[id(self.word)], values=self.values, negated=self.negated, also=also)


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """Where a first value comes from: `column` of the row of reference data whose `key` column equals our field."""

    column: Any
    key: Any
    word: Any

    def resolved(self, names: Mapping[int, str]) -> Proposed:
        return Proposed(model=self.column.class_, column=self.column.key, key=self.key.key, name=names[id(self.word)])


@dataclass(eq=False, kw_only=True)
class Word:
    """Everything one word said. Compared by identity: sheets and flows refer to the object itself, never to a string."""

    kind: Kind
    label: str
    type: Any = None
    help: str = ""
    search: bool = False
    sensitive: Personal | None = None
    shown_to: tuple[Role, ...] = ()
    length: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    options: str | None = None
    target: Any = None
    default: object = None
    past: bool = False
    after: Any = None
    demanded: Condition | None = None
    compute: Callable[..., Any] | None = None
    gives: Mapping[Any, Any] = dataclasses.field(default_factory=dict)
    found: Callable[..., Any] | None = None
    of: Any = None
    rows: Any = None
    unique: bool = False
    once: bool = False
    promises: tuple[Promise, ...] = ()
    met: Any = None
    tally: Tally | None = None
    judge: Callable[..., Any] | None = None
    until_signed: bool = False
    proposal: Proposal | None = None

    def field(
        self, name: str, *, optional: bool, common: bool, names: Mapping[int, str], opened: frozenset[str] = frozenset(),
    ) -> Field:  # fmt: skip
        """The frozen field, with references to other words turned into names."""
        return Field(
            name=name, label=self.label, kind=self.kind, optional=optional, help=self.help, search=self.search,
            sensitive=self.sensitive, shown_to=self.shown_to, length=self.length, minimum=self.minimum, maximum=self.maximum,
            options=self.options, target=self.target, default=self.default, past=self.past,
            after=names[id(self.after)] if self.after is not None else None,
            demanded=self.demanded.resolved(names) if self.demanded else None,
            compute=self.compute, common=common, tally=self.tally, opened=opened, once=self.once,
            gives={names[id(ours)]: theirs.key for ours, theirs in self.gives.items()},
            counting=tuple(promise.resolved(names) for promise in self.promises),
            met=names[id(self.met)] if self.met is not None else None,
            found=self.found, judge=self.judge, until_signed=self.until_signed,
            proposed=self.proposal.resolved(names) if self.proposal else None,
            picked=(names[id(self.of)], self.rows.key) if self.of is not None else None,
        )  # fmt: skip
