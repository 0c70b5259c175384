"""What the commands that move a whole house say: how far they are, and in one sentence why not."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from models.safekeeping import Act
from rules.refusals import Busy, NoRoom, Refused, Unreachable
from services.audit import Verdict
from services.moving import Moved
from services.safekeeping import log
from views.adrift import at_the_machine
from views.clock import now

MOST = 20
#: A table of fewer rows is done before anybody could ask how far it is.
LONG = 1_000
#: What a system says in English.
REASONS = {
    errno.ENOENT: "没有这个文件或文件夹", errno.EACCES: "没有权限", errno.EPERM: "没有权限", errno.EISDIR: "这是文件夹",
    errno.ENOTDIR: "路径中有一段不是文件夹", errno.EEXIST: "已经存在", errno.EROFS: "所在的磁盘只读", errno.ENAMETOOLONG: "名称太长",
}  # fmt: skip


class NoFile(click.ClickException):
    """A command was given a file that is none."""

    exit_code = 2


class ExistingFile(click.Path):
    """A file that is there."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if not Path(value).is_file():
            raise NoFile(f"{value}：{'这是文件夹' if Path(value).is_dir() else '没有这个文件'}。")
        return super().convert(value, param, ctx)


A_FILE = ExistingFile(dir_okay=False, path_type=Path)


@contextmanager
def aloud() -> Iterator[None]:
    """Refusals, and what the disk and the databases say, as a command's last words."""
    try:
        yield
    except NoRoom as refusal:
        raise click.ClickException("磁盘空间不足，没有完成，未留下半成品。请清理磁盘后重试。") from refusal
    except Busy as refusal:
        raise click.ClickException("数据库一直有人在写，没有等到机会。请先停止服务，再执行一次。") from refusal
    except Unreachable as refusal:
        raise click.ClickException(at_the_machine(refusal)) from refusal
    except Refused as refusal:
        raise click.ClickException(refusal.message) from refusal
    except OSError as error:
        why = REASONS.get(error.errno or 0) or error.strerror or error
        raise click.ClickException(f"{error.filename or '文件'}：{why}。没有完成，未留下半成品。") from error
    except (DBAPIError, sqlite3.Error) as error:
        said = error.orig if isinstance(error, DBAPIError) else error
        raise click.ClickException(f"数据库出错，没有完成，未留下半成品。数据库的说明：{str(said).strip()}") from error


@contextmanager
def afterwards(done: str) -> Iterator[None]:
    """What follows on something that stands: that it failed must not sound as if nothing had been done."""
    try:
        yield
    except (Refused, OSError, DBAPIError, sqlite3.Error) as error:
        raise click.ClickException(f"{done}，但其后的工作没有完成：{_said(error)}") from error


def _said(error: Exception) -> str:
    if isinstance(error, NoRoom):
        return "磁盘空间不足。"
    if isinstance(error, Busy):
        return "数据库一直有人在写，没有等到机会。"
    if isinstance(error, Unreachable):
        return at_the_machine(error)
    if isinstance(error, Refused):
        return error.message
    if isinstance(error, OSError):
        return f"{error.filename or '文件'}：{error.strerror or error}"
    return f"数据库的说明：{str(error.orig if isinstance(error, DBAPIError) else error).strip()}"


def log_done(engine: Engine, act: Act, **told: object) -> None:
    """The act has been done; that it cannot be written down must not undo it, and is said."""
    try:
        is_logged = log(engine, act, now=now(), **told)  # type: ignore[arg-type]
    except (DBAPIError, Refused) as error:
        click.echo(f"注意：{act.label}已完成，但未能记入备份记录：{_said(error)}", err=True)
    else:
        if not is_logged:
            click.echo("注意：数据库为旧版结构，没有备份记录，本次未记入。", err=True)


def refuse_absent(engine: Engine) -> None:
    """SQLite would make an empty file of a name that was mistyped."""
    if engine.dialect.name == "sqlite" and not Path(engine.url.database or "").exists():
        raise click.ClickException(f"数据库文件 {engine.url.database} 不存在，请检查 DATABASE_URL。")


def progress(doing: str, table: str, rows: int) -> None:
    """A line for each table that takes its time."""
    if rows >= LONG:
        click.echo(f"  {doing} {table} {rows:,} 行", err=True)


def say_moved(moved: Moved) -> None:
    """What was moved, and what the administrator should know of it."""
    click.echo(f"{len(moved.sums)} 个表、{moved.rows:,} 行，逐表核对一致。")
    for name in moved.left_out:
        click.echo(f"注意：表 {name} 不属于登记台，没有复制。", err=True)
    for one in moved.broken[:MOST]:
        click.echo(f"注意：来源中已有断开的关联，照原样带来：{one}。", err=True)
    if (more := len(moved.broken) - MOST) > 0:
        click.echo(f"注意：另有 {more} 处断开的关联。", err=True)


def say_verdict(verdict: Verdict) -> None:
    """Whether history is whole."""
    for finding in verdict.findings[:MOST]:
        click.echo(finding.text)
    if (more := len(verdict.findings) - MOST) > 0:
        click.echo(f"另有 {more} 处异常，用 flask audit verify 查看。")
    state = "完好" if verdict.is_sound else f"异常 {len(verdict.findings)} 处（复制前即已如此，请报告审计人员）"
    click.echo(f"历史 {verdict.entries:,} 条，链 {verdict.chains:,} 条，封存 {verdict.seals} 次：{state}。附件内容已逐件核对。")
