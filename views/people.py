"""Logins: made, found and given roles, whichever door asks. The framework keeps them; the names of roles are ours."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import current_app
from flask_appbuilder.security.sqla.models import Role as RoleRow
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select
from werkzeug.security import generate_password_hash

from rules.roles import Role
from views.database import db


def sync_roles() -> None:
    """One row per declared role. Their rights are in code, so the rows carry none."""
    known = set(db.session.scalars(select(RoleRow.name)))
    public = current_app.config["AUTH_ROLE_PUBLIC"]
    for name in [*(role.value for role in Role), public]:
        if name not in known:
            db.session.add(RoleRow(name=name))
    db.session.commit()


def role_rows(roles: Iterable[Role]) -> list[Any]:
    """The framework's rows of these roles."""
    codes = [role.value for role in roles]
    return list(db.session.scalars(select(RoleRow).where(RoleRow.name.in_(codes)).order_by(RoleRow.id)))


def roles_of(user: Any) -> frozenset[Role]:
    """Every declared role that a login has, of its own or through a group."""
    names = {row.name for row in user.roles} | {row.name for group in user.groups for row in group.roles}
    return frozenset(role for role in Role if role.value in names)


def is_settled() -> bool:
    """Whether anybody can log in."""
    return db.session.scalar(select(User.id).limit(1)) is not None


def find_user(user_name: str) -> Any:
    """The login of that name, upper and lower case alike, or None."""
    return current_app.appbuilder.sm.find_user(username=user_name)  # type: ignore[attr-defined]


def make_user(user_name: str, password: str, full_name: str, roles: tuple[Role, ...]) -> int:
    """A new login, in the caller's transaction; returns its id."""
    user = User(
        username=user_name, first_name=full_name, last_name="", email=f"{user_name}@localhost", active=True,
        password=generate_password_hash(password))  # fmt: skip
    user.roles = role_rows(roles)
    db.session.add(user)
    db.session.flush()
    return int(user.id)


def set_password(user: Any, password: str) -> None:
    user.password = generate_password_hash(password)
