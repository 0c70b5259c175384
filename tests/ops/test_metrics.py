"""Prometheus reads numbers and nothing else, and nobody reads them who may not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy.orm import Session

from models import Customer, Notice, Outgoing
from models.safekeeping import Act, Safekeeping
from rules.roles import Role
from tests.cast import NOW, ClientOf
from tests.make import make
from tests.ops.conftest import Lines
from views.version import version

TOKEN = "a-token-for-the-monitor"


@pytest.fixture(autouse=True)
def _forgetful(app: Flask) -> None:
    """The counts of the office are held for a minute, and a minute is longer than a test."""
    app.extensions["figures"].work.forget()


@pytest.mark.sqlite_only(reason="it takes a table away, and on PostgreSQL a test gets back its rows alone")
def test_a_database_that_is_away_is_asked_once_a_minute_too(client: FlaskClient, session: Session, lines: Lines) -> None:
    session.connection().exec_driver_sql("DROP TABLE beat")
    session.commit()
    for _ in range(5):
        assert read(client)[("dengji_database_up",)] == 0
    assert [line["event"] for line in lines()].count("the figures could not be counted") == 1


def read(client: FlaskClient) -> dict[tuple[str, ...], float]:
    """Name and labels of each sample → its value."""
    answer = client.get("/metrics")
    assert answer.status_code == 200
    families = text_string_to_metric_families(answer.get_data(as_text=True))
    return {(one.name, *(value for _, value in sorted(one.labels.items()))): one.value for family in families for one in family.samples}


def test_requests_are_counted_by_route_and_what_stands_open_by_state(client: FlaskClient, client_of: ClientOf, session: Session) -> None:
    browser, before = client_of(Role.CLERK), read(client)
    record = make(Notice, session)
    make(Customer, session)
    session.add(Outgoing(channel="mail", subject="s", body="b", not_before=NOW, once="x"))
    taken = NOW - timedelta(hours=3)
    session.add(Safekeeping(act=Act.BACKUP, at=taken, logged_at=taken))
    session.commit()
    for path in (f"/notice/{record.id}", "/notice/?q=张三", "/notice/?q=李四", "/nowhere/张三", "/healthz", "/readyz"):
        browser.get(path).close()
    client.application.extensions["figures"].work.forget()
    after = read(client)

    def grown(*key: str) -> float:
        return after[key] - before.get(key, 0.0)

    assert grown("dengji_requests_total", "GET", "/notice/<int:pk>", "2xx") == 1
    assert grown("dengji_requests_total", "GET", "/notice/", "2xx") == 2
    assert grown("dengji_requests_total", "GET", "-", "4xx") == 1
    assert grown("dengji_request_seconds_count", "GET", "/notice/") == 2
    assert grown("dengji_transaction_seconds_count") >= 3
    assert grown("dengji_transaction_wait_seconds_count") >= 3
    assert after["dengji_open_cases", "notice", record.status.value] == 1
    assert not any(key[:2] == ("dengji_open_cases", "customer") for key in after), "a customer on the books is no case"
    assert after["dengji_outbox", "waiting"] == 1
    assert after["dengji_age_seconds", "backup"] == 3 * 3600
    assert after["dengji_info", version()] == 1
    assert after["dengji_database_up",] == 1
    routes = {key[2] for key in after if key[0] == "dengji_requests_total"}
    assert not routes & {"/healthz", "/readyz", "/metrics"}
    assert "张三" not in str(after)


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, 200), ("::1", {}, 200), ("10.0.0.8", {}, 403),
        ("127.0.0.1", {"X-Forwarded-For": "10.0.0.8"}, 403), ("127.0.0.1", {"X-Real-IP": "127.0.0.1"}, 403),
        ("10.0.0.8", {"X-Forwarded-For": "127.0.0.1"}, 403), ("10.0.0.8", {"Authorization": f"Bearer {TOKEN}"}, 403),
    ],
)  # fmt: skip
def test_without_a_token_only_the_machine_itself_reads(client: FlaskClient, address: str, headers: dict[str, str], status: int) -> None:
    answer = client.get("/metrics", headers=headers, environ_base={"REMOTE_ADDR": address})
    assert answer.status_code == status
    assert (b"dengji_info" in answer.data) is (status == 200)


@pytest.mark.parametrize(
    ("authorization", "status"), [(f"Bearer {TOKEN}", 200), (f"bearer {TOKEN}", 200), (f"Basic {TOKEN}", 403), ("Bearer wrong", 403),
                                  ("Bearer ", 403), ("", 403)]
)  # fmt: skip
def test_with_the_token_a_monitor_elsewhere_reads(app: Flask, client: FlaskClient, authorization: str, status: int) -> None:
    held = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(held, metrics_token=TOKEN)
    try:
        asked = client.get("/metrics", headers={"Authorization": authorization}, environ_base={"REMOTE_ADDR": "10.0.0.8"})
    finally:
        app.config["SETTINGS"] = held
    assert asked.status_code == status
