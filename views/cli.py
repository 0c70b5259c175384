"""`flask` commands. Each brings the database up to date first, so that they work on a fresh DATABASE_URL."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from flask import Flask, current_app
from sqlalchemy import select

from models import REGISTERS
from models.declare import Register
from models.organisation import Department, Staff
from rules.actor import Actor
from rules.passwords import check_password
from rules.refusals import Refused, Unreachable
from rules.roles import Role
from services.carried import DOOR, Door, DoorKind
from services.describe import describe
from services.printing import print_blank, print_records
from views import (
    audit_cli,
    backup_cli,
    clock_cli,
    copy_cli,
    import_cli,
    integration_cli,
    login_cli,
    numbers_cli,
    permissions_cli,
    search_cli,
    tick_cli,
    workbook_cli,
)
from views.adrift import at_the_machine
from views.clock import now
from views.database import db
from views.people import find_user, make_user

Upkeep = Callable[[Flask], Any]

#: Who acts when a command is given at the machine itself: nobody's login, so nobody's name on a record.
AT_THE_MACHINE = Actor(user_id=0, staff_id=None, name="命令行", roles=frozenset(Role))


def install(app: Flask, *, prepare: Upkeep, demo: Upkeep, prepare_other: Callable[[str], Any]) -> None:
    """Add the commands. What they need from above (tables, seeds, the same for another database) is handed in by app.py."""

    def ready() -> Flask:
        found: Flask = current_app._get_current_object()  # type: ignore[attr-defined] # noqa: SLF001 - flask's documented way
        db.session.info[DOOR] = Door(kind=DoorKind.COMMAND)
        try:
            prepare(found)
        except Unreachable as refusal:
            raise click.ClickException(at_the_machine(refusal)) from refusal
        return found

    clock_cli.install(app, ready)
    tick_cli.install(app, ready)
    numbers_cli.install(app, ready)
    audit_cli.install(app, ready)
    login_cli.install(app, ready)
    integration_cli.install(app, ready, AT_THE_MACHINE)
    permissions_cli.install(app)
    search_cli.install(app, ready)
    backup_cli.install(app, ready, prepare_other)
    copy_cli.install(app)
    workbook_cli.install(app, ready, AT_THE_MACHINE)
    import_cli.install(app, ready, AT_THE_MACHINE)

    @app.cli.command("seed", help="建表并载入选项、部门、服务事项等基础资料。")
    def seed() -> None:
        ready()
        click.echo("基础资料已载入。", err=True)

    @app.cli.command("demo", help="向空数据库载入演示数据。")
    def fill() -> None:
        if not demo(ready()):
            raise click.ClickException("数据库中已有用户，演示数据只能载入空数据库。")
        click.echo("演示数据已载入。", err=True)

    @app.cli.command("create-admin", help="建立首位系统管理员。")
    @click.option("--username", prompt="用户名")
    @click.option("--name", prompt="姓名")
    @click.option("--department", default="客户服务中心", prompt="所在部门", show_default=True)
    @click.password_option(prompt="密码", confirmation_prompt="再输入一次密码")
    def create_admin(username: str, name: str, department: str, password: str) -> None:
        ready()
        _create_admin(username.strip(), name.strip(), department.strip(), password)
        click.echo(f"已建立系统管理员 {username.strip()}。", err=True)

    @app.cli.command("registers", help="列出全部登记册。")
    @click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
    def registers(as_json: bool) -> None:  # noqa: FBT001 - click's own way
        ready()
        found = [describe(register) for register in REGISTERS]
        if as_json:
            click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        else:
            for one in found:
                click.echo(f"{one['name']}\t{one['menu']}\t{one['title']}")

    @app.cli.command("print", help="打印一张单据，或打印空白表样。")
    @click.argument("name")
    @click.argument("record_id", type=int, required=False)
    @click.option("--blank", is_flag=True, help="空白表样，供手工填写。")
    @click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="输出的 PDF 文件。")
    def print_paper(name: str, record_id: int | None, blank: bool, output: Path) -> None:  # noqa: FBT001
        ready()
        if blank == (record_id is not None):
            raise click.UsageError("单据编号（ID）与 --blank 必须且只能给出一个。")
        content = _paper(_register(name), record_id)
        try:
            output.write_bytes(content)
        except OSError as error:
            raise click.ClickException(f"无法写入 {output}：{error.strerror}") from error


def _create_admin(username: str, name: str, department: str, password: str) -> None:
    if not username or not name:
        raise click.ClickException("用户名和姓名不能为空。")
    if find_user(username) is not None:
        raise click.ClickException(f"用户名 {username} 已经存在。")
    try:
        check_password(password, username)
    except ValueError as wrong:
        raise click.ClickException(f"{wrong}。") from wrong
    unit = db.session.scalar(select(Department).where(Department.name == department))
    if unit is None:
        names = "、".join(db.session.scalars(select(Department.name).order_by(Department.position)))
        raise click.ClickException(f"没有“{department}”这个部门，现有：{names}。")
    if db.session.scalar(select(Staff.id).where(Staff.job_number == username)) is not None:
        raise click.ClickException(f"工号 {username} 已经登记过。")
    user_id = make_user(username, password, name, (Role.SYSADMIN,))
    db.session.add(Staff(name=name, job_number=username, unit=unit, active=True, user_id=user_id))
    db.session.commit()


def _register(name: str) -> type[Register]:
    for register in REGISTERS:
        if register.__tablename__ == name:
            return register
    names = "、".join(register.__tablename__ for register in REGISTERS)
    raise click.ClickException(f"没有名为 {name} 的登记册，可用的有：{names}。")


def _paper(register: type[Register], record_id: int | None) -> bytes:
    """The PDF; a printing is logged, so the transaction is committed."""
    if record_id is None:
        return print_blank(db.session, register, now=now())
    if (record := db.session.get(register, record_id)) is None:
        raise click.ClickException(f"“{register.title}”中没有 ID 为 {record_id} 的单据。")
    try:
        content = print_records(db.session, [record], actor=AT_THE_MACHINE, now=now())
    except Refused as refusal:
        raise click.ClickException(refusal.message) from refusal
    db.session.commit()
    return content
