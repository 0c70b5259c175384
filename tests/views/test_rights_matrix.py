"""Who may do what, as the doors themselves answer: every role at every door of every register, against the declaration.

A door is tried with something that is not there or not said, so that an open one answers at once: 400, 404 or 409, never 403.
When a line differs, the two tables are shown side by side.
"""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from models import REGISTERS, Staff
from models.declare import Register, Verb
from rules.roles import Role
from tests.cast import ClientOf
from tests.every import some
from tests.make import in_order, keeper_role, make, meet, walk
from tests.page import page

#: Door → the verb it asks for, how it is opened, and the address below the register's.
DOORS: dict[str, tuple[Verb, str, str]] = {
    "list": (Verb.READ, "GET", "/?tab=none"),
    "show": (Verb.READ, "GET", "/999999"),
    "file": (Verb.READ, "GET", "/999999/file/1"),
    "batch": (Verb.READ, "POST", "/batch"),
    "add": (Verb.CREATE, "POST", "/add"),
    "edit": (Verb.EDIT, "GET", "/999999/edit"),
    "recount": (Verb.EDIT, "POST", "/999999/recount"),
    "step": (Verb.STEP, "GET", "/999999/step/none"),
    "print": (Verb.PRINT, "GET", "/999999/print"),
    "ledger": (Verb.PRINT, "GET", "/ledger?tab=none"),
    "all": (Verb.PRINT, "POST", "/print-all"),
    "export": (Verb.READ, "GET", "/export.xlsx?tab=none"),
    "later": (Verb.READ, "POST", "/export"),
    "import": (Verb.CREATE, "POST", "/import/999999/confirm"),
    "void": (Verb.VOID, "GET", "/999999/void"),
    "correct": (Verb.CORRECT, "GET", "/999999/correct"),
}
JSON = {"Accept": "application/json"}


def line(door: str, roles: set[Role]) -> str:
    return f"{door:8}{' '.join(role.value for role in in_order(roles))}"


def answered(register: type[Register], browsers: dict[Role, FlaskClient]) -> list[tuple[str, frozenset[Role], set[Role]]]:
    """Door, who asked there, and to whom it opened."""
    found, asked = [], set[Verb]()
    for door, (verb, method, tail) in DOORS.items():
        data = {"add": {"then": "none"}, "later": {"tab": "none"}, "all": {"tab": "none"}}.get(door)
        statuses = {
            role: browser.open(f"/{register.__tablename__}{tail}", method=method, data=data, headers=JSON).status_code
            for role, browser in browsers.items()
            if verb not in asked or role in _some(register, verb)
        }
        asked.add(verb)
        assert set(statuses.values()) <= {400, 403, 404, 409}, (door, statuses)
        found.append((door, frozenset(statuses), {role for role, status in statuses.items() if status != 403}))
    return found


def _some(register: type[Register], verb: Verb) -> frozenset[Role]:
    """Of those for whom a verb is, and of the others, two each: one door of every verb is tried by all."""
    may, turn = in_order(register.may(verb)), REGISTERS.index(register)
    others = in_order(set(Role) - set(may))
    return frozenset(roles[(turn + step) % len(roles)] for roles in (may, others) if roles for step in (0, 1))


@some
def test_every_door_is_open_to_the_declared_roles_alone(register: type[Register], client_of: ClientOf) -> None:
    found = answered(register, {role: client_of(role) for role in Role})
    declared = [line(door, set(register.may(DOORS[door][0])) & asked) for door, asked, _ in found]
    assert [line(door, opened) for door, _, opened in found] == declared


@some
def test_the_blank_form_is_for_those_who_print(register: type[Register], client_of: ClientOf) -> None:
    """There is nothing to leave out of its address, so only the two sides of the line are tried."""
    printers = register.may(Verb.PRINT)
    assert client_of(in_order(printers)[0]).get(f"/{register.__tablename__}/blank").status_code == 200
    for role in in_order(set(Role) - printers):
        assert client_of(role).get(f"/{register.__tablename__}/blank", headers=JSON).status_code == 403, role


