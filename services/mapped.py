"""Every register there is, found by the name of its table: how papers beside a record (approvals, clocks, files) name it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import REGISTERS
from models.declare import Register
from rules.refusals import Missing


def registers() -> tuple[Any, ...]:
    """Every register of the house."""
    return REGISTERS


def named(table: str) -> type[Register] | None:
    """The register of that table."""
    return next((register for register in registers() if register.__tablename__ == table), None)


def kept(table: str) -> type[Register]:
    """The register of that table, which was there when it was written down. Raises Missing."""
    found = named(table)
    if found is None:
        raise Missing("没有这个登记册了。")
    return found


def find(session: Session, table: str, key: int) -> Register | None:
    """The record of that table and id."""
    register = named(table)
    return session.get(register, key) if register is not None else None


def find_all(session: Session, wanted: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Register]:
    """Several records by table and id, in one query a register."""
    keys: dict[str, set[int]] = {}
    for table, key in wanted:
        keys.setdefault(table, set()).add(key)
    found: dict[tuple[str, int], Register] = {}
    for register in registers():
        if ids := keys.get(register.__tablename__):
            found |= {
                (register.__tablename__, record.id): record for record in session.scalars(select(register).where(register.id.in_(ids)))
            }
    return found
