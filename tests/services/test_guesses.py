"""Guessing is slow from everywhere, and nobody is locked out of the desk at which he always sits."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from models.door import LoginEvent, Outcome
from services.guesses import ADDRESS, NAME, Guess, guess, right, unlock
from tests.cast import NOW
from views.database import db

DESK = "10.0.0.8"


@pytest.fixture
def engine(app: Flask) -> Engine:
    with app.app_context():
        return db.engine


def wrong(engine: Engine, name: str, address: str, times: int = 1) -> Guess:
    found = [guess(engine, name, address, NOW) for _ in range(times)]
    return found[-1]


def came_in(session: Session, name: str, address: str, *, days_ago: int) -> None:
    session.add(LoginEvent(at=NOW - timedelta(days=days_ago), name=name, address=address, outcome=Outcome.IN))
    session.commit()


def test_five_from_one_place_then_a_pause(engine: Engine) -> None:
    assert [wrong(engine, "clerk", DESK).left for _ in range(5)] == [4, 3, 2, 1, 0]
    sixth, seventh = wrong(engine, "CLERK", DESK), wrong(engine, "clerk", DESK)
    assert "暂停登录 5 分钟" in sixth.refused
    assert (sixth.retry_after, sixth.is_first_refusal, seventh.is_first_refusal) == (300, True, False)
    assert wrong(engine, "clerk", "10.0.0.9").refused == ""
    assert wrong(engine, "hotline", DESK).refused == ""


def test_a_name_guessed_from_everywhere_is_slowed_but_not_at_its_own_desk(engine: Engine, session: Session) -> None:
    came_in(session, "clerk", DESK, days_ago=29)
    came_in(session, "clerk", "10.0.0.7", days_ago=31)
    for n in range(NAME.most):
        assert wrong(engine, "clerk", f"172.16.0.{n}").refused == ""
    assert "输错次数过多" in wrong(engine, "clerk", "172.16.1.1").refused
    assert "输错次数过多" in wrong(engine, "clerk", "10.0.0.7").refused
    assert wrong(engine, "clerk", DESK).refused == ""
    assert wrong(engine, "hotline", "172.16.1.1").refused == ""
    assert guess(engine, "clerk", "172.16.1.1", NOW + NAME.window).refused == ""


def test_many_names_from_one_place_are_slowed(engine: Engine, session: Session) -> None:
    came_in(session, "clerk", "172.16.0.1", days_ago=1)
    for n in range(ADDRESS.most):
        assert wrong(engine, f"name{n}", "172.16.0.1").refused == ""
    assert "输错次数过多" in wrong(engine, "hotline", "172.16.0.1").refused
    assert wrong(engine, "clerk", "172.16.0.1").refused == ""
    assert wrong(engine, "hotline", "172.16.0.2").refused == ""


def test_good_tries_count_nowhere(engine: Engine) -> None:
    for _ in range(ADDRESS.most + NAME.most):
        tried = guess(engine, "clerk", DESK, NOW)
        assert (tried.refused, tried.left) == ("", 4)
        right(engine, tried)


def test_unlocking_opens_every_place(engine: Engine) -> None:
    wrong(engine, "clerk", DESK, 6)
    wrong(engine, "clerk2", DESK, 6)
    assert unlock(engine, "Clerk") == 2
    assert wrong(engine, "clerk", DESK).left == 4
    assert wrong(engine, "clerk2", DESK).refused
    assert unlock(engine, "nobody") == 0


def test_names_of_any_length_and_kind_are_counted(engine: Engine) -> None:
    for name in ("", "%", "_", "长" * 5000, "a\nb", "'; DROP TABLE attempt"):
        assert [wrong(engine, name, DESK).left for _ in range(2)] == [4, 3], name
