"""`flask export NAME FILE.xlsx` (or .csv) and `flask template NAME FILE.xlsx`: what the screen gives, for whoever stands at the machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import click
from flask import Flask

from models import REGISTERS
from models.declare import Register
from rules.actor import Actor
from rules.moments import local
from rules.refusals import Refused
from services import mapped
from services.database import Mode, during
from services.listing import TABS, demand_choices, parse
from services.workbook.export import Format, export, personal
from services.workbook.logged import log
from services.workbook.template import template
from views.clock import now
from views.database import db

FILE = click.Path(dir_okay=False, path_type=Path)


def install(app: Flask, ready: Callable[[], Any], actor: Actor) -> None:
    """Add the commands; `ready` brings the database up to date, `actor` is whoever stands at the machine."""

    @app.cli.command("export", help="把一个登记册的清单导出为 Excel，文件名以 .csv 结尾时导出为 CSV。导出记入操作审计。")
    @click.argument("name")
    @click.argument("file", type=FILE)
    @click.option("--tab", type=click.Choice(list(TABS)), default="all", show_default=True, help="清单上方的快速筛选。")
    @click.option("--q", "text", default="", help="查找的文字。")
    @click.option("--month", default="", help="月份，如 2026-11。")
    @click.option("--where", multiple=True, metavar="栏目=值", help="清单地址中的其他条件，如 nature=unit，可重复。")
    def take_out(name: str, file: Path, tab: str, text: str, month: str, where: tuple[str, ...]) -> None:
        ready()
        register = named(name)
        if unsaid := [pair for pair in where if not all(pair.partition("="))]:
            raise click.ClickException(f"--where 应写成 栏目=值：{unsaid[0]}")
        given = {"tab": tab, "q": text, "month": month} | dict(pair.split("=", 1) for pair in where)
        moment, kind = now(), Format.CSV if file.suffix.lower() == ".csv" else Format.XLSX
        try:
            demand_choices(db.session(), register, given)
            query = parse(register, given, actor)
            db.session.rollback()
            with during(Mode.READ), into(file) as opened:
                taken = export(db.session, register, query, opened, kind=kind, actor=actor, now=moment, progress=_tell)
                db.session.rollback()
        except Refused as refusal:
            raise click.ClickException(refusal.message) from refusal
        log(db.session, register, taken, actor=actor, now=moment)
        db.session.commit()
        click.echo(f"已导出 {taken.rows} 条，{personal(taken)}。", err=True)

    @app.cli.command("template", help="生成一个登记册的导入模板。")
    @click.argument("name")
    @click.argument("file", type=FILE)
    def blank(name: str, file: Path) -> None:
        ready()
        with into(file) as opened:
            template(db.session, named(name), opened, actor=actor, today=local(now()).date())
        click.echo("模板已生成。", err=True)


def named(name: str) -> type[Register]:
    """The register of that name. Raises ClickException with all there are."""
    if (found := mapped.named(name)) is not None:
        return found
    names = "、".join(register.__tablename__ for register in REGISTERS)
    raise click.ClickException(f"没有名为 {name} 的登记册，可用的有：{names}。")


@contextmanager
def into(file: Path) -> Iterator[IO[bytes]]:
    """A file that takes its place once it is whole; until then what stood there stands. Raises ClickException where none can be written."""
    if file.exists() and not file.is_file():  # a pipe or a terminal has no place to take
        with file.open("wb") as opened:
            yield opened
        return
    part = file.with_name(f"{file.name}.part")
    try:
        opened = part.open("wb")
    except OSError as error:
        raise click.ClickException(f"无法写入 {file}：{error.strerror}") from error
    try:
        with opened:
            yield opened
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


def _tell(done: int, total: int) -> None:
    if done % 5_000 == 0:
        click.echo(f"{done:,} / {total:,}", err=True)
