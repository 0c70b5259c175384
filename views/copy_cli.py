"""`flask copy-to`: move the house into another database, SQLite or PostgreSQL, and prove that it has arrived."""

from __future__ import annotations

import click
from flask import Flask
from sqlalchemy import make_url

from config import Unreadable, a_database
from models.safekeeping import Act
from rules.moments import show_moment
from services.audit import verify
from services.database import elsewhere, held_still, one_state
from services.history_end import end_of_history
from services.moving import filling, move
from services.schema import newest
from views.aloud import afterwards, aloud, log_done, progress, refuse_absent, say_moved, say_verdict
from views.clock import now
from views.database import db


def install(app: Flask) -> None:
    """Add the command. It asks for no preparation: what is there is moved as it is."""

    @app.cli.command("copy-to", help="将全部内容复制到另一个空数据库（SQLite 或 PostgreSQL），并证明两边相等。请先停止服务。")
    @click.argument("database_url", metavar="DATABASE_URL")
    def copy_to(database_url: str) -> None:
        address = _address(database_url)
        if make_url(address) == db.engine.url:
            raise click.ClickException("目标就是现在所用的数据库。")
        refuse_absent(db.engine)
        began = now()
        with aloud(), elsewhere(address) as other:
            click.echo("复制期间不能登记，请先停止服务；正在等其他写入结束…", err=True)
            with held_still(db.engine) as source, filling(other) as target:
                end = end_of_history(source)
                moved = move(source, target, progress)
            say_moved(moved)
            with afterwards("已复制，目标数据库是完整的"):
                log_done(other, Act.COPY, at=began, entry=end.entry, file=db.engine.url.render_as_string(hide_password=True))
                with one_state(other) as arrived:
                    verdict = verify(arrived) if moved.revision == newest() else None
        if verdict is not None:
            say_verdict(verdict)
        click.echo(f"内容截至 {show_moment(began)}，最后一条历史为第 {end.entry or 0} 号，最近封存 {end.seal or '无'}。")
        click.echo("接下来：")
        click.echo(f"  1. 将 DATABASE_URL 设为 {make_url(address).render_as_string(hide_password=True)}（密码照填）")
        click.echo("  2. 使用 PostgreSQL 时须设 SECRET_KEY；换了密钥，各人须重新登录")
        click.echo("  3. 启动服务，登录查看；确认无误后将原数据库移开保存，不要再用它启动")
        if verdict is not None and not verdict.is_sound:
            raise SystemExit(1)


def _address(given: str) -> str:
    try:
        return a_database(given)
    except Unreadable as wrong:
        raise click.ClickException(f"{wrong.chinese}。") from wrong
