"""登记台 as it is run for a house: two processes of `app.py`, each on its port, on one SQLite file.

nginx would deal the requests out to them; here the clients do. What differs from an installation: the limits of how often one person may
search and export are off, since one person asks for all of it, and the processes do not tick.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from benchmarks.contender import Ask, Contender, page, sent
from benchmarks.forms import filled, form_with, value_of
from benchmarks.invented import Call, Customer
from benchmarks.jobs import EXPORTS, checks
from benchmarks.office import PASSWORD, SECRET, USER
from benchmarks.truth import PAGE, Truth
from benchmarks.wire import Answer, Line, Request
from rules.moments import local

ROOT = Path(__file__).parents[1]
#: How often a background job is looked after, in seconds, and how long.
LOOK, PATIENCE = 0.1, 300.0
UNLIMITED = {f"DENGJI_RATE_{name}": "0" for name in ("LOOKUP", "SEARCH", "PRINT", "EXPORT", "REVEAL", "ATTACH")}
#: The department of that id is there in every office.
FIRST = "1"
LIST = f"/callback/?size={PAGE}"


def new_call(turn: int) -> Call:
    """What the so-many-th new record says; its telephone finds it again."""
    customer = Customer(name="新晓晨", phone=f"137{turn:08}", address=f"青禾市人民路{turn}号")
    return Call(customer=customer, content=f"用户反映早晚水压偏低，要求上门查看（第{turn}件）。", handled="已上门处理")


class Ours(Contender):
    name = "dengji"
    packages = ("flask", "flask-appbuilder", "sqlalchemy", "waitress")
    processes = 2

    @property
    def ports(self) -> list[int]:
        return [self.port + index * 50 for index in range(self.processes)]

    @property
    def python(self) -> Path:
        return Path(sys.executable)

    def commands(self) -> list[list[str]]:
        return [["/usr/bin/env", f"PORT={port}", str(self.python), str(ROOT / "app.py")] for port in self.ports]

    def environment(self) -> dict[str, str]:
        return {"DATABASE_URL": f"sqlite:///{self.file}", "SECRET_KEY": SECRET, "DENGJI_TICK_SECONDS": "0", **UNLIMITED}

    def login(self, line: Line) -> None:
        token = value_of(line.get("/login/").body, "csrf_token")
        answer = line.post("/login/", [("username", USER), ("password", PASSWORD), ("csrf_token", token)])
        assert answer.status == 302, f"login: status {answer.status}"

    def asks(self, truth: Truth) -> Mapping[str, Ask]:
        good, record = checks(truth), f"/callback/{truth.record.id}"
        paths = {
            "list": LIST, "deep": f"{LIST}&page={truth.deep_page}", "phone": f"{LIST}&q={truth.phone}", "name": f"{LIST}&q={truth.name}",
            "address": f"{LIST}&q={truth.estate}", "overdue": f"{LIST}&tab=overdue", "detail": record, "form": f"{record}/edit",
        }  # fmt: skip
        return {
            **{job: page(_quoted(path), good[job]) for job, path in paths.items()},
            **{kind: _exports(truth, kind, good[kind]) for kind in EXPORTS},
            "create": sent(_create, self._created),
            "update": sent(lambda line, turn: _update(line, record, turn), lambda answer, turn: self._updated(answer, truth, turn)),
        }  # fmt: skip

    def _created(self, answer: Answer, turn: int) -> str | None:
        """The record is there with its number, the number is in the ledger, and no number was left out."""
        if answer.status != 302 or not answer.location.startswith("/callback/"):
            return f"status {answer.status}, {answer.location or 'the form again'}"
        call = new_call(turn)
        found = self.stored(
            "SELECT c.content, g.count, (SELECT count(*) FROM number_given a WHERE a.form = g.form AND a.year = g.year), "
            "(SELECT count(*) FROM history_entry h WHERE h.subject = 'callback' AND h.subject_id = c.id) "
            "FROM callback c JOIN number_given g ON g.number = c.number WHERE c.phone = ?", call.customer.phone)  # fmt: skip
        if len(found) != 1 or found[0][0] != call.content:
            return f"{len(found)} records in the file"
        _, count, given, entries = found[0]
        return None if count == given and entries else f"number {count} of {given}, {entries} entries of history"

    def _updated(self, answer: Answer, truth: Truth, turn: int) -> str | None:
        if answer.status != 302:
            return f"status {answer.status}"
        handled = self.stored("SELECT handled FROM callback WHERE id = ?", truth.record.id)[0][0]
        return None if handled == told(turn) else f"the file says {handled}"


def told(turn: int) -> str:
    """What an update writes."""
    return f"已上门处理（第{turn}次）"


def _quoted(path: str) -> str:
    return "".join(char if char.isascii() else "".join(f"%{byte:02X}" for byte in char.encode()) for char in path)


def _create(line: Line, turn: int) -> Request:
    call, at = new_call(turn), local(datetime.now().astimezone()) - timedelta(hours=1)
    form = form_with(line.get("/callback/add").body, "customer_name")
    return Request("/callback/add", filled(form, {
        "callback_kind": "repair", "customer_name": call.customer.name, "contact_name": call.customer.name,
        "phone": call.customer.phone, "address": call.customer.address, "content": call.content, "channel": "hotline",
        "resp_dept": FIRST, "accepted_at": f"{at:%Y-%m-%d %H:%M}"}))  # fmt: skip


def _update(line: Line, record: str, turn: int) -> Request:
    form = form_with(line.get(f"{record}/edit").body, "customer_name")
    return Request(f"{record}/edit", filled(form, {"handled": told(turn)}))


def _exports(truth: Truth, kind: str, wrong: Callable[[Answer], str | None]) -> Ask:
    return Ask(request=lambda line, turn: _export(line, truth, kind), act=_exported, wrong=lambda answer, turn: wrong(answer))


def _export(line: Line, truth: Truth, kind: str) -> Request:
    """By the door that the list offers: a file at once, or a job where it is long."""
    only = ("from", truth.export_from)
    shown = line.get(f"{LIST}&{'='.join(only)}").body.decode()
    door = f"/callback/export.list.{kind}"
    if f'href="{door}' in shown:
        return Request(door + shown.split(f'href="{door}')[1].split('"')[0].replace("&amp;", "&"))
    return Request("/callback/export", (("csrf_token", value_of(shown.encode(), "csrf_token")), ("as", f"list.{kind}"), only))


def _exported(line: Line, request: Request) -> Answer:
    """Asked for, waited for and fetched: the time of all of it, as the person waits."""
    begun = time.perf_counter()
    asked = line.ask(request)
    if request.fields is None or asked.status != 302:
        return asked
    while time.perf_counter() - begun < PATIENCE:
        part = line.get(f"{asked.location}/part").body.decode()
        if "download" in part:
            path = part.split('href="' + asked.location + "/file/")[1].split('"')[0]
            file = line.get(f"{asked.location}/file/{path}")
            return Answer(file.status, file.head, file.body, (time.perf_counter() - begun) * 1000)
        if "progress" not in part:
            return Answer(500, b"", part.encode())
        time.sleep(LOOK)
    return Answer(504, b"", b"")
