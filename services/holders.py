"""Who holds which post: people at work whose login is open, by the roles of the login (given in the console, or by a group).

The framework keeps logins and roles, and no service may name it: its tables are read here by their names, and never written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import Subquery, Table, select, union
from sqlalchemy.orm import Session

from models import REGISTERS
from models.declare import Model, Register
from models.organisation import Staff
from rules.roles import Role

ROLES = {role.value: role for role in Role}


def _table(name: str) -> Table:
    """A table of the framework's, by name: nothing here depends on its classes."""
    return Model.metadata.tables[name]


def held() -> Subquery:
    """Rows of `staff_id` and `role` (its code)."""
    user, role, own = _table("ab_user"), _table("ab_role"), _table("ab_user_role")
    member, granted = _table("ab_user_group"), _table("ab_group_role")
    at_work = select(Staff.id.label("staff_id"), role.c.name.label("role")).select_from(Staff).join(user, user.c.id == Staff.user_id)
    at_work = at_work.where(Staff.active.is_(True), user.c.active.is_(True))
    directly = at_work.join(own, own.c.user_id == user.c.id).join(role, role.c.id == own.c.role_id)
    by_group = at_work.join(member, member.c.user_id == user.c.id).join(granted, granted.c.group_id == member.c.group_id)
    return union(directly, by_group.join(role, role.c.id == granted.c.role_id)).subquery()


class Posts:
    """The posts of the house as they are filled at one moment, read with one query."""

    def __init__(self, session: Session) -> None:
        posts = held()
        rows = session.execute(select(Staff, posts.c.role).join(posts, posts.c.staff_id == Staff.id).order_by(Staff.id))
        self._held: dict[Role, list[Staff]] = {}
        for staff, code in rows:
            if code in ROLES:
                self._held.setdefault(ROLES[code], []).append(staff)

    def of(self, roles: Iterable[Role], department_id: int | None = None) -> list[Staff]:
        """Everybody with one of the roles, in the order of the roles and each once; only of a department where one is given."""
        found = [staff for role in roles for staff in self._held.get(role, ())]
        return [staff for staff in dict.fromkeys(found) if department_id is None or staff.unit_id == department_id]  # type: ignore[attr-defined]


def holders(session: Session, roles: Iterable[Role]) -> Mapping[Role, frozenset[int]]:
    """Of each role the ids of the staff who hold it."""
    wanted, posts = list(roles), held()
    found: dict[Role, set[int]] = {role: set() for role in wanted}
    for staff_id, code in session.execute(select(posts).where(posts.c.role.in_([role.value for role in wanted]))):
        found[ROLES[code]].add(staff_id)
    return {role: frozenset(ids) for role, ids in found.items()}


def posts_of(session: Session, staff_id: int) -> frozenset[Role]:
    """The roles of one person; none for whoever cannot log in."""
    posts = held()
    codes = session.scalars(select(posts.c.role).where(posts.c.staff_id == staff_id))
    return frozenset(ROLES[code] for code in codes if code in ROLES)


def judges(register: type[Register]) -> frozenset[Role]:
    """The roles that may be given a record of the register to decide: whoever reads it, except the auditor, who leaves no trace."""
    return register.read_by - {Role.AUDITOR}


def people_for(session: Session, register: type[Register], *, but: Iterable[int] = ()) -> list[Staff]:
    """Everybody at work who may be given a record of the register, by name."""
    posts = held()
    able = select(posts.c.staff_id).where(posts.c.role.in_([role.value for role in judges(register)]))
    found = select(Staff).where(Staff.id.in_(able), Staff.id.not_in(list(but)))
    return list(session.scalars(found.order_by(Staff.name, Staff.id)))


def people_at_work(session: Session) -> list[Staff]:
    """Everybody who can log in and holds a post, by name."""
    able = select(held().c.staff_id)
    return list(session.scalars(select(Staff).where(Staff.id.in_(able)).order_by(Staff.name, Staff.id)))


def people_with_posts(session: Session) -> list[tuple[Staff, str]]:
    """The same, each with the codes of his roles."""
    held_by: dict[int, list[str]] = {}
    posts = held()
    for staff_id, code in session.execute(select(posts.c.staff_id, posts.c.role).order_by(posts.c.role)):
        held_by.setdefault(staff_id, []).append(code)
    return [(staff, " ".join(held_by[staff.id])) for staff in people_at_work(session)]


def deciders() -> frozenset[Role]:
    """The roles that may ever be given anything to decide."""
    deciding = (one for one in REGISTERS if any(step.chain or step.deciding for step in one.flow.steps))
    return frozenset(role for register in deciding for role in judges(register))


def people_who_decide(session: Session) -> list[Staff]:
    """Everybody at work who may ever be given anything to decide, by name."""
    posts = held()
    able = select(posts.c.staff_id).where(posts.c.role.in_([role.value for role in deciders()]))
    return list(session.scalars(select(Staff).where(Staff.id.in_(able)).order_by(Staff.name, Staff.id)))
