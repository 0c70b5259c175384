"""The posts of the house as they are filled at one moment, read at once for a round in which many are asked after."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.organisation import Staff
from rules.roles import Role
from services.posts import ROLES, held


class Posts:
    """Who holds what (services/posts.py), by one query."""

    def __init__(self, session: Session) -> None:
        posts = held()
        self._held: dict[Role, list[Staff]] = {}
        for staff, code in session.execute(select(Staff, posts.c.role).join(posts, posts.c.staff_id == Staff.id).order_by(Staff.id)):
            if code in ROLES:
                self._held.setdefault(ROLES[code], []).append(staff)

    def of(self, roles: Iterable[Role], department_id: int | None = None) -> list[Staff]:
        """Everybody with one of the roles, in the order of the roles and each once; only of a department where one is given."""
        found = [staff for role in roles for staff in self._held.get(role, ())]
        return [staff for staff in dict.fromkeys(found) if department_id is None or staff.unit_id == department_id]  # type: ignore[attr-defined]
