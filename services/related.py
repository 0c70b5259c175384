"""What belongs to a record: its past, what it gave rise to, and what other registers say of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import CompoundSelect, Select, String, bindparam, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from models.declare import Kind, Register, Verb
from models.trace import Correction, StepTaken
from rules.actor import Actor
from services.hung import hung_on
from services.mapped import registers
from services.rights import may
from services.step import source_of
from services.veil import unveiled

SHOWN = 10


def steps_taken(session: Session, record: Register) -> list[StepTaken]:
    """The steps of a record, first to last."""
    return hung_on(session, record, StepTaken)


def corrections(session: Session, record: Register) -> list[Correction]:
    """The corrections of a record, newest first."""
    return hung_on(session, record, Correction, newest_first=True)


def opened_from(session: Session, record: Register) -> list[Any]:
    """Records that a step of this one opened."""
    keys: dict[int, list[int]] = {}
    for place, key in session.execute(_named(), {"of_it": source_of(record)}):  # which there are is one question; most have none
        keys.setdefault(place, []).append(key)
    return [
        opened
        for place, register in enumerate(registers()) if place in keys
        for opened in session.scalars(select(register).where(register.id.in_(keys[place])).order_by(register.id))
    ]  # fmt: skip


@cache
def _named() -> CompoundSelect[Any]:
    """Where a register stands, and the records in it that name a source; put together once."""
    of_it = bindparam("of_it", type_=String)
    return union_all(*(
        select(literal(place), register.id).where(getattr(register, name) == of_it)
        for place, register in enumerate(registers()) for name, field in register.fields.items() if field.kind is Kind.SOURCE))  # fmt: skip


def pointing_here(session: Session, record: Register, actor: Actor) -> list[tuple[Any, list[Any], int]]:
    """Register he may read, its newest records that link to this one, and how many there are; in the order of the classes' names."""
    pointing = _pointing(type(record), actor)
    if pointing.asked is None:
        return []
    keys: dict[int, list[int]] = {}
    for place, key in session.execute(pointing.asked, {"here": record.id}):
        keys.setdefault(place, []).append(key)
    found = []
    for place, (register, counting) in enumerate(pointing.ways):
        here = keys.get(place, [])
        total = len(here) if len(here) <= SHOWN else session.scalar(counting, {"here": record.id}) or 0
        shown = sorted(here, reverse=True)[:SHOWN]
        rows = list(session.scalars(select(register).where(register.id.in_(shown)).order_by(register.id.desc()))) if shown else []
        found.append((register, rows, total))
    return found


@dataclass(frozen=True, kw_only=True)
class _Pointing:
    """Registers with links to a kind of record, each with the question how many there are; and one for the newest of all of them."""

    ways: tuple[tuple[Any, Select[Any]], ...]
    asked: CompoundSelect[Any] | None


@lru_cache(maxsize=512)
def _pointing(target: type[Register], actor: Actor) -> _Pointing:
    """The registers with links to such a record that he may read."""
    ways: list[tuple[Any, Select[Any]]] = []
    newest = []
    for register in sorted(registers(), key=lambda register: register.code):
        names = [name for name, field in register.fields.items() if field.kind is Kind.LINK and field.target is target]
        if not names or not may(actor, Verb.READ, register):
            continue
        condition = or_(*(getattr(register, f"{name}_id") == bindparam("here") for name in names))
        if (open_ones := unveiled(register, actor)) is not None:
            condition = condition & open_ones
        few = select(literal(len(ways)).label("place"), register.id).where(condition).order_by(register.id.desc()).limit(SHOWN + 1)
        newest.append(select(few.subquery()))
        ways.append((register, select(func.count()).select_from(register).where(condition)))
    return _Pointing(ways=tuple(ways), asked=union_all(*newest) if newest else None)
