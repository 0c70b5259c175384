"""A password that somebody else has chosen opens one page: the one on which it is changed."""

from __future__ import annotations

from urllib.parse import quote

from flask import Flask, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from rules.refusals import Forbidden
from views import sessions
from views.aside import is_of_machines

OPEN = frozenset({"AccountView.password", "LoginView.login", "LoginView.logout", "static", "appbuilder.static", "console.static"})


def install(app: Flask) -> None:
    app.before_request(_first)


def _first() -> ResponseReturnValue | None:
    """The demand begins at login and never in the middle of a form, so nothing typed is lost by it."""
    if request.endpoint in OPEN or is_of_machines() or not current_user.is_authenticated or not sessions.must_change():
        return None
    if request.method != "GET" or request.path.startswith("/lookup/"):
        raise Forbidden("请先修改初始密码。")
    return redirect(f"{url_for('AccountView.password')}?next={quote(request.full_path.rstrip('?'))}")
