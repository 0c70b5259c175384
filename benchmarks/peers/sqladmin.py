"""sqladmin."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing

from benchmarks.contender import Ask
from benchmarks.peers.peer import Peer, Values, linked
from benchmarks.truth import Truth, last_days
from benchmarks.wire import Line, Request

BASE = "/admin/callback/"
LIST = f"{BASE}list"


class SqlAdmin(Peer):
    name = "sqladmin"
    is_asgi = True
    needs = ("sqladmin==0.32.0", "sqlalchemy", "greenlet", "uvicorn", "itsdangerous", "httptools", "uvloop", "python-multipart")
    packages = ("sqladmin", "starlette", "sqlalchemy", "uvicorn")

    def environment(self) -> dict[str, str]:
        """Its export knows no filter, so its application is told how many of the newest are wanted."""
        with closing(sqlite3.connect(f"file:{self.file}?mode=ro", uri=True)) as connection:
            return super().environment() | {"PEER_EXPORTED": str(last_days(connection)[1])}

    def login(self, line: Line) -> None:
        answer = line.post("/admin/login", [("username", "admin"), ("password", "admin")])
        assert answer.status == 302, f"login: status {answer.status}"

    def asks(self, truth: Truth) -> Mapping[str, Ask]:
        record = f"{BASE}edit/{truth.record.id}"
        looks = self.looks(truth, {
            "list": LIST, "deep": f"{LIST}?page={truth.deep_page}", "phone": f"{LIST}?search={truth.phone}",
            "name": f"{LIST}?search={truth.name}", "address": f"{LIST}?search={truth.estate}",
            "overdue": f"{LIST}?waiting=yes&due_at={truth.now[:19]}&due_at_op=less_than&sortBy=due_at&sort=asc",
            "detail": f"{BASE}details/{truth.record.id}", "form": record, "csv": f"{BASE}export/csv"})  # fmt: skip
        return looks | self.writes(truth, _posted, new=f"{BASE}create", record=record)


def _posted(line: Line, path: str, values: Values) -> Request:
    return Request(path, (*linked(values).items(), ("save", "Save")))
