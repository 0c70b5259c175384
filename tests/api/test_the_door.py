"""Who comes in by the API, and who does not."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from time import monotonic

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models import Customer, Inquiry, Integration, IntegrationUse, LoginEvent, LoginState, Staff
from models.history import Entry
from rules.refusals import Busy, Unreachable
from rules.roles import Role
from services.carried import ACTOR
from services.integrations import revoke
from tests import make
from tests.api.conftest import BASE, Caller, json_for, token_of
from tests.cast import NOW, PASSWORD, ClientOf, login
from views.api.door import OPEN
from views.api.problems import problem_of
from views.entrance import DirectoryAway

KeyFor = Callable[..., str]


def status_of(client: FlaskClient, **headers: str) -> int:
    answer = client.get(f"{BASE}/me", headers=headers)
    if answer.status_code != 200:
        assert answer.mimetype == "application/problem+json"
    return answer.status_code


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_without_a_token_nothing_is_open_but_the_way_in(client: FlaskClient) -> None:
    for path in ("/me", "/registers", "/inquiry", "/inquiry/1", "/inquiry/1/print", "/inquiry/1/attachments", "/nothing"):
        answer = client.get(BASE + path)
        assert (answer.status_code, answer.mimetype) == (401, "application/problem+json"), path
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    for wrong in ("Basic eDp5", "Bearer", "Bearer x", "Bearer dj_x", "Bearer a.b.c"):
        assert status_of(client, Authorization=wrong) == 401, wrong
    assert status_of(client, **{"X-API-Key": "x"}) == 401
    assert client.get(f"{BASE}/openapi.json").status_code == 200


def test_a_cookie_opens_nothing_of_the_api_and_a_token_no_page(app: Flask, client_of: ClientOf, client: FlaskClient) -> None:
    browser = client_of(Role.CLERK)
    assert browser.get("/inquiry/").status_code == 200
    assert browser.get(f"{BASE}/inquiry").status_code == 401
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/api/") and rule.endpoint not in OPEN:
            path = re.sub(r"<int:\w+>", "1", re.sub(r"<\w+>", "inquiry", rule.rule))
            for method in (rule.methods or set()) - {"HEAD"}:
                assert browser.open(path, method=method).status_code == 401, (method, path)
    assert browser.get("/inquiry/").status_code == 200, "asking so has not logged him out"
    token = token_of(client, Role.CLERK)
    for path in ("/", "/inquiry/", "/lookup/call/customer", "/console/"):
        answer = client.get(path, headers=bearer(token))
        assert (answer.status_code, "/login/" in (answer.location or "")) == (302, True), path


def test_no_form_token_is_asked_for_where_no_cookie_counts(app: Flask, session: Session, key_for: KeyFor) -> None:
    sent, token = json_for(Inquiry, session), key_for(Role.CLERK)
    app.config["WTF_CSRF_ENABLED"] = True
    assert Caller(app.test_client(), X_API_Key="").post("/inquiry", sent).status_code == 401
    made = app.test_client().post(f"{BASE}/inquiry", json=sent, headers={"X-API-Key": token})
    assert made.status_code == 201


def test_a_login_is_counted_and_written_down_as_at_the_login_page(client: FlaskClient, session: Session) -> None:
    def tried(password: str) -> tuple[int, str]:
        answer = client.post(f"{BASE}/security/login", json={"username": "clerk", "password": password})
        return answer.status_code, answer.get_json().get("detail", "")

    assert tried(PASSWORD)[0] == 200
    for left in (4, 3, 2, 1):
        assert tried("wrong") == (401, f"用户名或密码不正确，还可再试 {left} 次。")
    assert tried("wrong")[0] == 401
    assert tried(PASSWORD)[0] == 429
    page = client.post("/login/", data={"username": "clerk", "password": PASSWORD})
    assert page.status_code == 429, "what was tried wrong here counts there"
    outcomes = list(session.scalars(select(LoginEvent.outcome).order_by(LoginEvent.id)))
    assert outcomes == ["in", *["wrong"] * 5, "paused"]
    for sent in ({}, {"username": 1, "password": None}, {"username": "x\0", "password": "y"}):
        assert client.post(f"{BASE}/security/login", json=sent).status_code in (401, 422)


def test_a_token_ends_in_an_hour_and_with_the_sessions_of_the_login(app: Flask, client: FlaskClient, session: Session) -> None:
    token = token_of(client, Role.CLERK)
    assert status_of(client, **bearer(token)) == 200
    app.config["CLOCK"] = lambda: NOW + timedelta(minutes=59)
    assert status_of(client, **bearer(token)) == 200
    app.config["CLOCK"] = lambda: NOW + timedelta(minutes=60)
    assert status_of(client, **bearer(token)) == 401
    app.config["CLOCK"] = lambda: NOW
    browser = app.test_client()
    login(browser, "clerk")
    browser.post("/account/leave")
    assert status_of(client, **bearer(token)) == 401
    assert status_of(client, **bearer(token_of(client, Role.CLERK))) == 200


def test_who_is_disabled_or_must_change_his_password_has_no_token(client: FlaskClient, session: Session) -> None:
    token = token_of(client, Role.CLERK)
    user = session.scalars(select(User).where(User.username == "clerk")).one()
    session.add(LoginState(user_id=user.id, epoch=0, must_change=True))
    session.commit()
    refused = client.post(f"{BASE}/security/login", json={"username": "clerk", "password": PASSWORD})
    assert (refused.status_code, refused.get_json()["detail"]) == (403, "请先在登录页面修改初始密码。")
    assert status_of(client, **bearer(token)) == 401
    session.get(LoginState, user.id).must_change = False  # type: ignore[union-attr]
    session.commit()
    assert status_of(client, **bearer(token)) == 200
    user.active = False
    session.commit()
    assert status_of(client, **bearer(token)) == 401
    assert client.post(f"{BASE}/security/login", json={"username": "clerk", "password": PASSWORD}).status_code == 401


def test_a_key_acts_for_its_person_with_its_roles_alone_and_says_so_in_the_history(
    app: Flask, session: Session, key_for: KeyFor
) -> None:  # fmt: skip
    user = session.scalars(select(User).where(User.username == "clerk")).one()
    user.roles = [*user.roles, *session.scalars(select(type(user.roles[0])).where(type(user.roles[0]).name == Role.SYSADMIN.value))]
    token = key_for(Role.CLERK, name="微信公众号")
    caller = Caller(app.test_client(), Authorization=f"Bearer {token}")
    me = caller.get("/me").get_json()
    assert (me["name"], me["system"]) == (f"{Role.CLERK.label}甲", "微信公众号")
    assert [role["code"] for role in me["roles"]] == ["CLERK"]
    found = caller.post("/inquiry", json_for(Inquiry, session)).get_json()
    session.rollback()
    entry = session.scalars(select(Entry).where(Entry.subject == "inquiry", Entry.subject_id == found["id"])).one()
    assert (entry.door, entry.address, entry.name) == ("api", "127.0.0.1 微信公众号", f"{Role.CLERK.label}甲")
    session.rollback()
    used = session.scalars(select(IntegrationUse)).one()
    assert (used.at, used.address) == (NOW, "127.0.0.1")
    stored = session.scalars(select(Integration)).one()
    assert token not in repr(vars(stored))
    user.roles = [role for role in user.roles if role.name != Role.CLERK.value]
    session.commit()
    assert caller.get("/me").get_json()["roles"] == [], "what the person lost the key has lost"
    assert caller.get("/inquiry").status_code == 403


def test_a_key_that_is_revoked_or_over_or_whose_person_has_left_opens_nothing(app: Flask, session: Session, key_for: KeyFor) -> None:
    token, client = key_for(Role.CLERK, days=1), app.test_client()
    assert status_of(client, **{"X-API-Key": token}) == 200
    app.config["CLOCK"] = lambda: NOW + timedelta(days=2)
    assert status_of(client, **{"X-API-Key": token}) == 401
    app.config["CLOCK"] = lambda: NOW
    staff = session.scalars(select(Staff).where(Staff.job_number == "CLERK")).one()
    staff.active = False
    session.commit()
    assert status_of(client, **{"X-API-Key": token}) == 401
    staff.active = True
    session.commit()
    key = session.scalars(select(Integration)).one()
    session.info[ACTOR] = admin = make.person(session, Role.SYSADMIN)
    revoke(session, key, actor=admin, now=NOW)
    session.commit()
    answer = client.get(f"{BASE}/me", headers={"X-API-Key": token})
    assert (answer.status_code, answer.get_json()["detail"]) == (401, "接口密钥已撤销，请联系系统管理员。")
    entries = session.scalars(select(Entry).where(Entry.subject == "integration").order_by(Entry.seq)).all()
    assert [(one.action, one.label, one.name) for one in entries] == [
        ("created", "", f"{Role.SYSADMIN.label}甲"), ("changed", "撤销", f"{Role.SYSADMIN.label}甲")]  # fmt: skip


def test_limits_of_the_screens_hold_here_for_a_person_with_them_and_for_a_system_by_itself(
    app: Flask, session: Session, client_of: ClientOf, client: FlaskClient, key_for: KeyFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = make.make(Inquiry, session)
    session.commit()
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], rate_print=2, rate_lookup=1))
    browser, paper = client_of(Role.CLERK), f"/inquiry/{record.id}/print"
    system = Caller(client, **bearer(key_for(Role.CLERK)))
    person = Caller(client, **bearer(token_of(client, Role.CLERK)))
    assert [system.get(paper).status_code for _ in range(3)] == [200, 200, 429]
    assert browser.get(paper).status_code == 200, "what the system used up is not the person's"
    assert person.get(paper).mimetype == "application/pdf"
    refused = person.get(paper)
    assert (refused.status_code, refused.get_json()["type"]) == (429, "urn:dengji:too-often")
    assert int(refused.headers["Retry-After"]) > 0
    assert [person.get("/inquiry").status_code for _ in range(2)] == [200, 429]
    assert browser.get("/lookup/notice/customer?q=a").status_code == 200, "a list is not what is asked while somebody types"


def test_a_system_sees_nothing_of_what_its_person_has_just_asked_to_see(
    app: Flask, session: Session, client_of: ClientOf, client: FlaskClient, key_for: KeyFor
) -> None:
    customer = make.make(Customer, session, id_no="110101199003071233", other_id_no=None)
    session.commit()
    path = f"/customer/{customer.id}"
    session.rollback()
    assert client_of(Role.CLERK).post(f"{path}/reveal", data={"reason": "核对身份"}).status_code == 302
    person = Caller(client, **bearer(token_of(client, Role.CLERK))).get(path).get_json()
    system = Caller(app.test_client(), **bearer(key_for(Role.CLERK))).get(path).get_json()
    assert (person["id_no"], "id_no" in person["masked"]) == ("110101199003071233", False)
    assert ("110101199003071233" in system["id_no"], "id_no" in system["masked"]) == (False, True)


@pytest.mark.sqlite_only("only there one writes at a time")
def test_who_only_reads_does_not_wait_for_who_writes_long(app: Flask, session: Session, key_for: KeyFor) -> None:
    caller = Caller(app.test_client(), **bearer(key_for(Role.CLERK)))
    session.rollback()
    session.execute(update(Staff).values(name=Staff.name))
    begun = monotonic()
    with ThreadPoolExecutor(1) as beside:
        answers = [beside.submit(caller.get, path).result().status_code for path in ("/me", "/inquiry")]
    session.rollback()
    assert answers == [200, 200]
    assert monotonic() - begun < 10
    assert session.scalars(select(IntegrationUse)).all() == []


def test_every_failure_under_the_api_is_a_problem(
    app: Flask, client: FlaskClient, key_for: KeyFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = {"X-API-Key": key_for(Role.CLERK)}
    asked = [("GET", "/nothing", 404), ("GET", "/inquiry/9999999999999", 404), ("DELETE", "/inquiry/1", 405), ("GET", "/a/b/c/d/e", 404)]
    for method, path, status in asked:
        answer = client.open(BASE + path, method=method, headers=headers)
        assert (answer.status_code, answer.mimetype) == (status, "application/problem+json"), path
        assert answer.get_json()["detail"]
    bodies = [
        b"",
        b"{",
        b"[1]",
        b'{"a":NaN}',
        b'{"a":1,"a":2}',
        b'{"a":"\\ud800"}',
        b'"x"',
        b"\xff",
        b"[" * 100_000,
        b'{"a":' + b"9" * 9999 + b"}",
    ]
    for body in bodies:
        answer = client.post(f"{BASE}/inquiry", data=body, content_type="application/json", headers=headers)
        assert (answer.status_code, answer.mimetype) == (400, "application/problem+json"), body[:20]
    assert client.post(f"{BASE}/inquiry", data={"a": "b"}, headers=headers).status_code == 400

    def broken() -> None:
        raise RuntimeError("on purpose")

    monkeypatch.setitem(app.view_functions, "api.me", broken)
    answer = client.get(f"{BASE}/me", headers=headers)
    assert (answer.status_code, answer.mimetype) == (500, "application/problem+json")
    assert "on purpose" not in answer.get_data(as_text=True)
    assert answer.get_json()["reference"]


def test_whatever_is_away_for_a_while_says_when_to_ask_again(app: Flask) -> None:
    for away in (Unreachable(), Busy(), DirectoryAway("单位目录暂时无法访问。")):
        with app.test_request_context(f"{BASE}/security/login"):
            answer = problem_of(away)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10"), away
