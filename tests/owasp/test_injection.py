"""Whatever is typed into an address or a form is text: never a failure, never carried out, and what is kept comes back as typed."""

from __future__ import annotations

from urllib.parse import quote_from_bytes

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import create_app
from config import Settings
from models import REGISTERS, Customer, Inquiry
from models.declare import Kind, Register
from rules.roles import Role
from services import guard
from services.shown import Shown
from tests.cast import NOW, ClientOf
from tests.conftest import OfficeSession
from tests.every import some
from tests.make import form_for, keeper, keeper_role, posted, values_for
from tests.owasp.asking import FORM, sweep
from tests.owasp.conftest import Browsers
from tests.owasp.doors import Door
from tests.owasp.plant import plant
from tests.page import page
from views.database import db

#: Marks of the languages below ours: SQL, LIKE, templates, shells, paths, control and direction marks, numbers that are none.
TEXTS = (
    "'", '"', "%", "_", "\\", "a\0b", "'; DROP TABLE customer; --", "1' OR '1'='1", "{{191*211}}", "${191*211}",
    "#{191*211}", "长" * 6000, "\u202e反\u200f\u2066", "\r\nSet-Cookie: own=1", "../../etc/passwd", "-1", "1e9",
    "٣", "１", "9" * 40, "[]", "\x1b[31m\x07",
)  # fmt: skip
#: As it is sent: the last are no UTF-8 at all, one of them the half of a pair.
PAYLOADS = [*(text.encode() for text in TEXTS), b"\xed\xa0\x80", b"\xff\xfe", b"%00%zz"]
#: What one of the databases takes and the other does not.
UNREADABLE = [b"a\0b", b"2147483648", b"-1", b"99999999999", b"9" * 40]
#: What the templates above would have made of it.
CARRIED_OUT = "40301"
#: As long as a name may be, and everything in it that a language could take for its own.
KEPT = "O'\"%_\\;--{{7*7}}${7}<b>&amp;\u202e反"
MANY = REGISTERS[::17]
#: The doors of the registers are one code: those that ask for fields are tried on every one, the others on every so many.
RARELY = {"index": 6, "add": 4, "find": 8, "print": 30, "print_clocks": 30, "blank": 30, "ledger": 10, "": 9}


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_parameter_of_any_address_is_carried_out(
    method: str, app: Flask, session: Session, client_of: ClientOf, browsers: Browsers
) -> None:
    planted, tried, wrong = plant(session, "平常", elsewhere=False), 0, []

    def browser_of(door: Door) -> FlaskClient:
        return client_of(door.role) if door.tail in ("logout", "login") else browsers(door.role)

    for sent, answer in sweep(app, planted, method, browser_of, PAYLOADS, RARELY):
        tried += 1
        if answer.status_code >= 500 or (answer.mimetype == "text/html" and CARRIED_OUT in answer.get_data(as_text=True)):
            wrong.append(f"{answer.status_code} {sent}")
        assert "own=1" not in answer.headers.get("Set-Cookie", "")
    assert wrong == []
    assert tried > 100
    for register in REGISTERS:
        assert session.scalar(select(func.count()).select_from(register)), f"{register.__name__} was emptied"


def test_postgresql_is_asked_nothing_that_it_cannot_read(postgres_office: str) -> None:
    """It knows no NUL in a text and refuses numbers that SQLite takes, so what was not looked at first is a failure there."""
    app = create_app(Settings(database_url=postgres_office, secret_key="only-for-tests-" * 3))
    app.config.update(CLOCK=lambda: NOW, WTF_CSRF_ENABLED=False)
    with app.app_context():
        users = {user.username: user.id for user in db.session.scalars(select(User))}
        db.session.remove()
        with OfficeSession(db.engine, info={guard.CLOCK: lambda: NOW}, expire_on_commit=False) as session:
            guard.install(session)
            planted = plant(session, "平常", elsewhere=False)
    opened: dict[Role, FlaskClient] = {}

    def browser_of(door: Door) -> FlaskClient:
        if door.tail == "logout":
            return app.test_client()
        if door.role not in opened:
            opened[door.role] = app.test_client()
            with opened[door.role].session_transaction() as cookie:
                cookie["_user_id"], cookie["_fresh"] = str(users[door.role.value.lower()]), True
        return opened[door.role]

    for method in ("GET", "POST"):
        answers = sweep(app, planted, method, browser_of, UNREADABLE, RARELY | {"index": 25, "add": 12, "": 50})
        assert [f"{answer.status_code} {sent}" for sent, answer in answers if answer.status_code >= 500] == []
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize("register", MANY, ids=lambda register: register.__name__)
def test_every_text_meets_every_field(register: type[Register], session: Session, client_of: ClientOf) -> None:
    """One form, the same text in each of its boxes, whatever they are for: refused or kept, but no failure."""
    browser, form = client_of(keeper_role(register)), form_for(register, session)
    for text in PAYLOADS:
        sent = "&".join(f"{name}={quote_from_bytes(text)}" for name in form)
        answer = browser.post(
            f"/{register.__tablename__}/add", data=sent.encode(), headers=FORM)  # fmt: skip
        assert answer.status_code < 500, text
        assert CARRIED_OUT not in answer.get_data(as_text=True)


