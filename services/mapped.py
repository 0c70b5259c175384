"""Every register there is, found by the name of its table: how papers beside a record (approvals, clocks, files) name it."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from models import REGISTERS
from models.declare import Register


def registers() -> tuple[Any, ...]:
    """Every register of the house."""
    return REGISTERS


def find(session: Session, table: str, key: int) -> Register | None:
    """The record of that table and id."""
    for register in registers():
        if register.__tablename__ == table:
            found: Register | None = session.get(register, key)
            return found
    return None
