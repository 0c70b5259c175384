"""`flask permissions`: the matrix of rights, printed for an auditor. It asks the declarations alone and needs no database."""

from __future__ import annotations

import csv
import json
import unicodedata
from collections.abc import Iterator, Sequence
from io import StringIO

import click
from flask import Flask

from models import REGISTERS
from services.permissions import VERBS, Right, matrix, remarks

HEADS = ("岗位", *VERBS.values(), "可见记录", "可改记录", "个人信息", "不公开栏目")


def install(app: Flask) -> None:
    """Add the command."""

    @app.cli.command("permissions", help="权限一览：各岗位对各登记册可做什么、看到哪些记录、个人信息是否遮盖。")
    @click.option("--csv", "as_csv", is_flag=True, help="输出 CSV。")
    @click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
    def permissions(as_csv: bool, as_json: bool) -> None:  # noqa: FBT001 - click's own way
        rights = matrix(REGISTERS)
        if as_json:
            click.echo(json.dumps([_facts(right) for right in rights], ensure_ascii=False, indent=2))
        elif as_csv:
            click.echo(_csv(rights), nl=False)
        else:
            for line in _table(rights):
                click.echo(line)


def _facts(right: Right) -> dict[str, object]:
    return {
        "form": right.register.code, "register": right.register.__tablename__, "title": right.register.title, "role": right.role.value,
        "post": right.role.label, "verbs": [verb.value for verb in right.verbs], "records": right.records, "changes": right.changes,
        "personal": right.personal, "closed": list(right.closed),
    }  # fmt: skip


def _row(right: Right) -> list[str]:
    ticks = ["√" if verb in right.verbs else "" for verb in VERBS]
    return [right.role.label, *ticks, right.records, right.changes, right.personal, "、".join(right.closed)]


def _csv(rights: Sequence[Right]) -> str:
    written = StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(["表号", "登记册", *HEADS])
    writer.writerows([right.register.code, right.register.title, *_row(right)] for right in rights)
    return written.getvalue()


def _table(rights: Sequence[Right]) -> Iterator[str]:
    """Register by register, in columns."""
    for register in REGISTERS:
        rows = [list(HEADS), *(_row(right) for right in rights if right.register is register)]
        widths = [max(_width(row[place]) for row in rows) for place in range(len(HEADS))]
        yield f"{register.code}　{register.title}（{register.menu}）"
        for row in rows:
            yield "  " + "  ".join(text + " " * (width - _width(text)) for text, width in zip(row, widths, strict=True)).rstrip()
        yield from (f"  注：{said}" for said in remarks(register))
        yield ""


def _width(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in text)
