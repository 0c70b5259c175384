"""The admin of Django."""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks.contender import Ask
from benchmarks.forms import value_of
from benchmarks.jobs import checks
from benchmarks.peers.peer import Peer, Values, linked
from benchmarks.truth import Truth
from benchmarks.wire import Line, Request

TOKEN, LIST = "csrfmiddlewaretoken", "/admin/register/callback/"
EXPORTED = ("number", "customer", "phone", "address", "category", "dept__name", "staff__name", "created_at", "due_at", "done_at")
#: As it numbers its formats of files.
FORMATS = {"csv": "csv", "xlsx": "xlsx"}


class DjangoAdmin(Peer):
    name = "django"
    needs = ("django==5.2.*", "django-import-export[xlsx]==4.4.3", "gunicorn")
    packages = ("django", "django-import-export", "gunicorn")

    def prepare(self) -> None:
        self.setup()

    def login(self, line: Line) -> None:
        token = value_of(line.get("/admin/login/").body, TOKEN)
        answer = line.post("/admin/login/", [("username", "admin"), ("password", "admin"), (TOKEN, token), ("next", "/admin/")])
        assert answer.status == 302, f"login: status {answer.status}"

    def asks(self, truth: Truth) -> Mapping[str, Ask]:
        record = f"{LIST}{truth.record.id}/change/"
        looks = self.looks(truth, {
            "list": LIST, "deep": f"{LIST}?p={truth.deep_page}", "phone": f"{LIST}?q={truth.phone}", "name": f"{LIST}?q={truth.name}",
            "address": f"{LIST}?q={truth.estate}", "overdue": f"{LIST}?done_at__isnull=True&due_at__lt={truth.now}&o=9",
            "form": record})  # fmt: skip
        exports = {job: self._export(truth, job) for job in FORMATS}
        return looks | exports | self.writes(truth, _posted, new=f"{LIST}add/", record=record)

    def _export(self, truth: Truth, job: str) -> Ask:
        path = f"{LIST}export/?created_at__gte={truth.export_since.replace(' ', '%20')}"
        good = checks(truth)[job]

        def request(line: Line, turn: int) -> Request:
            page = line.get(path).body.decode()
            chosen = page.split(f">{FORMATS[job]}</option>")[0].rsplit('value="', 1)[1].split('"')[0]
            columns = [(f"callbackresource_{name}" if "callbackresource" in page else f"exported_{name}", "on") for name in EXPORTED]
            return Request(path, ((TOKEN, line.cookies["csrftoken"]), ("format", chosen), ("resource", "0"), *columns))

        return Ask(request=request, wrong=lambda answer, turn: good(answer))


def _posted(line: Line, path: str, values: Values) -> Request:
    """Its moments are two fields each."""
    form = linked(values)
    for name in ("created_at", "due_at", "done_at"):
        day, _, clock = form.pop(name).partition(" ")
        form |= {f"{name}_0": day, f"{name}_1": clock}
    return Request(path, (*form.items(), (TOKEN, line.cookies["csrftoken"]), ("_save", "Save")))
