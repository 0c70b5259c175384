"""Every register there is, found by the name of its table: how papers beside a record (approvals, clocks, files) name it."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from models.declare import Register


def registers() -> list[Any]:
    """Every mapped register."""
    return [mapper.class_ for mapper in Register.registry.mappers if issubclass(mapper.class_, Register)]


def find(session: Session, table: str, key: int) -> Register | None:
    """The record of that table and id."""
    for register in registers():
        if register.__tablename__ == table:
            found: Register | None = session.get(register, key)
            return found
    return None
