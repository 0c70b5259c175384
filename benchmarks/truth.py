"""What each job must show, asked of the data itself by plain SQL before anybody is measured."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from benchmarks.invented import COMMON_NAME, RARE_ESTATE
from rules.moments import start_of, utc

#: A record's number wherever it stands on a page, of our callbacks alone.
NUMBER = re.compile(rb"[A-Z]+-B02-\d{4}-\d{5,7}(?!\d)")
PAGE = 50
#: So far down the list the deep page is.
DEEP = 0.9
#: So many records are exported, or as many fewer as make whole days: a list is narrowed by days.
EXPORTED = 10_000


@dataclass(frozen=True, kw_only=True)
class Expected:
    """Rows of a page: so many, all of them among these. More than fit are allowed where the order between equals is open."""

    count: int
    among: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Known:
    """One record as it lies in the file."""

    id: int
    number: str
    phone: str
    address: str
    content: str
    created_at: str


@dataclass(frozen=True, kw_only=True)
class Truth:
    """The questions and their answers."""

    count: int
    now: str
    newest: Expected
    deep_page: int
    deep: Expected
    deep_first: Known
    phone: str
    by_phone: Expected
    name: str
    by_name: Expected
    estate: str
    by_estate: Expected
    overdue: Expected
    overdue_count: int
    record: Known
    export_count: int
    export_from: str
    export_since: str


def ask(file: Path, user: str, now: datetime) -> Truth:
    """`user` is the login that will be used: the record that is opened and changed is one of his."""
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as connection:
        return _Questions(connection, now).truth(user)


def last_days(connection: sqlite3.Connection) -> tuple[str, int]:
    """What is exported: the last whole days with no more than ten thousand records. The first of them, and how many there are."""
    days = "SELECT date(created_at, '+8 hours') AS day, count(*) AS made FROM callback GROUP BY day"
    so_far = f"SELECT day, sum(made) OVER (ORDER BY day DESC) AS made FROM ({days})"
    asked = f"SELECT day, made FROM ({so_far}) WHERE made <= ? ORDER BY day LIMIT 1"
    found: tuple[str, int] = connection.execute(asked, (EXPORTED,)).fetchone()
    return found


class _Questions:
    def __init__(self, connection: sqlite3.Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")

    def truth(self, user: str) -> Truth:
        count = self._one("SELECT count(*) FROM callback")
        deep = int(count * DEEP) // PAGE
        first, exported = last_days(self._connection)
        phone = self._one("SELECT phone FROM callback WHERE id = ?", count * 2 // 3)
        return Truth(
            count=count, now=self._now, newest=self._page(0), deep_page=deep + 1, deep=self._page(deep),
            deep_first=self._known("1 ORDER BY id DESC LIMIT 1 OFFSET ?", deep * PAGE), phone=phone,
            by_phone=self._found("phone = ?", phone), name=COMMON_NAME, by_name=self._found("customer_name LIKE ?", f"%{COMMON_NAME}%"),
            estate=RARE_ESTATE, by_estate=self._found("address LIKE ?", f"%{RARE_ESTATE}%"), overdue=self._overdue(),
            overdue_count=self._one(f"SELECT count(*) FROM callback WHERE {OVERDUE}", self._now), record=self._own(user),
            export_count=exported, export_from=first,
            export_since=f"{utc(start_of(date.fromisoformat(first))):%Y-%m-%d %H:%M:%S.%f}",
        )  # fmt: skip

    def _page(self, page: int) -> Expected:
        """Records noted at the same second may stand in any order."""
        moments = self._all("SELECT created_at FROM callback ORDER BY created_at DESC LIMIT ? OFFSET ?", PAGE, page * PAGE)
        among = self._all("SELECT number FROM callback WHERE created_at BETWEEN ? AND ?", moments[-1], moments[0])
        return Expected(count=len(moments), among=frozenset(among))

    def _found(self, where: str, value: str) -> Expected:
        among = self._all(f"SELECT number FROM callback WHERE {where}", value)
        return Expected(count=min(len(among), PAGE), among=frozenset(among))

    def _overdue(self) -> Expected:
        moments = self._all(f"SELECT due_at FROM callback WHERE {OVERDUE} ORDER BY due_at LIMIT {PAGE}", self._now)
        among = self._all(f"SELECT number FROM callback WHERE {OVERDUE} AND due_at <= ?", self._now, moments[-1])
        return Expected(count=len(moments), among=frozenset(among))

    def _own(self, user: str) -> Known:
        return self._known(
            "status = 'due' AND officer_id = (SELECT s.id FROM staff s JOIN ab_user u ON u.id = s.user_id WHERE u.username = ?) "
            "ORDER BY abs(id - (SELECT max(id) / 2 FROM callback)) LIMIT 1", user)  # fmt: skip

    def _known(self, where: str, *values: Any) -> Known:
        row = self._connection.execute(
            f"SELECT id, number, phone, address, content, created_at FROM callback WHERE {where}", values).fetchone()  # fmt: skip
        return Known(id=row[0], number=row[1], phone=row[2], address=row[3], content=row[4], created_at=row[5])

    def _one(self, statement: str, *values: Any) -> Any:
        return self._connection.execute(statement, values).fetchone()[0]

    def _all(self, statement: str, *values: Any) -> list[Any]:
        return [row[0] for row in self._connection.execute(statement, values)]


#: In the words of our columns: it waits for somebody, and its time is over.
OVERDUE = "status IN ('due', 'review') AND due_at < ?"


def rows_wrong(body: bytes, expected: Expected) -> str | None:
    """What is wrong with the rows of a page, or None."""
    found = {one.decode() for one in NUMBER.findall(body)}
    strangers = found - expected.among
    if strangers:
        return f"{len(strangers)} rows that do not belong there, such as {min(strangers)}"
    return None if len(found) == expected.count else f"{len(found)} rows instead of {expected.count}"


def texts_missing(body: bytes, texts: Iterable[str]) -> str | None:
    missing = [text for text in texts if text.encode() not in body]
    return f"the page lacks {missing[0]}" if missing else None
