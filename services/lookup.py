"""Offer the records that somebody may mean, for a picker and for the box over everything: a piece of a name, the tail of a number."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from models.declare import Record, Register
from rules.actor import Actor
from services.search.find import NEWEST, found_by
from services.search.sources import search_fields


def lookup(session: Session, model: type[Record], text: str, actor: Actor, *, limit: int = 20) -> list[Any]:
    """The records a person may pick from, void and inactive ones left out: those that are called just so in front."""
    found = list(session.scalars(_offered(session, model, text, actor).limit(limit)))
    if not text.strip() or len(found) < 2:
        return found
    just_so = session.scalars(_offered(session, model, text, actor, is_whole=True).limit(limit))
    return list(dict.fromkeys([*just_so, *found]))[:limit]


def _offered(session: Session, model: type[Record], text: str, actor: Actor, *, is_whole: bool = False) -> Select[Any]:
    chosen: Any = model
    found: Select[Any] = select(chosen)
    if text.strip():
        found = found_by(found, model, text, actor, dialect=session.get_bind().dialect.name, is_whole=is_whole)
    if issubclass(model, Register):
        found = found.where(chosen.status != model.void_state()).order_by(NEWEST if text.strip() else chosen.id.desc())
    else:
        if "active" in model.fields:
            found = found.where(chosen.active.is_(True))
        found = found.order_by(*([chosen.position] if "position" in model.fields else []), chosen.id)
    return found.options(*shown_links(model))


def shown_links(model: type[Record]) -> list[Any]:
    """Load the linked records that a hint names together with the rows, not one by one."""
    return [selectinload(getattr(model, name)) for name in search_fields(model) if model.fields[name].is_link]
