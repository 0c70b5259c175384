"""Who the caller is, and which registers are open to him."""

from __future__ import annotations

from typing import Any

from flask import Response

from models import REGISTERS
from models.declare import Register, Verb
from models.organisation import Department
from rules.roles import Role
from services.describe import describe
from services.rights import may
from views.api.answers import said
from views.api.door import caller
from views.api.telling import PREFIX
from views.database import db
from views.desk import here
from views.names import role_name


def me() -> Response:
    """The person, the roles that hold for this request, and the system that acts for him, where one does."""
    actor = here().actor
    unit = db.session.get(Department, actor.department_id) if actor.department_id else None
    return said({
        "name": actor.name, "roles": [{"code": role.value, "label": role_name(role)} for role in Role if role in actor.roles],
        "department": {"id": unit.id, "label": unit.name} if unit is not None else None, "system": caller().system or None,
    })  # fmt: skip


def registers() -> Response:
    """Those that he may read, described by their declarations."""
    return said({"items": [_told(register) for register in REGISTERS if may(here().actor, Verb.READ, register)]})


def _told(register: type[Register]) -> dict[str, Any]:
    verbs = [verb.value for verb in Verb if may(here().actor, verb, register)]
    found = describe(register)
    steps = [{"key": step.key, **told} for step, told in zip(register.flow.steps, found["steps"], strict=True)]
    return {**found, "steps": steps, "api_url": f"{PREFIX}/{register.__tablename__}", "may": verbs}
