"""The office that every test of the application starts from: all roles, one person for each, the clock standing still."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_appbuilder.security.sqla.models import User
from flask_migrate import stamp
from playwright.sync_api import Browser
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.security import generate_password_hash

from app import create_app
from config import Settings
from models import Department, Staff
from models.declare import Model
from rules.actor import Actor
from rules.roles import Role
from seeds.load import load_reference
from services import database, guard, sight
from services.database import Mode
from tests import chromium, demo_office, of_archive, of_meters, of_service, postgres
from tests.cast import NOW, PASSWORD, ClientOf
from tests.postgres import ON_POSTGRESQL, Cluster
from tests.settled import Settled, settled_on
from views.database import db
from views.people import role_rows, sync_roles

#: They tell `tests/make.py` what single registers ask for.
TELLING = (of_archive, of_meters, of_service)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """On the build machine everything is installed, so a skip there hides something."""
    report = yield
    if os.environ.get("CI") == "true" and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped on the build machine: {report.longrepr}"
    return report


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Left out and not skipped: on the other database there is nothing that such a test could find."""
    if ON_POSTGRESQL:
        left_out = [item for item in items if item.get_closest_marker("sqlite_only")]
        items[:] = [item for item in items if item not in left_out]
        config.hook.pytest_deselected(items=left_out)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, one for all suites of a process: it stops when the last test has run, and not before."""
    if chromium.EXECUTABLE is None:
        pytest.skip(chromium.MISSING)
    yield chromium.start()
    chromium.stop()


@pytest.fixture
def now() -> datetime:
    """Friday 20 November 2026, 10:42."""
    return NOW


@pytest.fixture(scope="session")
def new_url(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Callable[[], str]:
    """Addresses of databases in which nothing is yet: of SQLite files or, with TESTS_ON=postgresql, on PostgreSQL."""

    def made() -> str:
        if ON_POSTGRESQL:
            cluster: Cluster = request.getfixturevalue("postgres_server")
            return cluster.create(f"new_{os.getpid()}_{next(postgres.numbers)}")
        return f"sqlite:///{tmp_path_factory.mktemp('new') / 'desk.db'}"

    return made


@pytest.fixture
def app_on() -> Iterator[Callable[[str], Flask]]:
    """An application over the database at an address. It lets go of its connections at the end."""
    made: list[Flask] = []

    def over(url: str) -> Flask:
        made.append(create_app(Settings(database_url=url, secret_key="only-for-tests-" * 3)))
        made[-1].config["CLOCK"] = lambda: NOW
        return made[-1]

    yield over
    for one in made:
        with one.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture(scope="session")
def settled_app(new_url: Callable[[], str]) -> Iterator[Settled]:
    """The application over a settled office."""
    url = new_url()
    app = create_app(Settings(database_url=url, secret_key="only-for-tests-" * 3))
    app.config.update(TESTING=True, CLOCK=lambda: NOW)
    settle(app)
    made = settled_on(app, url)
    made.keep()
    yield made
    made.close()


@pytest.fixture(scope="session")
def postgres_server() -> Cluster:
    """A server for all processes of this run."""
    return postgres.of_this_run()


@pytest.fixture
def postgres_url(postgres_server: Cluster) -> str:
    """The address of an empty PostgreSQL database of this test."""
    return postgres_server.create(f"empty_{os.getpid()}_{next(postgres.numbers)}")


@pytest.fixture(scope="session")
def demo_original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of the invented office at NOW. To be copied, not changed."""
    return demo_office.of_this_run(tmp_path_factory)


@pytest.fixture
def empty_url(new_url: Callable[[], str]) -> str:
    """The address of a database of this test in which nothing is yet."""
    return new_url()


@pytest.fixture(scope="session")
def _postgres_original(postgres_server: Cluster) -> str:
    """The name of a database with the settled office in it. Nobody is connected."""
    name = f"original_{os.getpid()}"
    settle(create_app(Settings(database_url=postgres_server.create(name), secret_key="only-for-tests-" * 3)))
    return name


@pytest.fixture
def postgres_office(postgres_server: Cluster, _postgres_original: str) -> str:
    """The address of the settled office in a PostgreSQL database of this test, whatever the others run on."""
    return postgres_server.create(f"office_{os.getpid()}_{next(postgres.numbers)}", like=_postgres_original)


def settle(app: Flask) -> None:
    """Tables, roles, reference data, and one person for each role."""
    with app.app_context():
        Model.metadata.create_all(db.engine)
        stamp()  # the commands migrate first, and must find nothing left to do
        sync_roles()
        load_reference(db.session, NOW)
        _settle_people()
        db.session.commit()
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def app(settled_app: Settled) -> Iterator[Flask]:
    """The application over a fresh copy of the office. Forms need no token here; tests of the token switch it on."""
    settled_app.restore()
    made = settled_app.app
    made.config["WTF_CSRF_ENABLED"] = False
    made.extensions["doors"].forget()
    yield made
    settled_app.rest()


class OfficeSession(guard.GuardedSession, Session):
    """As the requests have it, but of this test alone."""


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A session beside the requests. End its transaction (commit or rollback) before a client acts and before looking again."""
    with app.app_context():
        engine = db.engine
    with database.during(Mode.LATER), OfficeSession(engine, info={guard.CLOCK: lambda: NOW, sight.WHOLE: True}) as opened:
        guard.install(opened)
        yield opened


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Somebody who has not logged in."""
    return app.test_client()


@pytest.fixture
def client_of(app: Flask, session: Session) -> ClientOf:
    """A browser in which the person with that role has logged in."""

    def made(role: Role) -> FlaskClient:
        browser = app.test_client()
        user_id = session.scalar(select(User.id).where(User.username == role.value.lower()))
        session.rollback()
        with browser.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = str(user_id), True
        return browser

    return made


@pytest.fixture
def actor(session: Session) -> Callable[[Role], Actor]:
    """The person with that role, for calling services."""

    def made(role: Role) -> Actor:
        staff = session.scalars(select(Staff).where(Staff.job_number == role.value)).one()
        assert staff.user_id is not None
        return Actor(
            user_id=staff.user_id, staff_id=staff.id, name=staff.name, roles=frozenset({role}), department_id=staff.unit.id)  # fmt: skip

    return made


def _settle_people() -> None:
    """One login and one member of staff for each role, named after it."""
    unit = db.session.scalars(select(Department).order_by(Department.position)).first()
    hashed = generate_password_hash(PASSWORD)
    for role in Role:
        name = role.value.lower()
        user = User(username=name, first_name=role.label, last_name="", email=f"{name}@localhost", active=True, password=hashed)
        user.roles = role_rows([role])
        db.session.add(user)
        db.session.flush()
        db.session.add(Staff(name=f"{role.label}甲", job_number=role.value, unit=unit, active=True, user_id=user.id))
