"""The planted office: made once for a run, and copied for each person who is tried."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import Engine, select

from models import REGISTERS, Staff
from rules.roles import Role
from services import guard, sight
from tests.cast import NOW
from tests.conftest import OfficeSession
from tests.proof.expected import Person
from tests.proof.planting import Plants, plant
from tests.settled import Settled
from views.database import db

RATES = ("rate_lookup", "rate_search", "rate_print", "rate_export", "rate_reveal", "rate_attach")
PLANTED = "planted"
Office = tuple[Flask, Engine, Engine, Plants]
ComeIn = Callable[[Role], tuple[Person, FlaskClient]]


@pytest.fixture(scope="session")
def planted(settled_app: Settled) -> Iterator[Office]:
    """The application, what its database holds, the state with the canaries in it, and what they are."""
    settled_app.restore()
    with settled_app.app.app_context():
        engine = db.engine
    with OfficeSession(engine, info={guard.CLOCK: lambda: NOW, sight.WHOLE: True}) as session:
        guard.install(session)
        plants = plant(session)
        session.commit()
    settled_app.keep(PLANTED)
    present, kept = settled_app.reader(), settled_app.reader(PLANTED)
    yield settled_app.app, present, kept, plants
    present.dispose()
    kept.dispose()


@pytest.fixture(scope="session")
def truth(planted: Office) -> Iterator[list[Any]]:
    """Every record there is, as it was planted: nobody writes into this copy."""
    with OfficeSession(planted[2], info={guard.CLOCK: lambda: NOW, sight.WHOLE: True}, autoflush=False) as session:
        yield [record for register in REGISTERS for record in session.scalars(select(register).order_by(register.id))]


@pytest.fixture
def office(planted: Office, settled_app: Settled) -> Iterator[Office]:
    """The same over a fresh copy. One person asks here all that an office asks in a month, so nothing counts how often."""
    app = settled_app.app
    settled_app.restore(PLANTED)
    held = app.config["SETTINGS"]
    app.config.update(WTF_CSRF_ENABLED=False, SETTINGS=replace(held, **dict.fromkeys(RATES, 0)))
    app.extensions["doors"].forget()
    yield planted
    app.config["SETTINGS"] = held
    planted[1].dispose()
    settled_app.rest()


@pytest.fixture
def come_in(office: Office) -> ComeIn:
    """One of the cast, logged in."""
    app = office[0]

    def came(role: Role) -> tuple[Person, FlaskClient]:
        with app.app_context(), OfficeSession(db.engine, info={sight.WHOLE: True}) as session:
            staff = session.scalars(select(Staff).where(Staff.job_number == role.value)).one()
            found = Person(role=role, staff_id=staff.id, department_id=staff.unit.id)
            user = session.scalar(select(User.id).where(User.username == role.value.lower()))
        browser = app.test_client()
        with browser.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = str(user), True
        return found, browser

    return came
