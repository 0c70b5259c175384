"""What a step brings about in other registers: records that it opens there, and records that it moves along their own flow."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from models.declare.storage import States
from rules.keys import Value


@dataclass(eq=False, kw_only=True)
class Bringing:
    """`take` maps the fields of the other record to ours, `given` to fixed values.

    Once its class is made, `each` is the name of our rows, and `only` a condition on this record or, with `each`, on a row.
    """

    take: Mapping[Any, Any]
    given: Mapping[Any, object] = field(default_factory=dict)
    only: Any = None
    each: Any = None
    take_of_row: Mapping[Any, Any] = field(init=False, default_factory=dict)

    def bases(self, record: Any) -> Iterator[Any]:
        """What it happens to once: the record, or each of its rows; and only where the condition holds."""
        for base in getattr(record, self.each) if self.each else [record]:
            if self.only is None or self.only.holds(base):
                yield base

    def taken(self, record: Any, base: Any) -> dict[str, Any]:
        """The values that the other record takes over, by its own field names."""
        ours = {theirs.key: getattr(record, name) for theirs, name in self.take.items()}
        ours |= {theirs.key: getattr(base, name) for theirs, name in self.take_of_row.items()}
        return ours | {theirs.key: value for theirs, value in self.given.items()}

    def resolve(self, name: Callable[[Any], str], condition: Callable[[Any, Mapping[int, str]], Any], fields: Mapping[str, Any]) -> None:
        """Turn words into names: those of our class, and with `each` the columns of its rows."""
        columns: dict[int, str] = {}
        if self.each is not None:
            self.each = name(self.each)
            row = fields[self.each].target
            columns = {id(getattr(row, column)): column for column in row.fields} if fields[self.each].is_rows else {}
        self.take_of_row = {theirs: columns[id(ours)] for theirs, ours in self.take.items() if id(ours) in columns}
        self.take = {theirs: name(ours) for theirs, ours in self.take.items() if id(ours) not in columns}
        self.only = condition(self.only, columns)
        self._resolve_target(lambda word: columns[id(word)] if id(word) in columns else name(word))

    def _resolve_target(self, name: Callable[[Any], str]) -> None:
        """The word that says where the other record is."""
        raise NotImplementedError


@dataclass(eq=False, kw_only=True)
class Coding:
    """How a step gives an archival code: the setting that holds its pattern, and our fields of term and date."""

    pattern: str
    retention: Any
    dated: Any = None

    def resolve(self, name: Callable[[Any], str]) -> None:
        self.retention = name(self.retention)
        self.dated = name(self.dated) if self.dated is not None else None


@dataclass(eq=False, kw_only=True)
class Opening(Bringing):
    """A record of another register that a step opens, with what it takes over; `if_on` is a switch of the policy, `into` our link to it."""

    register: Any
    if_on: Value | None = None
    into: Any = None

    def _resolve_target(self, name: Callable[[Any], str]) -> None:
        self.into = name(self.into) if self.into is not None else None


@dataclass(eq=False, kw_only=True)
class Moving(Bringing):
    """The record behind `link`, which goes on to the state `to` by a step that is `.moved()`."""

    link: Any
    to: States

    def _resolve_target(self, name: Callable[[Any], str]) -> None:
        self.link = name(self.link)
