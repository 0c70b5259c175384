"""Every failure is a clear Chinese page with a reference number, and JSON for a script; none shows the inside."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from models import Notice
from rules.roles import Role
from tests.cast import ClientOf
from tests.make import form_for, make
from tests.page import leftovers, page

REFERENCE = re.compile(r"\b(\d{3})-20261120-1042-[0-9A-F]{4}\b")


@pytest.fixture
def broken(session: Session) -> Iterator[Callable[[], None]]:
    """A database that lost a table until the test is over: nobody foresaw it."""

    def rename(old: str, new: str) -> None:
        session.rollback()
        session.execute(text(f"ALTER TABLE {old} RENAME TO {new}"))
        session.commit()

    yield lambda: rename("notice_material", "lost")
    rename("lost", "notice_material")


@pytest.fixture
def quiet(app: Flask) -> Iterator[None]:
    """A failure is raised by Flask's test client unless it is told to answer as it would in the office."""
    app.config["PROPAGATE_EXCEPTIONS"] = False
    yield
    app.config.pop("PROPAGATE_EXCEPTIONS")


@pytest.mark.parametrize(
    ("path", "status", "sentence"),
    [("/nowhere", 404, "没有找到这个页面"), ("/notice/999999", 404, "没有找到这张单据"), ("/notice/?page=x", 400, "页码应为数字"),
     ("/notice/?tab=x", 400, "没有这种筛选"), ("/notice/?order=x", 400, "不能按这一栏排序"), ("/notice/?size=7", 400, "每页条数应为 20"),
     ("/logout", 405, "不能这样访问"), ("/meter/add", 403, "没有查看此页的权限"), ("/console/", 403, "仅限系统管理员")],
)  # fmt: skip
def test_a_page_says_what_is_wrong_and_gives_a_reference(client_of: ClientOf, path: str, status: int, sentence: str) -> None:
    answer = client_of(Role.CLERK).get(path)
    shown = page(answer)
    assert answer.status_code == status
    assert sentence in shown.text
    found = REFERENCE.search(shown.text)
    assert found is not None
    assert found[1] == str(status)
    assert not leftovers(shown.text)
    assert 'href="/"' in answer.get_data(as_text=True)


@pytest.mark.parametrize(("path", "status"), [("/nowhere", 404), ("/notice/?page=x", 400), ("/meter/add", 403), ("/lookup/x/y", 404)])
def test_a_script_is_answered_in_json(client_of: ClientOf, path: str, status: int) -> None:
    answer = client_of(Role.CLERK).get(path, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.mimetype) == (status, "application/json")
    assert answer.get_json().keys() == {"error", "reference"}
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.usefixtures("quiet")
def test_what_nobody_foresaw_is_logged_and_shown_without_the_inside(
    session: Session, client_of: ClientOf, caplog: pytest.LogCaptureFixture, broken: Callable[[], None]
) -> None:
    record = make(Notice, session)
    session.commit()
    broken()
    with caplog.at_level(logging.ERROR):
        answer = client_of(Role.CLERK).get(f"/notice/{record.id}")
    shown = page(answer)
    assert answer.status_code == 500
    assert "系统暂时无法处理" in shown.text
    assert not re.search("Traceback|sqlite|psycopg|notice_material|Error", answer.get_data(as_text=True))
    found = REFERENCE.search(shown.text)
    assert found is not None
    assert found[0] in caplog.text


@pytest.mark.usefixtures("quiet")
def test_after_a_failure_the_next_request_works(session: Session, client_of: ClientOf, broken: Callable[[], None]) -> None:
    data, browser = form_for(Notice, session), client_of(Role.CLERK)
    broken()
    assert browser.post("/notice/add", data=data).status_code == 500
    assert browser.get("/notice/").status_code == 200
    assert session.query(Notice.id).all() == []


def test_strangers_see_no_page_behind_the_door(client: FlaskClient) -> None:
    answer = client.get("/nowhere")
    assert answer.status_code == 404
    assert "工作台" not in answer.get_data(as_text=True).split("<main")[0]


def test_a_page_that_stood_open_too_long(app: Flask, session: Session, client_of: ClientOf) -> None:
    data = form_for(Notice, session)
    app.config["WTF_CSRF_ENABLED"] = True
    answer = client_of(Role.CLERK).post("/notice/add", data=data)
    assert (answer.status_code, "页面停留太久" in page(answer).text) == (400, True)
    assert session.query(Notice.id).all() == []


@pytest.mark.parametrize("path", ["/", "/notice/", "/login/", "/nowhere", "/static/desk.css"])
def test_every_answer_is_kept_from_guessing_and_from_outside(client_of: ClientOf, path: str) -> None:
    with client_of(Role.CLERK).get(path) as answer:
        headers = answer.headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]


def test_pages_load_nothing_from_outside_and_run_nothing_inline(session: Session, client_of: ClientOf) -> None:
    record = make(Notice, session)
    session.commit()
    for path in ("/", "/notice/", "/notice/add", f"/notice/{record.id}", "/nowhere"):
        shown = client_of(Role.CLERK).get(path).get_data(as_text=True)
        assert not re.search(r'(?:src|href|action)="(?:https?:)?//', shown), path
        assert not re.search(r"<script(?![^>]*\ssrc=)|\son[a-z]+=\"|\sstyle=\"|javascript:", shown), path
