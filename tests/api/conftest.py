"""Callers of the API: a person with a token, a system with a key."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from models import Staff
from rules.roles import Role
from services.carried import ACTOR
from services.integrations import issue
from tests import make
from tests.cast import NOW, PASSWORD
from views.api import tokens

BASE = "/api/v1"


class Caller:
    """Asks with a token or a key, and reads JSON."""

    def __init__(self, client: FlaskClient, **headers: str) -> None:
        self.client, self.headers = client, headers

    def ask(self, method: str, path: str, sent: Any = None, **headers: str) -> TestResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        body = {} if sent is None else {"data": json.dumps(sent, ensure_ascii=False), "content_type": "application/json"}
        return self.client.open(BASE + path, method=method, headers={**self.headers, **named}, **body)

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.ask("GET", path, **headers)

    def post(self, path: str, sent: Any, **headers: str) -> TestResponse:
        return self.ask("POST", path, sent, **headers)

    def patch(self, path: str, sent: Any, **headers: str) -> TestResponse:
        return self.ask("PATCH", path, sent, **headers)

    def upload(self, path: str, name: str, content: bytes, **fields: str) -> TestResponse:
        return self.client.post(BASE + path, data={"file": (BytesIO(content), name), **fields}, headers=self.headers)


def token_of(client: FlaskClient, role: Role) -> str:
    answer = client.post(f"{BASE}/security/login", json={"username": role.value.lower(), "password": PASSWORD})
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return str(answer.get_json()["access_token"])


@pytest.fixture
def caller_of(app: Flask, session: Session) -> Callable[[Role], Caller]:
    """The person with that role, with a token of his own."""

    def made(role: Role) -> Caller:
        user_id = session.scalar(select(User.id).where(User.username == role.value.lower()))
        session.rollback()
        with app.app_context():
            token, _ = tokens.make(user_id)
        return Caller(app.test_client(), Authorization=f"Bearer {token}")

    return made


@pytest.fixture
def key_for(session: Session) -> Callable[..., str]:
    """A key that the administrator issues for the person with that role."""

    def made(role: Role, *, name: str = "汇尼工单", days: int = 365, roles: tuple[Role, ...] = ()) -> str:
        admin = make.person(session, Role.SYSADMIN)
        staff = session.scalars(select(Staff).where(Staff.job_number == role.value)).one()
        session.info[ACTOR] = admin
        _, token = issue(
            session, name, staff, roles or (role,), (NOW + timedelta(days=days)).date(), actor=admin, now=NOW)  # fmt: skip
        session.commit()
        session.info.pop(ACTOR)
        return token

    return made


def json_for(register: Any, session: Session, **given: object) -> dict[str, Any]:
    """What a system would send for a new record."""
    values = make.values_for(register, session, **given)
    session.commit()
    return {name: sendable(value) for name, value in values.items() if value is not None}


def sendable(value: Any) -> Any:
    """A value as JSON sends it."""
    if isinstance(value, list):
        return [{name: sendable(cell) for name, cell in one.items()} if isinstance(one, dict) else sendable(one) for one in value]
    if isinstance(value, bool | int | str) or value is None:
        return value
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return getattr(value, "id", None) or str(value)
