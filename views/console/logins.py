"""登录记录: the login log as the administrator reads it, and the button that lets a paused name try again."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose

from services.guesses import unlock
from services.login_log import KEPT_FOR, every_login
from views.console.door import ConsolePage
from views.database import db

SIZE = 50


class LoginPage(ConsolePage):
    """The room of the login log."""

    sentence = f"谁在何时从何处登录、输错密码、退出，保存 {KEPT_FOR.days} 天；可解除登录暂停。"

    @expose("/", methods=("GET", "POST"))
    def index(self) -> ResponseReturnValue:
        if request.method == "POST":
            name = request.form.get("name", "").strip()
            db.session.rollback()
            flash(f"已解除 {name} 的登录暂停" if unlock(db.engine, name) else f"{name} 没有被暂停登录", "success")
            return redirect(url_for("console_login.index", name=name))
        name, only_bad = request.args.get("name", "").replace("\0", "").strip(), request.args.get("bad") == "1"
        text = request.args.get("page", "")
        page = int(text) if text.isascii() and text.isdigit() and int(text[:6]) > 0 and len(text) < 7 else 1
        rows = every_login(db.session, name=name, only_bad=only_bad, page=page, size=SIZE)
        return self.render(  # type: ignore[no-any-return]
            "console/logins.html", rows=rows[:SIZE], has_more=len(rows) > SIZE, page=page, name=name, only_bad=only_bad)  # fmt: skip
