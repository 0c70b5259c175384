"""How much stands open in the house, in numbers alone: cases by register and state, letters not sent, how long ago things were done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from math import inf

from sqlalchemy import Connection, Engine, String, func, literal, select, type_coerce, union_all

from models import REGISTERS
from models.declare import Kind, Phase, Register
from rules.moments import is_ahead
from services.database import reading
from services.heartbeat import beats
from services.outbox import counts
from services.safekeeping import backed_up_at


@dataclass(frozen=True, kw_only=True)
class Work:
    """The numbers of one moment.

    Open cases by (register, state), letters by what became of them, seconds since each beat and the last backup.
    """

    open_cases: Mapping[tuple[str, str], int]
    letters: Mapping[str, int]
    ages: Mapping[str, float]


def work(engine: Engine, now: datetime) -> Work:
    """Counted past every mapper: whoever asks is a machine, and is told of no record."""
    with reading(), engine.connect() as connection:
        done = beats(connection)
        if (kept := backed_up_at(connection, now)) is not None:
            done["backup"] = kept
        return Work(
            open_cases=_open_cases(connection), letters=counts(connection),
            ages={name: _age(at, now) for name, at in done.items()})  # fmt: skip


def _age(at: datetime, now: datetime) -> float:
    """Of what a clock that ran ahead has stamped nobody knows it: it is too old, so that somebody looks."""
    return inf if is_ahead(at, now) else max(0.0, (now - at).total_seconds())


def _open_cases(connection: Connection) -> dict[tuple[str, str], int]:
    parts = []
    for register in filter(_has_an_end, REGISTERS):
        status = register.__table__.c.status
        code = type_coerce(status, String)  # each register has states of its own, and one result holds them all
        counted = select(literal(register.__tablename__), code, func.count()).where(code.in_(open_states(register)))
        parts.append(counted.group_by(status))
    return {(name, state): count for name, state, count in connection.execute(union_all(*parts))}


def _has_an_end(register: type[Register]) -> bool:
    """Whether its records are brought to an end. A customer on the books is no case that stands open."""
    return any(state.phase in (Phase.DONE, Phase.FILE) for state in register.states())


def open_states(register: type[Register]) -> list[str]:
    """The codes of the states in which something is still to be done."""
    states = next(one.target for one in register.fields.values() if one.kind is Kind.STATE)
    return [state.value for state in states if state.phase.is_open]
