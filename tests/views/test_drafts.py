"""Drafts: kept for their owner alone, offered back on any machine, rescued from a lost login, gone when the form is saved."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Draft, Notice
from rules.roles import Role
from services.drafts import LARGEST
from tests.cast import ClientOf, login
from tests.make import form_for, make
from tests.page import page

JSON = {"Accept": "application/json"}


def drafts(session: Session) -> list[Draft]:
    session.rollback()
    return list(session.scalars(select(Draft)))


def begun(browser: FlaskClient, path: str = "/notice/add", **typed: str) -> dict[str, Any]:
    """A form with something typed into it."""
    return page(browser.get(path)).boxes | {name: [text] for name, text in typed.items()}


def test_what_is_typed_comes_back_on_another_machine(session: Session, client_of: ClientOf) -> None:
    data = begun(client_of(Role.CLERK), applicant_name="周大爷", procedure="写了一半")
    answer = client_of(Role.CLERK).post("/drafts/", data=data)
    assert answer.get_json() == {"at": "10:42", "saved": False}
    elsewhere = client_of(Role.CLERK)
    offered = page(elsewhere.get("/notice/add"))
    assert "有 10:42 未提交的草稿" in offered.text
    assert offered.boxes["applicant_name"] == [""]
    back = page(elsewhere.get("/notice/add?draft=1"))
    assert (back.boxes["applicant_name"], back.boxes["procedure"]) == (["周大爷"], ["写了一半"])
    assert "附件不随草稿保存" in back.text


def test_nobody_else_sees_it(session: Session, client_of: ClientOf) -> None:
    client_of(Role.CLERK).post("/drafts/", data=begun(client_of(Role.CLERK), applicant_name="周大爷"))
    for path in ("/notice/add", "/notice/add?draft=1"):
        html = client_of(Role.HOTLINE).get(path).get_data(as_text=True)
        assert "周大爷" not in html
        assert "未提交的草稿" not in html


def test_it_goes_when_the_form_is_saved_and_does_not_come_again(session: Session, client_of: ClientOf) -> None:
    browser = client_of(Role.CLERK)
    data = begun(browser, **{name: text for name, text in form_for(Notice, session).items() if isinstance(text, str)})
    session.rollback()
    browser.post("/drafts/", data=data)
    assert len(drafts(session)) == 1
    answer = browser.post("/notice/add", data=data)
    assert answer.status_code == 302, page(answer).errors
    assert drafts(session) == []
    assert browser.post("/drafts/", data=data).get_json()["saved"] is True  # the last keystroke arrives late
    assert drafts(session) == []


def test_it_can_be_given_up(session: Session, client_of: ClientOf) -> None:
    browser = client_of(Role.CLERK)
    data = begun(browser, applicant_name="周大爷")
    browser.post("/drafts/", data=data)
    assert client_of(Role.HOTLINE).post("/drafts/drop", data={"slip": data["slip"]}).status_code == 403
    assert len(drafts(session)) == 1
    assert browser.post("/drafts/drop", data={"slip": data["slip"]}).location == "/notice/add"
    assert drafts(session) == []


def test_giving_up_never_leads_to_another_site(client_of: ClientOf) -> None:
    browser = client_of(Role.CLERK)
    data = begun(browser)
    assert browser.post("/drafts/drop", data={"slip": data["slip"], "to": "//evil.example"}).location == "/"


@pytest.mark.parametrize("csrf", [False, True])
def test_a_form_sent_after_the_login_has_gone_comes_back_after_it(app: Flask, session: Session, client_of: ClientOf, csrf: bool) -> None:  # noqa: FBT001
    app.config["WTF_CSRF_ENABLED"] = csrf
    data = begun(client_of(Role.CLERK), applicant_name="周大爷", procedure="写了很久")
    stranger = app.test_client()
    answer = stranger.post("/notice/add", data=data)
    assert answer.status_code == 302
    assert answer.location.startswith("/login/?next=")
    gate = stranger.get(answer.location).get_data(as_text=True)
    assert "已填写的内容保留" in gate
    assert "周大爷" not in gate
    app.config["WTF_CSRF_ENABLED"] = False
    login_at = stranger.post(answer.location, data={"username": "clerk", "password": "test-2026"})
    assert login_at.location == "/notice/add?draft=1"
    assert page(stranger.get(login_at.location)).boxes["procedure"] == ["写了很久"]


def test_whoever_logs_in_instead_sees_nothing_of_it(app: Flask, session: Session, client_of: ClientOf) -> None:
    data = begun(client_of(Role.CLERK), applicant_name="周大爷")
    stranger = app.test_client()
    answer = stranger.post("/notice/add", data=data)
    there = stranger.post(answer.location, data={"username": "hotline", "password": "test-2026"}).location
    html = stranger.get(there).get_data(as_text=True)
    assert "周大爷" not in html
    assert len(drafts(session)) == 1


def test_an_old_page_sent_by_the_next_person_is_kept_for_the_first(app: Flask, session: Session, client_of: ClientOf) -> None:
    data = begun(client_of(Role.CLERK), applicant_name="周大爷")
    app.config["WTF_CSRF_ENABLED"] = True
    answer = client_of(Role.HOTLINE).post("/notice/add", data=data)
    assert answer.status_code == 302
    app.config["WTF_CSRF_ENABLED"] = False
    kept = drafts(session)
    assert len(kept) == 1
    assert session.scalars(select(Notice)).all() == []
    assert page(client_of(Role.CLERK).get("/notice/add?draft=1")).boxes["applicant_name"] == ["周大爷"]


def test_a_form_of_the_console_is_rescued_too(app: Flask, session: Session, client_of: ClientOf) -> None:
    data = begun(client_of(Role.SYSADMIN), "/console/option/new/", label="新的一项")
    stranger = app.test_client()
    answer = stranger.post("/console/option/new/", data=data)
    login(stranger, "sysadmin")
    assert answer.location.startswith("/login/?next=")
    assert page(stranger.get("/console/option/new/?draft=1")).boxes["label"] == ["新的一项"]


def test_a_password_is_never_kept(session: Session, client_of: ClientOf) -> None:
    admin = client_of(Role.SYSADMIN)
    data = begun(admin, "/console/staff/new/", name="新人") | {"password": "Geheim-2026"}
    assert admin.post("/drafts/", data=data).status_code == 200
    assert "Geheim" not in drafts(session)[0].content


def test_a_draft_of_a_record_that_has_moved_on_comes_with_the_comparison(session: Session, client_of: ClientOf) -> None:
    record = make(Notice, session, procedure="原来")
    session.commit()
    path, browser = f"/notice/{record.id}/edit", client_of(Role.CLERK)
    browser.post("/drafts/", data=begun(browser, path, procedure="我的"))
    other = client_of(Role.HOTLINE)
    assert other.post(path, data=begun(other, path, procedure="对方")).status_code == 302
    back = page(browser.get(path + "?draft=1"))
    assert all(words in back.text for words in ("原来", "对方", "我的"))
    assert back.boxes["procedure"] == ["我的"]
    assert browser.post(path, data=back.boxes | {"use-procedure": ["both"]}).status_code == 302
    session.rollback()
    assert record.procedure == "对方\n我的"


# -- bad input -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("slip", ["", "nonsense", "\0", "x" * 50_000])
def test_a_draft_without_a_slip_of_its_own_is_refused(session: Session, client_of: ClientOf, slip: str) -> None:
    assert client_of(Role.CLERK).post("/drafts/", data={"slip": slip, "a": "b"}, headers=JSON).status_code == 403
    assert drafts(session) == []


def test_another_persons_form_is_not_kept_by_the_wrong_one(session: Session, client_of: ClientOf) -> None:
    data = begun(client_of(Role.CLERK))
    assert client_of(Role.HOTLINE).post("/drafts/", data=data).status_code == 403
    assert drafts(session) == []


def test_a_huge_draft_is_refused_aloud(session: Session, client_of: ClientOf) -> None:
    browser = client_of(Role.CLERK)
    answer = browser.post("/drafts/", data=begun(browser, procedure="水" * LARGEST))
    assert answer.status_code == 409
    assert "内容太多" in answer.get_json()["error"]
    assert drafts(session) == []


@pytest.mark.parametrize("body", [b'{"slip": ', b"\xff\xfe\x00", b"[]"])
def test_a_body_that_is_no_form_is_refused(session: Session, client_of: ClientOf, body: bytes) -> None:
    for kind in ("application/json", "application/x-www-form-urlencoded"):
        answer = client_of(Role.CLERK).post("/drafts/", data=body, content_type=kind, headers=JSON)
        assert answer.status_code in (400, 403)
    assert drafts(session) == []


def test_odd_characters_are_kept(session: Session, client_of: ClientOf) -> None:
    browser = client_of(Role.CLERK)
    text = "<script>\"&'𠮷"
    assert browser.post("/drafts/", data=begun(browser, procedure=text + "\0")).status_code == 200
    assert page(browser.get("/notice/add?draft=1")).boxes["procedure"] == [text]


def test_what_is_typed_never_stands_in_the_log(session: Session, client_of: ClientOf, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    browser = client_of(Role.CLERK)
    browser.post("/drafts/", data=begun(browser, applicant_name="不可外传"))
    browser.post("/drafts/", data=begun(browser, applicant_name="不可外传", procedure="水" * LARGEST))
    assert "不可外传" not in caplog.text
