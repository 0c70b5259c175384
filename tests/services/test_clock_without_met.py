"""A deadline that names nothing that meets it: the end of the case keeps the promise, a void case does not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import flask_appbuilder.security.sqla.models  # noqa: F401 - staff.user_id points at ab_user
import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Mapped, Session

from models import Department, Staff
from models.declare import Limit, Model, Phase, Register, Role, Sheet, States, Step, Workflow, counts, day, deadline, row, state, text
from rules.actor import Actor
from rules.moments import end_of
from seeds.load import load_reference
from services import guard, sight
from services.clocks import clocks_by_name, clocks_of
from services.step import move
from tests.cast import NOW
from tests.models.conftest import scratch_module  # noqa: F401 - a fixture

MONDAY = end_of(date(2026, 11, 23))


class Errands(States):
    """An errand is open, done, or was a mistake."""

    OPEN = "open", "办理中", Phase.RUN
    DONE = "done", "已办结", Phase.DONE
    VOID = "void", "作废", Phase.VOID


@pytest.fixture(scope="module")
def errands(scratch_module: None) -> type[Register]:  # noqa: F811
    """Due in three working days by the policy (R002-11)."""

    class Errand(Register, code="X99", title="跑腿单", menu="试验", kept_by=Role.CLERK):
        __tablename__ = "x_errand"
        what: Mapped[str] = text("事项")
        asked_on: Mapped[date | None] = day("提出日期")
        until: Mapped[datetime | None] = deadline("截止", counts(Limit.UNSTATED, since=asked_on))
        status: Mapped[Errands] = state("状态", Errands, start=Errands.OPEN)
        sheet = Sheet(row(what, asked_on), row(until, status))
        flow = Workflow(Step(Errands.OPEN, Errands.DONE, "办结", by=Role.CLERK), Step(Errands.DONE, Errands.OPEN, "重办", by=Role.CLERK))

    return Errand


@pytest.fixture
def errand(errands: Any) -> Iterator[tuple[Session, Any]]:
    """An errand of today, on a database of its own."""
    engine = create_engine("sqlite://")
    Model.metadata.create_all(engine)
    with Session(engine, info={guard.CLOCK: lambda: NOW, sight.WHOLE: True}) as session:
        guard.install(session)
        load_reference(session, NOW)
        unit = Department(name="试验部", position=1, active=True)
        clerk = Staff(name="甲", job_number="X1", unit=unit, active=True)
        made = errands(what="送件", asked_on=NOW.date(), creator=clerk, unit=unit)
        session.add_all([unit, clerk, made])
        session.flush()
        yield session, made
    engine.dispose()


def go(session: Session, record: Any, to: Errands, now: datetime) -> None:
    session.info[guard.CLOCK] = lambda: now
    actor = Actor(user_id=1, staff_id=record.creator.id, name="甲", roles=frozenset({Role.CLERK}), department_id=None)
    move(session, record, to, label="试", words="", actor=actor, now=now)


def test_a_day_counts_as_its_beginning(errand: tuple[Session, Any]) -> None:
    session, made = errand
    row_ = clocks_by_name(session, made)["until"]
    assert (row_.since, row_.due, made.until) == (end_of(date(2026, 11, 19)), end_of(date(2026, 11, 25)), end_of(date(2026, 11, 25)))
    assert made.due_at == made.until


def test_the_end_of_the_case_keeps_the_promise(errand: tuple[Session, Any]) -> None:
    session, made = errand
    go(session, made, Errands.DONE, MONDAY)
    row_ = clocks_by_name(session, made)["until"]
    assert (row_.met_at, row_.is_open, made.due_at) == (MONDAY, False, None)
    session.info[guard.CLOCK] = lambda: MONDAY + timedelta(days=9)
    made.remark = "后来又改了一处"
    session.flush()
    assert clocks_by_name(session, made)["until"].met_at == MONDAY
    assert clocks_of(session, made, MONDAY)[0].chip.words == "按时办结"


def test_a_case_that_ends_too_late_is_late(errand: tuple[Session, Any]) -> None:
    session, made = errand
    go(session, made, Errands.DONE, end_of(date(2026, 11, 25)) + timedelta(minutes=40))
    assert clocks_of(session, made, MONDAY)[0].chip.words == "超时 40 分钟办结"


def test_a_case_that_is_opened_again_runs_again(errand: tuple[Session, Any]) -> None:
    session, made = errand
    go(session, made, Errands.DONE, MONDAY)
    go(session, made, Errands.OPEN, MONDAY)
    row_ = clocks_by_name(session, made)["until"]
    assert (row_.met_at, row_.is_open, made.due_at) == (None, True, made.until)


def test_a_void_case_kept_nothing(errand: tuple[Session, Any]) -> None:
    session, made = errand
    go(session, made, Errands.VOID, MONDAY)
    row_ = clocks_by_name(session, made)["until"]
    assert (row_.met_at, row_.is_open) == (None, False)
    assert clocks_of(session, made, MONDAY)[0].chip.words == "不再计时"
