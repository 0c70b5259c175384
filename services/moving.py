"""Move a whole database into an empty one, proved equal before anything is committed: what copy-to, backup and restore have in common.

Tables, rows, counters and proof are one transaction of the target. Whatever breaks it off, a kill included, leaves the target as it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine

from models.history_guard import protections
from rules.refusals import Refused
from services.canonical import Sum
from services.copying import Told, copy
from services.database import Mode, during
from services.equality import differences, summed
from services.layout import Layout, inhabitants, layout
from services.schema import build, is_known, newest, revision_of
from services.search.rebuild import outdate
from services.sequences import go_on_after, last_ids

TOLD = 12


@dataclass(frozen=True, kw_only=True)
class Moved:
    """What was moved. `left_out` are tables that are none of ours; `broken` are rows whose key leads nowhere, there as here."""

    revision: str
    sums: Mapping[str, Sum]
    left_out: tuple[str, ...]
    broken: tuple[str, ...]

    @property
    def rows(self) -> int:
        return sum(one.rows for one in self.sums.values())


def move(source: Connection, target: Connection, told: Told) -> Moved:
    """Copy everything and prove it. The caller commits. Raises Refused: there is nothing to move, or of a newer version; the
    target is not empty, or not equal.
    """
    revision = revision_of(source)
    if revision is None:
        raise Refused("数据库中没有登记台的数据。")
    if not is_known(revision):
        raise Refused(f"数据库由较新版本的程序生成（结构 {revision}），请用该版本的程序。")
    _refuse_inhabited(target, revision)
    build(target, revision)
    there, here = layout(source), layout(target)
    ours = _shared(there, here)
    passed = copy(source, target, ours, told)
    go_on_after(target, last_ids(source))
    _protect(target, revision)
    outdate(target)
    if wrong := differences(passed, summed(target, ours, told)):
        raise Refused("复制后的内容与原内容不同，未作任何改动。" + "".join(wrong[:TOLD]))
    left_out = tuple(sorted(there.columns.keys() - here.columns.keys()))
    return Moved(revision=revision, sums=passed, left_out=left_out, broken=tuple(_broken(target)))


def _refuse_inhabited(target: Connection, revision: str) -> None:
    if found := inhabitants(target):
        told = "、".join(f"{name} {count} 行" for name, count in list(found.items())[:TOLD])
        raise Refused(f"目标数据库不是空的（{told}{'等' if len(found) > TOLD else ''}），未作任何改动。请另给一个空的数据库。")
    there = revision_of(target)
    if there is None and (others := layout(target).columns):
        raise Refused(f"目标数据库中已有别的表（{'、'.join(list(others)[:TOLD])}），未作任何改动。请另给一个空的数据库。")
    if there not in (None, revision):
        raise Refused(f"目标数据库中已有结构 {there}，与来源的结构 {revision} 不同。请另给一个完全空的数据库。")


def _shared(there: Layout, here: Layout) -> Layout:
    """What the revision has. A source that lacks some of it is not what it says it is."""
    for name, columns in here.columns.items():
        if (found := there.columns.get(name)) != columns:
            odd = "、".join(sorted({*columns} ^ {*found})) if found else "整表缺失"
            raise Refused(f"来源数据库的表 {name} 与其结构版本不符（{odd}），不能复制。")
    return here


def _protect(target: Connection, revision: str) -> None:
    """History refuses to be changed there too; the migrations have said so, and saying it again does no harm.

    Of an older revision only they know what it protects: what was added since might stand in the way of the upgrade.
    """
    if revision == newest():
        for statement in protections(target.dialect.name):
            target.exec_driver_sql(statement)


def _broken(target: Connection) -> Iterator[str]:
    """PostgreSQL would have refused the row; SQLite is asked. What was broken before is carried over as it is, and said."""
    if target.dialect.name == "sqlite":
        for name, row, referred, _ in target.exec_driver_sql("PRAGMA foreign_key_check"):
            yield f"{name} 第 {row} 行所指的 {referred} 不存在"


@contextmanager
def filling(engine: Engine) -> Iterator[Connection]:
    """A transaction that fills an empty database, committed at the end of the block. Where it fails, a file that it made goes."""
    file = Path(engine.url.database or "") if engine.dialect.name == "sqlite" else None
    is_new = file is not None and not file.exists()
    try:
        with during(Mode.WRITE), engine.connect() as connection:
            _let_keys_wait(connection, on=False)
            try:
                with connection.begin():
                    yield connection
            finally:
                _let_keys_wait(connection, on=True)
    except BaseException:
        if file is not None and is_new:
            remove_database(file)
        raise


def _let_keys_wait(connection: Connection, *, on: bool) -> None:
    """SQLite checks each row as it comes; here whole tables come, and what they refer to may come later."""
    if connection.dialect.name == "sqlite":
        raw: Any = connection.connection.driver_connection
        raw.execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}")


def remove_database(file: Path) -> None:
    """An SQLite file with what belongs to it."""
    for name in (file.name, f"{file.name}-wal", f"{file.name}-shm", f"{file.name}-journal"):
        with suppress(FileNotFoundError):
            file.with_name(name).unlink()
