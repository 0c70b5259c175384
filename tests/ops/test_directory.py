"""Who comes in by the directory of the house, against a real LDAP server: no more people and rights than it and the console give."""

from __future__ import annotations

import gc
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from config import Settings, WrongSetting
from models import LoginEvent, LoginState
from models.door import Outcome
from rules.roles import Role
from services.directory import Away, Directory, ask
from tests.cast import PASSWORD as LOCAL
from tests.ops import slapd
from tests.ops.slapd import BASE, PASSWORD, READER, READER_PASSWORD, Slapd
from tests.ops.unwell import SEARCH, unwell
from tests.page import page

PEOPLE = f"uid={{}},ou=people,{BASE}"
SUPERVISORS = f"CS_SUP=cn=supervisors,ou=groups,{BASE}"
With = Callable[..., FlaskClient]
#: ldap3 forgets to close a socket that could not be opened to the end; Python does, when nobody holds it any more.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture(autouse=True)
def _swept() -> Iterator[None]:
    yield
    gc.collect()


@pytest.fixture(scope="module")
def server() -> Iterator[Slapd]:
    if slapd.SLAPD is None:
        pytest.skip("no slapd here")
    with slapd.served() as running:
        yield running


@pytest.fixture
def directory(server: Slapd) -> Directory:
    """Encrypted from the first byte, people by template."""
    return Directory(host="localhost", port=server.encrypted_port, encrypted=True, ca_file=str(server.ca_file), person=PEOPLE)


@pytest.fixture
def with_directory(app: Flask, server: Slapd) -> Iterator[With]:
    """A browser before an office that asks the directory."""
    held: Settings = app.config["SETTINGS"]

    def made(**given: object) -> FlaskClient:
        asked = {"ldap_url": f"ldaps://localhost:{server.encrypted_port}", "ldap_ca": str(server.ca_file), "ldap_person": PEOPLE}
        app.config["SETTINGS"] = replace(held, **(asked | given))  # type: ignore[arg-type]
        return app.test_client()

    yield made
    app.config["SETTINGS"] = held


def log_in(browser: FlaskClient, name: str, password: str) -> TestResponse:
    return browser.post("/login/", data={"username": name, "password": password})


def roles(session: Session, name: str) -> set[str]:
    user = session.scalars(select(User).where(User.username == name)).one()
    found = {row.name for row in user.roles}
    session.rollback()
    return found


def test_people_are_found_by_each_way_and_over_each_encrypted_line(directory: Directory, server: Slapd) -> None:
    searched = replace(directory, person="", base=BASE, reader=READER, reader_password=READER_PASSWORD)
    started = replace(directory, port=server.port, encrypted=False, start_tls=True)
    for way in (directory, searched, started):
        found = ask(way, "clerk", PASSWORD)
        assert found is not None
        assert (found.dn, found.full_name) == (f"uid=clerk,ou=people,{BASE}", "Clerk")
        for name, password in (("clerk", "wrong"), ("nobody", PASSWORD), ("clerk", ""), ("", PASSWORD), ("clerk\0", PASSWORD)):
            assert ask(way, name, password) is None, (name, password)
        for name in (
            "*",
            "cl*",
            "clerk)(uid=*",
            "*)(|(uid=*",
            f"clerk,ou=people,{BASE}",
            "clerk+cn=Clerk",
            "#clerk",
            "\\clerk",
            "a,b=c",
            "é",
        ):
            assert ask(way, name, PASSWORD) is None, name


def test_a_directory_that_is_not_ours_or_does_not_answer_is_away(directory: Directory, server: Slapd) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = int(silent.getsockname()[1])
        for way in (
            replace(directory, ca_file=""),  # a certificate of nobody we know
            replace(directory, host="127.0.0.1"),  # of another name
            replace(directory, port=port, seconds=1),
            replace(directory, port=1, seconds=1),
            replace(directory, port=server.port),
            replace(directory, person="", base=BASE, reader=READER, reader_password="wrong"),
        ):
            begun = time.monotonic()
            with pytest.raises(Away):
                ask(way, "clerk", PASSWORD)
            assert time.monotonic() - begun < 5


def test_the_directory_decides_for_people_and_local_passwords_for_the_administrator(with_directory: With, session: Session) -> None:
    session.add(LoginState(user_id=session.scalar(select(User.id).where(User.username == "clerk")), epoch=0, must_change=True))  # type: ignore[arg-type]
    session.commit()
    browser = with_directory()
    assert log_in(browser, "clerk", LOCAL).status_code == 401
    assert log_in(browser, "newcomer", PASSWORD).status_code == 401
    assert log_in(browser, "sysadmin", PASSWORD).status_code == 401
    assert log_in(with_directory(), "sysadmin", LOCAL).status_code == 302
    assert log_in(browser, "clerk", PASSWORD).status_code == 302
    assert browser.get("/").status_code == 200  # no first change of a password that is kept elsewhere
    assert "原密码" not in page(browser.get("/account")).text
    refused = browser.post("/account", data={"old": LOCAL, "new": "another-word-22", "again": "another-word-22"})
    assert (refused.status_code, "单位目录" in page(refused).text) == (403, True)
    said = [(one.name, one.outcome) for one in session.scalars(select(LoginEvent).order_by(LoginEvent.id))]
    wrong, came = Outcome.WRONG.value, Outcome.IN.value
    assert said == [("clerk", wrong), ("ne***", wrong), ("sysadmin", wrong), ("sysadmin", came), ("clerk", came)]
    assert roles(session, "clerk") == {"CLERK"}


