"""Gapless numbers per form and year, taken inside the transaction that saves the record."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models.trace import Counter
from rules.keys import Value
from rules.moments import local
from rules.numbering import USUAL, write_number
from rules.policy import NotStated
from services.company import settings
from services.policies import NoPolicy, policy


def next_number(session: Session, form: str, now: datetime) -> str:
    """The next number of a form. A rolled back save gives its number back, since the counter row rolls back with it."""
    year, month = local(now).year, local(now).month
    insert: Any = (postgresql if session.get_bind().dialect.name == "postgresql" else sqlite).insert
    taken = insert(Counter).values(form=form, year=year, value=1)
    taken = taken.on_conflict_do_update(index_elements=["form", "year"], set_={"value": Counter.value + 1}).returning(Counter.value)
    count = session.connection().execute(taken).scalar_one()
    return write_number(_pattern(session), prefix=settings(session)["prefix"], form=form, year=year, month=month, count=count)


def _pattern(session: Session) -> str:
    """As the policy in force writes its numbers."""
    try:
        return str(policy(session).value(Value.NUMBER_PATTERN))
    except (NoPolicy, NotStated):
        return USUAL
