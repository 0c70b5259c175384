"""Every door that writes asks for the token, and no page that only shows something writes. Both lists are made from the routes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from models import REGISTERS
from rules.roles import Role
from tests.cast import ClientOf
from tests.every import SOME
from tests.make import make
from views.database import READING_METHODS, db
from views.doors import DOORS

WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
#: A printing or an export is logged, so these say `write_now` (services/database.py) and write on purpose.
LOGGED = frozenset({"print", "paper", "print_clocks", "ledger", "export"})


def path_of(rule: Rule) -> str:
    """An address of that route: the first record, the first step, whatever the route leaves open."""
    values: dict[str, Any] = {}
    for name in rule.arguments:
        values[name] = 1 if "int:" + name in rule.rule else {"name": "visit_trip", "field_name": "customer", "stand": "desk"}.get(name, "x")
    built = rule.build(values, append_unknown=False)
    assert built is not None
    return str(built[1])


def doors(app: Flask, methods: frozenset[str]) -> list[tuple[Rule, str]]:
    return [(rule, method) for rule in app.url_map.iter_rules() for method in sorted((rule.methods or set()) & methods)]


#: Registers whose doors are those of the others.
OTHERS = {register.__tablename__ for register in REGISTERS if register not in SOME}


def test_every_writing_door_asks_for_the_token(app: Flask, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    held = app.config["SETTINGS"]
    monkeypatch.setitem(
        app.config, "SETTINGS", replace(held, **{door.setting: 0 for door in DOORS})
    )  # who knocks at every door knocks often
    found = [door for door in doors(app, WRITING) if door[0].rule.split("/")[1] not in OTHERS]
    assert len(found) > 200
    browser, let_in = client_of(Role.SYSADMIN), []
    for rule, method in found:
        if rule.endpoint.startswith("api."):  # of the API a cookie opens nothing: tests/api/test_the_door.py
            continue
        answer = browser.open(path_of(rule), method=method, data={"any": "thing"})
        if answer.status_code != 400 or "已失效" not in answer.get_data(as_text=True):
            let_in.append(f"{method} {rule.rule}: {answer.status_code}")
    assert let_in == []


def test_nothing_is_exempt_from_the_token_but_the_api(app: Flask) -> None:
    protection = app.extensions["csrf"]
    assert protection._exempt_views == set()
    assert {blueprint.name for blueprint in protection._exempt_blueprints} == {"api"}


@pytest.fixture
def commits(app: Flask) -> Iterator[Callable[[], int]]:
    """How many rows the application has changed since the last question."""
    changed = [0]
    with app.app_context():
        engine = db.engine

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if statement.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE", "REPLACE")) and " attempt" not in statement:
            changed[0] += 1

    def asked() -> int:
        found, changed[0] = changed[0], 0
        return found

    event.listen(engine, "before_cursor_execute", note)
    yield asked
    event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize("role", [Role.CS_HEAD, Role.SYSADMIN])
def test_a_page_that_only_shows_writes_nothing(
    app: Flask, session: Session, client_of: ClientOf, commits: Callable[[], int], role: Role,
) -> None:  # fmt: skip
    for register in REGISTERS:
        make(register, session)
    session.commit()
    browser: FlaskClient = client_of(role)
    commits()
    opened, wrote, failed = 0, [], []
    tables = {register.__tablename__ for register in REGISTERS}
    for rule, _ in doors(app, READING_METHODS & {"GET"}):
        view = app.view_functions[rule.endpoint]
        if rule.endpoint.endswith("static") or getattr(view, "is_writing", False):
            continue
        if rule.rule.split("/")[1] in OTHERS or (role is Role.SYSADMIN and rule.rule.lstrip("/").partition("/")[0] in tables):
            continue
        answer = browser.get(path_of(rule))
        opened += answer.status_code == 200
        is_printing = rule.endpoint.rpartition(".")[2] in LOGGED
        if commits() and not is_printing:
            wrote.append(rule.rule)
        if answer.status_code >= 500:
            failed.append(f"{rule.rule}: {answer.status_code}")
    assert opened > 20
    assert (wrote, failed) == ([], [])
