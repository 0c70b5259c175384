"""Tokens of forms and drafts, as services keep them: one saving a token, one draft a person and address, and the broom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Draft, FormToken, Notice
from rules.actor import Actor
from rules.refusals import Refused
from rules.roles import Role
from services import drafts, sent
from services.tick import tick
from tests.make import make

ActorOf = Callable[[Role], Actor]


def test_a_token_is_taken_once_and_tells_where_it_led(session: Session, actor: ActorOf, now: datetime) -> None:
    clerk, record = actor(Role.CLERK), make(Notice, session)
    assert sent.claim(session, "t", user_id=clerk.user_id, now=now) is None
    sent.settle(session, "t", record, url="/notice/1", now=now)
    session.commit()
    found = sent.claim(session, "t", user_id=clerk.user_id, now=now)
    assert found is not None
    assert (found.register, found.record_id, found.url) == ("notice", record.id, "/notice/1")


def test_a_refused_saving_gives_its_token_back(session: Session, actor: ActorOf, now: datetime) -> None:
    assert sent.claim(session, "t", user_id=actor(Role.CLERK).user_id, now=now) is None
    session.rollback()
    assert sent.claim(session, "t", user_id=actor(Role.CLERK).user_id, now=now) is None


def test_who_changed_a_record_since_it_was_opened(session: Session, actor: ActorOf, now: datetime) -> None:
    clerk, record = actor(Role.CLERK), make(Notice, session)
    sent.claim(session, "theirs", user_id=clerk.user_id, now=now)
    sent.settle(session, "theirs", record, url="", now=now)
    session.flush()
    assert sent.changed_by(session, record, now - timedelta(minutes=5), but="mine") == (clerk.name, now)
    assert sent.changed_by(session, record, now - timedelta(minutes=5), but="theirs") is None
    assert sent.changed_by(session, record, now + timedelta(minutes=1)) is None


def test_a_person_has_one_draft_at_an_address_and_nobody_elses(session: Session, actor: ActorOf, now: datetime) -> None:
    clerk, hotline = actor(Role.CLERK).user_id, actor(Role.HOTLINE).user_id
    for text in ("先", "后"):
        drafts.keep(session, clerk, "/notice/add", [("procedure", text)], now=now)
    session.commit()
    found = drafts.find(session, clerk, "/notice/add")
    assert found is not None
    assert drafts.pairs_of(found) == [("procedure", "后")]
    assert drafts.find(session, hotline, "/notice/add") is None
    drafts.drop(session, hotline, "/notice/add")
    assert session.scalar(select(func.count(Draft.id))) == 1


@pytest.mark.parametrize(("address", "text"), [("/notice/add", "水" * drafts.LARGEST), ("/" + "x" * 300, "短")])
def test_too_much_is_refused(session: Session, actor: ActorOf, now: datetime, address: str, text: str) -> None:
    with pytest.raises(Refused):
        drafts.keep(session, actor(Role.CLERK).user_id, address, [("a", text)], now=now)


def test_the_tick_sweeps_what_is_older_than_thirty_days(session: Session, actor: ActorOf, now: datetime) -> None:
    clerk = actor(Role.CLERK).user_id
    for days in (31, 29):
        at = now - timedelta(days=days)
        drafts.keep(session, clerk, f"/notice/{days}/edit", [("a", "b")], now=at)
        sent.claim(session, str(days), user_id=clerk, now=at)
    session.commit()
    report = tick(session, now)
    assert report.failed == {}
    assert report.swept == 1
    assert session.scalars(select(Draft.address)).all() == ["/notice/29/edit"]
    assert session.scalars(select(FormToken.token)).all() == ["29"]
    assert tick(session, now).swept == 0
