"""`flask unlock` and `flask reset-password`: the way back in for whoever stands at the machine, when nobody can open the console."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click
from flask import Flask
from sqlalchemy import select

from models.door import Outcome
from models.organisation import Staff
from rules.passwords import check_password
from services.guesses import unlock
from services.login_log import log
from views.clock import now
from views.database import db
from views.people import find_user, own_words, reset_password


def install(app: Flask, ready: Callable[[], Any]) -> None:
    """Add the commands; `ready` brings the database up to date."""

    @app.cli.command("unlock", help="解除某用户名的登录暂停。")
    @click.argument("username")
    def unlock_name(username: str) -> None:
        ready()
        db.session.rollback()
        found = unlock(db.engine, username.strip())
        click.echo("已解除暂停。" if found else "该用户名没有被暂停。", err=True)

    @app.cli.command("reset-password", help="重置某用户的密码并启用账号；本人下次登录时须修改。")
    @click.argument("username")
    @click.password_option(prompt="新密码", confirmation_prompt="再输入一次新密码")
    def reset(username: str, password: str) -> None:
        ready()
        _reset(username.strip(), password)
        db.session.commit()
        unlock(db.engine, username.strip())
        click.echo("密码已重置，所有设备上的登录已退出。", err=True)


def _reset(username: str, password: str) -> None:
    user = find_user(username)
    if user is None:
        raise click.ClickException(f"没有用户 {username}。")
    staff = db.session.scalar(select(Staff).where(Staff.user_id == user.id))
    try:
        check_password(password, user.username, own_words(staff))
    except ValueError as wrong:
        raise click.ClickException(f"{wrong}。") from wrong
    user.active = True
    reset_password(user, password)
    log(db.session, Outcome.RESET, name=user.username, address="命令行", now=now(), user_id=user.id)
