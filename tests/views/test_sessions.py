"""A session holds as long as its login does: revoked in every process, ended on the server, first password changed first."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import LoginEvent, LoginState, Staff
from models.door import Outcome
from rules.roles import Role
from services.login_log import KEPT_FOR, every_login
from services.login_state import demand_when_old
from services.tick import tick
from tests.cast import NOW, PASSWORD, ClientOf, login
from tests.page import page

NEW = "kb7-water-lily"


def entered(app: Flask, user: str = "clerk", password: str = PASSWORD) -> FlaskClient:
    browser = app.test_client()
    login(browser, user, password)
    return browser


def is_in(browser: FlaskClient) -> bool:
    return browser.get("/account").status_code == 200


def user_of(session: Session, name: str = "clerk") -> User:
    session.rollback()
    return session.scalars(select(User).where(User.username == name)).one()


def events(session: Session) -> list[tuple[str, str]]:
    session.rollback()
    return [(event.name, event.outcome) for event in reversed(every_login(session))]


def staff_form(session: Session, role: Role = Role.CLERK, **changed: object) -> tuple[str, dict[str, object]]:
    """The console's form of a member of staff, as it stands, with some answers changed."""
    staff = session.scalars(select(Staff).where(Staff.job_number == role.value)).one()
    data = {
        "name": staff.name, "job_number": staff.job_number, "unit": str(staff.unit.id), "phone": "", "active": "1", "enabled": "1",
        "seen": str(staff.row_version), "roles": [role.value],
    }  # fmt: skip
    path = f"/console/staff/edit/?id={staff.id}"
    session.rollback()
    return path, data | changed


# -- revoked ----------------------------------------------------------------------------------------------------------


def test_a_copy_of_the_cookie_opens_nothing_after_logout(app: Flask) -> None:
    browser, thief = entered(app), app.test_client()
    cookie = browser.get_cookie("dengji")
    assert cookie is not None
    thief.set_cookie("dengji", cookie.value)
    assert is_in(thief)
    browser.post("/logout")
    assert not is_in(thief)
    thief.set_cookie("dengji", cookie.value)
    assert not is_in(thief)


def test_logging_out_here_leaves_the_other_desk_alone(app: Flask) -> None:
    here, there = entered(app), entered(app)
    here.post("/logout")
    assert (is_in(here), is_in(there)) == (False, True)


def test_logging_out_everywhere(app: Flask, session: Session) -> None:
    here, there, other = entered(app), entered(app), entered(app, "hotline")
    assert here.post("/account/leave").status_code == 302
    assert (is_in(here), is_in(there), is_in(other)) == (False, False, True)
    assert is_in(entered(app))
    assert ("clerk", "out_all") in events(session)


def test_a_changed_password_ends_every_other_session(app: Flask) -> None:
    here, there = entered(app), entered(app)
    assert here.post("/account", data={"old": PASSWORD, "new": NEW, "again": NEW}).status_code == 302
    assert (is_in(here), is_in(there)) == (True, False)
    assert is_in(entered(app, password=NEW))


def test_a_role_that_is_taken_away_is_gone_at_the_next_request(client_of: ClientOf, session: Session, app: Flask) -> None:
    browser = client_of(Role.CLERK)
    assert browser.get("/notice/").status_code == 200
    user_of(session).roles = []
    session.commit()
    assert browser.get("/notice/").status_code == 403


def test_disabled_and_enabled_again_one_logs_in_anew(app: Flask, client_of: ClientOf, session: Session) -> None:
    browser, admin = entered(app), client_of(Role.SYSADMIN)
    for enabled in ("0", "1"):
        path, data = staff_form(session, enabled=enabled)
        assert admin.post(path, data=data).status_code == 302
        assert not is_in(browser)
    assert is_in(entered(app))


# -- first change -----------------------------------------------------------------------------------------------------


@pytest.fixture
def reset(client_of: ClientOf, session: Session) -> str:
    """The administrator has given the clerk a password."""
    path, data = staff_form(session, password="given-kx-88")
    assert client_of(Role.SYSADMIN).post(path, data=data).status_code == 302
    return "given-kx-88"


def test_a_reset_password_opens_one_page(app: Flask, reset: str) -> None:
    browser = entered(app, password=reset)
    for path in ("/", "/notice/", "/account", "/search?q=1", "/no-such-page"):
        assert browser.get(path).location.startswith("/account/password?next=")
    for path in ("/account/look", "/notice/add"):
        assert browser.post(path).status_code == 403
    assert browser.get("/lookup/notice/customer?q=a").status_code == 403
    assert "修改初始密码" in page(browser.get("/account/password")).text
    with browser.get("/static/desk.css") as style:
        assert style.status_code == 200


def test_once_changed_all_is_open(app: Flask, reset: str, session: Session) -> None:
    browser = entered(app, password=reset)
    answer = browser.post("/account/password?next=/notice/", data={"old": reset, "new": reset, "again": reset})
    assert "不能与原密码相同" in page(answer).text
    answer = browser.post("/account/password?next=/notice/", data={"old": reset, "new": NEW, "again": NEW})
    assert answer.location == "/notice/"
    assert browser.get("/notice/").status_code == 200
    assert browser.get("/account/password").location == "/account"
    assert [outcome for _, outcome in events(session)] == ["reset", "in", "changed"]


