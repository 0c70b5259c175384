"""An id that was guessed, or that belongs to somebody else, opens nothing: not by one of the addresses that take an id.

The addresses are those of the program itself. A new one that no probe here is about fails the first test.
"""

from __future__ import annotations

from itertools import pairwise

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import REGISTERS, Department, Message, Staff
from models.approval import Delegation
from rules.roles import Role
from tests.make import in_order
from tests.owasp.conftest import Browsers
from tests.owasp.doors import Door, doors
from tests.owasp.plant import Planted, plant

CANARY = "机密内容"
CLOSED = {403, 404}
#: No id is so large; the last are larger than any number of the databases.
GUESSED = (0, 999_999, 2**31, 2**63, 10**30)
JSON = {"Accept": "application/json"}
METHODS = ("GET", "POST")


def whose(session: Session, model: type, owner: str, role: Role) -> int:
    """The id of a row that belongs to the person with that role."""
    column = getattr(model, owner)
    return session.scalars(select(model.id).join(Staff, column == Staff.id).where(Staff.job_number == role.value)).first() or 0


# -- what each kind of address is protected by ---------------------------------------------------------------------------


def by_post(door: Door) -> list[Role]:
    """Roles to which the register, or the console, is closed."""
    if door.register is not None:
        return in_order(set(Role) - door.register.read_by)
    return [role for role in Role if role is not Role.SYSADMIN]


#: Addresses outside registers and console: to whom what is planted there does not belong.
STRANGERS: dict[str, list[Role]] = {
    "AccountView.end_delegation": [Role.ARCHIVIST, Role.HOTLINE], "ApprovalsView.read": [Role.ARCHIVIST, Role.SYSADMIN],
    "MessagesView.show": [Role.ARCHIVIST, Role.SYSADMIN], "MessagesView.mark": [Role.ARCHIVIST, Role.SYSADMIN],
    "ApprovalsView.item": [Role.SYSADMIN], "ApprovalsView.withdraw": [Role.SYSADMIN],
    "NumbersView.show": [Role.CLERK, Role.SYSADMIN], "NumbersView.print": [Role.CLERK, Role.SYSADMIN],
    "NumbersView.explain": [Role.CLERK, Role.ARCHIVIST, Role.AUDITOR, Role.SYSADMIN],
    **{f"JobsView.{name}": [Role.CLERK, Role.SYSADMIN] for name in ("show", "part", "cancel", "file")},
    "ReturnedView.settle_page": [Role.DEPT, Role.HOTLINE, Role.SYSADMIN], "ReturnedView.picture": [Role.DEPT, Role.SYSADMIN],
    "ReturnedView.upload": [Role.CLERK, Role.SYSADMIN], "ReturnedView.list_scan": [Role.CLERK, Role.GM, Role.SYSADMIN],
    "ShelvesView.box": [Role.CLERK, Role.DEPT, Role.VP, Role.SYSADMIN],
    "DashboardView.desk": [Role.SYSADMIN], "RatesView.show": [Role.SYSADMIN], "LookupView.find": [Role.SYSADMIN],
}  # fmt: skip
#: What they say by their own rules instead: an export is no id.
NO_ID = {"export"}


def strangers(door: Door) -> list[Role]:
    if door.register is not None or door.endpoint.startswith("console"):
        return by_post(door)
    assert door.endpoint in STRANGERS, f"{door.path}: say in tests/owasp/test_ids.py to whom {door.endpoint} is closed"
    return STRANGERS[door.endpoint]


@pytest.fixture
def planted(session: Session) -> Planted:
    return plant(session, CANARY, elsewhere=False)


@pytest.mark.parametrize("method", METHODS)
def test_no_id_opens_to_a_role_without_right(method: str, app: Flask, planted: Planted, browsers: Browsers) -> None:
    tried, opened = 0, []
    for door in doors(app, planted, method):
        if not door.takes_id:
            continue
        found = strangers(door)
        for role in found if door.register is None else {found[tried % len(found)], found[-1]}:
            answer = browsers(role).open(door.path, method=method, headers=JSON)
            tried += 1
            if answer.status_code not in CLOSED or CANARY in answer.get_data(as_text=True):
                opened.append(f"{role.value} {method} {door.path}: {answer.status_code}")
    assert opened == []
    assert tried > 200


