"""A machine asks whether the process lives and whether it can work; it needs no login and is told no more than that."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from math import inf

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from app import prepare
from models.safekeeping import Act
from rules.roles import Role
from services.heartbeat import TICK, beat, beats
from services.safekeeping import log
from services.standing_work import work
from tests.cast import NOW, ClientOf
from tests.ops.conftest import Lines
from tests.settled import OnSqlite, Settled
from views.database import db
from views.runner import tick_now

CHECKS = {"database", "schema", "policy", "disk", "runner"}


@pytest.fixture(autouse=True)
def _forgetful(app: Flask) -> Iterator[None]:
    """What a process needs is worked out once; here each test is a process of its own."""
    held = app.extensions["begun"]
    app.extensions.pop("needs", None)
    app.extensions["begun"] = NOW
    yield
    app.extensions.pop("needs", None)
    app.extensions["begun"] = held
    app.config["CLOCK"] = lambda: NOW


def checks(client: FlaskClient, status: int) -> set[str]:
    """Those that hold."""
    answer = client.get("/readyz")
    assert (answer.status_code, answer.get_json()["ready"]) == (status, status == 200)
    found = answer.get_json()["checks"]
    assert set(found) == CHECKS
    return {name for name, holds in found.items() if holds}


def test_a_sound_office_is_ready_for_whoever_asks(client: FlaskClient, client_of: ClientOf, app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    assert checks(client, 200) == CHECKS
    assert checks(client_of(Role.CLERK), 200) == CHECKS
    answer = client.get("/healthz")
    assert (answer.status_code, answer.get_json()) == (200, {"alive": True})
    assert "Set-Cookie" not in answer.headers


@pytest.mark.sqlite_only(reason="its database is a file that can be taken away")
def test_without_its_database_the_process_lives_and_is_not_ready(
    app: Flask, settled_app: Settled, client_of: ClientOf, lines: Lines
) -> None:  # fmt: skip
    browser = client_of(Role.CLERK)
    with app.app_context():
        db.engine.dispose()
    assert isinstance(settled_app, OnSqlite)
    file = settled_app.file
    file.unlink()
    file.mkdir()
    try:
        assert browser.get("/healthz").status_code == 200
        assert checks(browser, 503) == {"disk"}
    finally:
        file.rmdir()
    told = next(line for line in lines() if line["logger"] == "dengji.health")
    assert (told["event"], told["error"]) == ("not ready: database schema policy runner", "Unreachable")


@pytest.mark.parametrize(
    ("statement", "missing"),
    [("UPDATE alembic_version SET version_num = '0001'", "schema"), ("DELETE FROM alembic_version", "schema"),
     ("UPDATE policy_edition SET in_force = false", "policy")],
)  # fmt: skip
def test_each_thing_that_is_missing_is_named(client: FlaskClient, session: Session, statement: str, missing: str) -> None:
    session.connection().execute(text(statement))
    session.commit()
    assert checks(client, 503) == CHECKS - {missing}


def test_a_full_disk_is_no_place_to_work(app: Flask, client: FlaskClient) -> None:
    held = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(held, disk_mb=1_000_000_000)
    try:
        assert checks(client, 503) == CHECKS - {"disk"}
    finally:
        app.config["SETTINGS"] = held


def test_a_runner_that_has_stopped_is_noticed_and_one_that_begins_is_given_time(app: Flask, client: FlaskClient, session: Session) -> None:
    assert checks(client, 200) == CHECKS
    for minutes, late in ((9, False), (11, True)):
        app.config["CLOCK"] = lambda minutes=minutes: NOW + timedelta(minutes=minutes)
        assert checks(client, 503 if late else 200) == CHECKS - ({"runner"} if late else set())
    with app.app_context():
        tick_now(NOW + timedelta(days=400))  # as of whatever moment: the beat is of the real one
    assert beats(session.connection()) == {TICK: NOW + timedelta(minutes=11)}
    session.rollback()
    assert checks(client, 200) == CHECKS


def test_a_process_began_when_it_was_made_and_not_when_it_was_first_asked(app_on: Callable[[str], Flask], empty_url: str) -> None:
    made = app_on(empty_url)
    made.config["CLOCK"] = lambda: made.extensions["begun"] + timedelta(hours=5)
    prepare(made)
    assert checks(made.test_client(), 503) == CHECKS - {"runner"}


def test_a_tick_of_a_clock_that_ran_ahead_proves_nothing(app: Flask, client: FlaskClient, session: Session) -> None:
    beat(session, TICK, NOW + timedelta(days=30))
    session.commit()
    log(session.get_bind().engine, Act.BACKUP, at=NOW + timedelta(days=30), now=NOW, entry=1)
    assert checks(client, 200) == CHECKS, "it has just begun"
    app.config["CLOCK"] = lambda: NOW + timedelta(minutes=11)
    assert checks(client, 503) == CHECKS - {"runner"}
    assert work(session.get_bind().engine, NOW).ages == {TICK: inf, "backup": inf}


def test_two_processes_may_tick_at_once(session: Session) -> None:
    for minutes in (0, 1):
        beat(session, TICK, NOW + timedelta(minutes=minutes))
    session.commit()
    assert beats(session.connection()) == {TICK: NOW + timedelta(minutes=1)}
