"""The admin of the Flask world."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from benchmarks.contender import Ask
from benchmarks.peers.peer import Peer, Values, linked
from benchmarks.truth import Truth
from benchmarks.wire import Line, Request

LIST = "/admin/callback/"


class FlaskAdmin(Peer):
    name = "flaskadmin"
    needs = ("flask-admin==2.2.1", "flask-sqlalchemy", "flask-login", "wtforms", "tablib[xlsx]", "gunicorn")
    packages = ("flask-admin", "flask", "sqlalchemy", "gunicorn")

    def login(self, line: Line) -> None:
        answer = line.post("/login", [("password", "admin")])
        assert answer.status == 302, f"login: status {answer.status}"

    def asks(self, truth: Truth) -> Mapping[str, Ask]:
        record = f"{LIST}edit/?id={truth.record.id}"
        since = f"flt0_created_at_greater_than={_just_before(truth.export_since)}&sort=7&desc=1"
        looks = self.looks(truth, {
            "list": LIST, "deep": f"{LIST}?page={truth.deep_page - 1}", "phone": f"{LIST}?search={truth.phone}",
            "name": f"{LIST}?search={truth.name}", "address": f"{LIST}?search={truth.estate}",
            "overdue": f"{LIST}?flt0_done_at_empty=1&flt1_due_at_smaller_than={truth.now[:19]}&sort=8",
            "detail": f"{LIST}details/?id={truth.record.id}", "form": record, "csv": f"{LIST}export/csv/?{since}",
            "xlsx": f"{LIST}export/xlsx/?{since}"})  # fmt: skip
        return looks | self.writes(truth, _posted, new=f"{LIST}new/", record=record)


def _posted(line: Line, path: str, values: Values) -> Request:
    return Request(path, tuple(linked(values).items()))


def _just_before(moment: str) -> str:
    """It knows later, and not later or equal: a second earlier."""
    return str(datetime.fromisoformat(moment[:19]) - timedelta(seconds=1))
