"""The framework's builder without its own pages: no language switch, no menu API, no user and role screens."""

from __future__ import annotations

from flask import Flask
from flask_appbuilder import AppBuilder

from views.database import db
from views.security import DeskSecurity


class Desk(AppBuilder):  # type: ignore[misc] # the framework ships no types
    """Registers the login and nothing else; every other page is ours and said in views/installation.py."""

    def _add_admin_views(self) -> None:
        self._indexview = None
        self.sm.register_views()


def build(app: Flask) -> Desk:
    """The builder of an app, ready to be given views."""
    desk = Desk(security_manager_class=DeskSecurity, update_perms=False)
    desk.init_app(app, db.session)
    return desk
