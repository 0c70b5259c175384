"""Who comes in: every view asks the framework for the permission, and knows the person as an Actor."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import quote

from flask import current_app, redirect, request
from flask_login import current_user

from models.declare import Verb
from rules.refusals import Forbidden

F = TypeVar("F", bound=Callable[..., Any])


def access(verb: Verb | str) -> Callable[[F], F]:
    """Ask for `can_<verb>` on the view; strangers are sent to the login page and come back afterwards."""

    def wrap(method: F) -> F:
        @functools.wraps(method)
        def checked(self: Any, *args: Any, **keywords: Any) -> Any:
            if not current_user.is_authenticated:
                return redirect(f"{current_app.config['LOGIN_URL']}?next={quote(request.full_path.rstrip('?'))}")
            manager = current_app.appbuilder.sm  # type: ignore[attr-defined]
            if not manager.has_access(f"can_{verb}", self.class_permission_name):
                raise Forbidden("您没有查看此页的权限。")
            return method(self, *args, **keywords)

        checked._permission_name = str(verb)  # type: ignore[attr-defined] # noqa: SLF001 - the framework's own mark
        return checked  # type: ignore[return-value]

    return wrap
