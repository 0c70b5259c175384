"""A step taken, or refused, by one whose step it is."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from models.declare import States
from rules.refusals import Invalid
from services.step import take
from tests.cast import NOW
from tests.make import WORDS, step_values, taker


def go(record: Any, target: States, label: str = "", **given: object) -> None:
    """The step that leads there, with everything filled as it ought to be but for what is given."""
    session = Session.object_session(record)
    assert session is not None
    step = next(step for step in record.steps() if step.target is target and label in step.label)
    values = step_values(record, step, session) | {name: value for name, value in given.items() if name in step.fields}
    take(session, record, step, values, words=WORDS, actor=taker(session, record, step), now=NOW)


def refused(record: Any, target: States, label: str = "", **given: object) -> dict[str, str]:
    """The sentences with which it is refused; all of it is taken back."""
    session = Session.object_session(record)
    assert session is not None
    session.flush()
    trial = session.begin_nested()
    with pytest.raises(Invalid) as refusal:
        go(record, target, label, **given)
    trial.rollback()
    return dict(refusal.value.errors)
