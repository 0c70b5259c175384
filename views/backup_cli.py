"""`flask backup`, `restore` and `rehearse`: put the house into one file while it works, take it out again, and try that out."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import click
from flask import Flask

from models.safekeeping import Act
from rules.moments import show_moment
from services.audit import verify
from services.backup import back_up, place, rotate
from services.backup_file import Manifest
from services.database import elsewhere, one_state
from services.restore import restore
from services.schema import newest
from services.sizes import show_size
from services.workroom import workroom
from views.aloud import A_FILE, afterwards, aloud, log_done, progress, refuse_absent, say_moved, say_verdict
from views.clock import now
from views.database import db
from views.version import version

Prepare = Callable[[str], object]


def install(app: Flask, ready: Callable[[], object], prepare: Prepare) -> None:
    """Add the commands. `ready` brings the own database up to date, `prepare` another, by its address."""

    @app.cli.command("backup", help="在线备份到一个文件；FILE 为已有的目录时，在其中按时间命名。")
    @click.argument("file", type=click.Path(path_type=Path))
    @click.option("--force", is_flag=True, help="文件已经存在时覆盖。")
    @click.option("--keep", type=click.IntRange(1), help="FILE 为目录时，只保留最近几份。")
    @click.option("--quiet", is_flag=True, help="不显示进度。")
    def backup(file: Path, force: bool, keep: int | None, quiet: bool) -> None:  # noqa: FBT001 - click's own way
        if keep is not None and not file.is_dir():
            raise click.UsageError("--keep 只用于已有的目录。")
        refuse_absent(db.engine)
        began = now()
        with aloud():
            made = back_up(
                db.engine, place(file, began), version=version(), now=began, told=silent if quiet else progress, force=force)  # fmt: skip
        say_moved(made.moved)
        click.echo(f"已备份到 {made.file}，{show_size(made.size)}。")
        click.echo(f"sha256  {made.digest}")
        log_done(db.engine, Act.BACKUP, at=began, entry=made.manifest.last_entry, file=str(made.file), size=made.size, digest=made.digest)
        with afterwards("备份已完成"):
            for old in rotate(file, keep) if keep is not None else ():
                click.echo(f"已删除 {old.name}。", err=True)

    @app.cli.command("restore", help="从备份恢复到 DATABASE_URL 所指的空数据库，并核对、核验。")
    @click.argument("file", type=A_FILE)
    def take_out(file: Path) -> None:
        with aloud():
            manifest, moved = restore(file, db.engine, progress)
        say_moved(moved)
        if manifest.revision != newest():
            click.echo(f"备份的结构为 {manifest.revision}，正在升级…", err=True)
        with afterwards("已恢复"):
            ready()
            db.session.remove()
            size = file.stat().st_size
            log_done(db.engine, Act.RESTORE, at=manifest.moment, entry=manifest.last_entry, file=str(file), size=size)
            with one_state(db.engine) as connection:
                verdict = verify(connection)
        say_verdict(verdict)
        click.echo(f"已恢复到 {show_moment(manifest.moment)} 的状态。此后登记的内容不在其中。")
        if not verdict.is_sound:
            raise SystemExit(1)

    @app.cli.command("rehearse", help="恢复演练：将备份恢复到临时的空数据库，核对、核验，报告后删除。不触动现有数据。")
    @click.argument("file", type=A_FILE)
    def rehearse(file: Path) -> None:
        began = time.monotonic()
        with aloud(), workroom(file.parent) as folder:
            address = f"sqlite:///{folder / 'rehearsal.db'}"
            with elsewhere(address) as engine:
                manifest, moved = restore(file, engine, progress)
                if manifest.revision != newest():
                    prepare(address)
                with one_state(engine) as connection:
                    verdict = verify(connection)
        _introduce(file, manifest)
        say_moved(moved)
        say_verdict(verdict)
        click.echo(f"用时 {time.monotonic() - began:.0f} 秒。演练所用的临时数据库已删除。")
        click.echo("结论：此备份可以恢复。" if verdict.is_sound else "结论：此备份可以恢复，但历史有异常，备份时即已如此。")
        if not verdict.is_sound:
            raise SystemExit(1)


def silent(doing: str, table: str, rows: int) -> None:
    """For timers."""


def _introduce(file: Path, manifest: Manifest) -> None:
    click.echo("恢复演练报告")
    click.echo(f"演练时间：{show_moment(now())}")
    click.echo(f"备份文件：{file.name}，{show_size(file.stat().st_size)}，校验值相符")
    click.echo(f"备份时间：{show_moment(manifest.moment)}，程序版本 {manifest.version}，结构 {manifest.revision}，取自 {manifest.source}")
    click.echo(f"历史截至：第 {manifest.last_entry or 0} 号，最近封存 {manifest.seal or '无'}")
