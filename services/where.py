"""在哪里: what a code, a number or a remembered piece of a title means, and where that stands."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from models.place import Place
from models.stock_count import HOLDINGS
from printouts.code import parse
from rules.actor import Actor
from services.lookup import lookup

SHOWN = 20


def named(session: Session, text: str) -> Any:
    """The place or the holding that a barcode, a 档号, a number or a place in words names exactly; None where there is none."""
    return next((found for one in (Place, *HOLDINGS) if (found := _called(session, one, text, one.status != one.void_state()))), None)


def once_named(session: Session, text: str) -> Any:
    """The holding of that code or number which was declared void, the last of them: its papers may lie on the shelf all the same."""
    return next((found for one in HOLDINGS if (found := _called(session, one, text, one.status == one.void_state()))), None)


def _called(session: Session, register: Any, text: str, condition: ColumnElement[bool]) -> Any:
    try:
        code = parse(text)
        table, number = code.table, code.number
    except ValueError:
        table, number = register.__tablename__, text
    if table != register.__tablename__:
        return None
    called = register.path if register is Place else register.archival_code
    wanted = select(register).where(or_(register.number == number, called == number), condition)
    return session.scalars(wanted.order_by(register.id.desc())).first()


def where_is(session: Session, text: str, actor: Actor) -> list[Any]:
    """What the text may mean: the one thing that it names, or so many holdings of each register that are remembered by it."""
    if (found := named(session, text)) is not None:
        return [found]
    holdings = [one for register in HOLDINGS for one in lookup(session, register, text, actor, limit=SHOWN)]
    places = {one.place_id for one in holdings if one.place_id is not None}
    session.scalars(select(Place).where(Place.id.in_(places))).all()  # so that no holding asks for its own
    return holdings
