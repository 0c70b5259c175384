"""Who may be named for a step that nobody else can take: somebody who gets to the record, else it would wait for ever."""

from __future__ import annotations

from sqlalchemy.orm import Session

from models.declare import Field, Register
from models.organisation import Staff
from services.holders import judges, posts_of


def why_not_named(session: Session, record: Register, field: Field, person: Staff) -> str | None:
    """Why this person cannot stand in that field, or None: it holds no step by itself, or he may read the register."""
    alone = (step for step in record.flow.steps if step.holder == field.name and not step.roles and not step.is_of_papers)
    step = next(alone, None)
    if step is None or not posts_of(session, person.id).isdisjoint(judges(type(record))):
        return None
    return f"{person}没有能办理“{step.label}”的登录账号或岗位，请另选"
