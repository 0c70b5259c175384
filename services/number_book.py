"""What a ledger of numbers is: each number with its standing, and what of it needs looking at; and who may read and explain it."""

from __future__ import annotations

from collections import Counter as Tally
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import groupby

from models.declare import Register
from rules.roles import Role

#: Who reads the ledger of numbers, and who explains what is missing in it.
READERS = frozenset({Role.CS_HEAD, Role.ARCHIVIST, Role.AUDITOR})
EXPLAINERS = frozenset({Role.CS_HEAD})


class Standing(StrEnum):
    """What became of a number."""

    label: str

    def __new__(cls, code: str, label: str) -> Standing:
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        return member

    USED = "used", "已用"
    VOID = "void", "作废"
    RESERVED = "reserved", "预留"
    SPOILT = "spoilt", "预留作废"
    EXPLAINED = "explained", "已说明"
    MISSING = "missing", "缺号"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One number: its standing, since when, by whom, and the reason where there is one."""

    count: int
    number: str
    standing: Standing
    at: datetime | None = None
    by: str = ""
    words: str = ""
    record_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Stray:
    """A record whose number no counter has given."""

    number: str
    record_id: int
    at: datetime
    by: str
    wrong: str


@dataclass(frozen=True, kw_only=True)
class Span:
    """Numbers in a row of which the same is to be said."""

    first: Entry
    last: Entry

    @property
    def count(self) -> int:
        return self.last.count - self.first.count + 1


@dataclass(frozen=True, kw_only=True)
class Book:
    """One form and year."""

    register: type[Register]
    year: int
    counter: int
    entries: list[Entry] = field(default_factory=list)
    strays: list[Stray] = field(default_factory=list)

    @property
    def totals(self) -> Tally[Standing]:
        return Tally(entry.standing for entry in self.entries)

    @property
    def missing(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.standing is Standing.MISSING]

    @property
    def is_settled(self) -> bool:
        """Whether every number is accounted for and none stands outside the counter."""
        return not self.missing and not self.strays

    @property
    def told(self) -> list[Entry]:
        """Those with something to say: void, reserved, spoilt, explained."""
        return [entry for entry in self.entries if entry.standing not in (Standing.USED, Standing.MISSING)]

    @property
    def spans(self) -> list[Span]:
        """The whole ledger: used numbers in a row folded, and those that are alike in standing, day, person and reason."""
        groups = (list(group) for _, group in groupby(self.entries, key=_alike))
        return [Span(first=group[0], last=group[-1]) for group in groups]


def _alike(entry: Entry) -> tuple[object, ...]:
    """Whatever two neighbours must have in common to be told in one line."""
    if entry.standing is Standing.USED:
        return (entry.standing,)
    return (entry.standing, entry.words, entry.by, entry.at.date() if entry.at else None)
