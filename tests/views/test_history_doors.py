"""Through which door a change came, from which machine, and by whom: said by the door itself."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Customer, Entry, Staff
from models.history import Action
from rules.roles import Role
from services.audit import verify
from tests.cast import ClientOf
from tests.make import form_for
from views.runner import tick_now


def last(session: Session, subject: str) -> Entry:
    session.rollback()
    return session.scalars(select(Entry).where(Entry.subject == subject).order_by(Entry.id.desc()).limit(1)).one()


def test_a_screen_names_the_person_and_his_machine(client_of: ClientOf, session: Session) -> None:
    answer = client_of(Role.AM).post(
        "/customer/add", data=form_for(Customer, session), environ_overrides={"REMOTE_ADDR": "10.0.0.7"})  # fmt: skip
    assert answer.status_code == 302, answer.text
    entry, staff = last(session, "customer"), session.scalars(select(Staff).where(Staff.job_number == "AM")).one()
    assert (entry.door, entry.address, entry.staff_id, entry.user_id) == ("screen", "10.0.0.7", staff.id, staff.user_id)
    assert (entry.name, entry.what) == (staff.name, Action.CREATED)


def test_the_console_writes_down_roles_given_and_taken(client_of: ClientOf, session: Session) -> None:
    staff = session.scalars(select(Staff).where(Staff.job_number == "CLERK")).one()
    data = {
        "name": staff.name, "job_number": staff.job_number, "unit": str(staff.unit.id), "phone": "", "active": "1", "enabled": "1",
        "seen": str(staff.row_version), "roles": ["CLERK", "AM"], "user_name": "clerk"}  # fmt: skip
    path = f"/console/staff/edit/?id={staff.id}"
    session.rollback()
    assert client_of(Role.SYSADMIN).post(path, data=data).status_code == 302
    entry = last(session, "ab_user")
    assert (entry.what, entry.name, entry.door) == (Action.ROLES, "系统管理员甲", "screen")
    assert len(entry.read_changes()["ab_user_role"][1]) == 1
    assert verify(session.connection()).findings == ()


def test_a_command_is_a_door_of_its_own(app: Flask, session: Session) -> None:
    command = ["create-admin", "--username", "boss", "--name", "李四", "--department", "客户服务中心", "--password", "water-2026-x"]
    result = app.test_cli_runner().invoke(args=command)
    assert result.exit_code == 0, result.output
    roles, made = last(session, "ab_user"), last(session, "staff")
    assert (roles.what, roles.door, made.door, made.address) == (Action.ROLES, "command", "command", "")


def test_and_so_is_the_runner(app: Flask, session: Session) -> None:
    with app.app_context():
        tick_now(app.config["CLOCK"]())
    assert last(session, "overdue_list").door == "timer"
