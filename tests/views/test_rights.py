"""Rights are derived: every verb of every register is open to the declared roles and to nobody else."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask_appbuilder.security.sqla.models import PermissionView, User
from flask_appbuilder.security.sqla.models import Role as RoleRow
from sqlalchemy import select

from models import REGISTERS
from models.declare import Register, Verb
from rules.roles import Role
from views.database import db
from views.people import sync_roles
from views.rights import CONSOLE, fab_roles, permission, view_name
from views.security import actor_of

GRANTED = fab_roles()
EVERY_ROLE = pytest.mark.parametrize("role", Role, ids=lambda role: role.value)


def allows(role: Role, permission_name: str, view: str) -> bool:
    """As the framework asks: a prefix match."""
    return any(re.match(one, view) and re.match(other, permission_name) for one, other in GRANTED[role.value])


@EVERY_ROLE
@pytest.mark.parametrize("register", REGISTERS, ids=lambda register: register.__name__)
def test_a_verb_is_open_to_the_declared_roles_alone(register: type[Register], role: Role) -> None:
    for verb in Verb:
        expected = role in register.may(verb) and role is not Role.SYSADMIN
        assert allows(role, permission(verb), view_name(register)) is expected, verb
    reads = role in register.may(Verb.READ) and role is not Role.SYSADMIN
    assert allows(role, "menu_access", register.title) is reads


@EVERY_ROLE
def test_the_console_is_the_administrators_alone(role: Role) -> None:
    view, name = CONSOLE
    assert allows(role, name, view) is (role is Role.SYSADMIN)


def test_the_administrator_has_no_business_right() -> None:
    assert {view for view, _ in GRANTED[Role.SYSADMIN.value]} == {"HomeView$", "AccountView$", "ConsoleView$", "JobsView$"}


def test_the_auditor_only_reads() -> None:
    names = {name for view, name in GRANTED[Role.AUDITOR.value] if view.endswith("View$")}
    assert names == {"can_read$", "can_home$", "can_account$", "can_jobs$", "can_dashboard$", "can_numbers$", "can_audit$", "can_shelves$"}


def test_a_longer_name_is_not_taken_for_a_shorter_one() -> None:
    assert not allows(Role.CB, "can_read", "CallbackViewOfSomebody")
    assert not allows(Role.CB, "can_readable", "CallbackView")


def test_the_framework_grants_the_administrator_nothing_by_itself(app: Flask) -> None:
    with app.app_context():
        assert app.config["AUTH_ROLE_ADMIN"] in app.config["FAB_ROLES"]
        assert db.session.scalars(select(PermissionView)).all() == []


def test_roles_are_made_once(app: Flask) -> None:
    with app.app_context():
        sync_roles()
        sync_roles()
        names = list(db.session.scalars(select(RoleRow.name)))
    assert sorted(names) == sorted([*(role.value for role in Role), "Public"])


def test_the_actor_behind_a_login(app: Flask) -> None:
    with app.test_request_context():
        user = db.session.scalars(select(User).where(User.username == "clerk")).one()
        actor = actor_of(user, db.session)
        assert (actor.name, actor.roles, actor.post) == ("窗口受理员甲", frozenset({Role.CLERK}), "服务受理人员")
        assert actor.department_id is not None
        assert actor_of(user, db.session) is actor
