"""Keys for other systems: issued and revoked in the console and at the machine, shown once."""

from __future__ import annotations

import re

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Integration, Staff
from models.history import Entry
from rules.roles import Role
from services.integrations import hash_of
from tests.api.conftest import BASE
from tests.cast import ClientOf

NEW = "/console/integration/new/"


def staff_id(session: Session, role: Role) -> str:
    found = session.scalars(select(Staff.id).where(Staff.job_number == role.value)).one()
    session.rollback()
    return str(found)


def test_the_administrator_issues_a_key_sees_it_once_and_revokes_it(app: Flask, session: Session, client_of: ClientOf) -> None:
    admin = client_of(Role.SYSADMIN)
    sent = {"name": "汇尼工单", "acts_as": staff_id(session, Role.CLERK), "posts": ["CLERK"], "expires_on": "2027-06-30"}
    page = admin.post(NEW, data=sent).get_data(as_text=True)
    token = re.findall(r'value="(dj_[\w-]+)"', page)[0]
    assert app.test_client().get(f"{BASE}/me", headers={"X-API-Key": token}).get_json()["system"] == "汇尼工单"
    listed = admin.get("/console/integration/").get_data(as_text=True)
    assert "dj_" not in listed
    assert "最近使用 2026-11-20 10:42（127.0.0.1）" in listed
    key = session.scalars(select(Integration)).one()
    assert (key.token_hash, key.posts) == (hash_of(token), "CLERK")
    path = f"/console/integration/{key.id}/revoke"
    session.rollback()
    assert admin.post(path).status_code == 302
    assert app.test_client().get(f"{BASE}/me", headers={"X-API-Key": token}).status_code == 401
    assert admin.post(path).status_code == 409
    entries = session.scalars(select(Entry).where(Entry.subject == "integration").order_by(Entry.seq)).all()
    assert [(one.action, one.label, one.door) for one in entries] == [("created", "", "screen"), ("changed", "撤销", "screen")]
    assert token not in "".join(one.changes for one in entries)
    assert client_of(Role.CLERK).post(NEW, data=sent).status_code == 403


def test_the_form_says_what_each_person_holds_and_the_key_can_be_copied(session: Session, client_of: ClientOf) -> None:
    admin, clerk = client_of(Role.SYSADMIN), staff_id(session, Role.CLERK)
    shown = admin.get("/console/integration/").get_data(as_text=True)
    assert f'<option value="{clerk}" data-has="CLERK">' in shown
    assert Role.CLERK.label in shown
    sent = {"name": "汇尼工单", "acts_as": clerk, "posts": ["CLERK"], "expires_on": "2027-06-30"}
    made = admin.post(NEW, data=sent).get_data(as_text=True)
    assert 'data-copy="f-token"' in made
    assert 'value="2027-11-20"' in made


def test_a_wrong_key_is_refused_beside_its_fields(session: Session, client_of: ClientOf) -> None:
    admin, clerk = client_of(Role.SYSADMIN), staff_id(session, Role.CLERK)
    wrong = {"name": " ", "acts_as": clerk, "posts": ["CLERK", "CS_HEAD"], "expires_on": "2031-01-01"}
    page = admin.post(NEW, data=wrong).get_data(as_text=True)
    for sentence in ("请填写“系统名称”", "没有“", "不超过三年"):
        assert sentence in page
    page = admin.post(NEW, data={"name": "汇" * 21, "expires_on": "某天"}).get_data(as_text=True)
    for sentence in ("最多 20 个字", "请选择一项", "请至少选择一个角色", "日期看不懂"):
        assert sentence in page
    assert session.scalars(select(Integration)).all() == []


def test_a_key_is_issued_listed_and_revoked_at_the_machine(app: Flask, session: Session) -> None:
    run = app.test_cli_runner().invoke
    made = run(args=["integration", "add", "GIS 抢修", "--staff", "CLERK", "--role", "CLERK", "--days", "30"])
    assert made.exit_code == 0, made.output
    token = made.stdout.strip()
    assert re.fullmatch(r"dj_[\w-]{43}", token)
    assert app.test_client().get(f"{BASE}/me", headers={"Authorization": f"Bearer {token}"}).status_code == 200
    listed = run(args=["integration", "list"]).stdout
    assert re.fullmatch(r"\d+\tGIS 抢修\t\S+\tCLERK\t有效期至 2026-12-20\t最近使用 2026-11-20 10:42\n", listed), listed
    assert run(args=["integration", "add", "GIS 抢修", "--staff", "CLERK", "--role", "CLERK"]).exit_code == 1
    assert run(args=["integration", "add", "x", "--staff", "NOBODY", "--role", "CLERK"]).exit_code == 1
    assert run(args=["integration", "revoke", listed.split("\t")[0]]).exit_code == 0
    assert app.test_client().get(f"{BASE}/me", headers={"X-API-Key": token}).status_code == 401
    assert run(args=["integration", "revoke", "999"]).exit_code == 1
    session.rollback()
    entries = session.scalars(select(Entry).where(Entry.subject == "integration")).all()
    assert {one.door for one in entries} == {"command"}


def test_nobody_administers_the_system_by_a_key(app: Flask, session: Session, client_of: ClientOf) -> None:
    sent = {"name": "x", "acts_as": staff_id(session, Role.SYSADMIN), "posts": ["SYSADMIN"], "expires_on": "2027-06-30"}
    page = client_of(Role.SYSADMIN).post(NEW, data=sent).get_data(as_text=True)
    assert f"“{Role.SYSADMIN.label}”角色不向其他系统开放" in page
    made = app.test_cli_runner().invoke(args=["integration", "add", "x", "--staff", "SYSADMIN", "--role", "SYSADMIN"])
    assert made.exit_code == 2
    assert session.scalars(select(Integration)).all() == []