def test_one_may_leave_without_changing(app: Flask, reset: str) -> None:
    browser = entered(app, password=reset)
    assert browser.post("/logout").status_code == 302
    assert browser.get("/account").location.startswith("/login/")


def test_a_new_person_changes_what_the_administrator_chose(app: Flask, client_of: ClientOf, session: Session) -> None:
    _, data = staff_form(session, name="新人", job_number="QH900", user_name="newcomer", password="given-kx-88")
    assert client_of(Role.SYSADMIN).post("/console/staff/new/", data=data).status_code == 302
    assert entered(app, "newcomer", "given-kx-88").get("/").location.startswith("/account/password")


def test_the_administrators_own_new_password_keeps_him_in(app: Flask, session: Session) -> None:
    path, data = staff_form(session, Role.SYSADMIN, password=NEW)
    browser, other = entered(app, "sysadmin"), entered(app, "sysadmin")
    assert browser.post(path, data=data).status_code == 302
    assert (is_in(browser), is_in(other)) == (True, False)


def test_a_password_of_age_is_changed_at_login(session: Session) -> None:
    user = user_of(session).id
    demand_when_old(session, user, NOW, 0)
    assert session.get(LoginState, user) is None
    for day, due in ((0, False), (89, False), (90, True)):
        demand_when_old(session, user, NOW + timedelta(days=day), 90)
        state = session.get(LoginState, user)
        assert state is not None
        assert state.must_change is due


# -- log --------------------------------------------------------------------------------------------------------------


def test_the_log_tells_who_came_and_who_tried(app: Flask, session: Session) -> None:
    browser = app.test_client()
    for name, password in (("clerk", "wrong"), ("S3cret-password", "clerk"), ("CLERK", PASSWORD)):
        browser.post("/login/", data={"username": name, "password": password})
    browser.post("/logout")
    assert events(session) == [("clerk", "wrong"), ("S3***", "wrong"), ("clerk", "in"), ("clerk", "out")]
    assert {event.address for event in session.scalars(select(LoginEvent))} == {"127.0.0.1"}


def test_a_pause_is_written_once(client: FlaskClient, session: Session) -> None:
    for _ in range(9):
        client.post("/login/", data={"username": "clerk", "password": "wrong"})
    assert events(session) == [("clerk", "wrong")] * 5 + [("clerk", "paused")]


def test_one_sees_ones_own_logins_and_the_administrator_all(app: Flask, client_of: ClientOf) -> None:
    entered(app, "hotline")
    browser = entered(app)
    own = page(browser.get("/account")).text
    assert ("最近登录" in own, "127.0.0.1" in own, "登录成功" in own) == (True, True, True)
    admin = client_of(Role.SYSADMIN)
    every = page(admin.get("/console/login/")).text
    assert ("hotline" in every, "clerk" in every) == (True, True)
    assert "没有符合条件的登录记录" in page(admin.get("/console/login/?name=hotline&bad=1")).text
    assert browser.get("/console/login/").status_code == 403
    for odd in ("page=0", "page=-1", "page=x", "page=999999999999999999", "page=99999", "name=%00"):
        assert admin.get(f"/console/login/?{odd}").status_code == 200


def test_the_administrator_lifts_a_pause(app: Flask, client: FlaskClient, client_of: ClientOf) -> None:
    for _ in range(6):
        client.post("/login/", data={"username": "clerk", "password": "wrong"})
    assert client_of(Role.SYSADMIN).post("/console/login/", data={"name": "clerk"}).status_code == 302
    assert is_in(entered(app))


def test_what_has_had_its_time_is_swept(app: Flask, session: Session) -> None:
    entered(app).post("/logout")
    session.add(LoginEvent(at=NOW - KEPT_FOR, name="clerk", address="", outcome=Outcome.IN))
    session.commit()
    tick(session, NOW)
    assert len(events(session)) == 2
    tick(session, NOW + KEPT_FOR)
    assert events(session) == []


# -- from the command line --------------------------------------------------------------------------------------------


def test_who_is_locked_out_comes_back_by_command(app: Flask, client: FlaskClient, session: Session) -> None:
    old = entered(app, "sysadmin")
    user_of(session, "sysadmin").active = False
    session.commit()
    runner = app.test_cli_runner()
    refused = runner.invoke(args=["reset-password", "sysadmin", "--password", "Aa123456"])
    assert (refused.exit_code, "太容易被猜中" in refused.output) == (1, True)
    assert runner.invoke(args=["reset-password", "nobody", "--password", NEW]).exit_code == 1
    assert runner.invoke(args=["reset-password", "sysadmin", "--password", NEW]).exit_code == 0
    assert not is_in(old)
    assert entered(app, "sysadmin", NEW).get("/").location.startswith("/account/password")


def test_a_pause_is_lifted_by_command(app: Flask, client: FlaskClient) -> None:
    for _ in range(6):
        client.post("/login/", data={"username": "clerk", "password": "wrong"})
    result = app.test_cli_runner().invoke(args=["unlock", "clerk"])
    assert "已解除暂停" in result.output
    assert "没有被暂停" in app.test_cli_runner().invoke(args=["unlock", "clerk"]).output
    assert is_in(entered(app))
