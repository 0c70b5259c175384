"""What is asked of each door: one probe for every rule of the address map. A door without one fails the proof by its name.

A register's doors are written once, as they stand below its address. Whoever adds a door adds a line here: what a person would ask
there for a record he sees (`shown`) and for one he does not (`hidden`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from flask import Flask

from models import REGISTERS
from models.declare import Register, Verb
from tests.proof.canaries import Canary
from tests.proof.expected import Person, Place, is_veiled, sees
from tests.proof.planting import Plants

JSON = {"Accept": "application/json"}
NAMES = [register.__tablename__ for register in REGISTERS]


@dataclass(frozen=True, kw_only=True)
class Ask:
    """One request. `must` and `must_not` are texts that the answer has, or has not, whatever else it says; `typed` is what was typed
    and comes back; `is_shut` says that the door must say no, `status` how; `paper` is the register whose paper is printed.
    """

    path: str
    method: str = "GET"
    data: Mapping[str, Any] = field(default_factory=dict)
    place: Place = Place.RECORD
    paper: type[Register] | None = None
    must: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()
    typed: str = ""
    is_shut: bool = False
    status: int | None = None
    as_page: bool = False


@dataclass(kw_only=True)
class Visit:
    """One person before the doors of one register (or, without one, of the house)."""

    person: Person
    plants: Plants
    records: list[Any]
    register: Any = None

    def at(self, register: type[Register]) -> Visit:
        """The same person before the doors of a register."""
        return replace(self, register=register)

    @property
    def base(self) -> str:
        return f"/{self.register.__tablename__}"

    @property
    def mine(self) -> list[Any]:
        return self.all_of(self.register)

    def all_of(self, register: type[Register]) -> list[Any]:
        """The planted records of a register; those that were only made to be linked to bear nothing to find."""
        return [record for record in self.records if type(record) is register and self.canaries(record)]

    @property
    def shown(self) -> list[Any]:
        return [record for record in self.mine if sees(self.person, record)]

    @property
    def hidden(self) -> list[Any]:
        """What he must not find; of a register that is closed to him one record stands for all."""
        found = [record for record in self.mine if not sees(self.person, record)]
        return found if self.person.role in self.register.read_by else found[:1]

    @property
    def reads(self) -> bool:
        return self.person.role in self.register.read_by

    def some(self, count: int) -> list[Any]:
        """Of what he sees all where his post is narrowed, else so many: where he sees everything, one record is like another."""
        if self.person.role in self.register.seen.narrowed:
            return self.shown
        return self.shown[:count] + [record for record in self.shown[count:] if is_veiled(record)]

    def is_turn(self, size: int) -> bool:
        """Whether this is one of every so many pairs of person and register: what costs much is asked of some, all in all of each."""
        return bool(self.turn([place == 0 for place in range(size)]))

    def tries(self, size: int) -> bool:
        """Whether this person asks about this register: one of every so many do, and all whose post is narrowed in it."""
        return self.is_turn(size) or self.person.role in self.register.seen.narrowed

    def turn(self, among: Iterable[Any]) -> Any:
        """One of several, another for each person and register: together they try all."""
        listed = list(among)
        return listed[(list(type(self.person.role)).index(self.person.role) + REGISTERS.index(self.register)) % len(listed)]

    def file_of(self, record: Any) -> int:
        """The file on a record, or on any."""
        return self.plants.files.get((record.__tablename__, record.id), 1)

    def canaries(self, record: Any) -> list[Canary]:
        return self.plants.cage.of(record)


Probe = Callable[[Visit], Iterator[Ask]]
PROBES: dict[tuple[str, str], Probe] = {}


def probe(*doors: str) -> Callable[[Probe], Probe]:
    """Say for which doors (`GET /<register>/add`) the function asks."""

    def named(function: Probe) -> Probe:
        for door in doors:
            method, _, rule = door.partition(" ")
            PROBES[method, rule] = function
        return function

    return named


def doors(app: Flask) -> set[tuple[str, str]]:
    """Method and rule of every door, those of registers said once."""
    found = set()
    for rule in app.url_map.iter_rules():
        head, _, tail = rule.rule.removeprefix("/").partition("/")
        said = f"/<register>/{tail}" if head in NAMES else rule.rule
        found |= {(method, said) for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}}
    return found


def door_of(app: Flask, ask: Ask) -> tuple[str, str]:
    """Which door an address leads to."""
    rule, _ = app.url_map.bind("localhost").match(ask.path.partition("?")[0], method=ask.method, return_rule=True)
    head, _, tail = rule.rule.removeprefix("/").partition("/")
    return ask.method, f"/<register>/{tail}" if head in NAMES else rule.rule


def shut(
    visit: Visit, verb: Verb, tail: str, *, method: str = "GET", data: Mapping[str, Any] | None = None,
) -> Iterator[Ask]:  # fmt: skip
    """The same address below what is hidden from him: as if it were not there, unless the verb is none of his at all.

    All hidden records are tried at their pages, one of them at each door behind.
    """
    status = 404 if visit.person.role in visit.register.may(verb) else 403
    hidden = visit.hidden
    first = len(tail) % len(hidden) if tail and hidden else 0
    for record in hidden[first : first + 1] if tail else hidden:
        yield Ask(path=f"{visit.base}/{record.id}{tail}", method=method, data=data or {}, is_shut=True, status=status)
