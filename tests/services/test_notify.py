"""A person is told a thing once, whoever tells it and however often; he alone reads and marks it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Message, Staff
from rules.roles import Role
from services.notify import Notice, messages, notice_label, read, read_all, tell, unread
from tests.cast import NOW
from views.database import db


def somebody(session: Session, role: Role = Role.CB) -> Staff:
    return session.scalars(select(Staff).where(Staff.job_number == role.value)).one()


def say(session: Session, once: str, *, role: Role = Role.CB, minutes: int = 0) -> bool:
    return tell(
        session, somebody(session, role), kind="warn", text=f"QH-B02-2026-00001 {once}", url="/callback/1", once=once,
        now=NOW + timedelta(minutes=minutes))  # fmt: skip


def test_telling_twice_changes_nothing(session: Session) -> None:
    assert [say(session, "clock:1:1:warn"), say(session, "clock:1:1:warn", minutes=5), say(session, "clock:1:2:warn")] == [
        True,
        False,
        True,
    ]
    assert [one.at for one in session.scalars(select(Message).order_by(Message.id))] == [NOW, NOW]


def test_many_at_once_tell_once(app: Flask) -> None:
    def run(_: int) -> bool:
        with app.app_context():
            told = say(db.session, "one thing")  # type: ignore[arg-type]
            db.session.commit()
            db.session.remove()
            return told

    with ThreadPoolExecutor(8) as threads:
        assert sorted(threads.map(run, range(16))) == [False] * 15 + [True]
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Message)) == 1
        db.session.remove()


def test_unread_ones_come_first_and_the_newest_in_front(session: Session) -> None:
    cb = somebody(session)
    for minutes, once in enumerate(("a", "b", "c")):
        say(session, once, minutes=minutes)
    say(session, "of another", role=Role.CLERK)
    newest = unread(session, cb.id)[0]
    assert newest.once == "c"
    assert read(session, cb.id, [newest.id], now=NOW) == 1
    assert [one.once for one in messages(session, cb.id)] == ["b", "a", "c"]
    assert (len(unread(session, cb.id)), read_all(session, cb.id, now=NOW), len(unread(session, cb.id))) == (2, 2, 0)
    assert len(unread(session, somebody(session, Role.CLERK).id)) == 1


def test_nobody_marks_what_another_was_told(session: Session) -> None:
    say(session, "a")
    told = session.scalars(select(Message)).one()
    assert read(session, somebody(session, Role.CLERK).id, [told.id], now=NOW) == 0
    session.expire_all()
    assert told.read_at is None


@pytest.mark.parametrize(("kind", "label"), [("warn", "临期提醒"), ("escalate", "逾期上报"), ("of a later version", "通知")])
def test_every_kind_has_words(kind: str, label: str) -> None:
    assert notice_label(kind) == label
    assert all(len(notice.value) <= Message.__table__.c.kind.type.length for notice in Notice)  # type: ignore[attr-defined]
