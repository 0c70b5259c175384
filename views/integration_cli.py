"""`flask integration`: issue, list and revoke keys for other systems at the machine itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import click
from flask import Flask
from sqlalchemy import select

from models.integration import Integration
from models.organisation import Staff
from rules.actor import Actor
from rules.moments import show_day, show_moment
from rules.refusals import Refused
from services.holders import ROLES
from services.integrations import OPEN_ROLES, closed, every, issue, revoke, uses
from views.clock import now, today
from views.database import db


def install(app: Flask, ready: Callable[[], Any], actor: Actor) -> None:
    """Add the commands; `ready` brings the database up to date, `actor` is who acts at the machine."""

    @app.cli.group("integration", help="其他系统经接口使用的密钥。")
    def integration() -> None:
        pass

    @integration.command("add", help="发放一个密钥，只显示这一次。")
    @click.argument("name")
    @click.option("--staff", "job_number", required=True, help="代表的员工的工号。")
    @click.option(
        "--role",
        "roles",
        multiple=True,
        required=True,
        type=click.Choice([role.value for role in OPEN_ROLES]),
        help="开放的角色，可多次给出。",
    )
    @click.option("--days", default=365, show_default=True, type=click.IntRange(1, 1096), help="有效天数。")
    def add(name: str, job_number: str, roles: tuple[str, ...], days: int) -> None:
        ready()
        staff = db.session.scalar(select(Staff).where(Staff.job_number == job_number))
        if staff is None:
            raise click.ClickException(f"没有工号为 {job_number} 的员工。")
        try:
            made, token = issue(
                db.session(), name, staff, [ROLES[code] for code in roles], today() + timedelta(days=days), actor=actor, now=now()
            )
        except Refused as refusal:
            raise click.ClickException("；".join(refusal.errors.values()) or refusal.message) from refusal
        db.session.commit()
        click.echo(f"“{made}”的密钥（请妥善保管，不再显示），{show_day(made.expires_on)} 到期：", err=True)
        click.echo(token)

    @integration.command("list", help="列出全部密钥，不含密钥本身。")
    def show() -> None:
        ready()
        used = uses(db.session())
        for one in every(db.session()):
            last = f"最近使用 {show_moment(used[one.id].at)}" if one.id in used else "未使用过"
            state = closed(one, today()) or f"有效期至 {show_day(one.expires_on)}"
            click.echo("\t".join([str(one.id), one.name, str(one.acts_as), one.posts, state, last]))

    @integration.command("revoke", help="撤销一个密钥，立即失效。")
    @click.argument("key_id", type=click.IntRange(1, 2**31 - 1))
    def end(key_id: int) -> None:
        ready()
        found = db.session.get(Integration, key_id)
        if found is None:
            raise click.ClickException(f"没有 ID 为 {key_id} 的密钥。")
        try:
            revoke(db.session(), found, actor=actor, now=now())
        except Refused as refusal:
            raise click.ClickException(refusal.message) from refusal
        db.session.commit()
        click.echo(f"已撤销“{found}”的密钥。", err=True)
