"""Slips by which a meter leaves the store, made out, given out and refused."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from models import ChangeIssue, Meter, MeterIssue, UseChange
from rules.moments import SHANGHAI, local
from rules.refusals import Invalid
from rules.roles import Role
from services.step import take
from tests.cast import NOW
from tests.make import make, person
from tests.of_meters import agreed_to


def meter(session: Session, caliber: str = "DN20") -> Meter:
    return make(Meter, session, caliber=caliber)


def slip(session: Session, **given: object) -> MeterIssue:
    return make(MeterIssue, session, **given)


def changing(session: Session, issue_kind: str, **given: object) -> ChangeIssue:
    """A slip for a change that was applied for and agreed to."""
    change = agreed_to(UseChange, session, change_kind=issue_kind)
    return make(ChangeIssue, session, issue_kind=issue_kind, **{"change": change, "compensation": None} | given)


def give_out(session: Session, paper: Any, one: Meter, *, now: datetime = NOW, **given: object) -> Any:
    """发表 at that moment."""
    step = next(step for step in paper.steps() if step.label == "发表")
    values = {"meter": one, "issued_on": local(now).date(), "receiver_sign": "曹铁生"} | given
    take(session, paper, step, values, actor=person(session, Role.METER_STORE), now=now)
    return paper


def refused(session: Session, paper: Any, one: Meter, *, now: datetime = NOW, **given: object) -> dict[str, str]:
    trial = session.begin_nested()
    with pytest.raises(Invalid) as refusal:
        give_out(session, paper, one, now=now, **given)
    trial.rollback()
    return dict(refusal.value.errors)


def step_of(paper: Any, label: str) -> Any:
    return next(step for step in paper.steps() if step.label == label)


def on(day: int, clock: str = "10:00", month: int = 11) -> datetime:
    return datetime.fromisoformat(f"2026-{month:02}-{day:02}T{clock}").replace(tzinfo=SHANGHAI)
