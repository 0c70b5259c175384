"""`flask import NAME FILE.xlsx`: what the page does, for whoever stands at the machine. All of a file comes in, or nothing."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from flask import Flask
from sqlalchemy import select

from forms.context import FormContext
from forms.intake import Mode, bring_in
from forms.intake_job import sentence_of
from forms.intake_told import Outcome
from models.organisation import Staff
from rules.actor import Actor
from rules.refusals import Refused
from rules.roles import Role
from services.holders import holders
from services.sight import as_person
from services.workbook.read import opened
from views.aloud import A_FILE
from views.clock import now
from views.database import db
from views.people import find_user
from views.security import actor_of
from views.workbook_cli import FILE, into, named

#: So many errors are told in lines; the file of errors has all.
TOLD = 50


def install(app: Flask, ready: Callable[[], Any], at_the_machine: Actor) -> None:
    """Add the command; `ready` brings the database up to date."""

    @app.cli.command("import", help="从 Excel 导入一个登记册。默认全部正确才导入；有误时退出码为 1，什么都不写入。")
    @click.argument("name")
    @click.argument("file", type=A_FILE)
    @click.option("--dry-run", is_flag=True, help="只检查，不写入。")
    @click.option("--partial", is_flag=True, help="只导入正确的行；有误的行仍使退出码为 1。")
    @click.option("--errors", type=FILE, help="把有误的行另存为这个文件，错处标红并写明原因。")
    @click.option("--as", "username", default="", help="以这个登录账号的名义和权限导入；不写则记在首位系统管理员名下。")
    def bring(name: str, file: Path, dry_run: bool, partial: bool, errors: Path | None, username: str) -> None:  # noqa: FBT001
        ready()
        if errors is not None and errors.resolve() == file.resolve():
            raise click.ClickException("--errors 不能是要导入的文件本身，请换一个文件名。")
        register, mode = named(name), Mode.DRY if dry_run else Mode.RIGHT_ONLY if partial else Mode.WHOLE
        actor = _person(username) if username else _administrator(at_the_machine)
        context = FormContext(session=db.session(), actor=actor, now=now())
        db.session.rollback()
        if username:
            as_person(db.session, actor)
        try:
            with opened(file) as book:
                outcome = _brought(errors, lambda returned: bring_in(
                    context, register, book, mode=mode, file_name=file.name, returned=returned, progress=_tell))  # fmt: skip
        except Refused as refusal:
            raise click.ClickException(refusal.message) from refusal
        if outcome.stands:
            db.session.commit()
        _say(outcome, mode)
        if outcome.bad:
            raise SystemExit(1)


def _brought(errors: Path | None, work: Callable[[Any], Outcome]) -> Outcome:
    """With the file of errors, if one is wanted; nothing is written there where there are none."""
    if errors is None:
        return work(None)
    with tempfile.TemporaryFile() as returned:
        outcome = work(returned)
        if outcome.bad:
            returned.seek(0)
            with into(errors) as file:
                shutil.copyfileobj(returned, file)
    return outcome


def _person(username: str) -> Actor:
    user = find_user(username)
    if user is None or not user.is_active:
        raise click.ClickException(f"没有在用的登录账号 {username}。")
    return actor_of(user, db.session)


def _administrator(at_the_machine: Actor) -> Actor:
    """The machine itself, in the book of the administrator who was there first: a record needs somebody who answers for it."""
    found = holders(db.session(), [Role.SYSADMIN])[Role.SYSADMIN]
    staff = db.session.scalar(select(Staff).where(Staff.id.in_(found)).order_by(Staff.id).limit(1))
    if staff is None:
        raise click.ClickException("还没有系统管理员，请先用 flask create-admin 建立，或用 --as 写明以谁的名义导入。")
    return replace(at_the_machine, staff_id=staff.id, department_id=staff.unit.id)


def _say(outcome: Outcome, mode: Mode) -> None:
    for one in outcome.errors[:TOLD]:
        label = f"“{one.label}”" if one.label else ""
        click.echo(f"{one.sheet} 第 {one.row} 行{label}：{one.sentence}", err=True)
    if len(outcome.errors) > TOLD or outcome.bad > len(outcome.errors):
        click.echo("其余见 --errors 写出的文件。", err=True)
    for sentence in outcome.notes:
        click.echo(sentence, err=True)
    click.echo(sentence_of(outcome, mode), err=True)


def _tell(done: int) -> None:
    if done % 5_000 == 0:
        click.echo(f"{done:,} 行", err=True)
