"""What the policy calls posts and forms, asked once a request."""

from __future__ import annotations

from flask import g

from models.declare import Register
from rules.roles import Role
from services.wording import Wording, wording
from views.database import db


def names() -> Wording:
    """The names of this request."""
    if "wording" not in g:
        g.wording = wording(db.session)
    found: Wording = g.wording
    return found


def form_title(register: type[Register] | Register) -> str:
    """The title of a form, or of a record's form, as the policy calls it."""
    return names().title(register if isinstance(register, type) else type(register))


def role_name(role: Role) -> str:
    """A post as the policy calls it."""
    return names().role(role)
