"""The builder that ours stands on, with its own views. It has no search over all columns and no export."""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks.contender import Ask
from benchmarks.forms import value_of
from benchmarks.peers.peer import Peer, Values, linked
from benchmarks.truth import Truth
from benchmarks.wire import Line, Request

TOKEN, LIST = "csrf_token", "/callbackview/list/"


class PlainFab(Peer):
    name = "fab"
    needs = ("flask-appbuilder==5.3.0", "gunicorn")
    packages = ("flask-appbuilder", "flask", "sqlalchemy", "gunicorn")

    def __init__(self, *where: object) -> None:
        super().__init__(*where)  # type: ignore[arg-type]
        self._token = ""

    def prepare(self) -> None:
        self.setup()

    def login(self, line: Line) -> None:
        token = value_of(line.get("/login/").body, TOKEN)
        answer = line.post("/login/", [("username", "admin"), ("password", "admin"), (TOKEN, token)])
        assert answer.status == 302, f"login: status {answer.status}"
        self._token = value_of(line.get("/callbackview/add").body, TOKEN)

    def asks(self, truth: Truth) -> Mapping[str, Ask]:
        record = f"/callbackview/edit/{truth.record.id}"
        looks = self.looks(truth, {
            "list": LIST, "deep": f"{LIST}?page_CallbackView={truth.deep_page - 1}", "phone": f"{LIST}?_flt_2_phone={truth.phone}",
            "name": f"{LIST}?_flt_2_customer={truth.name}", "address": f"{LIST}?_flt_2_address={truth.estate}",
            "overdue": f"/queueview/list/?_flt_2_due_at={truth.now[:19]}", "detail": f"/callbackview/show/{truth.record.id}",
            "form": record})  # fmt: skip
        return looks | self.writes(truth, self._posted, new="/callbackview/add", record=record)

    def _posted(self, line: Line, path: str, values: Values) -> Request:
        return Request(path, (*linked(values).items(), (TOKEN, self._token)))