@some
def test_who_may_only_read_leaves_no_trace(register: type[Register], session: Session, client_of: ClientOf) -> None:
    """The auditor: everything to see, nothing to press."""
    record = make(register, session)
    session.commit()
    browser, base = client_of(Role.AUDITOR), f"/{register.__tablename__}/{record.id}"
    shown = browser.get(base).get_data(as_text=True)
    assert not [tail for tail in ("edit", "print", "void", "correct", "step", "attach") if f'"{base}/{tail}' in shown]
    for action in ("print", "ledger"):
        answer = browser.post(f"/{register.__tablename__}/batch", data={"action": action, "ids": str(record.id)}, headers=JSON)
        assert answer.status_code == 403
    for role in in_order(register.read_by):
        status = client_of(role).post(f"{base}/attach", headers=JSON).status_code
        is_hidden = role in register.seen.narrowed and client_of(role).get(base, headers=JSON).status_code == 404
        assert status == (404 if is_hidden else 302 if role in register.may(Verb.EDIT) else 403), role


@some
def test_the_page_offers_what_the_doors_allow(register: type[Register], session: Session, client_of: ClientOf) -> None:
    """For each reader: every address that the record's page offers opens."""
    record = make(register, session)
    session.commit()
    base = f"/{register.__tablename__}/{record.id}"
    for role in in_order(register.read_by):
        browser = client_of(role)
        shown = browser.get(base).get_data(as_text=True)
        offered = [tail for tail in ("edit", "void", "correct") if f'href="{base}/{tail}"' in shown]
        offered += [f"step/{step.key}" for step in register.flow.steps if f'"{base}/step/{step.key}"' in shown]
        for tail in offered:
            assert browser.get(f"{base}/{tail}", headers=JSON).status_code == 200, (role, tail)


HELD = [(register, step.key, step.holder) for register in REGISTERS for step in register.flow.steps if step.holder]


@pytest.mark.parametrize(("register", "key", "holder"), HELD, ids=lambda value: value if isinstance(value, str) else value.__name__)
def test_whom_a_record_names_takes_his_step_whatever_his_post(
    register: type[Register], key: str, holder: str, session: Session, client_of: ClientOf
) -> None:
    """The step is his by name: `Step.held_by`. Whoever may read the register may be named, unless he has signed where another must."""
    refused = []
    step = register.flow.step(key)
    assert step is not None
    record: Any = walk(make(register, session), step.source)
    meet(record, step)
    session.commit()
    signed = {place.staff_id for name in step.other_than_signers if (place := getattr(record, name)) is not None}
    for role in in_order(register.read_by - {Role.AUDITOR}):
        staff = session.query(Staff).filter_by(job_number=role.value).one()
        if staff.id in signed:
            continue
        setattr(record, holder, staff)
        session.commit()
        if client_of(role).get(f"/{register.__tablename__}/{record.id}/step/{key}", headers=JSON).status_code != 200:
            refused.append(role.value)
    assert not refused


@some
def test_an_approver_who_wrote_it_is_offered_nothing(register: type[Register], session: Session, client_of: ClientOf) -> None:
    """At the screen as in the service: the author sees a sentence in place of the button."""
    for step in register.flow.steps:
        if step.other_than_author and not step.chain:
            record: Any = walk(make(register, session), step.source)
            role = step.roles[0]
            record.creator = session.query(Staff).filter_by(job_number=role.value).one()
            session.commit()
            browser, base = client_of(role), f"/{register.__tablename__}/{record.id}"
            shown = browser.get(base)
            assert f"{base}/step/{step.key}" not in shown.get_data(as_text=True)
            assert "填表人不能审批自己填写的单据" in page(shown).text
            assert browser.post(f"{base}/step/{step.key}", headers=JSON).status_code == 403
            return


@pytest.mark.parametrize("role", Role, ids=lambda role: role.value)
def test_the_menu_shows_what_may_be_read_alone(role: Role, client_of: ClientOf) -> None:
    shown = client_of(role).get("/account").get_data(as_text=True)
    for register in REGISTERS:
        assert (f'href="/{register.__tablename__}/"' in shown) is (role in register.read_by)
        assert (f'href="/{register.__tablename__}/add"' in shown) is (role in register.kept_by)


@some
def test_a_linked_record_is_found_by_those_who_may_read_both(register: type[Register], client_of: ClientOf) -> None:
    for field in register.fields.values():
        target = field.target
        if field.kind.value == "link" and isinstance(target, type):
            both = register.read_by & (target.read_by if issubclass(target, Register) else frozenset(Role))
            path = f"/lookup/{register.__tablename__}/{field.name}"
            found = {role for role in Role if client_of(role).get(path).status_code == 200}
            assert found == both
            return


def test_the_keeper_of_every_register_keeps_it() -> None:
    assert all(keeper_role(register) in register.may(Verb.READ) & register.may(Verb.CREATE) for register in REGISTERS)
