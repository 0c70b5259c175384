"""Whatever is done in whatever order, every number of the form has somewhere to be, and the counter is the last of them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Counter, Inquiry
from models.policy import PolicyValue
from services import guard
from services.number_book import Standing
from services.number_ledger import book
from services.records import create
from services.reserve import open_numbers, reserve, spoil
from tests.cast import NOW
from tests.make import keeper, make, values_for, voided
from views.database import db

#: What can be done with numbers, and whether it is committed.
ACTS = st.lists(st.tuples(st.sampled_from(["make", "void", "reserve", "use", "spoil", "pattern"]), st.booleans()), max_size=14)
PATTERNS = ["{prefix}-{form}-{year}-{count:05}", "{form}/{year}{month}/{count}", "{prefix}{form}{year}-{count:03}"]


@pytest.fixture
def opened(app: Flask) -> Session:
    """A session whose work is undone after each example."""
    with app.app_context():
        made = Session(db.engine, info={guard.CLOCK: lambda: NOW}, join_transaction_mode="create_savepoint")
    guard.install(made)
    return made


def act(session: Session, what: str, turn: int) -> tuple[int, int]:
    """Do it inside a savepoint; how many numbers it takes from the counter, and how many become void or spoilt by it."""
    clerk = keeper(session, Inquiry)
    waiting = open_numbers(session, Inquiry)
    alive = [one for one in session.scalars(select(Inquiry).order_by(Inquiry.id)) if not one.is_void()]
    if what == "make":
        make(Inquiry, session)
    elif what == "reserve":
        reserve(session, Inquiry, turn % 4 + 1, "检修", actor=clerk, now=NOW)
        return turn % 4 + 1, 0
    elif what == "void" and alive:
        voided(alive[turn % len(alive)])
        return 0, 1
    elif what == "use" and waiting:
        number = waiting[turn % len(waiting)]
        made = create(session, Inquiry, values_for(Inquiry, session), actor=clerk, now=NOW + timedelta(hours=1), number=number)
        assert made.number == number
    elif what == "spoil" and waiting:
        spoil(session, Inquiry, waiting[turn % len(waiting)], "写坏", actor=clerk, now=NOW)
        return 0, 1
    elif what == "pattern":
        for row in session.scalars(select(PolicyValue).where(PolicyValue.key == "number_pattern")):
            row.value = PATTERNS[turn % len(PATTERNS)]
        session.flush()
    return (1 if what == "make" else 0), 0


@given(acts=ACTS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_number_is_explained(opened: Session, acts: list[tuple[str, bool]]) -> None:
    taken = lost = 0
    for turn, (what, stays) in enumerate(acts):
        place = opened.begin_nested()
        numbers, gone = act(opened, what, turn)
        if stays:
            place.commit()
            taken, lost = taken + numbers, lost + gone
        else:
            place.rollback()
    if taken:
        found = book(opened, Inquiry, NOW.year)
        assert found.is_settled, found
        assert found.counter == opened.scalar(select(Counter.value).where(Counter.form == "A07")) == taken
        assert [entry.count for entry in found.entries] == list(range(1, taken + 1))
        assert found.totals[Standing.VOID] + found.totals[Standing.SPOILT] == lost
    opened.rollback()