@some
def test_what_is_kept_comes_back_as_typed(register: type[Register], session: Session, client_of: ClientOf) -> None:
    """In every writing of every form, on the way in, in the database, and in the boxes of the form."""
    values = values_for(register, session)
    given = {ours for field in register.fields.values() for ours in field.gives}  # a link says it, and may insist
    for name, value in values.items():
        field = register.fields[name]
        if field.kind in (Kind.TEXT, Kind.PROSE) and value and not field.once and name not in given:
            values[name] = KEPT[: field.length or 100]
        if field.is_rows and field.tally is None:
            columns = {key: one for key, one in field.target.fields.items() if one.kind in (Kind.TEXT, Kind.PROSE)}
            values[name] = [{**row, **{key: KEPT[: one.length or 100] for key, one in columns.items()}} for row in value]
    form = posted(register, values)
    session.commit()
    browser = client_of(keeper_role(register))
    answer = browser.post(f"/{register.__tablename__}/add", data=form)
    assert answer.status_code == 302, page(answer).errors or page(answer).text[:500]
    place = answer.location.partition("?")[0]
    record = session.get_one(register, int(place.rpartition("/")[2]))
    shown = Shown(session, keeper(session, register), NOW)
    hidden = {name for name, field in register.fields.items() if shown.hides(record, field)}
    session.rollback()
    boxes = page(browser.get(f"{place}/edit")).boxes
    for name, typed in form.items():
        if typed in (KEPT, KEPT[: len(str(typed))]) and typed:
            if name.partition("-")[0] in hidden:  # kept as typed all the same, and never sent to be seen
                assert name not in boxes, name
            else:
                assert boxes[name] == [typed], name


def test_the_marks_of_like_find_themselves_alone(session: Session, client_of: ClientOf) -> None:
    browser = client_of(keeper_role(Customer))
    for name in ("百分%号", "下划_线", "反\\斜", "平常"):
        assert browser.post("/customer/add", data=form_for(Customer, session, full_name=name)).status_code == 302
    for mark, name in (("百分%", "百分%号"), ("下划_", "下划_线"), ("反\\斜", "反\\斜")):
        shown = page(browser.get("/customer/", query_string={"q": mark})).text
        assert name in shown
        assert "平常" not in shown


def test_a_signature_too_long_is_not_cut_in_silence(session: Session, client_of: ClientOf) -> None:
    """What does not fit is said, not shortened."""
    for register in REGISTERS:
        for name in register.at_creation():
            if register.fields[name].kind is Kind.SIGNATURE:
                given = form_for(register, session)
                given[name] = "签" * 200
                answer = client_of(keeper_role(register)).post(f"/{register.__tablename__}/add", data=given)
                assert answer.status_code == 200, (register, name)
                assert name in page(answer).errors


def test_no_half_of_a_pair_is_kept(session: Session, client_of: ClientOf) -> None:
    """A lone surrogate cannot be written as UTF-8; what could not be read stays as it was sent."""
    form = {**form_for(Inquiry, session), "matter": ""}
    sent = "&".join(f"{name}={quote_from_bytes(str(value).encode())}" for name, value in form.items() if name != "matter")
    answer = client_of(Role.CLERK).post(
        "/inquiry/add", data=f"{sent}&matter=%ED%A0%BD".encode(), headers=FORM)  # fmt: skip
    assert answer.status_code == 302
    assert session.scalars(select(Inquiry.matter)).one() == "%ED%A0%BD"
