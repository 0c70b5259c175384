"""Who is at the door: our login over the framework's, with none of its own pages for users, roles and registration."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, request
from flask_appbuilder.security.sqla.manager import SecurityManager
from flask_appbuilder.security.sqla.models import User
from flask_login import UserMixin, current_user
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from models.organisation import Staff
from rules.actor import Actor
from services.carried import ACTOR, DOOR, Door, DoorKind
from services.delegation import principals
from services.holders import posts_of
from services.stamped import stamped
from services.wording import wording
from views import sessions
from views.aside import is_aside
from views.clock import today
from views.database import db
from views.login import LoginView
from views.people import roles_of


class DeskSecurity(SecurityManager):  # type: ignore[misc] # the framework ships no types
    """Only login and logout. Rights come from code (views/rights.py), people from the console."""

    def register_views(self) -> None:
        self.auth_view = LoginView()
        self.appbuilder.add_view_no_menu(self.auth_view)

    def load_user(self, pk: int) -> Login | None:
        """Whoever the session names, as long as the login is enabled and the session still holds. Of the API a cookie opens nothing."""
        if request.path.startswith("/api/") or not sessions.holds(int(pk)):
            return None
        return stamped(db.session, ("login", int(pk)), lambda: _login(int(pk)))


@dataclass(frozen=True, kw_only=True)
class Post:
    """A role as the framework asks for it."""

    id: int
    name: str


@dataclass(frozen=True, kw_only=True)
class Login(UserMixin):  # type: ignore[misc] # the framework ships no types
    """Whom a session names: what every page and the framework ask of him. His row is read where more is wanted."""

    id: int
    username: str
    roles: list[Post]
    groups: tuple[()] = ()


def _login(user_id: int) -> Login | None:
    row = db.session.get(User, user_id)
    if row is None or not row.active:
        return None
    held = {role.id: role.name for holder in (row, *row.groups) for role in holder.roles}
    return Login(id=row.id, username=row.username, roles=[Post(id=key, name=name) for key, name in held.items()])


def actor_of(user: Any, session: Session | scoped_session[Any]) -> Actor:
    """The person behind a login, with whoever has entrusted him today."""
    return stamped(session, ("actor", user.id, today()), lambda: _actor(session.get_one(User, user.id), session))


def _actor(user: Any, session: Session | scoped_session[Any]) -> Actor:
    staff = session.scalar(select(Staff).where(Staff.user_id == user.id))
    unit_id = staff.unit_id if staff else None  # type: ignore[attr-defined] # wired from `unit`
    entrusted = principals(session, staff.id, today()) if staff else []  # type: ignore[arg-type] # a scoped session is one
    return Actor(
        acts_for=tuple(person.id for person in entrusted), acts_in=tuple(person.unit_id for person in entrusted),  # type: ignore[attr-defined]
        acts_as=tuple({role for person in entrusted for role in posts_of(session, person.id)}),  # type: ignore[arg-type]
        user_id=user.id, staff_id=staff.id if staff else None, name=staff.name if staff else user.first_name,
        roles=roles_of(user), department_id=unit_id, called=wording(session).roles)  # fmt: skip


def current_actor() -> Actor | None:
    """Whoever makes this request, or None before login."""
    return actor_of(current_user, db.session) if current_user.is_authenticated else None


def install(app: Flask) -> None:
    """The session of each request knows for whom it works."""
    app.before_request(_name_actor)


def _name_actor() -> None:
    if not is_aside():
        db.session.info[DOOR] = Door(kind=DoorKind.SCREEN, address=request.remote_addr or "")
        db.session.info[ACTOR] = current_actor()
