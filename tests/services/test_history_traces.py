"""The rows beside a record are held against its chain: a step, a look, a correction or a handing on that somebody has touched is found."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import Complaint
from models.approval import ApprovalTask
from models.declare import Model
from models.reveal import Reveal
from models.trace import StepTaken
from rules.roles import Role
from services.approve import hand_over
from services.audit import verify
from services.pause import pause, resume
from services.reveal import reveal
from tests.cast import NOW
from tests.make import make, person
from tests.services.chains import place, submitted


@pytest.fixture
def office(session: Session) -> Session:
    """A case that was paused and resumed, looked at and corrected; and an approval that was handed on."""
    head = person(session, Role.CS_HEAD)
    case = make(Complaint, session, category="pressure", content="水压不足")
    case.dispatched_at = case.first_reply_at = NOW
    session.flush()
    pause(session, case, "客户外出", actor=person(session, Role.CS_SUP), now=NOW)
    resume(session, case, actor=person(session, Role.CS_SUP), now=NOW)
    reveal(session, case, "核查投诉", actor=head, now=NOW)
    record = submitted(session, "VP")
    to = session.get_one(type(record.creator), head.staff_id)
    hand_over(session, place(session, record, Role.VP), to, "出差", actor=person(session, Role.VP), now=NOW)
    session.commit()
    return session


def unprotect(session: Session) -> None:
    """As somebody who has the database in his hands would: take the triggers away that refuse changes of what was done."""
    asked = session.connection()
    if asked.dialect.name == "sqlite":
        for trigger in asked.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars().all():
            asked.exec_driver_sql(f"DROP TRIGGER {trigger}")
    else:
        asked.exec_driver_sql("SET LOCAL session_replication_role = replica")


def found(session: Session) -> list[str]:
    session.rollback()
    return [one.text for one in verify(session.connection()).findings if one.kind == "trace"]


def test_what_the_program_did_is_told_on_both_sides(office: Session) -> None:
    assert found(office) == []


@pytest.mark.parametrize(("statement", "said"), [
    (update(StepTaken).values(words="另一种说法"), "办理记录"),
    (delete(StepTaken).where(StepTaken.label == "恢复计时"), "“恢复计时”已被删除"),
    (update(Reveal).values(reason="联系客户"), "明文查看记录（核查投诉）已被删除或改动"), (delete(Reveal), "明文查看记录"),
    (update(ApprovalTask).where(ApprovalTask.state == "handed").values(words="休假"), "转办记录（休假）历史中没有"),
])  # fmt: skip
def test_what_was_touched_is_found(office: Session, statement: Any, said: str) -> None:
    unprotect(office)
    office.connection().execute(statement)
    office.commit()
    assert said in "".join(found(office))


@pytest.mark.parametrize("table", [StepTaken, Reveal])
def test_the_database_refuses_to_touch_it(office: Session, table: Any) -> None:
    for statement in (update(table).values(register="x"), delete(table)):
        with pytest.raises(IntegrityError, match="append-only"):
            office.connection().execute(statement)
        office.rollback()


def test_a_row_that_nobody_wrote_is_found(office: Session) -> None:
    where = {"register": "complaint", "record_id": 1}
    office.connection().execute(Model.metadata.tables["correction"].insert().values(
        **where, field="content", old="a", new="b", reason="伪造", at=NOW, by_id=1))  # fmt: skip
    office.commit()
    assert any("更正记录（伪造）历史中没有" in one for one in found(office))
