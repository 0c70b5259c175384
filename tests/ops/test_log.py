"""The log tells what happened in which request, and never what anybody typed, searched for or read."""

from __future__ import annotations

import io
import json
import logging
import re
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from config import Settings, WrongSetting
from models import Notice
from rules.roles import Role
from tests.cast import ClientOf
from tests.files import PDF
from tests.make import form_for, make
from tests.ops.conftest import Lines
from views.ops import log

#: A name, a telephone, the number of an identity card, a word without meaning: whatever finds its way into the log is found in it.
CANARIES = ("欧阳静姝", "13912345678", "110101199003071233", "zqxjkcanary")
ALL = " ".join(CANARIES)
HEADERS = {"User-Agent": ALL.encode().decode("latin-1"), "Referer": "/notice/?q=zqxjkcanary", "X-Forwarded-For": CANARIES[1]}


def leaks(written: io.StringIO) -> list[str]:
    """Lines with a canary in them, however it is written."""
    ways = {word: (word, json.dumps(word)[1:-1], word.encode().decode("latin-1")) for word in CANARIES}
    return [line for line in written.getvalue().splitlines() if any(way in line for word in ways.values() for way in word)]


def everything(browser: FlaskClient, session: Session, record_id: int) -> list[int]:
    """What is typed everywhere: addresses, searches, forms, files, the door. Returns the answers' statuses."""
    filled = form_for(Notice, session)
    free = {name: ALL for name, value in filled.items() if isinstance(value, str) and not value.isascii()}
    session.rollback()
    asked = [
        browser.get(f"/notice/?q={CANARIES[0]}", headers=HEADERS),
        browser.get(f"/search?q={ALL}", headers=HEADERS),
        browser.get(f"/lookup/notice/{CANARIES[3]}?q={ALL}"),
        browser.get(f"/notice/?order={CANARIES[3]}"),
        browser.get(f"/notice/{record_id}?{CANARIES[3]}={CANARIES[1]}"),
        browser.get(f"/{CANARIES[0]}/{CANARIES[1]}"),
        browser.post("/notice/add", data=filled, headers=HEADERS),
        browser.post("/notice/add", data={**filled, **free}),
        browser.post("/notice/add", data={**filled, "given_on": ALL, "version": ALL, "slip": ALL}),
        browser.post(f"/notice/{record_id}/edit", data={**filled, "seen": ALL, "remark": ALL}),
        browser.post(f"/notice/{record_id}/step/{CANARIES[3]}", data={"words": ALL, "seen": "1"}),
        browser.post(f"/notice/{record_id}/void", data={"words": ALL}),
        browser.post(f"/notice/{record_id}/reveal", data={"reason": ALL}),
    ]
    for name, content in ((f"{ALL}.pdf", PDF), (f"{ALL}.exe", b"MZ")):
        files = {"attachments": (BytesIO(content), name)}
        asked.append(browser.post(f"/notice/{record_id}/attach", data=files, content_type="multipart/form-data"))
    stranger = browser.application.test_client()
    asked.append(stranger.post("/login/", data={"username": ALL, "password": ALL}))
    asked.append(stranger.post("/login/", data={"username": "clerk", "password": CANARIES[3]}))
    asked.append(stranger.post("/notice/add", data={"customer_name": ALL}))
    for answer in asked:
        answer.get_data()
    return [answer.status_code for answer in asked]


@pytest.mark.sqlite_only(reason="it takes a table away, and on PostgreSQL a test gets back its rows alone")
@pytest.mark.usefixtures("_as_in_service")
def test_nothing_that_was_typed_is_in_the_log_of_a_sound_office_or_of_a_broken_one(
    app: Flask, session: Session, client_of: ClientOf, written: io.StringIO, lines: Lines
) -> None:  # fmt: skip
    record_id = make(Notice, session).id
    session.commit()
    sound = everything(client_of(Role.CLERK), session, record_id)
    assert {200, 302, 400, 401, 404} <= set(sound)
    assert 500 not in sound
    session.connection().execute(text("DROP TABLE notice_material"))
    for table in ("attachment", "login_event", "draft"):  # what a database says of a broken rule may quote what was typed
        for act in ("INSERT", "UPDATE"):
            broken_by = f"CREATE TRIGGER {table}_{act} BEFORE {act} ON {table} BEGIN SELECT RAISE(ABORT, '{ALL}'); END"
            session.connection().execute(text(broken_by))
    session.commit()
    broken = everything(client_of(Role.CLERK), session, record_id)
    assert broken.count(500) >= 4
    failed = [line for line in lines() if line["level"] == "ERROR"]
    assert len(failed) == broken.count(500)
    kinds = {"sqlalchemy.exc.IntegrityError [SQLITE_CONSTRAINT_TRIGGER]", "sqlalchemy.exc.OperationalError [SQLITE_ERROR]"}
    assert {line["error"] for line in failed} == kinds
    assert leaks(written) == []
    told = [line for line in lines() if line["logger"] == "dengji.access"]
    assert [line["status"] for line in told] == sound + broken
    assert {line["route"] for line in told} >= {"/notice/", "/notice/add", "/notice/<int:pk>/attach", "/login/", "/search", "-"}


