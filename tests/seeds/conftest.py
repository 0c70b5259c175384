"""A bare database for seeds: the application is not needed to fill it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from flask_appbuilder.security.sqla.models import Role as RoleRow
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

import models
from models.declare import Model
from rules.roles import Role
from seeds.demo import load_demo
from services import guard, sight
from tests.cast import NOW

OpenEmpty = Callable[[], AbstractContextManager[Session]]
LoadDemo = Callable[[Session, datetime], None]


@contextmanager
def session_over(url: str) -> Iterator[Session]:
    """A session of the house on a database, at NOW."""
    engine = create_engine(url)
    with Session(engine, info={guard.CLOCK: lambda: NOW, sight.WHOLE: True}) as session:
        guard.install(session)
        yield session
    engine.dispose()


@pytest.fixture(scope="session")
def open_empty(new_url: Callable[[], str]) -> OpenEmpty:
    """A session on a new, empty database."""
    assert models.REGISTERS

    @contextmanager
    def opened() -> Iterator[Session]:
        with session_over(new_url()) as session:
            Model.metadata.create_all(session.connection())
            session.commit()
            yield session

    return opened


@pytest.fixture
def empty(open_empty: OpenEmpty) -> Iterator[Session]:
    with open_empty() as session:
        yield session


def role_row(session: Session, role: Role) -> RoleRow:
    """The framework's row of a role, made when it is first asked for."""
    found = session.scalars(select(RoleRow).where(RoleRow.name == role.value)).first()
    return found or RoleRow(name=role.value)


@pytest.fixture(scope="session")
def demo_into() -> LoadDemo:
    """Load the demo with plain logins: what a login is belongs to views/."""

    def load(session: Session, now: datetime) -> None:
        def make_user(user_name: str, password: str, full_name: str, roles: tuple[Role, ...]) -> int:
            user = User(
                username=user_name, first_name=full_name, last_name="", email=f"{user_name}@x", password=password, active=True)  # fmt: skip
            user.roles = [role_row(session, role) for role in roles]
            session.add(user)
            session.flush()
            return int(user.id)

        load_demo(session, now=now, make_user=make_user)
        session.commit()

    return load


@pytest.fixture(scope="session")
def chapter9() -> str:
    """Chapter 9 of the customer-service handbook (source 003), word for word as it reached us."""
    return (Path(__file__).parent / "chapter9.txt").read_text(encoding="utf-8")
