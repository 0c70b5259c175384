"""The door: login, lock, safe way on, logout, headers, one's own account."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Staff
from rules.roles import Role
from tests.cast import NOW, PASSWORD, ClientOf, login
from views.login import safe_next


def try_in(client: FlaskClient, user: str, password: str) -> tuple[int, str]:
    answer = client.post("/login/", data={"username": user, "password": password})
    return answer.status_code, answer.get_data(as_text=True)


def test_it_works(client: FlaskClient) -> None:
    login(client, "clerk")
    assert client.get("/account").status_code == 200


def test_upper_case_is_the_same_name(client: FlaskClient) -> None:
    login(client, "CLERK")


@pytest.mark.parametrize(
    ("user", "password"), [("clerk", "wrong"), ("nobody", PASSWORD), ("clerk", ""), ("", PASSWORD), ("clerk", "\0"), ("a\0b", PASSWORD)]
)
def test_a_wrong_try_says_neither_which_was_wrong(client: FlaskClient, user: str, password: str) -> None:
    status, page = try_in(client, user, password)
    assert status == 401
    assert "用户名或密码不正确" in page
    assert "/account" not in page


def test_somebody_disabled_does_not_come_in(client: FlaskClient, session: Session) -> None:
    session.scalars(select(User).where(User.username == "clerk")).one().active = False
    session.commit()
    assert try_in(client, "clerk", PASSWORD)[0] == 401


def test_a_login_that_is_disabled_ends_at_once(client_of: ClientOf, session: Session) -> None:
    browser = client_of(Role.CLERK)
    assert browser.get("/account").status_code == 200
    session.scalars(select(User).where(User.username == "clerk")).one().active = False
    session.commit()
    assert browser.get("/account").status_code == 302


def test_five_wrong_tries_lock_for_five_minutes(app: Flask, client: FlaskClient) -> None:
    clock = [NOW]
    app.config["CLOCK"] = lambda: clock[0]
    try:
        for left in (4, 3, 2, 1):
            assert f"还可再试 {left} 次" in try_in(client, "clerk", "wrong")[1]
        assert "暂停登录 5 分钟" in try_in(client, "clerk", "wrong")[1]
        assert try_in(client, "CLERK", PASSWORD)[0] == 429
        assert try_in(client, "hotline", PASSWORD)[0] == 302
        clock[0] += timedelta(minutes=5)
        assert try_in(app.test_client(), "clerk", PASSWORD)[0] == 302
    finally:
        app.config["CLOCK"] = lambda: NOW


def test_a_right_try_forgets_the_wrong_ones(app: Flask) -> None:
    for _ in range(2):
        browser = app.test_client()
        for _ in range(4):
            assert try_in(browser, "clerk", "wrong")[0] == 401
        assert try_in(browser, "clerk", PASSWORD)[0] == 302


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("/visit_trip/?tab=mine", "/visit_trip/?tab=mine"),
        ("//evil.example/x", "/"),
        ("///evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("/\t/evil.example", "/"),
        ("/\n/evil.example", "/"),
        ("\t//evil.example", "/"),
        ("/\r\nLocation: https://evil.example", "/"),
        ("\\\\evil.example", "/"),
        ("/\\/evil.example", "/"),
        ("data:text/html,x", "/"),
        ("JaVaScRiPt:alert(1)", "/"),
        ("http:/evil.example", "/"),
        ("evil.example", "/"),
        (" //evil.example", "/"),
        ("/\u2028/evil.example", "/"),
        ("/%2f%2fevil.example", "/%2f%2fevil.example"),  # a path of ours, which is not there
        ("/%5cevil.example", "/%5cevil.example"),
        ("", "/"),
        (None, "/"),
    ],
)
def test_after_login_one_stays_in_the_house(target: str | None, expected: str) -> None:
    assert safe_next(target) == expected


def test_login_goes_on_to_where_one_wanted_to(client: FlaskClient) -> None:
    answer = client.post("/login/?next=/account", data={"username": "clerk", "password": PASSWORD})
    assert answer.location == "/account"
    answer = client.get("/login/?next=//evil.example")
    assert answer.location == "/"


def test_logout_is_by_button_only(client: FlaskClient) -> None:
    login(client, "clerk")
    assert client.get("/logout").status_code == 405
    assert client.get("/account").status_code == 200
    assert client.post("/logout").status_code == 302
    assert client.get("/account").status_code == 302


def test_a_session_from_before_login_does_not_live_on(client: FlaskClient) -> None:
    with client.session_transaction() as cookie:
        cookie["planted"] = "by somebody else"
    login(client, "clerk")
    with client.session_transaction() as cookie:
        assert "planted" not in cookie


def test_forms_without_a_token_are_refused_in_chinese(app: Flask, client: FlaskClient) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    answer = client.post("/login/", data={"username": "clerk", "password": PASSWORD})
    assert answer.status_code == 400
    assert "刷新" in answer.get_data(as_text=True)
    page = client.get("/login/").get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token is not None
    answer = client.post("/login/", data={"username": "clerk", "password": PASSWORD, "csrf_token": token[1]})
    assert answer.status_code == 302


def test_the_cookie_is_closed_to_scripts_and_other_sites(client: FlaskClient) -> None:
    answer = client.post("/login/", data={"username": "clerk", "password": PASSWORD})
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


@pytest.mark.parametrize("path", ["/login/", "/account", "/console/", "/console/option/", "/nothing-here"])
def test_every_page_forbids_outside_content_and_keeping(client_of: ClientOf, path: str) -> None:
    headers = client_of(Role.SYSADMIN).get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Frame-Options"] == "SAMEORIGIN"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "Strict-Transport-Security" not in headers


THEIRS = ["/users/list/", "/roles/list/", "/register/form", "/resetmypassword/form", "/lang/en", "/back", "/api/v1/security/refresh"]


@pytest.mark.parametrize("path", THEIRS)
def test_the_frameworks_own_pages_are_not_there(client_of: ClientOf, path: str) -> None:
    assert client_of(Role.SYSADMIN).get(path).status_code == 404


def test_the_language_cannot_be_switched(client: FlaskClient) -> None:
    assert 'lang="zh-CN"' in client.get("/login/?_l_=en").get_data(as_text=True)


# -- one's own account ------------------------------------------------------------------------------------------------


def test_the_password_is_changed(client_of: ClientOf, app: Flask) -> None:
    answer = client_of(Role.CLERK).post("/account", data={"old": PASSWORD, "new": "water-2027", "again": "water-2027"})
    assert answer.status_code == 302
    assert try_in(app.test_client(), "clerk", PASSWORD)[0] == 401
    login(app.test_client(), "clerk", "water-2027")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"old": "wrong"}, "原密码不正确"),
        ({"new": "short-1", "again": "short-1"}, "密码至少 8 位"),
        ({"new": "12345678", "again": "12345678"}, "同时含有字母和数字"),
        ({"new": "my-clerk-7", "again": "my-clerk-7"}, "不能包含用户名"),
        ({"new": PASSWORD, "again": PASSWORD}, "不能与原密码相同"),
        ({"again": "water-2028"}, "两次输入的新密码不一致"),
        ({"new": ""}, "请填写新密码"),
    ],
)
def test_a_wrong_change_is_refused_beside_the_field(client_of: ClientOf, given: dict[str, str], sentence: str) -> None:
    answer = client_of(Role.CLERK).post("/account", data={"old": PASSWORD, "new": "water-2027", "again": "water-2027"} | given)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert sentence in page
    assert "water-2027" not in page


def test_the_look_is_remembered(client_of: ClientOf, session: Session) -> None:
    browser = client_of(Role.CLERK)
    answer = browser.post("/account/look", data={"font": "large", "theme": "dark", "next": "/account"})
    assert answer.location == "/account"
    assert browser.post("/account/look", data={"font": "gigantic"}).status_code == 400
    staff = session.scalars(select(Staff).where(Staff.job_number == "CLERK")).one()
    assert (staff.font, staff.theme) == ("large", "dark")
    assert 'class="font-large"' in browser.get("/account").get_data(as_text=True)
