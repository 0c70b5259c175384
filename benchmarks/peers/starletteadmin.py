"""starlette-admin."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from benchmarks.contender import Ask
from benchmarks.forms import value_of
from benchmarks.jobs import checks
from benchmarks.peers.peer import Peer, Values, linked
from benchmarks.truth import Truth
from benchmarks.wire import Line, Request

TOKEN, BASE = "csrftoken", "/admin/callback/"
LIST = f"{BASE}list"
EVER_BEFORE, EVER_AFTER = "2000-01-01 00:00:00", "2998-01-01 00:00:00"


class StarletteAdmin(Peer):
    name = "starletteadmin"
    is_asgi = True
    needs = (
        "starlette-admin==1.0.3", "sqlalchemy", "greenlet", "uvicorn", "itsdangerous", "httptools", "uvloop", "python-multipart",
        "tablib[xlsx]")  # fmt: skip
    packages = ("starlette-admin", "starlette", "sqlalchemy", "uvicorn")

    def __init__(self, *where: object) -> None:
        super().__init__(*where)  # type: ignore[arg-type]
        self._token = ""

    def login(self, line: Line) -> None:
        token = value_of(line.get("/admin/login").body, TOKEN)
        answer = line.post("/admin/login", [("username", "admin"), ("password", "admin"), (TOKEN, token)])
        assert answer.status == 303, f"login: status {answer.status}"
        self._token = value_of(line.get(f"{BASE}create").body, TOKEN)

    def asks(self, truth: Truth) -> Mapping[str, Ask]:
        record = f"{BASE}edit?pk={truth.record.id}"
        overdue = f'done_at__is_null AND due_at__between="{EVER_BEFORE}".."{truth.now[:19]}"'
        looks = self.looks(truth, {
            "list": LIST, "deep": f"{LIST}?page={truth.deep_page}", "phone": f"{LIST}?q={truth.phone}", "name": f"{LIST}?q={truth.name}",
            "address": f"{LIST}?q={truth.estate}", "overdue": f"{LIST}?filter={overdue}&sort=due_at__asc",
            "detail": f"{BASE}detail?pk={truth.record.id}", "form": record})  # fmt: skip
        exports = {job: self._export(truth, job) for job in ("csv", "xlsx")}
        return looks | exports | self.writes(truth, self._posted, new=f"{BASE}create", record=record)

    def _export(self, truth: Truth, kind: str) -> Ask:
        wanted = quote(f'created_at__between="{truth.export_since[:19]}".."{EVER_AFTER}"')
        path = f"/admin/_api/callback/action?name=export&all=1&_list_query={quote(f'?filter={wanted}')}"
        good = checks(truth)[kind]
        return Ask(
            request=lambda line, turn: Request(path, (("scope", "all"), ("format", kind), (TOKEN, self._token))),
            wrong=lambda answer, turn: good(answer))  # fmt: skip

    def _posted(self, line: Line, path: str, values: Values) -> Request:
        return Request(path, (*linked(values).items(), (TOKEN, self._token)))
