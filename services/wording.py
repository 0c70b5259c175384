"""What this company calls its posts and its forms: the names of the policy in force, else those of the code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session, object_session, scoped_session

from models.declare import Register
from rules.roles import Role
from services.policies import NoPolicy, policy


@dataclass(frozen=True, kw_only=True)
class Wording:
    """The names that differ: role → name, form code → title."""

    roles: Mapping[Role, str] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)

    def role(self, role: Role) -> str:
        return self.roles.get(role, role.label)

    def title(self, register: type[Register]) -> str:
        return self.titles.get(register.code, register.title)


def called(thing: object, role: Role) -> str:
    """A post as the house that keeps this record calls it."""
    session = object_session(thing)
    return wording(session).role(role) if session is not None else role.label


def wording(session: Session | scoped_session[Any]) -> Wording:
    """The names in force; those of the code before any policy is loaded."""
    try:
        found = policy(session)  # type: ignore[arg-type] # a scoped session does what its session does
    except NoPolicy:
        return Wording()
    return Wording(roles=found.roles, titles=found.titles)
