"""The people of the invented office: one login per role of the demo, and colleagues who have none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.organisation import Department, Staff
from rules.actor import Actor
from rules.roles import Role
from seeds.load import rows

ROLES = {role.value: role for role in Role}
MakeUser = Callable[[str, str, str, tuple[Role, ...]], int]


def hire(session: Session, now: datetime, make_user: MakeUser) -> tuple[dict[str, Actor], dict[str, Staff]]:
    """Logins with the password `demo-<user name>`. Actors by user name; staff by user name or, without a login, by name."""
    table = list(rows("office/staff.csv"))
    logins = {
        row["user_name"]: make_user(row["user_name"], f"demo-{row['user_name']}", row["name"], (ROLES[row["role"]],))
        for row in table if row["user_name"]
    }  # fmt: skip
    units = {unit.name: unit for unit in session.scalars(select(Department))}
    staff = {
        row["user_name"] or row["name"]: Staff(
            name=row["name"], job_number=row["job_number"], unit=units[row["department"]], phone=row["phone"], active=True,
            user_id=logins.get(row["user_name"]), created_at=now)
        for row in table
    }  # fmt: skip
    session.add_all(staff.values())
    session.flush()
    actors = {
        row["user_name"]: Actor(
            user_id=logins[row["user_name"]], staff_id=staff[row["user_name"]].id, name=row["name"],
            roles=frozenset({ROLES[row["role"]]}), department_id=staff[row["user_name"]].unit.id)
        for row in table if row["user_name"]
    }  # fmt: skip
    return actors, staff
