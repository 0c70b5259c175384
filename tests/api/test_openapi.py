"""The description of the API: valid, complete, and true against requests that nobody thought of."""

from __future__ import annotations

import json
from typing import Any

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis.config import SchemathesisConfig

from models import REGISTERS
from rules.roles import Role
from tests.api.conftest import BASE


@pytest.fixture
def document(client: FlaskClient) -> dict[str, Any]:
    answer = client.get(f"{BASE}/openapi.json")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.get_json()
    return found


def test_it_is_valid(document: dict[str, Any]) -> None:
    problems = [error.message for error in OpenAPIV31SpecValidator(document).iter_errors()]
    assert problems == []
