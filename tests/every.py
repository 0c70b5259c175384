"""Every register, as parameters of tests, and the address of a record.

What hangs on a register's own words is tried with `every`. What the screens and doors do with those words is the same code for all, and is
tried with `some`: registers that between them have every kind of field, part of a sheet and word of a step that there is.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from models import REGISTERS
from models.declare import Register


def name(register: type[Register]) -> str:
    return register.__name__


def features(register: type[Register]) -> Iterator[str]:
    """Everything that is said of it, without the words it is said of."""
    for holder in (register, *(field.target for field in register.fields.values() if field.is_rows)):
        inner = "" if holder is register else "row "
        for field in holder.fields.values():
            yield f"{inner}{field.kind}"
            for word in ("sensitive", "shown_to", "default", "past", "after", "demanded", "compute", "gives", "counting", "tally", "judge"):
                if getattr(field, word) not in (None, (), {}, False):
                    yield f"{inner}{field.kind} {word}"
    for section in register.sheet.sections():
        yield from (type(part).__name__ for part in section.parts)
    yield from (word for word in ("copies", "note", "red", "landscape", "half", "clear") if getattr(register.sheet, word))
    yield from (
        word
        for word in ("ledger", "listed", "papers", "entered", "called", "rules", "house_rules", "kept_from_void", "clear_to")
        if getattr(register, word)
    )
    yield from (f"paper {type(paper).__name__} {getattr(paper, 'look', '')}" for paper in register.papers)
    yield from ("veil" for _ in [register.seen.veil] if register.seen.veil)
    for step in register.flow.steps:
        yield from (
            f"step {word}" for word, value in vars(step).items() if value not in (None, [], (), {}, False, "", True) or value is True
        )


def telling() -> tuple[type[Register], ...]:
    """The fewest, taken greedily, that have every feature between them; in the order of the house."""
    has = {register: set(features(register)) for register in REGISTERS}
    missing, chosen = set[str]().union(*has.values()), set[type[Register]]()
    while missing:
        best = max(REGISTERS, key=lambda register: len(has[register] & missing))
        chosen.add(best)
        missing -= has[best]
    return tuple(register for register in REGISTERS if register in chosen)


SOME = telling()
every = pytest.mark.parametrize("register", REGISTERS, ids=name)
some = pytest.mark.parametrize("register", SOME, ids=name)
some_flowing = pytest.mark.parametrize("register", [register for register in SOME if register.flow.steps], ids=name)


flowing = pytest.mark.parametrize("register", [register for register in REGISTERS if register.flow.steps], ids=name)


def base(record: Register) -> str:
    return f"/{record.__tablename__}/{record.id}"
