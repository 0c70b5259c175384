"""The door of the back room. Flask-Admin serves everybody unless each of its views says otherwise."""

from __future__ import annotations

from flask import current_app
from flask.typing import ResponseReturnValue
from flask_admin import AdminIndexView, BaseView, expose
from flask_login import current_user

from rules.refusals import Forbidden
from services.safekeeping import last_backup
from services.unheld import unheld
from views.access import to_login
from views.clock import now
from views.database import db
from views.rights import CONSOLE


class Door:
    """Mixed into every view of the console."""

    def is_accessible(self) -> bool:
        view, permission = CONSOLE
        return bool(current_app.appbuilder.sm.has_access(permission, view))  # type: ignore[attr-defined]

    def inaccessible_callback(self, name: str, **keywords: object) -> ResponseReturnValue:
        """Strangers log in first; everybody else is told that this is not his room."""
        if not current_user.is_authenticated:
            return to_login()  # type: ignore[no-any-return]
        raise Forbidden("管理后台仅限系统管理员使用。")


class ConsoleHome(Door, AdminIndexView):  # type: ignore[misc] # the framework's base is untyped
    """What there is to keep, with a sentence each."""

    @expose("/")
    def index(self) -> str:
        rooms = [view for view in self.admin._views if view is not self]  # noqa: SLF001 - there is no public list of them
        return self.render("console/home.html", rooms=rooms, warnings=unheld(db.session), backup=last_backup(db.session, now()))  # type: ignore[no-any-return]


class ConsolePage(Door, BaseView):  # type: ignore[misc]
    """A room that is no table."""

    sentence = ""
