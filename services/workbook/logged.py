"""Write down that a list has left the house: in a table of its own, and in the history that nobody can rewrite."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from models.declare import Register
from models.export import Export
from models.history import Action
from rules.actor import Actor
from services.acts import Act
from services.capture import note
from services.workbook.export import Taken, personal


def log(session: Session, register: type[Register], taken: Taken, *, actor: Actor, now: datetime) -> Export:
    """Who, when, which list with which filter, how many records, how much in clear. In the transaction of the caller, who commits it."""
    made = Export(
        register=register.__tablename__, narrowed=taken.narrowed, rows=taken.rows, clear=taken.clear, masked=taken.masked, at=now,
        by_id=actor.staff_id)  # fmt: skip
    session.add(made)
    session.flush()
    reason = f"{taken.narrowed}；{taken.rows} 条；{personal(taken)}"
    note(session, Export.__tablename__, made.id, Action.EXPORTED, act=Act(
        action=Action.EXPORTED, label=register.title, reason=reason, actor=actor))  # fmt: skip
    return made
