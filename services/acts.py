"""What is being done to a record, said by the verb that does it, so that its history bears more than "changed"."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy.orm import Session

from models.history import Action
from rules.actor import Actor

ACTS = "acts"


@dataclass(frozen=True, kw_only=True)
class Act:
    """An act with the label it has on the screen, the words that were given for it, and who does it if not the session's actor."""

    action: Action
    label: str = ""
    reason: str = ""
    actor: Actor | None = None


@contextmanager
def acting(session: Session, record: object, act: Act) -> Iterator[None]:
    """What the flushes inside change of this record is this act. Another record's changes stay what they are."""
    acts: list[tuple[object, Act]] = session.info.setdefault(ACTS, [])
    acts.append((record, act))
    try:
        yield
    finally:
        acts.pop()


def act_on(session: Session, table: str, key: int) -> Act | None:
    """The act that is under way on that record, the innermost."""
    under_way: list[tuple[object, Act]] = session.info.get(ACTS, [])
    for record, act in reversed(under_way):
        if getattr(record, "__tablename__", None) == table and getattr(record, "id", None) == key:
            return act
    return None
