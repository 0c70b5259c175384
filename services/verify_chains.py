"""Whether history is whole in itself: every chain without a gap or a fork, every hash right, every sealed entry still there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, String, func, select, type_coerce

from models.history import Entry, Seal
from rules.chained import digest, entry_hash, first_prev, first_seal_prev, read_ranges, seal_hash

ENTRIES: Any = Entry.__table__
SEALS: Any = Seal.__table__
#: So many entries are in memory at once.
PAGE = 1000


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that is wrong: of which subject, where in its chain, which field, and in which words."""

    kind: str
    text: str
    subject: str = ""
    subject_id: int | None = None
    number: str | None = None
    seq: int | None = None
    field: str | None = None
    stored: Any = None
    history: Any = None


def raw(table: Any) -> list[Any]:
    """Every column as it lies there: moments are hashed as their text."""
    return [type_coerce(column, String).label("at") if column.name == "at" else column for column in table.c]


def chains(connection: Connection) -> Iterator[tuple[str, int, list[Any]]]:
    """Table, id and entries of every chain."""
    order = (ENTRIES.c.subject, ENTRIES.c.subject_id, ENTRIES.c.seq)
    found = connection.execute(select(*raw(ENTRIES)).order_by(*order).execution_options(yield_per=PAGE))
    for (subject, subject_id), rows in groupby(found, key=lambda row: (row.subject, row.subject_id)):
        yield subject, subject_id, list(rows)


def broken_links(subject: str, subject_id: int, chain: list[Any]) -> Iterator[Finding]:
    """What is wrong with one chain."""
    prev, last_id = first_prev(subject, subject_id), 0
    for expected, row in enumerate(chain, start=1):

        def wrong(kind: str, text: str, seq: int = row.seq) -> Finding:
            return Finding(
                kind=kind, subject=subject, subject_id=subject_id, seq=seq, text=f"{subject} {subject_id} 的历史第 {seq} 条{text}"
            )

        if row.seq != expected:
            yield wrong("gap", f"之前缺少第 {expected} 条。")
            return
        if row.prev != prev:
            yield wrong("link", "与前一条不相连。")
        if entry_hash(dict(row._mapping)) != row.hash:  # noqa: SLF001 - SQLAlchemy's public name
            yield wrong("hash", "的内容与其校验码不符。")
        if row.id <= last_id:
            yield wrong("order", "的写入次序与序号不符。")
        prev, last_id = row.hash, row.id


def broken_seals(connection: Connection) -> Iterator[Finding]:
    """What is wrong with the seals, and with what they cover."""
    prev, covered = first_seal_prev(), set[int]()
    rows = connection.execute(select(*raw(SEALS)).order_by(SEALS.c.number)).all()
    for expected, row in enumerate(rows, start=1):
        name = f"{row.day} 的封存（第 {row.number} 号）"
        if row.number != expected:
            yield Finding(kind="seal", text=f"{name}之前缺少第 {expected} 号封存。")
            return
        if row.prev != prev:
            yield Finding(kind="seal", text=f"{name}与前一封存不相连。")
        if seal_hash(dict(row._mapping)) != row.hash:  # noqa: SLF001 - SQLAlchemy's public name
            yield Finding(kind="seal", text=f"{name}的内容与其校验码不符。")
        yield from _broken_cover(connection, row, name, covered)
        prev = row.hash


def _broken_cover(connection: Connection, row: Any, name: str, covered: set[int]) -> Iterator[Finding]:
    try:
        ranges = read_ranges(row.covered)
    except ValueError:
        yield Finding(kind="seal", text=f"{name}所列的范围看不懂。")
        return
    found = [pair for first, last in ranges for pair in _between(connection, first, last)]
    named = sum(last - first + 1 for first, last in ranges)
    if len(found) != named or named != row.count:
        yield Finding(kind="sealed", text=f"{name}封存历史 {row.count} 条，现有 {len(found)} 条。")
    elif digest(found) != row.digest:
        yield Finding(kind="sealed", text=f"{name}所封存的历史与当时不符。")
    if not covered.isdisjoint(ids := {key for key, _ in found}):
        yield Finding(kind="seal", text=f"{name}与更早的封存重叠。")
    covered |= ids


def _between(connection: Connection, first: int, last: int) -> list[tuple[int, str]]:
    chosen = select(ENTRIES.c.id, ENTRIES.c.hash).where(ENTRIES.c.id.between(first, last)).order_by(ENTRIES.c.id)
    return [(key, text) for key, text in connection.execute(chosen)]


def counted(connection: Connection) -> tuple[int, int]:
    """How many entries and seals there are."""
    entries, seals = (connection.scalar(select(func.count()).select_from(table)) or 0 for table in (ENTRIES, SEALS))
    return entries, seals
