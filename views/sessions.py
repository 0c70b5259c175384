"""The session of a browser: begun at login, tied to the login's epoch, ended on the server as well."""

from __future__ import annotations

import secrets
from typing import Any

from flask import current_app, g, request, session
from flask_login import current_user, login_user, logout_user

from models.door import Outcome
from services.login_log import log
from services.login_state import Standing, demand_when_old, end_session, move_on, password_set, standing
from views.clock import now
from views.database import db

KEY, EPOCH, DIRECTORY = "sid", "epoch", "directory"


def holds(user_id: int) -> bool:
    """Whether the session that names this login is still good. One that is not is emptied, so that nothing renews it."""
    found = standing(db.session, user_id, session.get(KEY, ""))
    if found.is_ended or found.epoch != session.get(EPOCH, 0):
        session.clear()
        return False
    g.standing = found
    return True


def must_change() -> bool:
    """Whether the person must choose a password of his own before anything else."""
    found: Standing | None = g.get("standing")
    return found is not None and found.must_change and not is_by_directory()


def is_by_directory() -> bool:
    """Whether this session came in by the directory's word: its password is kept there, and ours says nothing about it."""
    return bool(session.get(DIRECTORY))


def begin(user: Any, *, by_directory: bool = False) -> None:
    """Somebody has come in. A session that existed before login must not live on after it."""
    if not by_directory:
        demand_when_old(db.session, user.id, now(), current_app.config["SETTINGS"].password_days)
    session.clear()
    if by_directory:
        session[DIRECTORY] = True
    login_user(user)
    session.permanent = True
    session[KEY], session[EPOCH] = secrets.token_urlsafe(18), standing(db.session, user.id, "").epoch
    note(Outcome.IN, user)


def end_here() -> None:
    """Log out: this session is over, also for whoever kept a copy of its cookie."""
    if current_user.is_authenticated:
        note(Outcome.OUT, current_user)
        end_session(db.session, session.get(KEY, ""), now() + current_app.permanent_session_lifetime)
    logout_user()
    session.clear()


def end_everywhere() -> None:
    """Log out on every device, this one included."""
    move_on(db.session, current_user.id)
    note(Outcome.OUT_EVERYWHERE, current_user)
    logout_user()
    session.clear()


def own_password_set() -> None:
    """The person has chosen a password: every other session of his ends, this one stays."""
    session[EPOCH] = password_set(db.session, current_user.id, now(), must_change=False)
    note(Outcome.CHANGED, current_user)


def note(outcome: Outcome, user: Any, name: str = "") -> None:
    """A line of the login log; `user` is None where the name is nobody's."""
    log(
        db.session, outcome, name=user.username if user is not None else name, address=request.remote_addr or "", now=now(),
        user_id=user.id if user is not None else None)  # fmt: skip
