"""Who comes in: every view asks the framework for the permission, and knows the person as an Actor."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import quote

from flask import current_app, flash, redirect, request
from flask_login import current_user

from models.declare import Verb
from rules.refusals import Forbidden
from views.slip import rescue

F = TypeVar("F", bound=Callable[..., Any])


def access(verb: Verb | str) -> Callable[[F], F]:
    """Ask for `can_<verb>` on the view; strangers are sent to the login page and come back afterwards."""

    def wrap(method: F) -> F:
        @functools.wraps(method)
        def checked(self: Any, *args: Any, **keywords: Any) -> Any:
            if not current_user.is_authenticated:
                return to_login()
            manager = current_app.appbuilder.sm  # type: ignore[attr-defined]
            if not manager.has_access(f"can_{verb}", self.class_permission_name):
                raise Forbidden("您没有查看此页的权限。")
            return method(self, *args, **keywords)

        checked._permission_name = str(verb)  # type: ignore[attr-defined] # noqa: SLF001 - the framework's own mark
        return checked  # type: ignore[return-value]

    return wrap


def to_login() -> Any:
    """Log in first and come back; a form that was sent comes back with all that was typed, for its owner alone."""
    wanted = request.full_path.rstrip("?") if request.method in ("GET", "HEAD") else ""
    if back := rescue():
        flash("登录已过期，本次没有保存。登录后回到本页，已填写的内容保留，附件须重新选择。", "warning")
    return redirect(f"{current_app.config['LOGIN_URL']}?next={quote(back or wanted or _readable_path())}")


def _readable_path() -> str:
    """The page at this address, or the first one where this address only takes posts."""
    adapter = current_app.url_map.bind("")
    return request.full_path.rstrip("?") if adapter.test(request.path, method="GET") else "/"
