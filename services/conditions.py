"""A condition of a declaration (`when(...)`) as the database reads it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, not_, or_

from models.declare.field import When


def holds(entity: Any, register: Any, condition: When) -> ColumnElement[bool]:
    """The condition on `entity`, which is the register or an alias of it."""
    return and_(*parts(entity, register, condition))


def parts(entity: Any, register: Any, condition: When | None) -> list[ColumnElement[bool]]:
    """The condition and those that must hold with it, each as a clause of its own; none where there is no condition."""
    found: list[ColumnElement[bool]] = []
    for part in condition.parts() if condition is not None else ():
        column = getattr(entity, register.fields[part.name].attribute)
        holds = column.in_(part.values) if part.values else column.is_not(None)
        found.append(or_(column.is_(None), not_(holds)) if part.negated else holds)
    return found