@pytest.mark.parametrize("method", METHODS)
def test_nobody_comes_in_without_login(method: str, app: Flask, planted: Planted, client: FlaskClient) -> None:
    for door in doors(app, planted, method):
        if door.endpoint.startswith("LoginView."):
            continue
        answer = client.open(door.path, method=method)
        assert answer.status_code in (302, 401, 403), door
        assert answer.status_code != 302 or answer.location.startswith("/login/"), door
        assert CANARY not in answer.get_data(as_text=True)


@pytest.mark.parametrize("method", METHODS)
def test_a_guessed_id_is_not_there_for_those_who_may(method: str, app: Flask, planted: Planted, browsers: Browsers) -> None:
    """Whatever number is typed into the address. A page about a department or a rate is no record."""
    for door in doors(app, planted, method):
        if not door.takes_id or door.tail in NO_ID or door.endpoint in ("RatesView.show", "LookupView.find"):
            continue
        role = Role.CS_HEAD if door.tail == "void" else door.role
        for number, guess in enumerate(GUESSED):
            if number > 1 and door.register is not None and door.register is not REGISTERS[0]:
                break  # how large numbers are read is the same code in all registers
            answer = browsers(role).open(guessed(door, guess), method=method, headers=JSON)
            assert answer.status_code < 500, (door, guess)
            if door.endpoint == "DashboardView.desk":
                assert CANARY not in answer.get_data(as_text=True)
            else:
                assert answer.status_code in (*CLOSED, 409), (role, door, guess, answer.status_code)


def guessed(door: Door, guess: int) -> str:
    """The address with another id in place of the (first) one that it has."""
    pieces = door.path.split("/")
    place = next(index for index, piece in enumerate(pieces) if piece.isdigit())
    return "/".join([*pieces[:place], str(guess), *pieces[place + 1 :]])


def test_a_file_opens_on_its_own_record_alone(planted: Planted, browsers: Browsers) -> None:
    for mine, other in pairwise([*REGISTERS, REGISTERS[0]]):
        table = mine.__tablename__
        browser = browsers(in_order(mine.read_by)[0])
        base = f"/{table}/{planted.records[table]}/file"
        assert browser.get(f"{base}/{planted.files[table]}").status_code == 200
        answer = browser.get(f"{base}/{planted.files[other.__tablename__]}", headers=JSON)
        assert answer.status_code == 404
        assert b"PNG" not in answer.data


def test_what_is_addressed_to_one_person_opens_to_nobody_else(planted: Planted, session: Session, browsers: Browsers) -> None:
    clerks = whose(session, Message, "staff_id", Role.CLERK)
    mine = session.scalars(select(Delegation)).one()
    assert mine.principal.job_number not in ("ARCHIVIST", "HOTLINE")
    session.rollback()
    assert browsers(Role.CLERK).get(f"/messages/{clerks}").status_code == 302
    for role in Role:
        if role is not Role.CLERK:
            for method, path in (("GET", ""), ("POST", "/read")):
                answer = browsers(role).open(f"/messages/{clerks}{path}", method=method, headers=JSON)
                assert answer.status_code == 404, (role, path)
            assert browsers(role).post(f"/approvals/copied/{clerks}/read", headers=JSON).status_code == 404


def test_a_department_sees_its_own_figures_alone(planted: Planted, session: Session, browsers: Browsers) -> None:
    other = session.scalars(select(Department.id).order_by(Department.position.desc())).first()
    session.rollback()
    for path in (f"/dashboard/overdue/{other}", f"/rates/time_rate?unit={other}"):
        assert browsers(Role.DEPT).get(path, headers=JSON).status_code in CLOSED, path
