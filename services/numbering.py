"""Gapless numbers per form and year, taken inside the transaction that saves the record.

Each number taken is also written down (`NumberGiven`), in the same transaction: what a counter has passed can be proven afterwards.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models.numbers import NumberGiven
from models.trace import Counter
from rules.keys import Value
from rules.moments import local
from rules.numbering import USUAL, write_number
from rules.policy import NotStated
from services.company import settings
from services.policies import NoPolicy, policy


def next_number(session: Session, form: str, now: datetime) -> str:
    """The next number of a form. A rolled back save gives its number back, since the counter row rolls back with it."""
    first = advance(session, form, now, 1)
    return hand_out(session, form, now, first, 1)[0]


def advance(session: Session, form: str, now: datetime, count: int) -> int:
    """Move the counter of this year on by so many; the first of them. Whoever else wants numbers of it waits for our commit."""
    year = local(now).year
    taken = session.connection().execute(_taken(session.get_bind().dialect.name), {"form": form, "year": year, "value": count})
    return int(taken.scalar_one()) - count + 1


@cache
def _taken(dialect: str) -> Any:
    """Put together once, since every new record asks."""
    insert: Any = (postgresql if dialect == "postgresql" else sqlite).insert
    table: Any = Counter.__table__
    wanted = insert(table)
    further = {"value": table.c.value + wanted.excluded.value}
    return wanted.on_conflict_do_update(index_elements=["form", "year"], set_=further).returning(table.c.value)


def hand_out(session: Session, form: str, now: datetime, first: int, count: int, *, reservation_id: int | None = None) -> list[str]:
    """Write these counts as the policy in force writes its numbers, and write down that they are given."""
    year, month, prefix, pattern = local(now).year, local(now).month, settings(session)["prefix"], pattern_in_force(session)
    numbers = [
        write_number(pattern, prefix=prefix, form=form, year=year, month=month, count=one) for one in range(first, first + count)
    ]  # fmt: skip
    given: Any = NumberGiven.__table__
    session.connection().execute(given.insert(), [
        {"form": form, "year": year, "count": first + index, "number": number, "at": now, "reservation_id": reservation_id}
        for index, number in enumerate(numbers)])  # fmt: skip
    return numbers


def pattern_in_force(session: Session) -> str:
    """As the policy in force writes its numbers."""
    try:
        return str(policy(session).value(Value.NUMBER_PATTERN))
    except (NoPolicy, NotStated):
        return USUAL
