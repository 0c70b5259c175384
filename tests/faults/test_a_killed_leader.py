"""A cluster of three databases under load: a serving process is killed, then the leader. What was acknowledged is there once, whoever reads
reads on, whoever types keeps it, and service returns by itself. `make faults` does this and more, for longer.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from html import unescape

import psycopg
import pytest
from flask import Flask
from sqlalchemy import text

from app import create_app
from benchmarks.faults.load import Load, silence
from benchmarks.faults.proof import differing, findings
from config import Settings, a_database
from deploy.cluster.desk import WEB
from deploy.cluster.local import Cluster, cluster, missing, until
from deploy.cluster.machine import POSTGRESQL
from rules.refusals import Unreachable
from services import database
from services.database import Mode, during
from services.replica import apart
from tests.cast import PASSWORD
from tests.conftest import settle
from tests.faults.person import HIDDEN, OWN, Person
from tests.faults.test_a_database_gone import AGAIN
from tests.page import Page
from views.database import db

PEOPLE = [("clerk", PASSWORD), ("hotline", PASSWORD), ("hotline", PASSWORD)]
TYPED = {"full_name": "周客户", "phone": "13907100001", "address": "人民路 1 号", "pi_consent": "1", "remark": "没有主库时填的"}
READ_ONLY = "数据库正在切换，暂时只能查询，不能保存"
#: Twenty seconds until a silent leader is given up, and what a busy machine takes besides.
PATIENCE = 120.0


@pytest.fixture
def made() -> Iterator[Cluster]:
    """Its packages are installed where CI=true (.ci/run), and a skip fails there."""
    if packages := missing():
        pytest.skip(f"apt-get install {' '.join(packages)}")
    with cluster(more={"DENGJI_TICK_SECONDS": "3"}) as running:
        yield running


def test_what_was_acknowledged_outlives_a_killed_worker_and_a_killed_leader(made: Cluster) -> None:
    office(made)
    made.desk.start()
    load = Load(made.desk.address, WEB, PEOPLE)
    person = Person("am", lambda: [WEB], host=made.desk.address)
    person.log_in()
    boxes = opened(person)
    load.begin()
    try:
        until(lambda: len(load.account.kept) > 5, "nothing is taken down")
        a_worker_is_killed(made, load)
        leader, began = made.leader(), time.monotonic()
        leader.kill()
        nobody_leads(person, boxes)
        until(lambda: any(one is not leader and one.role() == "primary" for one in made.machines), "nobody leads", patience=PATIENCE)
        led, written = time.monotonic(), len(load.account.acknowledged)
        until(lambda: len(load.account.acknowledged) > written + 10, "writing does not return", patience=PATIENCE)
        ended = time.monotonic()
        leader.start()
    finally:
        account = load.end()
    until(made.settled, "the old leader does not follow", leader.patroni.log, patience=PATIENCE)
    until(lambda: READ_ONLY not in person.get("/").text, "the pages do not know that somebody leads")
    first, second = person.post("/customer/add", boxes), person.post("/customer/add", boxes)
    assert (first.location, second.location.partition("?")[0]) == ("/customer/1?done=1", "/customer/1"), "sent twice, kept once"
    assert silence(account.acknowledged, began, ended) < PATIENCE
    assert silence(account.seen, began, ended) < led - began, "whoever reads does not wait for a leader"
    assert findings(made, account, [("audit", "verify")]) == []
    assert differing(made) == []
    assert made.desk.complaints() == []


def test_whoever_reads_much_reads_of_a_replica_that_knows_all_he_has_saved(made: Cluster) -> None:
    """And whoever would write where somebody follows is told that nobody answers, not that we have failed."""
    app = office(made)
    with app.app_context():
        assert is_a_follower(5)
        stop_replaying(made, "pg_wal_replay_pause")
        db.session.execute(text("INSERT INTO beat VALUES ('test', now())"))
        db.session.commit()
        assert not is_a_follower(0.2), "it has not heard of what was just saved"
        stop_replaying(made, "pg_wal_replay_resume")
        assert is_a_follower(5)
        db.session.remove()
        for engine in (db.engine, app.extensions["following"].replica):
            engine.dispose()
    own = f"{a_database(made.desk.url).partition('@')[0]}@{made.followers()[0].address}:{POSTGRESQL}/dengji"
    with database.elsewhere(own) as engine, during(Mode.WRITE), pytest.raises(Unreachable), engine.begin() as connection:
        connection.execute(text("INSERT INTO beat VALUES ('other', now())"))


def office(made: Cluster) -> Flask:
    urls = {"database_url": a_database(made.desk.url), "database_read_url": a_database(made.desk.read_url)}
    app = create_app(Settings(secret_key="only-for-tests-" * 3, **urls))
    settle(app)
    return app


def is_a_follower(patience: float) -> bool:
    """Whoever reads apart just now."""
    with apart(db.session, patience):
        found = db.session.scalar(text("SELECT pg_is_in_recovery()"))
        db.session.rollback()
    return bool(found)


def stop_replaying(made: Cluster, how: str) -> None:
    for machine in made.followers():
        password = machine.given["POSTGRES_PASSWORD"]
        with psycopg.connect(host=machine.address, user="postgres", password=password, dbname="postgres", autocommit=True) as line:
            line.execute(f"SELECT {how}()")


def opened(person: Person) -> dict[str, str]:
    """A form as it was drawn, filled in."""
    form = OWN.search(person.get("/customer/add").text)
    assert form is not None
    drawn = {name: values[0] for name, values in Page(form[0]).boxes.items()}
    return {**dict(HIDDEN.findall(form[0])), **drawn, **TYPED}


def a_worker_is_killed(made: Cluster, load: Load) -> None:
    worker, began = made.desk.workers[0], time.monotonic()
    worker.process.kill()
    time.sleep(3)
    killed = time.monotonic()
    worker.start()  # it comes when it comes: nobody waits for it
    assert silence(load.account.acknowledged, began, killed) < 3, "one of two was killed, and the other serves"


def nobody_leads(person: Person, boxes: dict[str, str]) -> None:
    """Pages are shown and say that nothing can be saved; what is sent all the same stands in the answer, to be sent again."""
    until(lambda: READ_ONLY in person.get("/").text, "no page says that nobody leads")
    shown = person.get("/customer/")
    assert (shown.status, READ_ONLY in shown.text) == (200, True)
    answer = person.post("/customer/add", boxes)
    assert (answer.status, Unreachable().message in answer.text) == (503, True), answer.text
    kept = {unescape(name): unescape(typed).replace("\r\n", "\n") for name, typed in AGAIN.findall(answer.text)}
    assert kept == boxes
