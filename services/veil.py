"""Whose case is kept from whom, as the database reads it: the customer asked for it, and the posts that work with the data see it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, not_

from models.declare import Register
from rules.actor import Actor
from services.conditions import holds


def veiled(model: Any, actor: Actor) -> ColumnElement[bool] | None:
    """The records that are kept from his sight; None where nothing is, or not from him."""
    if not issubclass(model, Register) or model.seen.veil is None or not actor.roles.isdisjoint(model.clear_to):
        return None
    return holds(model, model, model.seen.veil)


def unveiled(model: Any, actor: Actor) -> ColumnElement[bool] | None:
    """The others; None where they are all. A veiled one is found by its number alone."""
    return None if (kept := veiled(model, actor)) is None else not_(kept)
