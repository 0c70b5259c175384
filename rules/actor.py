"""Who is acting: an argument to every verb, never looked up inside one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rules.roles import Role


@dataclass(frozen=True, kw_only=True)
class Actor:
    """A person at work, frozen for one request or command.

    `called` are the posts that his house names otherwise; `acts_for` the members of staff for whom he decides today, `acts_in` their
    departments and `acts_as` their posts: what waits for them to be decided he sees too. `reveals`: what he has just asked to see in clear
    on the screen is clear here too; a system that acts for him has not asked.
    """

    user_id: int
    staff_id: int | None
    name: str
    roles: frozenset[Role]
    department_id: int | None = None
    called: Mapping[Role, str] = field(default_factory=dict, compare=False)
    acts_for: tuple[int, ...] = ()
    acts_in: tuple[int, ...] = ()
    acts_as: tuple[Role, ...] = ()
    reveals: bool = True

    def holds(self, *roles: Role) -> bool:
        return not self.roles.isdisjoint(roles)

    @property
    def post(self) -> str:
        """The first of the person's roles, as people say it."""
        return next((self.called.get(role, role.label) for role in Role if role in self.roles), "未分配岗位")