def test_whoever_is_disabled_here_stays_out_and_guesses_are_counted(with_directory: With, session: Session) -> None:
    session.scalars(select(User).where(User.username == "hotline")).one().active = False
    session.commit()
    assert log_in(with_directory(), "hotline", PASSWORD).status_code == 401
    tried = [log_in(with_directory(), "clerk", "wrong").status_code for _ in range(5)]
    assert tried == [401] * 5
    assert log_in(with_directory(), "clerk", PASSWORD).status_code == 429


def test_groups_give_and_take_their_roles_and_no_others(with_directory: With, session: Session) -> None:
    assert log_in(with_directory(ldap_groups=SUPERVISORS), "clerk", PASSWORD).status_code == 302
    assert roles(session, "clerk") == {"CLERK", "CS_SUP"}
    elsewhere = f"CS_SUP=cn=others,ou=groups,{BASE}; AUDITOR=cn=others,ou=groups,{BASE}"
    assert log_in(with_directory(ldap_groups=elsewhere), "clerk", PASSWORD).status_code == 302
    assert roles(session, "clerk") == {"CLERK"}


def test_a_newcomer_is_made_only_where_that_is_wanted_and_has_no_role(with_directory: With, session: Session) -> None:
    browser = with_directory(ldap_create=True)
    assert log_in(browser, "newcomer", PASSWORD).status_code == 302
    assert [browser.get(path).status_code for path in ("/", "/notice/", "/console/")] == [403] * 3
    assert roles(session, "newcomer") == set()
    assert log_in(with_directory(ldap_url=""), "newcomer", PASSWORD).status_code == 401  # and no password of ours


def test_while_it_is_away_nobody_is_locked_out_and_the_administrator_comes_in(with_directory: With, session: Session) -> None:
    away = {"ldap_url": "ldaps://localhost:1", "ldap_seconds": 1}
    for _ in range(7):
        answer = log_in(with_directory(**away), "clerk", PASSWORD)
        assert (answer.status_code, "目录服务器暂时无法连接" in page(answer).text) == (503, True)
    assert log_in(with_directory(), "clerk", PASSWORD).status_code == 302
    assert log_in(with_directory(**away), "sysadmin", LOCAL).status_code == 302
    assert {one.outcome for one in session.scalars(select(LoginEvent))} == {Outcome.IN.value}
    assert Role.SYSADMIN.value in roles(session, "sysadmin")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"DENGJI_LDAP_URL": "http://dir"}, "应为 ldap://"), ({"DENGJI_LDAP_URL": "ldap://dir.example.com"}, "明文"),
        ({"DENGJI_LDAP_URL": "ldaps://dir.example.com"}, "DENGJI_LDAP_BASE"), ({"DENGJI_LDAP_PERSON": "uid=x"}, "代替用户名"),
        ({"DENGJI_LDAP_GROUPS": "SYSADMIN=cn=a"}, "系统管理员不能"), ({"DENGJI_LDAP_GROUPS": "BOSS=cn=a"}, "角色代码"),
        ({"DENGJI_LDAP_CA": "/nowhere"}, "没有这个文件"),
        ({"DENGJI_LDAP_URL": "ldaps://d", "DENGJI_LDAP_PERSON": "{}@d", "DENGJI_LDAP_GROUPS": "CLERK=cn=a"}, "需要本人的 DN"),
    ],
)  # fmt: skip
def test_half_a_directory_is_refused_at_the_start(given: dict[str, str], words: str) -> None:
    with pytest.raises(WrongSetting) as refused:
        Settings.read(given)
    assert words in refused.value.sentence


@pytest.mark.parametrize("result", [1, 3, 50, 51, 52], ids=lambda code: f"result {code}")
def test_one_that_lets_him_in_and_cannot_search_takes_nothing_from_him(result: int) -> None:
    with unwell(result) as (port, heard):
        for way in (grouped(port), replace(grouped(port), person="", base=BASE, reader=READER, reader_password=READER_PASSWORD)):
            heard.clear()
            with pytest.raises(Away):
                ask(way, "clerk", PASSWORD)
            assert SEARCH in heard


def test_more_than_one_of_a_name_are_nobody() -> None:
    with unwell(4) as (port, heard):
        assert ask(replace(grouped(port), person="", base=BASE, reader=READER, reader_password=READER_PASSWORD), "clerk", PASSWORD) is None
        assert SEARCH in heard


def test_a_group_that_is_not_there_gives_no_role_and_is_told(caplog: pytest.LogCaptureFixture) -> None:
    with unwell(32) as (port, _):
        found = ask(grouped(port), "clerk", PASSWORD)
    assert found is not None
    assert found.roles == frozenset()
    assert "no group for the role CS_SUP" in caplog.text


def grouped(port: int) -> Directory:
    """People by template, and a group that gives a role."""
    return Directory(host="127.0.0.1", port=port, encrypted=False, person=PEOPLE, groups=((Role.CS_SUP, f"cn=a,{BASE}"),))
