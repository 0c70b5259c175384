"""The pages of the numbers: who comes in, what they show, and that a slip at any of their doors is said in Chinese."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models import Accountability, Inquiry, NumberExplained, NumberSpoilt, PrintJob, Reservation
from models.declare import Register, Verb
from rules.roles import Role
from services.number_book import EXPLAINERS, READERS
from services.reserve import open_numbers, reserve
from tests.cast import NOW, ClientOf
from tests.every import some
from tests.make import form_for, keeper, keeper_role, make
from tests.page import page

JSON = {"Accept": "application/json"}
FIRST, SECOND = "QH-A07-2026-00001", "QH-A07-2026-00002"


@pytest.fixture
def gap(session: Session) -> None:
    """Number 1 is missing, number 2 is used."""
    record = make(Inquiry, session)
    make(Inquiry, session)
    session.connection().execute(delete(Inquiry.__table__).where(Inquiry.__table__.c.id == record.id))  # type: ignore[arg-type]
    session.commit()


def kept(session: Session, register: type[Register] = Inquiry, count: int = 2) -> list[str]:
    reserve(session, register, count, "系统检修", actor=keeper(session, register), now=NOW)
    numbers = open_numbers(session, register)
    session.commit()
    return numbers


@pytest.fixture
def desk(client_of: ClientOf) -> FlaskClient:
    """Who keeps inquiries."""
    return client_of(keeper_role(Inquiry))


# -- who comes in ------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("gap")
@pytest.mark.parametrize("role", list(Role))
def test_the_ledger_opens_to_its_readers_alone(role: Role, client_of: ClientOf) -> None:
    browser = client_of(role)
    for path in ("/numbers/", "/numbers/inquiry/2026", "/numbers/inquiry/2026/print"):
        assert browser.get(path, headers=JSON).status_code == (200 if role in READERS else 403), path
    for method in ("GET", "POST"):
        answer = browser.open("/numbers/inquiry/2026/1/explain", method=method, headers=JSON, data={"words": ""})
        assert answer.status_code == (200 if role in EXPLAINERS else 403), method
    assert ("/numbers/" in browser.get("/").get_data(as_text=True)) is (role in READERS)


def test_a_number_leads_only_to_a_record_that_opens(client_of: ClientOf, session: Session) -> None:
    """Every number is told to whoever reads the ledger; to whom the record is closed it is no link."""
    record = make(Accountability, session)
    session.commit()
    for role in READERS:
        browser, path = client_of(role), f"/accountability/{record.id}"
        told = browser.get("/numbers/accountability/2026").get_data(as_text=True)
        assert record.number in told
        opens = browser.get(path, headers=JSON).status_code == 200
        assert (f'href="{path}"' in told) is opens, role


@some
def test_numbers_are_reserved_by_the_keepers_alone(register: type[Register], client_of: ClientOf, session: Session) -> None:
    number = kept(session, register, 1)[0]
    key = session.scalars(select(Reservation.id)).one()
    session.rollback()
    for role in Role:
        browser, keeps = client_of(role), role in register.may(Verb.CREATE)
        base = f"/{register.__tablename__}"
        doors = (
            ("GET", "/reserved"), ("POST", "/reserved"), ("GET", f"/reserved/spoil?number={number}"), ("POST", "/reserved/spoil"),
            ("GET", f"/reserved/{key}/print"))  # fmt: skip
        for method, tail in doors:
            expected = 200 if keeps else 403
            if keeps and (method, tail) == ("POST", "/reserved/spoil"):
                expected = 409
            assert browser.open(base + tail, method=method, headers=JSON).status_code == expected, (role, method, tail)
    assert open_numbers(session, register) == [number]


def test_a_stranger_is_sent_to_the_login(client: FlaskClient) -> None:
    for path in ("/numbers/", "/numbers/inquiry/2026", "/numbers/inquiry/2026/1/explain", "/inquiry/reserved", "/inquiry/reserved/1/print"):
        answer = client.get(path)
        assert answer.status_code == 302
        assert "/login/" in answer.location


# -- what they show ----------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("gap")
def test_a_gap_is_red_until_it_is_explained(client_of: ClientOf) -> None:
    head, auditor = client_of(Role.CS_HEAD), client_of(Role.AUDITOR)
    assert "需要处理" in page(auditor.get("/numbers/")).text
    shown = page(auditor.get("/numbers/inquiry/2026")).text
    assert "缺号未说明 1 个" in shown
    assert "/explain" not in auditor.get("/numbers/inquiry/2026").get_data(as_text=True)
    assert page(head.post("/numbers/inquiry/2026/1/explain", data={"words": " "})).errors == {"words": "请写明缺号原因"}
    answer = head.post("/numbers/inquiry/2026/1/explain", data={"words": "误删后从纸单重登<b>"}, follow_redirects=True)
    assert "误删后从纸单重登&lt;b&gt;" in answer.get_data(as_text=True)
    shown = page(auditor.get("/numbers/")).text
    assert "全部编号均有去向。" in shown
    assert "需要处理" not in shown


@pytest.mark.usefixtures("gap")
@pytest.mark.parametrize(
    "tail", ["0/explain", "3/explain", "10000/explain", "99999999999999999999/explain", "-1/explain", "x/explain", "1%00/explain"]
)
def test_a_number_that_is_not_there_cannot_be_explained(tail: str, client_of: ClientOf, session: Session) -> None:
    head = client_of(Role.CS_HEAD)
    for method in ("GET", "POST"):
        answer = head.open(f"/numbers/inquiry/2026/{tail}", method=method, data={"words": "丢失"}, headers=JSON)
        assert answer.status_code == 404
    assert session.scalars(select(NumberExplained)).all() == []


@pytest.mark.parametrize(
    "tail", ["nothing/2026", "inquiry/0", "inquiry/1999", "inquiry/99999999999999999999", "staff/2026", "inquiry/2026%00"]
)
def test_a_ledger_that_is_not_there_is_missing(tail: str, client_of: ClientOf) -> None:
    assert client_of(Role.AUDITOR).get(f"/numbers/{tail}", headers=JSON).status_code == 404
    assert client_of(Role.AUDITOR).get(f"/numbers/{tail}/print", headers=JSON).status_code == 404


@pytest.mark.usefixtures("gap")
def test_every_printing_of_the_ledger_is_logged(client_of: ClientOf, session: Session) -> None:
    answer = client_of(Role.AUDITOR).get("/numbers/inquiry/2026/print")
    assert answer.mimetype == "application/pdf"
    assert [(job.register, job.paper) for job in session.scalars(select(PrintJob))] == [("inquiry", "numbers-2026")]


# -- reserving and entering afterwards ---------------------------------------------------------------------------------


def test_numbers_are_reserved_on_the_page_that_the_list_leads_to(desk: FlaskClient, session: Session) -> None:
    assert 'href="/inquiry/reserved"' in desk.get("/inquiry/").get_data(as_text=True)
    answer = desk.post("/inquiry/reserved", data={"count": "2", "words": "系统检修"}, follow_redirects=True)
    assert "待用 2 个" in page(answer).text
    assert open_numbers(session, Inquiry) == [FIRST, SECOND]


@pytest.mark.parametrize("count", ["", "0", "-1", "101", "10000", "9" * 30, "1.5", "二", "１", "1\0"])
def test_a_wrong_count_is_said_beside_it_and_nothing_typed_is_lost(count: str, desk: FlaskClient, session: Session) -> None:
    answer = desk.post("/inquiry/reserved", data={"count": count, "words": "系统检修"})
    assert page(answer).errors == {"count": "一次可预留 1 至 100 个编号"}
    assert "系统检修" in answer.get_data(as_text=True)
    assert session.scalars(select(Reservation)).all() == []


def test_without_a_reservation_the_form_has_no_place_for_a_number(desk: FlaskClient) -> None:
    assert "reserved" not in page(desk.get("/inquiry/add")).boxes
    assert 'name="reserved"' not in desk.get("/inquiry/add").get_data(as_text=True)


def test_a_paper_is_entered_under_its_number(desk: FlaskClient, session: Session) -> None:
    kept(session)
    form = page(desk.get(f"/inquiry/add?reserved={SECOND}"))
    assert form.boxes["reserved"] == [SECOND]
    assert [value for name, value in form.options if name == "reserved"] == ["", FIRST, SECOND]
    answer = desk.post("/inquiry/add", data={**form_for(Inquiry, session), "reserved": SECOND}, follow_redirects=True)
    assert f"编号 {SECOND}" in page(answer).text
    assert desk.post("/inquiry/add", data={**form_for(Inquiry, session), "reserved": ""}).status_code == 302
    session.rollback()
    assert session.scalars(select(Inquiry.number).order_by(Inquiry.id)).all() == [SECOND, "QH-A07-2026-00003"]


@pytest.mark.parametrize("number", ["旧-1", "QH-A07-2026-00009", FIRST + "\0", "QH-A08-2026-00001", "长" * 500, "<b>"])
def test_a_wrong_number_is_refused_beside_its_place_and_nothing_typed_is_lost(number: str, desk: FlaskClient, session: Session) -> None:
    kept(session)
    sent = form_for(Inquiry, session)
    session.rollback()
    shown = page(desk.post("/inquiry/add", data={**sent, "reserved": number}))
    assert set(shown.errors) == {"number"}
    assert shown.boxes["reserved"] == [number[:41]]
    assert {name: shown.boxes[name][-1] for name in sent if name in ("caller_name", "caller_phone", "matter")} == {
        name: sent[name] for name in sent if name in ("caller_name", "caller_phone", "matter")}  # fmt: skip
    assert session.scalars(select(Inquiry)).all() == []


def test_the_second_who_takes_a_number_is_told_which_one(desk: FlaskClient, session: Session) -> None:
    kept(session)
    first, second = form_for(Inquiry, session), form_for(Inquiry, session)
    session.rollback()
    assert desk.post("/inquiry/add", data={**first, "reserved": FIRST}).status_code == 302
    assert page(desk.post("/inquiry/add", data={**second, "reserved": FIRST})).errors == {"number": f"{FIRST} 已经补登过"}


def test_even_the_last_number_taken_by_another_is_said_beside_its_place(desk: FlaskClient, session: Session) -> None:
    kept(session, Inquiry, 1)
    first, second = form_for(Inquiry, session), form_for(Inquiry, session)
    session.rollback()
    desk.post("/inquiry/add", data={**first, "reserved": FIRST})
    shown = page(desk.post("/inquiry/add", data={**second, "reserved": FIRST}))
    assert shown.errors == {"number": f"{FIRST} 已经补登过"}
    assert shown.boxes["reserved"] == [FIRST]


def test_a_spoilt_paper_is_declared_void_with_its_reason(desk: FlaskClient, session: Session) -> None:
    kept(session)
    assert page(desk.post("/inquiry/reserved/spoil", data={"number": FIRST, "words": ""})).errors == {"words": "请写明作废原因"}
    assert desk.post("/inquiry/reserved/spoil", data={"number": FIRST, "words": "写坏"}).status_code == 302
    assert open_numbers(session, Inquiry) == [SECOND]
    session.rollback()
    for number in ("", FIRST, "QH-A08-2026-00001", "\0", "长" * 999):
        answer = desk.post("/inquiry/reserved/spoil", data={"number": number, "words": "写坏"}, headers=JSON)
        assert answer.status_code == 409
        assert desk.get(f"/inquiry/reserved/spoil?number={quote(number)}").status_code == 200
    assert len(session.scalars(select(NumberSpoilt)).all()) == 1


def test_the_papers_are_printed_for_what_is_open(desk: FlaskClient, session: Session) -> None:
    kept(session)
    key = session.scalars(select(Reservation.id)).one()
    session.rollback()
    assert desk.get(f"/inquiry/reserved/{key}/print").mimetype == "application/pdf"
    for wrong in (0, key + 1, 99999999999999999999):
        assert desk.get(f"/inquiry/reserved/{wrong}/print", headers=JSON).status_code == 404
    assert desk.get("/notice/reserved/1/print", headers=JSON).status_code in (403, 404)


# -- at the machine ----------------------------------------------------------------------------------------------------


def test_the_command_is_content_when_every_number_is(app: Flask, session: Session) -> None:
    make(Inquiry, session)
    session.commit()
    result = app.test_cli_runner().invoke(args=["numbers", "check"])
    assert result.exit_code == 0, result.output
    assert "至 1 号：已用 1" in result.stdout


@pytest.mark.usefixtures("gap")
def test_the_command_fails_on_a_gap(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["numbers", "check", "--json"])
    assert result.exit_code == 1
    found = {one["register"]: one for one in json.loads(result.stdout)}["inquiry"]
    assert found["missing"] == [{"count": 1, "number": FIRST}]
    assert found["totals"]["used"] == 1
    assert found["settled"] is False
    assert "缺号未说明：1" in app.test_cli_runner().invoke(args=["numbers", "check"]).stdout
