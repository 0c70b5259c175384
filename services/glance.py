"""The records of a list as light as they can be: the columns that it shows and no objects, and of what they lead to the name alone.

Which records there are says the statement, and so `services/sight`; how each is told says `services/shown`, as everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import false

from models.declare import Kind, Register
from rules.actor import Actor
from services.called import called, led_to
from services.listing import columns
from services.options import option_book
from services.shown import Shown
from services.veil import veiled

#: What a row has before the columns of the list; `is_veiled` says whether the record is kept from sight.
FIRST = ("id", "number", "status", "due_at", "paused_since", "is_veiled")


@lru_cache(maxsize=256)
def glanced(register: Any, actor: Actor) -> tuple[Any, ...]:
    """What is read of each record for a list of this person: FIRST, and what is stored in each column of the list. Raises TypeError for a
    list that would show several things in one place: they lie in tables of their own.
    """
    shown, kept = columns(register), veiled(register, actor)
    if several := [field.label for field in shown if field.is_rows or field.kind is Kind.LINKS]:
        raise TypeError(f"{register.__name__}: a list has no column for {several}")
    is_veiled = (false() if kept is None else kept).label(FIRST[-1])
    return (*(getattr(register, name) for name in FIRST[:-1]), is_veiled, *(getattr(register, field.attribute) for field in shown))


def told(shown: Shown, register: type[Register], rows: Sequence[Any]) -> Iterator[list[str]]:
    """The words of the columns of each such row, as this person may read them in a list."""
    labels, fields = option_book(shown.session).label, columns(register)
    linked = dict[type, set[int]]()
    for place, field in enumerate(fields, start=len(FIRST)):
        if field.is_link:
            linked.setdefault(led_to(register, field), set()).update(row[place] for row in rows)
    names = {model: {key: name for key, _, name in called(shown, model, keys - {None})} for model, keys in linked.items()}
    tells = {
        is_veiled: [
            shown.column(register, field, labels, names[led_to(register, field)] if field.is_link else {}, is_veiled=is_veiled)
            for field in fields]
        for is_veiled in (False, True)}  # fmt: skip
    for row in rows:
        yield [tell(held) for tell, held in zip(tells[bool(row.is_veiled)], row[len(FIRST) :], strict=True)]
