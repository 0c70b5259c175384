"""Which records of a register a person sees, said once in its declaration and asked by the session at every door.

`read_by` says which posts may read a register at all. `seen` narrows a post to some of its records: a department to what concerns it,
the archivist to what is ready to be filed. Whatever a narrowed person entered himself, or is to do by name, he sees without a word.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from models.declare.field import When
from models.declare.word import Condition
from rules.roles import Role


class Tie(StrEnum):
    """What ties a person to a record."""

    UNIT = "unit"
    PERSON = "person"


@dataclass(frozen=True, kw_only=True)
class Rows:
    """Records by what they say: one of `fields` names his department (or somebody of it), or himself; while they are open alone.

    `through` is a linked record in which `fields` are looked for instead. Before the class is made it holds words, afterwards names.
    """

    tie: Tie
    fields: tuple[Any, ...]
    through: Any = None
    open_only: bool = False

    def words(self) -> tuple[Any, ...]:
        return self.fields if self.through is None else (self.through,)

    def resolved(self, names: Mapping[int, str]) -> Rows:
        fields = tuple(names[id(word)] for word in self.fields) if self.through is None else tuple(one.key for one in self.fields)
        through = None if self.through is None else names[id(self.through)]
        return Rows(tie=self.tie, fields=fields, through=through, open_only=self.open_only)


def in_unit(*fields: Any) -> Rows:
    """Records in which one of these departments is his. A person counts as his department, child rows as the departments in them."""
    return Rows(tie=Tie.UNIT, fields=fields)


def is_me(*fields: Any, through: Any = None) -> Rows:
    """Records in which one of these people is he; with `through`, people of that linked record: `is_me(Shift.officer, through=shift)`."""
    return Rows(tie=Tie.PERSON, fields=fields, through=through)


@dataclass(eq=False)
class Called:
    """The field that names a record where others speak of it, unless its number does. Masked in every text that nobody is known to read."""

    word: Any
    name: str = ""


def called_by(word: Any) -> Any:
    """Other records speak of this one by that field: a customer by his name."""
    return Called(word)


Part = Rows | Condition | When


@dataclass(frozen=True, kw_only=True)
class Narrowing:
    """These posts see a record when one of `parts` holds; with none, they see all."""

    roles: tuple[Role, ...]
    parts: tuple[Part, ...]
    to_change: bool = False


def only(roles: Role | tuple[Role, ...], *parts: Any) -> Narrowing:
    """Of this register these posts see such records alone."""
    return Narrowing(roles=(roles,) if isinstance(roles, Role) else roles, parts=parts)


def everything(*roles: Role) -> Narrowing:
    """These posts see every record, though others of their kind are narrowed elsewhere: said aloud, since it must be meant."""
    return Narrowing(roles=roles, parts=())


def changes(roles: Role | tuple[Role, ...], *parts: Any) -> Narrowing:
    """These posts may read more than they may alter: what was entered they set right in such records alone."""
    return Narrowing(roles=(roles,) if isinstance(roles, Role) else roles, parts=parts, to_change=True)


@dataclass(eq=False)
class Seen:
    """`lasting` are people who go on reading a record until it is closed, whatever their post sees of the others; `veil` is a
    condition under which a list shows nothing of a record but its number (002 七(三): 要求保密的投诉).
    """

    narrowed: dict[Role, tuple[Part, ...]] = field(default_factory=dict)
    changing: dict[Role, tuple[Part, ...]] = field(default_factory=dict)
    lasting: tuple[Rows, ...] = ()
    veil: Any = None
    said: frozenset[Role] = frozenset()

    def __init__(self, *narrowings: Narrowing, lasting: tuple[Any, ...] = (), veil: Any = None) -> None:
        self.said = frozenset(role for one in narrowings for role in one.roles if not one.to_change)
        self.narrowed = {role: one.parts for one in narrowings if one.parts and not one.to_change for role in one.roles}
        self.changing = {role: one.parts for one in narrowings if one.to_change for role in one.roles}
        self.lasting = tuple(Rows(tie=Tie.PERSON, fields=(word,), open_only=True) for word in lasting)
        self.veil = veil

    def words(self) -> list[Any]:
        """Every word it refers to."""
        parts: list[Any] = [*self.lasting, *(part for held in (self.narrowed, self.changing) for some in held.values() for part in some)]
        return [word for part in (*parts, *([self.veil] if self.veil is not None else [])) for word in part.words()]

    def resolve(self, names: Mapping[int, str]) -> None:
        """Turn words into names, once the class knows them."""
        for held in (self.narrowed, self.changing):
            for role, parts in held.items():
                held[role] = tuple(part.resolved(names) for part in parts)  # type: ignore[union-attr]
        self.lasting = tuple(rows.resolved(names) for rows in self.lasting)
        self.veil = self.veil.resolved(names) if self.veil is not None else None
