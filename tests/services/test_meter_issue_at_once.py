"""Two who issue to one receiver at the same moment, on PostgreSQL, where both write side by side: the limit holds for both together."""

from __future__ import annotations

from threading import Thread
from time import monotonic, sleep
from typing import Any

from sqlalchemy import create_engine, text, update
from sqlalchemy.orm import Session

from models import Meter, MeterIssue
from models.meter_issue import IssueState
from models.policy import PolicyValue
from rules.moments import local
from rules.refusals import Invalid
from rules.roles import Role
from services import guard, sight
from services.step import take
from tests.cast import NOW
from tests.conftest import OfficeSession
from tests.make import make, person

PATIENCE = 20


def opened(engine: Any) -> OfficeSession:
    session = OfficeSession(engine, info={guard.CLOCK: lambda: NOW, sight.WHOLE: True})
    guard.install(session)
    return session


def give_out(session: Session, slip: int, meter: int) -> None:
    paper = session.get_one(MeterIssue, slip)
    step = next(step for step in paper.steps() if step.label == "发表")
    values = {"meter": session.get_one(Meter, meter), "issued_on": local(NOW).date(), "receiver_sign": "曹铁生"}
    take(session, paper, step, values, actor=person(session, Role.METER_STORE), now=NOW)


def until_it_waits(engine: Any, other: Thread) -> None:
    """The other is through, or stands at a lock. A transaction would see again and again what it saw first, so each look is one."""
    waiting = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
    ends = monotonic() + PATIENCE
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as beside:
        while other.is_alive() and not beside.scalar(waiting):
            assert monotonic() < ends, "neither refused nor waiting"
            sleep(0.02)


def test_r003_05_two_at_once_do_not_pass_the_limit_together(postgres_office: str) -> None:
    engine = create_engine(postgres_office)
    with opened(engine) as session:
        session.execute(update(PolicyValue).where(PolicyValue.key == "meter_batch_most").values(value="1"))
        papers = [(make(MeterIssue, session).id, make(Meter, session, caliber="DN20").id) for _ in range(2)]
        session.commit()
    said: list[dict[str, str]] = []

    def second() -> None:
        with opened(engine) as mine:
            try:
                give_out(mine, *papers[1])
                mine.commit()
            except Invalid as refusal:
                said.append(dict(refusal.errors))

    with opened(engine) as first:
        give_out(first, *papers[0])
        beside = Thread(target=second)
        beside.start()
        until_it_waits(engine, beside)
        first.commit()
        beside.join()
    assert ["一次领表上限为 1 只" in one["issued_on"] for one in said] == [True]
    with opened(engine) as session:
        assert [session.get_one(MeterIssue, slip).status for slip, _ in papers] == [IssueState.ISSUED, IssueState.DRAFT]
    engine.dispose()
