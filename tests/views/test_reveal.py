"""查看明文 at the door: who may, why, what the page then shows, and that everybody who reads the record sees who looked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Callback, Customer, Inquiry
from models.reveal import Reveal
from rules.roles import Role
from tests.cast import NOW, ClientOf
from tests.make import make, person
from tests.page import page
from tests.services.eyes import put

NAME, PHONE = "欧阳小宝", "13907150009"


@pytest.fixture
def address(session: Session) -> str:
    """An inquiry that a stranger to the tests entered."""
    record: Any = make(Inquiry, session, caller_name=NAME, caller_phone=PHONE)
    session.commit()
    put(session, Inquiry, record.id, creator_id=person(session, Role.FIN).staff_id)
    return f"/inquiry/{record.id}"


def looked(session: Session) -> list[tuple[str, int]]:
    session.rollback()
    return [(one.reason, one.by_id) for one in session.scalars(select(Reveal).order_by(Reveal.id))]


@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.value)
def test_who_may_look(role: Role, address: str, session: Session, client_of: ClientOf) -> None:
    browser = client_of(role)
    answer = browser.post(f"{address}/reveal", data={"reason": "核对身份"})
    if role not in Inquiry.revealed_to:
        assert answer.status_code == 403
        assert looked(session) == []
        return
    assert answer.status_code == 302
    assert answer.location.endswith(address)
    assert [reason for reason, _ in looked(session)] == ["核对身份"]
    shown = browser.get(address).get_data(as_text=True)
    assert NAME in shown
    assert PHONE in shown


def test_nobody_looks_before_he_has_logged_in(address: str, session: Session, app: Flask) -> None:
    assert app.test_client().post(f"{address}/reveal", data={"reason": "核对身份"}).status_code in (302, 401)
    assert looked(session) == []


def test_a_record_that_he_does_not_see_is_not_there(session: Session, client_of: ClientOf) -> None:
    record: Any = make(Callback, session)
    session.commit()
    put(session, Callback, record.id, integrity_issue=False)
    assert client_of(Role.DISC).post(f"/callback/{record.id}/reveal", data={"reason": "核对身份"}).status_code == 404
    assert looked(session) == []


@pytest.mark.parametrize(("data", "said"), [
    ({}, "请写明查看事由"), ({"reason": " "}, "请写明查看事由"), ({"reason": "因" * 101}, "最多 100 个字，现有 101 个字"),
    ({"reason": "核对\0身份"}, "含有不能保存的字符"),
])  # fmt: skip
def test_without_a_good_reason_it_stays_masked(
    data: dict[str, str],
    said: str,
    address: str,
    session: Session,
    client_of: ClientOf,
) -> None:
    browser = client_of(Role.CS_HEAD)
    answer = browser.post(f"{address}/reveal", data=data, follow_redirects=True).get_data(as_text=True)
    assert said in answer
    assert NAME not in answer
    assert PHONE not in answer
    assert looked(session) == []


def test_a_long_reason_with_marks_is_kept_and_shown_as_text(address: str, session: Session, client_of: ClientOf) -> None:
    browser, reason = client_of(Role.CS_HEAD), "<b>" + "因" * 97
    browser.post(f"{address}/reveal", data={"reason": reason})
    assert [one for one, _ in looked(session)] == [reason]
    assert "<b>因" not in browser.get(address).get_data(as_text=True)


def test_two_clicks_are_two_looks_and_neither_breaks(address: str, session: Session, client_of: ClientOf) -> None:
    browser = client_of(Role.CS_HEAD)
    for _ in range(2):
        assert browser.post(f"{address}/reveal", data={"reason": "核对身份"}).status_code == 302
    assert len(looked(session)) == 2


def test_it_is_masked_before_and_after_ten_minutes(address: str, app: Flask, client_of: ClientOf) -> None:
    browser = client_of(Role.CS_HEAD)
    before = browser.get(address).get_data(as_text=True)
    assert "欧阳**" in before
    assert "139****0009" in before
    assert not any(said in before for said in (NAME, PHONE))
    browser.post(f"{address}/reveal", data={"reason": "核对身份"})
    assert NAME in browser.get(address).get_data(as_text=True)
    app.config["CLOCK"] = lambda: NOW + timedelta(minutes=10)
    try:
        assert NAME not in browser.get(address).get_data(as_text=True)
    finally:
        app.config["CLOCK"] = lambda: NOW


def test_a_look_opens_it_to_nobody_else_and_not_in_the_list(address: str, client_of: ClientOf) -> None:
    client_of(Role.CS_HEAD).post(f"{address}/reveal", data={"reason": "核对身份"})
    for role in (Role.CS_SUP, Role.AUDITOR):
        assert NAME not in client_of(role).get(address).get_data(as_text=True)
    assert NAME not in client_of(Role.CS_HEAD).get("/inquiry/").get_data(as_text=True)


def test_everybody_who_reads_the_record_sees_who_looked_and_why(address: str, client_of: ClientOf) -> None:
    client_of(Role.CS_HEAD).post(f"{address}/reveal", data={"reason": "因投诉回查"})
    for role in (Role.CS_HEAD, Role.CS_SUP, Role.AUDITOR):
        text = page(client_of(role).get(address)).text
        assert "因投诉回查" in text
        assert f"{Role.CS_HEAD.label}甲" in text


def test_the_button_is_there_only_where_something_is_masked(session: Session, client_of: ClientOf) -> None:
    record: Any = make(Customer, session, id_no=None, other_id_no=None)
    session.commit()
    put(session, Customer, record.id, creator_id=person(session, Role.FIN).staff_id)
    address = f"/customer/{record.id}"
    assert f"{address}/reveal" in client_of(Role.CS_HEAD).get(address).get_data(as_text=True)
    for role in (Role.AM, Role.AUDITOR):
        assert f"{address}/reveal" not in client_of(role).get(address).get_data(as_text=True)
