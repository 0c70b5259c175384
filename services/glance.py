"""The records of a list as light as they can be: the columns that it shows and no objects, and of what they lead to the name alone.

Which records there are says the statement, and so `services/sight`; how each is told says `services/shown`, as everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, false

from models.declare import Register
from rules.actor import Actor
from services.called import called, led_to
from services.conditions import holds
from services.listing import columns
from services.options import option_book
from services.shown import Shown

#: What a row has before the columns of the list; `is_veiled` says whether the record is kept from sight.
FIRST = ("id", "number", "status", "due_at", "paused_since", "is_veiled")


@lru_cache(maxsize=256)
def glanced(register: Any, actor: Actor) -> tuple[Any, ...]:
    """What is read of each record for a list of this person: FIRST, and what is stored in each column of the list."""
    own = (getattr(register, name) for name in FIRST[:-1])
    return (*own, veiled(register, actor).label(FIRST[-1]), *(getattr(register, field.attribute) for field in columns(register)))


def veiled(register: Any, actor: Actor) -> ColumnElement[bool]:
    """The records of which the customer asked that they be kept from sight, and that are kept from his in lists."""
    veil = register.seen.veil
    return false() if veil is None or not actor.roles.isdisjoint(register.clear_to) else holds(register, register, veil)


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
