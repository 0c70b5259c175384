"""`flask audit verify`, `seal` and `export`: prove the history, seal it, hand it to whoever proves it with a program of his own."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from flask import Flask
from flask.cli import AppGroup

from rules.moments import show_moment
from services.audit import verify
from services.database import one_state
from services.export_history import exported
from services.seals import newest_seal, seal
from views.clock import now
from views.database import db

#: So many findings are told in lines; `--json` has them all.
MOST = 200


def install(app: Flask, ready: Callable[[], Any]) -> None:
    """Add the commands; `ready` brings the database up to date."""
    group = AppGroup("audit", help="核验、封存和导出历史。")
    app.cli.add_command(group)

    @group.command("verify", help="核验全部历史：链、封存，以及各记录与其历史是否一致。完好时退出码为 0，有异常时为 1。")
    @click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
    def prove(as_json: bool) -> None:  # noqa: FBT001 - click's own way
        ready()
        db.session.remove()
        with one_state(db.engine) as connection:
            verdict = verify(connection)
        if as_json:
            click.echo(json.dumps(verdict.facts(), ensure_ascii=False, indent=2))
        else:
            for finding in verdict.findings[:MOST]:
                click.echo(finding.text)
            if (more := len(verdict.findings) - MOST) > 0:
                click.echo(f"另有 {more} 处异常，用 --json 查看全部。")
            state = "完好" if verdict.is_sound else f"异常 {len(verdict.findings)} 处"
            click.echo(f"历史 {verdict.entries} 条，链 {verdict.chains} 条，封存 {verdict.seals} 次：{state}。")
        if not verdict.is_sound:
            raise SystemExit(1)

    @group.command("seal", help="封存尚未封存的历史。每天一次，当天已封存的不再重复。")
    def close() -> None:
        ready()
        made = seal(db.session, now())
        db.session.commit()
        if not made:
            click.echo("今天已经封存。", err=True)
        if (newest := newest_seal(db.session)) is not None:
            click.echo(f"登记台封存号 {newest}（{show_moment(newest.at)}，历史 {newest.count} 条）")

    @group.command("export", help="将历史和各记录现状导出为 JSON 行文件，供独立程序核验（docs/verify_history.py）。")
    @click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
    def export(file: Path) -> None:
        ready()
        db.session.remove()
        try:
            with one_state(db.engine) as connection, file.open("w", encoding="utf-8", newline="\n") as out:
                count = sum(1 for line in exported(connection) if out.write(line + "\n"))
        except OSError as error:
            raise click.ClickException(f"无法写入 {file}：{error.strerror}") from error
        click.echo(f"已导出 {count} 行。", err=True)
