"""PostgreSQL is stopped while the program serves: everybody is told so at once, nothing typed is lost, and it is mended by its return."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from html import unescape

import pytest
from sqlalchemy import create_engine, text

from app import create_app
from config import Settings
from rules.refusals import Unreachable
from tests.cast import PASSWORD
from tests.conftest import settle
from tests.faults.conftest import Serve
from tests.faults.person import HIDDEN, OWN, Answer, Person
from tests.faults.servers import flask
from tests.page import Page
from tests.postgres import Cluster, own_cluster

SENTENCE = Unreachable().message
AGAIN = re.compile(r'<textarea name="([^"]*)" hidden>\n(.*?)</textarea>', re.DOTALL)
CALL = {"caller_name": "周客户", "caller_phone": "13907100002", "matter": "<b>改造</b>", "question": "\n请问\n“一户一表”的手续？ & 费用"}
#: The line is a socket of this machine, so it is known at once; the rest is a busy machine.
QUICK = 3.0


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    with own_cluster() as made:
        yield made


def test_who_types_keeps_it_and_goes_on_when_it_is_back(cluster: Cluster, serve: Serve) -> None:
    url = cluster.create("desk")
    settle(create_app(Settings(database_url=url, secret_key="only-for-tests-" * 3)))
    (server,) = serve(url)
    clerk, late = (Person(user, lambda: [server.port]) for user in ("clerk", "hotline"))
    clerk.log_in()
    form = OWN.search(clerk.get("/inquiry/add").text)
    assert form is not None
    drawn = {name: values[0] for name, values in Page(form[0]).boxes.items()}
    boxes = {**dict(HIDDEN.findall(form[0])), **drawn, **CALL}
    cluster.stop()
    for path in ("/", "/inquiry/add", "/login/", "/search?q=1"):
        refused(clerk, path)
    assert clerk.get("/static/desk.css").status == 200
    assert clerk.post("/drafts/", boxes).status == 503, "with less than 502 the script would send the form and leave the page"
    answer = refused(clerk, "/inquiry/add", boxes)
    kept = {unescape(name): unescape(typed).replace("\r\n", "\n") for name, typed in AGAIN.findall(answer.text)}
    assert kept == boxes
    secret = refused(late, "/login/", {"username": "hotline", "password": PASSWORD})
    assert PASSWORD not in secret.text
    started = flask(url, "tick")
    assert (started.returncode, "Traceback" in started.stderr) == (1, False), started.stderr
    assert "无法连接数据库" in started.stderr
    cluster.start()
    first, second = clerk.post("/inquiry/add", kept), clerk.post("/inquiry/add", kept)
    assert first.location == "/inquiry/1?done=1", first
    assert second.location.startswith("/inquiry/1"), "the form was sent twice, and is kept once"
    late.log_in()
    engine = create_engine(url)
    with engine.connect() as connection:
        asked = connection.execute(text("SELECT matter, question FROM inquiry")).all()
    engine.dispose()
    assert asked == [(CALL["matter"], CALL["question"].strip())]
    assert "Traceback" not in server.log.read_text(encoding="utf-8")


def refused(person: Person, path: str, boxes: dict[str, str] | None = None) -> Answer:
    """Told at once, in a page of ours, and when to come again."""
    began = time.monotonic()
    answer = person.get(path) if boxes is None else person.post(path, boxes)
    assert (answer.status, SENTENCE in answer.text, "desk.css" in answer.text) == (503, True, True), (path, answer.text)
    assert time.monotonic() - began < QUICK, path
    return answer
