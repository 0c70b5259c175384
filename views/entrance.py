"""Whose name and password these are: a login of our own, or somebody whom the directory of the house knows.

With a directory its word counts for everybody but system administrators, who come in by their local password and by nothing else: the
house opens while the directory is away, and an entry named `admin` there opens nothing. Whoever is disabled here stays out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import current_app

from config import Settings
from rules.refusals import Refused
from rules.roles import Role
from views.people import find_user, roles_of


class DirectoryAway(Refused):
    """Nobody's password was looked at."""

    status = 503


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """Who has come in, and whether it was by the directory's word."""

    user: Any
    by_directory: bool = False


def who(name: str, password: str) -> Visitor | None:
    """Whoever may come in, or None. Raises DirectoryAway. PostgreSQL knows no NUL in text, so such a name is nobody's."""
    if not name or not password or "\0" in name:
        return None
    settings: Settings = current_app.config["SETTINGS"]
    if settings.ldap_url and not _keeps_the_house(name):
        from views.by_directory import known  # the library is large, and most houses have no directory

        user = known(settings, name, password)
        return Visitor(user=user, by_directory=True) if user is not None else None
    user = current_app.appbuilder.sm.auth_user_db(name, password)  # type: ignore[attr-defined]
    return Visitor(user=user) if user is not None else None


def _keeps_the_house(name: str) -> bool:
    user = find_user(name)
    return user is not None and Role.SYSADMIN in roles_of(user)
