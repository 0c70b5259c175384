"""`flask numbers check`: whether every number of every form and year is accounted for."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import click
from flask import Flask

from models import REGISTERS
from services.number_book import Book, Standing
from services.number_ledger import all_books
from views.database import db


def install(app: Flask, ready: Callable[[], Any]) -> None:
    """Add the command; `ready` brings the database up to date."""

    @app.cli.group("numbers", help="编号台账。")
    def numbers() -> None:
        pass

    @numbers.command("check", help="核对各表各年编号：已用、作废、预留、缺号。有缺号未说明或编号不合规则时，以 1 退出。")
    @click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
    def check(as_json: bool) -> None:  # noqa: FBT001 - click's own way
        ready()
        found = all_books(db.session, REGISTERS)
        if as_json:
            click.echo(json.dumps([_facts(book) for book in found], ensure_ascii=False, indent=2))
        else:
            for book in found:
                click.echo(_line(book))
        if wrong := [book for book in found if not book.is_settled]:
            click.echo(f"有 {len(wrong)} 本编号台账有缺号未说明或编号不合规则。", err=True)
            raise SystemExit(1)
        click.echo("全部编号均有去向。", err=True)


def _facts(book: Book) -> dict[str, Any]:
    return {
        "form": book.register.code, "register": book.register.__tablename__, "year": book.year, "counter": book.counter,
        "totals": {standing.value: book.totals[standing] for standing in Standing}, "settled": book.is_settled,
        "missing": [{"count": one.count, "number": one.number or None} for one in book.missing],
        "irregular": [{"number": one.number, "record": one.record_id, "wrong": one.wrong} for one in book.strays],
    }  # fmt: skip


def _line(book: Book) -> str:
    said = "，".join(f"{standing.label} {book.totals[standing]}" for standing in Standing if book.totals[standing])
    gaps = f"；缺号未说明：{'、'.join(str(one.count) for one in book.missing)}" if book.missing else ""
    strays = f"；编号不合规则：{'、'.join(one.number for one in book.strays)}" if book.strays else ""
    return f"{book.register.code}\t{book.year}\t{book.register.title}\t至 {book.counter} 号：{said}{gaps}{strays}"
