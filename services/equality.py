"""Prove two databases equal: of every table the same number of rows and the same values, each read from where it lies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection

from services.canonical import Sum, Tally
from services.copying import Told, rows_of
from services.layout import Layout

PROVING = "核对"


def summed(connection: Connection, where: Layout, told: Told) -> dict[str, Sum]:
    """What every table holds, read anew. `told` hears of each table."""
    found = {}
    for name, columns in where.columns.items():
        tally = Tally(columns)
        for row in rows_of(connection, where, name):
            tally.add(row)
        told(PROVING, name, tally.rows)
        found[name] = tally.sum()
    return found


def differences(expected: Mapping[str, Sum], found: Mapping[str, Sum]) -> list[str]:
    """A sentence for each table that is not the same."""
    return [sentence for name in sorted({*expected, *found}) for sentence in _difference(name, expected.get(name), found.get(name))]


def _difference(name: str, expected: Sum | None, found: Sum | None) -> Iterable[str]:
    if expected is None or found is None:
        yield f"表 {name} 只在一边。"
    elif expected.rows != found.rows:
        yield f"表 {name} 应有 {expected.rows} 行，实有 {found.rows} 行。"
    elif expected.digest != found.digest:
        yield f"表 {name} 的 {found.rows} 行中有内容不同。"
