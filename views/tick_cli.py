"""`flask tick`: do what is due at a moment. Doing it again changes nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import click
from flask import Flask

from rules.moments import parse_moment, show_moment
from services.carried import Door, DoorKind
from views.clock import now
from views.runner import tick_now


def install(app: Flask, ready: Callable[[], Any]) -> None:
    """Add the command; `ready` brings the database up to date."""

    @app.cli.command("tick", help="办理此刻到期的事项：排定期工作、提醒、上报、对外发送。重复执行不会重复办理。")
    @click.option("--now", "moment", default="现在", help="以这一时刻办理，如 2026-11-24 09:00；不填为现在。")
    @click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
    def run(moment: str, as_json: bool) -> None:  # noqa: FBT001 - click's own way
        try:
            at = now() if moment == "现在" else parse_moment(moment, now())
        except ValueError as wrong:
            raise click.ClickException(f"--now “{moment}”：{wrong}。") from wrong
        ready()
        report = tick_now(at, Door(kind=DoorKind.COMMAND))
        if as_json:
            click.echo(json.dumps(report.facts(), ensure_ascii=False, indent=2))
        else:
            click.echo(f"{show_moment(at)}")
            for sentence in report.sentences():
                click.echo(sentence)
        if report.failed:
            raise SystemExit(1)
