"""The description of the API: valid, complete, and true against requests that nobody thought of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, seed, settings
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import REGISTERS, Option
from rules.roles import Role
from tests import make
from tests.api.conftest import BASE, Caller
from tests.every import SOME

CallerOf = Callable[[Role], Caller]
EXAMPLES = 2
#: Of the headers that are made up; who asks is not.
KEPT = frozenset({"Idempotency-Key", "If-Match", "Content-Type"})


@pytest.fixture
def document(client: FlaskClient) -> dict[str, Any]:
    answer = client.get(f"{BASE}/openapi.json")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.get_json()
    return found


def test_it_is_valid(document: dict[str, Any]) -> None:
    problems = [error.message for error in OpenAPIV31SpecValidator(document).iter_errors()]
    assert problems == []


def test_it_knows_every_register_with_all_that_can_be_done(document: dict[str, Any]) -> None:
    for register in REGISTERS:
        base = f"{BASE}/{register.__tablename__}"
        assert set(document["paths"][base]) == {"get", "post"}
        assert {f"{base}/{{id}}/steps/{step.key}" for step in register.flow.steps} <= set(document["paths"])
        known = document["components"]["schemas"]
        new = known[f"{register.__tablename__}_new"]
        assert set(new["properties"]) <= set(register.fields)
        for name, shape in new["properties"].items():
            assert shape["title"] == register.fields[name].label
            if options := register.fields[name].options:
                assert known[f"option_{options}"]["enum"], name
        answered = known[register.__tablename__]["properties"]
        assert set(register.fields) <= set(answered)


def test_it_is_made_anew_only_when_the_lists_change_and_not_sent_to_who_has_it(client: FlaskClient, session: Session) -> None:
    first = client.get(f"{BASE}/openapi.json")
    etag = first.headers["ETag"]
    known = client.get(f"{BASE}/openapi.json", headers={"If-None-Match": etag})
    assert (known.status_code, known.data, known.headers["ETag"]) == (304, b"", etag)
    option = session.scalars(select(Option).where(Option.list_code == "customer_nature")).first()
    assert option is not None
    option.label = "另一种说法"
    session.commit()
    changed = client.get(f"{BASE}/openapi.json", headers={"If-None-Match": etag})
    assert changed.status_code == 200
    assert "另一种说法" in changed.get_data(as_text=True)


QUIETLY = settings(
    max_examples=EXAMPLES, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))  # fmt: skip
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
ROLES = (Role.CB, Role.HOTLINE, Role.CS_SUP)


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.value)
def test_no_request_that_fits_it_ends_in_a_failure(app: Flask, session: Session, caller_of: CallerOf, role: Role) -> None:
    """Each role at the registers that it keeps, the same requests each time; what is answered fits the description as well."""
    keepers = {one.__tablename__: next((other for other in ROLES if other in one.kept_by), ROLES[-1]) for one in SOME}
    for register in SOME:
        make.make(register, session)
    session.commit()
    headers = caller_of(role).headers
    described = schemathesis.openapi.from_wsgi(f"{BASE}/openapi.json", app)
    answers = Counter[int]()
    for found in described.get_all_operations():
        operation = found.ok()
        if any(keepers.get(tag) is not role for tag in operation.tags or ()):
            continue

        @seed(5)
        @QUIETLY
        @given(case=operation.as_strategy())
        def ask(case: Any) -> None:
            if "id" in case.path_parameters:
                case.path_parameters["id"] = 1
            case.headers = {name: value for name, value in case.headers.items() if name in KEPT}
            answers[case.call_and_validate(headers=headers, checks=CHECKS).status_code] += 1

        ask()
    assert {200, 422} <= set(answers), answers
    assert answers[401] <= EXAMPLES, "but at the login nobody is unknown"
