"""The line to PostgreSQL breaks within a request: before its answer it says so, after it the answer stands. That is no failure of ours."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest
from flask import Flask, request

from rules.refusals import Unreachable
from tests.cast import login

OTHERS = "datname = current_database() AND pid <> pg_backend_pid()"
Over = Callable[[str], Flask]


def breaking(app: Flask, url: str, when: str) -> None:
    """Whoever talks to this database is cut off by its server, at that moment of each request for the customers."""

    def cut(answer: object = None) -> object:
        if request.path == "/customer/":
            with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as line:
                line.execute(f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE {OTHERS}")
        return answer

    getattr(app, when)(cut)


@pytest.mark.parametrize(("when", "status"), [("before_request", Unreachable.status), ("after_request", 200)])
def test_a_line_that_breaks_is_no_failure(when: str, status: int, postgres_office: str, app_on: Over) -> None:
    app = app_on(postgres_office)
    app.config["WTF_CSRF_ENABLED"] = False
    breaking(app, postgres_office, when)
    client = app.test_client()
    login(client, "am")
    answer = client.get("/customer/")
    assert (answer.status_code, Unreachable().message in answer.get_data(as_text=True)) == (status, status == Unreachable.status)
    assert client.get("/").status_code == 200, "the next request connects anew"
