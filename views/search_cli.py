"""`flask rebuild-search`, and the same at the start of a program that searches otherwise than the one before it."""

from __future__ import annotations

import sys
from collections.abc import Callable

import click
from flask import Flask

from services.database import Mode, during
from services.search.rebuild import Told, is_due, rebuild
from views.database import db

#: Of registers with fewer records nothing is said: they take a moment.
WORTH_TELLING = 20_000


def install(app: Flask, ready: Callable[[], Flask]) -> None:
    @app.cli.command("rebuild-search", help="重建全部查找索引（平时不需要：索引随每次保存更新）。")
    def rebuild_search() -> None:
        ready()
        click.echo(f"查找索引已重建，共 {_rebuilt(_told):,} 条。", err=True)


def index_if_due() -> None:
    """After an upgrade, a restore or a change of what is searched. Tells its progress where it takes long."""
    with db.engine.connect() as connection:
        due = is_due(connection)
    if due:
        _rebuilt(_told_if_long)


def _rebuilt(told: Told) -> int:
    with during(Mode.WRITE), db.engine.begin() as connection:
        return rebuild(connection, told)


def _told(title: str, done: int, total: int) -> None:
    sys.stderr.write(f"\r查找索引：{title} {done:,}/{total:,}" + ("\n" if done == total else ""))
    sys.stderr.flush()


def _told_if_long(title: str, done: int, total: int) -> None:
    if total >= WORTH_TELLING:
        _told(title, done, total)
