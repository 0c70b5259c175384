"""Log in and out."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import current_app, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import BaseView, expose
from flask_login import current_user, login_user, logout_user

from services.company import settings
from views.database import db
from views.throttle import Throttle


def safe_next(target: str | None) -> str:
    """Where to go after login: a path of ours, else home. Never another site, however it is written."""
    if target and target.startswith("/") and not target.startswith("//") and "\\" not in target and target.isprintable():
        parts = urlsplit(target)
        if not parts.scheme and not parts.netloc:
            return target
    return "/"


class LoginView(BaseView):  # type: ignore[misc] # the framework ships no types
    """One page with a user name and a password."""

    route_base = ""
    default_view = "login"

    @expose("/login/", methods=["GET", "POST"])
    def login(self) -> ResponseReturnValue:
        """Show the page, or try what was typed."""
        target = safe_next(request.args.get("next"))
        if current_user.is_authenticated:
            return redirect(target)
        name = request.form.get("username", "").strip()
        if request.method == "GET":
            return self._page(name, "")
        throttle: Throttle = current_app.extensions["throttle"]
        address = request.remote_addr or ""
        if throttle.is_locked(name, address):
            return self._page(name, "密码连续输错 5 次，该工号暂停登录 5 分钟，请稍后再试。"), 429
        user = self._user(name, request.form.get("password", ""))
        if user is None:
            throttle.wrong(name, address)
            left = throttle.left(name, address)
            hint = f"，还可再试 {left} 次" if left else "，该工号暂停登录 5 分钟"
            return self._page(name, f"用户名或密码不正确{hint}。"), 401
        throttle.right(name, address)
        # A session that existed before login must not live on after it.
        session.clear()
        login_user(user)
        session.permanent = True
        return redirect(target)

    @expose("/logout", methods=["POST"])
    @expose("/logout/", methods=["POST"])
    def logout(self) -> ResponseReturnValue:
        """By button only: a link that logs out could be put into a picture's address."""
        logout_user()
        session.clear()
        return redirect(url_for("LoginView.login"))

    def _user(self, name: str, password: str) -> Any:
        """The login that fits, or None. PostgreSQL knows no NUL in text, so such a name is nobody's."""
        if not name or not password or "\0" in name:
            return None
        return self.appbuilder.sm.auth_user_db(name, password)

    def _page(self, name: str, error: str) -> str:
        known = settings(db.session)
        return render_template(
            "login.html", username=name, error=error, company=f"{known['company']}　{known['office']}",
            help_phone=known["help_phone"])  # fmt: skip
