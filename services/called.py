"""What the records that others lead to are called, read by class and no more of them than they are called by."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import inspect, select

from models.declare import Field, Register
from models.house_stamp import WATCHED
from services.shown import Shown
from services.stamped import stamped


def led_to(model: Any, link: Field) -> type:
    """What a link of these records leads to."""
    return inspect(model).relationships[link.name].mapper.class_  # type: ignore[no-any-return]


def called(shown: Shown, model: Any, keys: Collection[int]) -> Iterable[tuple[int, str | None, str]]:
    """The id, the number (None where there is none) and the name in lists of those of these records that the person may see."""
    if not keys:
        return ()
    if _is_of_the_house(model):
        names = stamped(
            shown.session, ("called", model), lambda: {one.id: shown.called(one) for one in shown.session.scalars(select(model))}
        )
        return [(key, None, names[key]) for key in keys if key in names]
    if not is_plainly_named(model):
        found = shown.session.scalars(select(model).where(model.id.in_(keys)))
        return [(one.id, one.number if isinstance(one, Register) else None, shown.called(one, in_list=True)) for one in found]
    name = getattr(model, model.called.name) if model.called is not None else model.number
    rows = shown.session.execute(select(model.id, model.number, name).where(model.id.in_(keys)))
    return [(key, number, shown.name_in_lists(model, held) or number) for key, number, held in rows]


def _is_of_the_house(model: Any) -> bool:
    """Whether every change of it is told by the stamp and it is called the same for everybody: people and departments."""
    return WATCHED.get(model.__tablename__) == () and not issubclass(model, Register)


def is_plainly_named(model: Any) -> bool:
    """Whether its records are called by their number or one column, and have no words of their own for themselves."""
    return issubclass(model, Register) and model.__str__ is Register.__str__
