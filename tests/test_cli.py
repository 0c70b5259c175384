"""The commands, each on a database that is not there yet."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import REGISTERS, Customer, Option, Staff
from models.declare import Model, Register
from models.trace import PrintJob
from rules.actor import Actor
from rules.roles import Role
from services.records import create
from tests.cast import NOW
from tests.every import some
from views.database import db

ADMIN = ["create-admin", "--username", "chief", "--name", "系统主管", "--department", "客户服务中心", "--password"]


@pytest.fixture
def fresh(empty_url: str, app_on: Callable[[str], Flask]) -> Flask:
    """An application whose database does not exist, nor the folder of its file."""
    return app_on(empty_url.replace("desk.db", "new/desk.db"))


def run(app: Flask, *command: str) -> Result:
    return app.test_cli_runner().invoke(args=list(command))


def test_registers_are_described_as_the_contract_says(fresh: Flask) -> None:
    result = run(fresh, "registers", "--json")
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert [one["name"] for one in found] == [register.__tablename__ for register in REGISTERS]
    for one, register in zip(found, REGISTERS, strict=True):
        assert list(one) == ["name", "title", "menu", "list_url", "add_url", "print_url", "fields", "states", "steps"]
        assert one["list_url"] == f"/{one['name']}/"
        assert one["print_url"] == f"/{one['name']}/{{id}}/print"
        assert [field["name"] for field in one["fields"]] == list(register.fields)
        for field in one["fields"]:
            assert list(field) == ["name", "label", "kind", "required", "sensitive"]
        codes = {state["code"] for state in one["states"]}
        for step in one["steps"]:
            assert list(step) == ["from", "to", "label", "roles", "needs"]
            assert {step["from"], step["to"]} <= codes
            assert set(step["needs"]) <= set(register.fields)


def test_every_described_page_is_there(fresh: Flask) -> None:
    found = json.loads(run(fresh, "registers", "--json").stdout)
    routes = {str(rule) for rule in fresh.url_map.iter_rules()}
    for one in found:
        assert one["list_url"] in routes
        assert one["add_url"] in routes
        assert f"/{one['name']}/<int:pk>/print" in routes


def test_required_is_what_creation_refuses_when_empty(fresh: Flask) -> None:
    visit = next(one for one in json.loads(run(fresh, "registers", "--json").stdout) if one["name"] == "visit_trip")
    required = {field["name"] for field in visit["fields"] if field["required"]}
    assert {"visit_date", "contact_phone", "customer_full_name"} <= required
    assert required.isdisjoint({"number", "status", "visit_result", "customer", "creator"})


def test_the_first_administrator_is_made(fresh: Flask) -> None:
    result = run(fresh, *ADMIN, "water-2027")
    assert result.exit_code == 0, result.output
    with fresh.app_context():
        user = db.session.scalars(select(User)).one()
        assert [role.name for role in user.roles] == [Role.SYSADMIN.value]
        assert db.session.scalars(select(Staff)).one().user_id == user.id
    answer = fresh.test_client().get("/login/")
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"water-2027": "short"}, "密码至少 8 位"),
        ({"water-2027": "chief-2027"}, "密码不能包含用户名"),
        ({"客户服务中心": "不存在部"}, "没有“不存在部”这个部门"),
        ({"系统主管": " "}, "不能为空"),
    ],
)
def test_a_wrong_administrator_is_refused(fresh: Flask, change: dict[str, str], sentence: str) -> None:
    result = run(fresh, *[change.get(word, word) for word in [*ADMIN, "water-2027"]])
    assert result.exit_code != 0
    assert sentence in result.output
    with fresh.app_context():
        assert db.session.scalar(select(func.count()).select_from(User)) == 0


def test_one_name_is_given_once(fresh: Flask) -> None:
    assert run(fresh, *ADMIN, "water-2027").exit_code == 0
    result = run(fresh, *ADMIN, "water-2027")
    assert result.exit_code != 0
    assert "已经存在" in result.output


def test_seeding_twice_changes_nothing(fresh: Flask) -> None:
    counts = []
    for _ in range(2):
        assert run(fresh, "seed").exit_code == 0
        with fresh.app_context():
            counts.append(db.session.scalar(select(func.count()).select_from(Option)))
    assert counts[0] == counts[1]
    assert counts[0]


def test_the_demo_is_only_for_an_empty_database(fresh: Flask) -> None:
    assert run(fresh, *ADMIN, "water-2027").exit_code == 0
    result = run(fresh, "demo")
    assert result.exit_code != 0
    assert "只能载入空数据库" in result.output


@some
def test_a_blank_form_is_printed(app: Flask, tmp_path: Path, register: type[Register]) -> None:
    path = tmp_path / "blank.pdf"
    result = run(app, "print", register.__tablename__, "--blank", "-o", str(path))
    assert result.exit_code == 0, result.output
    assert path.read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (["nothing", "--blank"], "没有名为 nothing 的登记册"),
        (["visit_trip", "99"], "没有 ID 为 99 的单据"),
        (["visit_trip"], "必须且只能给出一个"),
        (["visit_trip", "1", "--blank"], "必须且只能给出一个"),
    ],
)
def test_a_wrong_print_is_refused(app: Flask, tmp_path: Path, command: list[str], sentence: str) -> None:
    result = run(app, "print", *command, "-o", str(tmp_path / "x.pdf"))
    assert result.exit_code != 0
    assert sentence in result.output
    assert not (tmp_path / "x.pdf").exists()


def test_an_output_that_cannot_be_written(app: Flask, tmp_path: Path) -> None:
    result = run(app, "print", "visit_trip", "--blank", "-o", str(tmp_path / "no" / "such" / "x.pdf"))
    assert result.exit_code != 0
    assert "无法写入" in result.output


def test_a_printed_record_is_logged(app: Flask, tmp_path: Path, session: Session, actor: Callable[[Role], Actor]) -> None:
    values = {
        "full_name": "青云小区", "phone": "13800138000", "address": "青云路 1 号", "nature": "unit", "level": "ordinary",
        "lifecycle": "done", "opened_on": NOW.date(), "pi_consent": True,
    }  # fmt: skip
    key = create(session, Customer, values, actor=actor(Role.CLERK), now=NOW).id
    session.commit()
    result = run(app, "print", "customer", str(key), "-o", str(tmp_path / "x.pdf"))
    assert result.exit_code == 0, result.output
    assert (tmp_path / "x.pdf").read_bytes().startswith(b"%PDF-")
    job = session.scalars(select(PrintJob)).one()
    assert (job.register, job.by_id) == ("customer", None)


# -- tick ------------------------------------------------------------------------------------------------------------------


def dump(app: Flask) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    with app.app_context():
        found = {name: sorted(map(tuple, db.session.execute(select(table))), key=repr) for name, table in Model.metadata.tables.items()}
        db.session.remove()
    return found


def test_a_tick_is_told_in_chinese_and_changes_nothing_when_repeated(app: Flask, session: Session, actor: Callable[[Role], Actor]) -> None:
    values = {
        "full_name": "青云小区", "phone": "13800138000", "address": "青云路 1 号", "nature": "unit", "level": "important",
        "lifecycle": "done", "opened_on": NOW.date(), "pi_consent": True, "account_manager": session.scalars(select(Staff)).first(),
    }  # fmt: skip
    create(session, Customer, values, actor=actor(Role.CLERK), now=NOW)
    session.commit()
    first = run(app, "tick", "--now", "2026-11-24 09:00")
    assert first.exit_code == 0, first.output
    assert "2026-11-24 09:00" in first.output
    assert "定期工作：新排 4 项，了结 0 项。" in first.output
    before = dump(app)
    again = run(app, "tick", "--now", "2026-11-24 09:00", "--json")
    assert dump(app) == before
    facts = json.loads(again.stdout)
    assert (facts["now"], facts["planned"], facts["failed"]) == ("2026-11-24T09:00:00+08:00", 0, [])


def test_a_tick_works_on_a_database_that_is_not_there_yet(fresh: Flask) -> None:
    result = run(fresh, "tick")
    assert result.exit_code == 0, result.output
    assert "2026-11-20 10:42" in result.output


@pytest.mark.parametrize("text", ["明年", "2026-11-31 09:00", "2026-11-24 25:00", "2026-11-24", "", "tomorrow 9"])
def test_a_moment_that_cannot_be_read_is_refused(fresh: Flask, text: str) -> None:
    result = run(fresh, "tick", "--now", text)
    assert result.exit_code == 1
    assert f"--now “{text}”：" in result.output
    assert "Traceback" not in result.output
