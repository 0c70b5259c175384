"""A token for a user name and a password: counted, paused and written down as the login page does it."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response, current_app

from models.door import Outcome
from rules.refusals import Forbidden, Invalid
from services.login_state import demand_when_old, standing
from views.api import tokens
from views.api.answers import said
from views.api.body import body
from views.api.telling import moment
from views.clock import now
from views.database import db
from views.login import LoginView
from views.sessions import note


class Unfit(Invalid):
    """The way in was asked for without a name or a password."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(errors)
        self.message = "登录请求应写明 username 和 password。"


def login() -> Response:
    """Whoever must change his password first does so on the screen; until then he has no token."""
    sent = body()
    name, password = (sent.get(key) for key in ("username", "password"))
    wrong = {key: "应为字符串" for key, value in (("username", name), ("password", password)) if not isinstance(value, str)}
    if wrong or not isinstance(name, str) or not isinstance(password, str):
        raise Unfit(wrong)
    entrance: LoginView = current_app.appbuilder.sm.auth_view  # type: ignore[attr-defined]
    visitor = entrance.admit(name.strip(), password)
    user = visitor.user
    if not visitor.by_directory:  # whose password is the directory's has none of ours to change
        demand_when_old(db.session, user.id, now(), current_app.config["SETTINGS"].password_days)
        if standing(db.session, user.id, "").must_change:
            db.session.commit()
            raise Forbidden("请先在登录页面修改初始密码。")
    token, until = tokens.make(user.id)
    note(Outcome.IN, user)
    db.session.commit()
    return said(
        {"access_token": token, "token_type": "Bearer", "expires_in": int(tokens.LIVES.total_seconds()), "expires_at": moment(until)}
    )
