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
from services.company import settings
from services.login_state import password_set
from views.clock import now
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


def make_user(user_name: str, password: str, full_name: str, roles: tuple[Role, ...], *, must_change: bool = False) -> int:
    """A new login, in the caller's transaction; returns its id.

    `must_change`: the password is another's choice and good for the first login only. The demo's logins and the first administrator,
    who types his own, keep theirs.
    """
    user = User(
        username=user_name, first_name=full_name, last_name="", email=f"{user_name}@localhost", active=True,
        password=generate_password_hash(password))  # fmt: skip
    user.roles = role_rows(roles)
    db.session.add(user)
    db.session.flush()
    if must_change:
        password_set(db.session, user.id, now(), must_change=True)
    return int(user.id)


def choose_password(user: Any, password: str) -> None:
    """The person's own choice; what it ends is said in views/sessions.py."""
    user.password = generate_password_hash(password)


def reset_password(user: Any, password: str) -> None:
    """Another's choice: all sessions of the login end, and at the next login it must be changed."""
    user.password = generate_password_hash(password)
    password_set(db.session, user.id, now(), must_change=True)


def own_words(staff: Any) -> tuple[str, ...]:
    """What everybody knows of a person, and so no password may hold. `staff` may be None."""
    known = (staff.job_number, staff.phone) if staff is not None else ()
    return tuple(str(word) for word in (*known, settings(db.session)["prefix"]) if word)
