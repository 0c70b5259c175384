"""版本: of which state of a record a row of an export speaks, written as `17-3F9A07`.

It is the place of the last entry in the record's history and the head of that entry's hash. A row version would not do, since history
does not keep it; and by the hash a version that slipped to another row, when somebody sorted a part of his columns, is found out.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from models.history import Entry

#: So many letters of the hash are written.
HEAD = 6
WRITTEN = re.compile(rf"([1-9][0-9]{{0,8}})-([0-9A-F]{{{HEAD}}})")


@dataclass(frozen=True, kw_only=True)
class Version:
    """One state of one record."""

    seq: int
    head: str

    def __str__(self) -> str:
        return f"{self.seq}-{self.head}"

    def is_of(self, entry: Entry) -> bool:
        return self == version_of(entry.seq, entry.hash)


def version_of(seq: int, hashed: str) -> Version:
    return Version(seq=seq, head=hashed[:HEAD].upper())


def read_version(text: str) -> Version | None:
    """The version that a cell names, or None where it names none."""
    found = WRITTEN.fullmatch(text.strip().upper())
    return Version(seq=int(found[1]), head=found[2]) if found else None


def versions(session: Session, table: str, keys: Collection[int]) -> dict[int, Version]:
    """The version at which each of these records stands, with one question. Before its rows are read a version is asked for, never after:
    what is changed in between then counts as a change since.
    """
    last = (
        select(Entry.subject_id, func.max(Entry.seq).label("seq")).where(Entry.subject == table, Entry.subject_id.in_(keys))
        .group_by(Entry.subject_id).subquery()
    )  # fmt: skip
    found = select(Entry.subject_id, Entry.seq, Entry.hash).join(
        last, and_(Entry.subject == table, Entry.subject_id == last.c.subject_id, Entry.seq == last.c.seq))  # fmt: skip
    return {key: version_of(seq, hashed) for key, seq, hashed in session.execute(found)}
