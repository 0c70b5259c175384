"""Log in and out. Every try is counted before the password is looked at, and written into the login log."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import BaseView, expose
from flask_login import current_user

from models.door import Outcome
from rules.refusals import Refused, TooOften
from services.company import settings
from services.guesses import guess, right, untried
from views import sessions
from views.clock import now
from views.database import db
from views.entrance import DirectoryAway, Visitor, who
from views.people import find_user


def safe_next(target: str | None) -> str:
    """Where to go after login: a path of ours, else home. Never another site, however it is written."""
    if target and target.startswith("/") and not target.startswith("//") and "\\" not in target and target.isprintable():
        parts = urlsplit(target)
        if not parts.scheme and not parts.netloc:
            return target
    return "/"


class Unknown(Refused):
    """Nobody whom the house knows, or not by these words."""

    status = 401


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
        try:
            visitor = self.admit(name, request.form.get("password", ""))
        except TooOften as refusal:
            return self._page(name, refusal.message), 429, {"Retry-After": str(refusal.seconds)}
        except (Unknown, DirectoryAway) as refusal:
            return self._page(name, refusal.message), refusal.status
        sessions.begin(visitor.user, by_directory=visitor.by_directory)
        db.session.commit()
        return redirect(target)

    def admit(self, name: str, password: str) -> Visitor:
        """Whoever fits, whichever door asks. Raises TooOften before the password is looked at, Unknown, or DirectoryAway."""
        db.session.rollback()  # the count has a transaction of its own, and waits for every other
        tried = guess(db.engine, name, request.remote_addr or "", now())
        if tried.refused:
            if tried.is_first_refusal:
                sessions.note(Outcome.PAUSED, self._named(name), name)
                db.session.commit()
            raise TooOften(tried.refused, tried.retry_after)
        try:
            visitor = who(name, password)
        except DirectoryAway:
            untried(db.engine, tried)
            raise
        if visitor is None:
            sessions.note(Outcome.WRONG, self._named(name), name)
            db.session.commit()
            hint = f"，还可再试 {tried.left} 次" if tried.left else "，该用户名暂停登录 5 分钟"
            raise Unknown(f"用户名或密码不正确{hint}。")
        db.session.commit()
        right(db.engine, tried)
        return visitor

    @expose("/logout", methods=["POST"])
    @expose("/logout/", methods=["POST"])
    def logout(self) -> ResponseReturnValue:
        """By button only: a link that logs out could be put into a picture's address."""
        sessions.end_here()
        db.session.commit()
        return redirect(url_for("LoginView.login"))

    def _named(self, name: str) -> Any:
        """Whose name was typed, for the log."""
        return find_user(name) if name and "\0" not in name else None

    def _page(self, name: str, error: str) -> str:
        known = settings(db.session)
        return render_template(
            "login.html", username=name, error=error, company=f"{known['company']}　{known['office']}",
            help_phone=known["help_phone"])  # fmt: skip
