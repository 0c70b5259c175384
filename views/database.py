"""The one database object: our tables and the framework's share its metadata, session and engine."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from flask import Flask, current_app, g, has_request_context, request
from flask_appbuilder.models.sqla.base import SQLA
from flask_sqlalchemy.session import Session

from models.declare import Model
from rules.refusals import Unreachable
from services import database, guard, outbox, sight
from services.database import Mode, look_now, write_now
from services.replica import REPLICA, follows
from views import leader, outside
from views.aside import is_aside
from views.clock import now


class DeskSession(guard.GuardedSession, Session):
    """The session of every request, which sees nothing before it knows for whom it works (views/security.py).

    Outside a request (a command, the runner) nobody asks from afar: it works for the house itself.
    """

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        if not has_request_context():
            sight.as_system(self)

    def get_bind(self, *arguments: Any, **keywords: Any) -> Any:
        """The leader, or where the transaction is said to be of a replica, that."""
        found = leader.replica() if database.mode() is Mode.REPLICA else None
        return super().get_bind(*arguments, **keywords) if found is None else found


INFO = {guard.CLOCK: now, outbox.CHANNELS: outside.channels, REPLICA: leader.replica}
db = SQLA(model_class=Model, session_options={"class_": DeskSession, "info": INFO})
guard.install(db.session)
__all__ = ["db", "install", "look_now", "looking", "write_now", "writing"]

V = TypeVar("V", bound=Callable[..., Any])
READING_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def install(app: Flask) -> None:
    """Open the database of an app, and let requests that only look begin as readers."""
    db.init_app(app)
    with app.app_context():
        database.install(db.engine)
    app.extensions["following"] = leader.following(app.config["SETTINGS"])
    app.before_request(_begin)
    app.teardown_request(_end)


def writing(view: V) -> V:
    """Mark a view function whose GET writes too."""
    view.is_writing = True  # type: ignore[attr-defined]
    return view


def looking(view: V) -> V:
    """Mark a view function whose POST waits for no other writer; where it must write after all it says `write_now`."""
    view.is_writing = False  # type: ignore[attr-defined]
    return view


def apart(view: V) -> V:
    """Mark a view function that shows figures and nobody's own save: it reads of a replica that has caught up."""
    view.is_apart = True  # type: ignore[attr-defined]
    return view


def _begin() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    looks = not getattr(view, "is_writing", request.method not in READING_METHODS)
    g.transactions = database.begin(Mode.READ if looks else Mode.WRITE)
    following: leader.Following | None = current_app.extensions["following"]
    if following is None or not looks or is_aside():
        return
    g.read_only = following.is_alone(db.engine)
    if g.read_only or (getattr(view, "is_apart", False) and follows(db.session)):
        database.begin(Mode.REPLICA)  # `_end` goes back to what was before both


def _end(error: BaseException | None) -> None:
    if db.session.registry.has():
        with suppress(Unreachable):  # the answer stands, and a transaction whose server is gone has ended by itself
            db.session.close()  # and not rolled back: that would make every record ready to be read again
    if (token := g.pop("transactions", None)) is not None:
        database.end(token)
