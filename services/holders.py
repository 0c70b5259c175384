"""Who holds which post: members of staff who work here, by the roles of their logins (given in the console, or by a group)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, select, true, union
from sqlalchemy.orm import Session

from models.declare import Model
from models.organisation import Staff
from rules.roles import Role

ROLES = {role.value: role for role in Role}


def _table(name: str) -> Any:
    """A table of the framework's, by name: nothing here depends on its classes."""
    return Model.metadata.tables[name]


def _held() -> Select[Any]:
    """Login and role code, from the login itself and from its groups."""
    role, own = _table("ab_role"), _table("ab_user_role")
    group, shared = _table("ab_user_group"), _table("ab_group_role")
    by_login = select(own.c.user_id, role.c.name).join(role, role.c.id == own.c.role_id)
    by_group = (
        select(group.c.user_id, role.c.name).join(shared, shared.c.group_id == group.c.group_id)
        .join(role, role.c.id == shared.c.role_id))  # fmt: skip
    found = union(by_login, by_group).subquery()
    return select(found.c.user_id, found.c.name)


class Posts:
    """The posts of the house as they are filled at one moment, read with one query."""

    def __init__(self, session: Session) -> None:
        held, user = _held().subquery(), _table("ab_user")
        rows = session.execute(
            select(Staff, held.c.name).join(user, user.c.id == Staff.user_id).join(held, held.c.user_id == user.c.id)
            .where(Staff.active.is_(True), user.c.active.is_(true())).order_by(Staff.id))  # fmt: skip
        self._held: dict[Role, list[Staff]] = {}
        for staff, code in rows:
            if code in ROLES:
                self._held.setdefault(ROLES[code], []).append(staff)

    def of(self, roles: Iterable[Role], department_id: int | None = None) -> list[Staff]:
        """Everybody with one of the roles, in the order of the roles and each once; only of a department where one is given."""
        found = [staff for role in roles for staff in self._held.get(role, ())]
        return [staff for staff in dict.fromkeys(found) if department_id is None or staff.unit_id == department_id]  # type: ignore[attr-defined]
