"""The back room, its people: added with login and roles, changed, disabled; nobody locks himself out, and no archive is left alone."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import ArchiveHandover, Department, MeterVolume, Staff
from models.archive_handover import HandoverState
from rules.roles import Role
from services.archive_keeper import SENTENCE
from services.step import take
from tests.cast import NOW, PASSWORD, login
from tests.make import make, taker, walk
from tests.page import page
from tests.views.test_console import text


def staff_of(session: Session, role: Role) -> Staff:
    return session.scalars(select(Staff).where(Staff.job_number == role.value)).one()


def roles_of(session: Session, role: Role) -> set[str]:
    session.rollback()
    user = session.scalars(select(User).where(User.username == role.value.lower())).one()
    return {row.name for row in user.roles}


def form_of(staff: Staff, **given: object) -> dict[str, object]:
    return {
        "name": staff.name, "job_number": staff.job_number, "unit": str(staff.unit.id), "phone": "", "active": "1", "enabled": "1",
        "seen": str(staff.row_version), **given,
    }  # fmt: skip


def new_person(session: Session, **given: object) -> dict[str, object]:
    unit_id = session.scalar(select(Department.id).limit(1))
    session.rollback()
    return {
        "name": "新人", "job_number": "QH900", "unit": str(unit_id), "phone": "", "active": "1", "enabled": "1", "user_name": "xinren",
        "password": "water-2027", "roles": ["CLERK", "HOTLINE"], **given,
    }  # fmt: skip


def test_a_person_is_added_with_login_and_roles(admin: FlaskClient, session: Session, app: Flask) -> None:
    assert admin.post("/console/staff/new/", data=new_person(session)).status_code == 302
    user = session.scalars(select(User).where(User.username == "xinren")).one()
    assert {role.name for role in user.roles} == {"CLERK", "HOTLINE"}
    assert session.scalars(select(Staff).where(Staff.job_number == "QH900")).one().user_id == user.id
    session.rollback()
    login(app.test_client(), "xinren", "water-2027")
    assert "xinren（服务受理人员、当班热线受理员）" in text(admin.get("/console/staff/"))


def test_boxes_come_as_a_browser_sends_them(admin: FlaskClient, session: Session) -> None:
    """Each group of boxes sends an empty value first, so that none ticked is told from not asked."""
    staff = staff_of(session, Role.CLERK)
    data = form_of(staff, roles=["", "CLERK", "AM"], enabled=["", "1"], active=["", "1"])
    path = f"/console/staff/edit/?id={staff.id}"
    session.rollback()
    assert admin.post(path, data=data).status_code == 302
    assert roles_of(session, Role.CLERK) == {"AM", "CLERK"}
    assert session.scalars(select(User.active).where(User.username == "clerk")).one()


def test_a_person_needs_no_login(admin: FlaskClient, session: Session) -> None:
    answer = admin.post("/console/staff/new/", data=new_person(session, user_name="", password="", roles=[]))
    assert answer.status_code == 302
    assert session.scalars(select(Staff).where(Staff.job_number == "QH900")).one().user_id is None


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"user_name": "clerk"}, "用户名 clerk 已经存在"),
        ({"user_name": "新人"}, "用户名只用字母"),
        ({"password": ""}, "密码至少 8 位"),
        ({"password": "xinren-2027"}, "密码不能包含用户名"),
        ({"roles": ["KING"]}, "没有所选的角色"),
        ({"user_name": ""}, "请填写用户名"),
        ({"job_number": "CLERK"}, "已经登记过"),
        ({"unit": "9999"}, "没有找到所选的所在部门"),
        ({"phone": "12"}, "电话号码不对"),
        ({"name": ""}, "请填写“姓名”"),
    ],
)
def test_a_wrong_person_is_refused(admin: FlaskClient, session: Session, given: dict[str, object], sentence: str) -> None:
    answer = admin.post("/console/staff/new/", data=new_person(session, **given))
    assert answer.status_code == 200
    assert sentence in text(answer)
    assert "water-2027" not in text(answer)
    assert session.scalar(select(func.count()).select_from(User)) == len(Role)


def test_roles_are_given_and_taken(admin: FlaskClient, session: Session) -> None:
    staff = staff_of(session, Role.CLERK)
    data, path = form_of(staff, roles=["AM", "CB"]), f"/console/staff/edit/?id={staff.id}"
    session.rollback()
    assert admin.post(path, data=data).status_code == 302
    assert roles_of(session, Role.CLERK) == {"AM", "CB"}


def test_a_login_is_disabled_and_its_password_reset(admin: FlaskClient, session: Session, app: Flask) -> None:
    staff = staff_of(session, Role.CLERK)
    data, path = form_of(staff, roles=["CLERK"], password="water-2027"), f"/console/staff/edit/?id={staff.id}"
    session.rollback()
    assert admin.post(path, data=data).status_code == 302
    login(app.test_client(), "clerk", "water-2027")
    staff = staff_of(session, Role.CLERK)
    data = form_of(staff, roles=["CLERK"], enabled="0")
    session.rollback()
    assert admin.post(path, data=data).status_code == 302
    assert app.test_client().post("/login/", data={"username": "clerk", "password": "water-2027"}).status_code == 401


def test_who_leaves_cannot_log_in(admin: FlaskClient, session: Session, app: Flask) -> None:
    staff = staff_of(session, Role.CLERK)
    data, path = form_of(staff, roles=["CLERK"], active="0"), f"/console/staff/edit/?id={staff.id}"
    session.rollback()
    assert admin.post(path, data=data).status_code == 302
    assert app.test_client().post("/login/", data={"username": "clerk", "password": PASSWORD}).status_code == 401


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"roles": ["CLERK"]}, "不能取消本人的“系统管理员”角色"),
        ({"enabled": "0"}, "不能停用本人的账号"),
        ({"active": "0"}, "不能将本人改为不在职"),
    ],
)
def test_nobody_locks_himself_out(admin: FlaskClient, session: Session, given: dict[str, object], sentence: str) -> None:
    staff = staff_of(session, Role.SYSADMIN)
    data = form_of(staff, roles=["SYSADMIN"]) | given
    path = f"/console/staff/edit/?id={staff.id}"
    session.rollback()
    answer = admin.post(path, data=data)
    assert answer.status_code == 200
    assert sentence in text(answer)
    assert roles_of(session, Role.SYSADMIN) == {"SYSADMIN"}
    assert admin.get("/console/").status_code == 200


@pytest.mark.parametrize(("given", "place"), [({"roles": ["CLERK"]}, "roles"), ({"enabled": "0"}, "enabled"), ({"active": "0"}, "active")])
def test_r003_39_an_archivist_goes_when_the_archive_was_handed_over(
    admin: FlaskClient, session: Session, given: dict[str, object], place: str
) -> None:
    staff = staff_of(session, Role.ARCHIVIST)
    data, path = form_of(staff, roles=["ARCHIVIST"]) | given, f"/console/staff/edit/?id={staff.id}"
    make(MeterVolume, session)
    session.commit()
    answer = admin.post(path, data=data)
    assert answer.status_code == 200
    assert SENTENCE in text(answer)
    assert roles_of(session, Role.ARCHIVIST) == {"ARCHIVIST"}
    handed = walk(make(ArchiveHandover, session, reason="staff", from_person=staff_of(session, Role.ARCHIVIST)), HandoverState.COUNTED)
    step = next(step for step in handed.steps() if step.target is HandoverState.DONE)
    take(session, handed, step, {}, actor=taker(session, handed, step), now=NOW)
    session.commit()
    answer = admin.post(path, data=data)
    assert answer.status_code == 302, page(answer).errors


def test_an_empty_archive_keeps_nobody(admin: FlaskClient, session: Session) -> None:
    staff = staff_of(session, Role.ARCHIVIST)
    data, path = form_of(staff, roles=["CLERK"]), f"/console/staff/edit/?id={staff.id}"
    session.rollback()
    assert admin.post(path, data=data).status_code == 302
