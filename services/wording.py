"""What this company calls its posts and its forms: the names of the policy in force, else those of the code."""

from __future__ import annotations

from sqlalchemy.orm import Session

from models.declare import Register
from rules.policy import Policy
from rules.roles import Role
from services.policies import NoPolicy, policy


def role_name(session: Session, role: Role) -> str:
    """A post as this house calls it."""
    found = _in_force(session)
    return found.role(role) if found is not None else role.label


def form_title(session: Session, register: type[Register]) -> str:
    """The title of a form as the policy's document has it."""
    found = _in_force(session)
    return found.titles.get(register.code, register.title) if found is not None else register.title


def _in_force(session: Session) -> Policy | None:
    """None before any policy is loaded."""
    try:
        return policy(session)
    except NoPolicy:
        return None
