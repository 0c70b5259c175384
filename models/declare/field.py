"""What a declared field is, once its class stands: frozen, and read by screens, printouts and doors alike."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from models.declare.kinds import LINK_KINDS, ROW_KINDS, SYSTEM_KINDS, Kind
from models.declare.tally import Tally
from rules.masking import Personal
from rules.roles import Role


class Default(Enum):
    """A first value that depends on who enters and when; the form asks for both."""

    TODAY = auto()
    NOW = auto()
    MYSELF = auto()
    MY_DEPARTMENT = auto()
    HOTLINE = auto()
    SHIFT_ON_DUTY = auto()


@dataclass(frozen=True, kw_only=True)
class When:
    """A condition on another field of the same record: it holds one of `values`, or anything at all; `negated`, the contrary."""

    name: str
    values: tuple[object, ...]
    negated: bool = False
    also: When | None = None

    def holds(self, record: object) -> bool:
        value = getattr(record, self.name)
        here = value in self.values if self.values else value not in (None, "", [])
        return here is not self.negated and (self.also is None or self.also.holds(record))

    def parts(self) -> list[When]:
        """This condition and those that must hold with it."""
        return [self, *(self.also.parts() if self.also else [])]


@dataclass(frozen=True, kw_only=True)
class Proposed:
    """A first value looked up in reference data: `column` of the row of `model` whose `key` is our field `name`."""

    model: Any
    column: str
    key: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field of one class. `optional` is what the type says; the flow may still demand it at a step."""

    name: str
    label: str
    kind: Kind
    optional: bool
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
    after: str | None = None
    demanded: When | None = None
    compute: Callable[..., Any] | None = None
    gives: Mapping[str, str] = dataclasses.field(default_factory=dict)
    picked: tuple[str, str] | None = None
    found: Callable[..., Any] | None = None
    counting: tuple[Any, ...] = ()
    met: str | None = None
    tally: Tally | None = None
    opened: frozenset[str] = frozenset()
    once: bool = False
    judge: Callable[..., Any] | None = None
    until_signed: bool = False
    proposed: Proposed | None = None
    common: bool = False

    @property
    def is_system(self) -> bool:
        """Filled by the system alone."""
        return self.kind in SYSTEM_KINDS or self.compute is not None or (self.tally is not None and not self.tally.typed)

    @property
    def is_link(self) -> bool:
        return self.kind in LINK_KINDS

    @property
    def attribute(self) -> str:
        """The attribute of a record in which what is stored lies as it is stored: of a link the key of what it leads to."""
        return f"{self.name}_id" if self.is_link else self.name

    @property
    def is_rows(self) -> bool:
        return self.kind in ROW_KINDS

    @property
    def row_columns(self) -> Mapping[str, Field]:
        """The columns of its child rows that a person fills, by name; not those that lead to what a step opens for the row."""
        columns: Mapping[str, Field] = self.target.fields
        typed = self.tally.typed if self.tally else [name for name in columns if name not in self.opened and columns[name].judge is None]
        return {name: column for name, column in columns.items() if name in typed}

    @property
    def is_required(self) -> bool:
        """May not stay empty once its time has come; a list may be empty unless a step needs it."""
        return not (self.optional or self.is_rows or self.kind is Kind.LINKS or self.is_system)
