"""What a rule of the house refuses at a step it refuses as well where the days of that step were saved before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy.orm import Session

from models import REGISTERS
from models.declare import Kind, Register, Step
from rules.moments import local
from rules.refusals import Invalid
from rules.roles import Role
from services.options import option_book
from services.sight import whole
from services.step import proceed
from tests.cast import NOW
from tests.every import name
from tests.make import WORDS, make, meet, person, step_values, walk

#: Whose house asks more than a declaration can.
ASKED = [register for register in REGISTERS if register.house_rules]
DAYS = (Kind.DAY, Kind.MOMENT)


def ways_to_fill(record: Any, step: Step, session: Session) -> Iterator[dict[str, object]]:
    """As it ought to be, and with one answer after the other turned round."""
    values = step_values(record, step, session)
    yield values
    for filled in values:
        field = record.fields[filled]
        if field.kind is Kind.YES_NO:
            yield values | {filled: not values[filled]}
        elif field.kind is Kind.CHOICE:
            offered = option_book(session).offered(field.options or "", local(NOW).date())
            yield from (values | {filled: code} for code, _ in offered if code != values[filled])


def refusal(record: Any, step: Step, values: dict[str, object], session: Session, *, saved: bool) -> dict[str, str]:
    """The sentences with which the step is refused, its days saved beforehand or not; nothing stays of it."""
    trial = session.begin_nested()
    try:
        if saved:
            for day in (day for day in values if record.fields[day].kind in DAYS):
                setattr(record, day, values[day])
            session.flush()
        with whole(session):
            proceed(session, record, step, values, WORDS, person(session, Role.ARCHIVIST), NOW)
    except Invalid as refused:
        return dict(refused.errors)
    finally:
        trial.rollback()
        session.expire_all()
    return {}


def steps_with_days(register: type[Register]) -> Iterator[Step]:
    """Those of people that fill a day."""
    for step in register.flow.steps:
        if not step.is_of_papers and not step.chain and any(register.fields[field].kind in DAYS for field in step.fields):
            yield step


@pytest.mark.parametrize("register", ASKED, ids=name)
def test_a_day_that_was_saved_before_opens_no_step(register: type[Register], session: Session) -> None:
    for step in steps_with_days(register):
        record = walk(make(register, session), step.source)
        for ready in (False, True):
            if ready:
                meet(record, step)
            if step not in record.steps():
                continue
            session.flush()
            for values in ways_to_fill(record, step, session):
                asked = refusal(record, step, values, session, saved=False)
                assert refusal(record, step, values, session, saved=True) == asked, (step, values)
