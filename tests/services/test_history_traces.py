"""The rows beside a record are held against its chain: a step, a look, a correction or a handing on that somebody has touched is found."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Integer, delete, func, select, true, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import Callback, Complaint
from models.approval import ApprovalTask
from models.callback import CallbackState
from models.declare import Model
from models.reveal import Reveal
from models.trace import Correction, StepTaken
from rules.roles import Role
from services.acts import Act
from services.approve import hand_over
from services.audit import verify
from services.beside import BESIDE, columns_told
from services.capture import note
from services.correct import correct
from services.encode import encode
from services.pause import pause, resume
from services.reveal import reveal
from services.verify_traces import LABELS
from tests.cast import NOW
from tests.make import make, person, walk
from tests.services.chains import place, submitted

HANDED = ApprovalTask.state == "handed"


@pytest.fixture
def office(session: Session) -> Session:
    return fill(session)


def fill(session: Session) -> Session:
    """A case that was paused and resumed and looked at; a callback that was corrected; an approval that was handed on."""
    head = person(session, Role.CS_HEAD)
    case = make(Complaint, session, category="pressure", content="水压不足")
    case.dispatched_at = case.first_reply_at = NOW
    session.flush()
    pause(session, case, "客户外出", actor=person(session, Role.CS_SUP), now=NOW)
    resume(session, case, actor=person(session, Role.CS_SUP), now=NOW)
    reveal(session, case, "核查投诉", actor=head, now=NOW)
    call = walk(make(Callback, session), CallbackState.DONE)
    correct(session, call, "advice", "希望延长营业时间", "听错", actor=person(session, Role.CB), now=NOW)
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
    (delete(StepTaken).where(StepTaken.label == "恢复计时"), "“恢复计时”已被删除"), (delete(Reveal), "明文查看记录（核查投诉）已被删除"),
    (delete(Correction), "更正记录（听错）已被删除"), (update(ApprovalTask).where(HANDED).values(state="open"), "转办记录（出差）已被删除"),
    (update(StepTaken).values(record_id=99), "办理记录“暂停计时”（客户外出）已被删除"),
])  # fmt: skip
def test_what_was_removed_is_found(office: Session, statement: Any, said: str) -> None:
    unprotect(office)
    office.connection().execute(statement)
    office.commit()
    assert said in "".join(found(office))


@pytest.mark.parametrize(("model", "name"), [
    (model, column.name)
    for model in BESIDE.values()
    for column in columns_told(model).values()
    if not (model is ApprovalTask and column.name in ("state", "approval_id"))  # it is of no handing then, or of no such record
], ids=lambda one: getattr(one, "__tablename__", one))  # fmt: skip
def test_every_column_is_held_against_the_chain(office: Session, model: Any, name: str) -> None:
    unprotect(office)
    column = model.__table__.c[name]
    chosen = model.__table__.c.id == office.scalar(select(func.min(model.id)).where(HANDED if model is ApprovalTask else true()))
    before = office.scalar(select(column).where(chosen))
    office.connection().execute(update(model).where(chosen).values({name: other_than(before, column)}))
    office.commit()
    (one,) = [one for one in verify(office.connection()).findings if one.kind == "trace"]
    assert f"的“{LABELS[name]}”已被改动" in one.text
    assert one.stored != one.history == encode(column, before)


def other_than(value: Any, column: Any) -> Any:
    if "at" in (column.name, column.name[-2:]) or column.name == "until":
        return (value or NOW) - timedelta(seconds=1)
    return (value or 0) + 1 if isinstance(column.type, Integer) else f"{value}x"[-10:]


@pytest.mark.parametrize(("statement", "said"), [
    (update(StepTaken).values(words="另一种说法"), "办理记录“暂停计时”（另一种说法）历史中没有"),
    (update(Reveal).values(reason="联系客户"), "明文查看记录（核查投诉）已被删除或改动"),
    (delete(Correction), "更正记录（听错）已被删除或改动"),
    (update(ApprovalTask).where(HANDED).values(words="休假"), "转办记录（休假）历史中没有"),
])  # fmt: skip
def test_what_an_earlier_version_told_is_still_proven(
    session: Session, monkeypatch: pytest.MonkeyPatch, statement: Any, said: str,
) -> None:  # fmt: skip
    """Its entries tell no row, and their moment is not that of the row; so much of a row as they do tell holds."""
    monkeypatch.setattr("services.beside.tell", tell_nothing)
    monkeypatch.setattr("services.approve.tell", tell_nothing)
    fill(session)
    assert found(session) == []
    unprotect(session)
    session.connection().execute(statement)
    session.commit()
    assert said in "".join(found(session))


def tell_nothing(session: Session, record: Any, row: Any, act: Act) -> None:
    note(session, record.__tablename__, record.id, act.action, act=act)


@pytest.mark.parametrize("table", [StepTaken, Correction, Reveal])
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
