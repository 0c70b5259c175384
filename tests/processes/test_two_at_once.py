"""Two processes of the program on one database know of each other through the database alone."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import pytest
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.orm import Session

from app import create_app
from config import PROJECT, Settings
from models import Customer, Outgoing
from models.duty import DutyTask
from services import guard, sight
from tests.cast import NOW, PASSWORD
from tests.conftest import OfficeSession, _settle_people
from tests.faults.conftest import Serve
from tests.faults.person import HIDDEN, OWN, Person
from tests.faults.servers import environment, refuse_broken_chains
from tests.faults.test_a_write_storm import KINDS, complaints
from tests.make import make
from tests.page import Page
from views.database import db

T = TypeVar("T")
#: What one person may ask to see in the clear within a minute (config.py), and more.
REVEALS, MORE = 30, 6
WRONG = {"username": "hotline", "password": "not-his"}


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database in which nothing is yet, not even a table."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'desk.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


def at_once(*acts: Callable[[], T]) -> list[T]:
    with ThreadPoolExecutor(len(acts)) as pool:
        return [begun.result() for begun in [pool.submit(act) for act in acts]]


def test_they_start_together_and_work_as_one(empty_url: str, serve: Serve) -> None:
    servers = serve(empty_url, 2)
    people(empty_url)
    first, second = ((lambda port=server.port: [port]) for server in servers)
    clerk = Person("clerk", first)
    clerk.log_in()
    beside = Person("clerk", second, cookies=clerk.cookies)
    one_form_is_answered_once(clerk, beside)
    a_limit_is_one_limit(clerk, beside)
    wrong_passwords_are_counted_together(Person("hotline", first), Person("hotline", second))
    assert [person.get("/todo").status for person in (clerk, beside)] == [200, 200]
    assert clerk.post("/logout/", dict(HIDDEN.findall(clerk.get("/").text))).status == 302
    assert [person.get("/todo").status for person in (clerk, beside)] == [302, 302], "who has logged out here is out there too"
    assert [said for server in servers for said in complaints(server)] == []
    refuse_broken_chains(empty_url)


def people(url: str) -> None:
    """Let the tests' people into a database that was just made, once."""
    app = create_app(Settings(database_url=url, secret_key="only-for-tests-" * 3))
    with app.app_context():
        assert db.session.execute(text("SELECT name FROM ab_role GROUP BY name HAVING count(*) > 1")).all() == []
        _settle_people()
        db.session.commit()
        db.session.remove()
        db.engine.dispose()


def one_form_is_answered_once(clerk: Person, beside: Person) -> None:
    """Pressed twice, and a proxy sends the two to different processes."""
    form = OWN.search(clerk.get("/inquiry/add").text)
    assert form is not None
    drawn = {name: values[0] for name, values in Page(form[0]).boxes.items()}
    boxes = {
        **dict(HIDDEN.findall(form[0])),
        **drawn,
        "caller_name": "周客户",
        "caller_phone": "13907100002",
        "matter": "改造",
        "question": "问",
    }
    answers = at_once(*(lambda person=person: person.post("/inquiry/add", boxes) for person in (clerk, beside, clerk, beside)))
    assert {(answer.status, answer.location.partition("?")[0]) for answer in answers} == {(302, "/inquiry/1")}
    assert beside.get("/inquiry/2").status == 404


def a_limit_is_one_limit(clerk: Person, beside: Person) -> None:
    asked = [person.post("/customer/1/reveal", {}).status for _ in range((REVEALS + MORE) // 2) for person in (clerk, beside)]
    assert asked.count(429) == MORE, asked


def wrong_passwords_are_counted_together(here: Person, there: Person) -> None:
    boxes = dict(HIDDEN.findall(here.get("/login/").text))
    there.cookies |= here.cookies
    tried = [person.post("/login/", {**boxes, **WRONG}).status for person in (here, there, here, there, here, there)]
    assert tried == [401] * 5 + [429]
    assert there.post("/login/", {**boxes, "username": "hotline", "password": PASSWORD}).status == 429


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_due_is_done_by_one_of_two(kind: str, request: pytest.FixtureRequest) -> None:
    """Two ticks in processes of their own, at the same moment."""
    url: str = request.getfixturevalue(kind)
    engine = create_engine(url)
    with OfficeSession(engine, info={guard.CLOCK: lambda: NOW, sight.WHOLE: True}) as session:
        guard.install(session)
        for _ in range(3):
            make(Customer, session)
        session.commit()
    command = [sys.executable, "-m", "flask", "--app", "app", "tick", "--now", "2026-11-23 09:00", "--json"]
    surroundings = environment(url, DENGJI_WEBHOOK_URL="http://127.0.0.1:9/nobody")

    def run() -> dict[str, Any]:
        ran = subprocess.run(command, cwd=PROJECT, env=surroundings, capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stderr
        found: dict[str, Any] = json.loads(ran.stdout)
        return found

    told = at_once(run, run)
    with Session(engine) as session:
        tasks, letters = (session.scalar(select(func.count()).select_from(table)) for table in (DutyTask, Outgoing))
    engine.dispose()
    assert sorted(one["planned"] for one in told) == [0, tasks]
    assert sum(one["unsent"] for one in told) == letters
    assert tasks, "nothing was due"
