"""One person writes at a time: who he is and what he typed is read before his turn, and the page that says no is drawn after it."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from models import Callback, Notice, VisitTrip
from models.visit import TripState
from rules.roles import Role
from services import database
from services.database import Mode, held_still
from tests.asking import asking
from tests.cast import ClientOf
from tests.make import form_for, make, walk
from tests.page import page
from views.database import db


def turns(asked: list[Mode]) -> list[Mode]:
    """In which order a request read and wrote."""
    return [mode for place, mode in enumerate(asked) if place == 0 or asked[place - 1] is not mode]


def mode_of(statement: str, parameters: Any) -> Mode:
    return database.mode()


def first_written(statement: str, parameters: Any) -> str | None:
    return statement if database.mode() is Mode.WRITE else None


@pytest.fixture
def engine(app: Flask) -> Any:
    with app.app_context():
        return db.engine


def test_a_new_record_waits_its_turn_when_its_form_has_been_read(engine: Any, session: Session, client_of: ClientOf) -> None:
    browser, data = client_of(Role.CLERK), form_for(Notice, session)
    session.rollback()
    data |= {"slip": page(browser.get("/notice/add")).boxes["slip"]}
    with asking(engine, mode_of) as asked:
        assert browser.post("/notice/add", data=data).status_code == 302
    assert turns(asked) == [Mode.READ, Mode.WRITE]
    assert asked.count(Mode.READ) >= 3  # who asks, the token, what the form leads to


def test_the_token_is_the_first_thing_written(engine: Any, session: Session, client_of: ClientOf) -> None:
    """So a second sending that waited meanwhile meets it before it does anything."""
    browser, data = client_of(Role.CLERK), form_for(Notice, session)
    session.rollback()
    data |= {"slip": page(browser.get("/notice/add")).boxes["slip"]}
    with asking(engine, first_written) as asked:
        browser.post("/notice/add", data=data)
    changes = [one for one in asked if one is not None and one.startswith(("INSERT", "UPDATE"))]
    assert changes[0].startswith("INSERT INTO form_token")


@pytest.mark.parametrize("tail", ["edit", "step/out-back"])
def test_a_refused_form_is_drawn_while_others_may_write(
    tail: str, engine: Any, session: Session, client_of: ClientOf,
) -> None:  # fmt: skip
    trip = walk(make(VisitTrip, session), TripState.OUT)
    session.commit()
    browser, path = client_of(Role.AM), f"/visit_trip/{trip.id}/{tail}"
    session.rollback()
    boxes = page(browser.get(path)).boxes
    wrong = {name: "不是时间" for name in boxes if name.endswith("_at")} or {"contact_phone": "不是电话"}
    with asking(engine, mode_of) as asked:
        answer = browser.post(path, data=boxes | wrong)
    assert page(answer).errors
    assert turns(asked)[-2:] == [Mode.WRITE, Mode.READ]


def test_who_may_not_write_waits_for_nobody(engine: Any, client_of: ClientOf, app: Flask) -> None:
    stranger, auditor = app.test_client(), client_of(Role.AUDITOR)
    with held_still(engine):
        assert "/login" in stranger.post("/callback/add", data={"content": "甲"}).location
        assert auditor.post("/callback/add", data={"content": "甲"}).status_code == 403


def test_what_a_stranger_typed_is_kept_though_his_login_has_gone(session: Session, client_of: ClientOf, app: Flask) -> None:
    browser = client_of(Role.CB)
    slip = page(browser.get("/callback/add")).boxes["slip"]
    answer = app.test_client().post("/callback/add", data={"slip": slip, "content": "水压偏低"})
    assert "draft" in answer.location
    assert "水压偏低" in browser.get("/callback/add?draft=1").get_data(as_text=True)
    assert session.query(Callback).count() == 0
