"""The log of backups, restores and moves, and what the administrator is told of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, inspect, select
from sqlalchemy.orm import Session, scoped_session

from models.safekeeping import Act, Safekeeping
from rules.moments import is_ahead, show_moment
from services.database import Mode, during
from services.sizes import show_size

#: Later than this and the administrator sees red: a day that was missed, and some hours.
LATE = timedelta(days=2)
LONGEST_NAME = 300
#: So many letters of a backup's sum are shown.
SHOWN = 12


def log(
    engine: Engine, act: Act, *, at: datetime, now: datetime, entry: int | None, file: str = "", size: int = 0, digest: str = ""
) -> bool:
    """One line, in a transaction of its own. False: the database is of a version that had no such log."""
    with during(Mode.WRITE), engine.begin() as connection:
        if not inspect(connection).has_table(Safekeeping.__tablename__):
            return False
        line: Any = Safekeeping.__table__
        connection.execute(line.insert().values(
            act=act.value, at=at, logged_at=now, file=file[-LONGEST_NAME:], size=size, digest=digest, entry=entry))  # fmt: skip
        return True


def backed_up_at(connection: Connection, now: datetime) -> datetime | None:
    """The moment that the last backup holds; one that only a clock that ran ahead can have stamped, if there is no other."""
    moments = connection.scalars(select(Safekeeping.at).where(Safekeeping.act == Act.BACKUP.value).order_by(Safekeeping.at.desc()))
    newest = None
    for at in moments:
        if not is_ahead(at, now):
            return at
        newest = newest or at
    return newest


@dataclass(frozen=True, kw_only=True)
class News:
    """A sentence for the administrator, and whether it should worry him."""

    sentence: str
    is_late: bool


def last_backup(session: Session | scoped_session[Any], now: datetime) -> News:
    """When the house was last backed up, where to, and how long ago that is."""
    at = backed_up_at(session.connection(), now)
    if at is None:
        return News(sentence="还没有备份。请按《备份与恢复》设置每日备份。", is_late=True)
    if is_ahead(at, now):
        return News(sentence=f"备份记录的时间 {show_moment(at)} 晚于现在。请核对本机时钟，并检查每日备份。", is_late=True)
    age = now - at
    last = select(Safekeeping).where(Safekeeping.act == Act.BACKUP.value, Safekeeping.at == at).order_by(Safekeeping.id.desc())
    found = session.scalars(last.limit(1)).one()
    sum_ = f"，sha256 {found.digest[:SHOWN]}…" if found.digest else ""
    told = f"最近备份：{show_moment(at)}（{_ago(age)}），{show_size(found.size)}，{found.file}{sum_}"
    return News(sentence=f"{told}。已超过 2 天，请检查每日备份。" if age > LATE else f"{told}。", is_late=age > LATE)


def _ago(age: timedelta) -> str:
    hours = max(0, int(age.total_seconds() // 3600))
    if hours < 1:
        return "不到 1 小时前"
    return f"{hours} 小时前" if hours < 48 else f"{hours // 24} 天前"