def test_a_line_says_who_what_and_how_long(client_of: ClientOf, session: Session, lines: Lines) -> None:
    browser, given = client_of(Role.CLERK), "0123456789abcdef" * 2
    with browser.session_transaction() as cookie:
        user_id = int(cookie["_user_id"])
    answer = browser.get("/notice/?q=x", headers={"X-Request-ID": given})
    assert answer.headers["X-Request-ID"] == given
    size = len(answer.get_data())
    told = lines()[-1]
    assert told.pop("ms") >= 0
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+08:00", told.pop("time"))
    assert told == {
        "level": "INFO", "logger": "dengji.access", "event": "request", "request_id": given, "method": "GET", "route": "/notice/",
        "status": 200, "user": user_id, "bytes": size,
    }  # fmt: skip


@pytest.mark.parametrize("given", ["", "110101199003071233", "x" * 32, "0123456789abcdef" * 2 + "\t", "张三", "0123456789abcdef" * 3])
def test_an_id_that_might_be_somebodys_number_is_replaced(client: FlaskClient, lines: Lines, given: str) -> None:
    answer = client.get("/login/", headers={"X-Request-ID": given.encode().decode("latin-1")})
    answer.get_data()
    made = answer.headers["X-Request-ID"]
    assert made != given
    assert re.fullmatch("[0-9a-f]{32}", made)
    assert [line["request_id"] for line in lines() if line["logger"] == "dengji.access"] == [made]


@pytest.mark.sqlite_only(reason="it takes a table away, and on PostgreSQL a test gets back its rows alone")
@pytest.mark.usefixtures("_as_in_service")
def test_a_failure_is_found_by_its_request_and_its_reference(session: Session, client_of: ClientOf, lines: Lines) -> None:
    record = make(Notice, session)
    session.connection().execute(text("DROP TABLE notice_material"))
    session.commit()
    record_page = client_of(Role.CLERK).get(f"/notice/{record.id}")
    reference = re.search(r"500-\d{8}-\d{4}-[0-9A-F]{4}", record_page.get_data(as_text=True))
    assert reference is not None
    failed = next(line for line in lines() if line["level"] == "ERROR")
    assert failed["event"] == f"unforeseen failure {reference[0]}"
    assert failed["request_id"] == record_page.headers["X-Request-ID"]
    assert failed["error"] == "sqlalchemy.exc.OperationalError [SQLITE_ERROR]"
    assert any("services/" in part for part in failed["traceback"])


@pytest.mark.sqlite_only(reason="it takes a table away, and on PostgreSQL a test gets back its rows alone")
@pytest.mark.usefixtures("_as_in_service")
def test_a_failure_of_the_page_for_failures_names_no_address(
    session: Session, client_of: ClientOf, written: io.StringIO, lines: Lines
) -> None:  # fmt: skip
    browser = client_of(Role.CLERK)
    session.connection().execute(text("DROP TABLE message"))
    session.commit()
    with pytest.raises(OperationalError):  # the server's own last page
        browser.get(f"/{CANARIES[0]}/{CANARIES[1]}")
    assert "a failure that no page could tell" in [line["event"] for line in lines() if line["level"] == "ERROR"]
    assert leaks(written) == []


def test_machines_that_look_whether_we_live_are_no_visits(client: FlaskClient, lines: Lines) -> None:
    for path in ("/healthz", "/readyz", "/metrics"):
        client.get(path).get_data()
    assert [line for line in lines() if line["logger"] == "dengji.access"] == []


def test_of_others_only_what_stands_in_their_programs_is_told(written: io.StringIO, lines: Lines) -> None:
    other = logging.getLogger("some.library")
    other.warning("Login failed for %s", ALL)
    logging.getLogger("alembic.runtime.migration").warning("Running upgrade %s", ALL)
    other.warning(f"could not parse {ALL}")
    try:
        try:
            int(ALL)
        except ValueError as first:
            raise KeyError(ALL) from first
    except KeyError:
        other.exception("failed")
    sentences = [line["event"] for line in lines()]
    assert sentences[:2] == ["Login failed for %s", "Running upgrade %s"]
    assert all(re.fullmatch(r"test_log:\d+", said) for said in sentences[2:])
    assert lines()[-1]["error"] == "KeyError"
    assert "ValueError" in lines()[-1]["traceback"]
    assert leaks(written) == []


def test_people_read_the_same_as_text() -> None:
    stream = io.StringIO()
    log.install("text", stream)
    try:
        logging.getLogger("dengji").warning("not ready: %s", "disk", extra={"facts": {"error": "X"}})
    finally:
        log.install("text")
    assert re.fullmatch(r"\S+ WARNING dengji not ready: disk error=X\n", stream.getvalue())


def test_there_are_two_ways_to_write_it() -> None:
    assert Settings.read({"DENGJI_LOG": "json"}).log == "json"
    with pytest.raises(WrongSetting) as refused:
        Settings.read({"DENGJI_LOG": "xml"})
    assert "应为 text 或 json" in refused.value.sentence
