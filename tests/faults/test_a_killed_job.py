"""A server is killed in the middle of a long export: whoever comes next takes the job up, and its owner gets one whole file."""

from __future__ import annotations

import io
import sqlite3
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from models.job import JobState
from tests.faults.conftest import Serve
from tests.faults.person import HIDDEN, Person

#: So many that a word of progress comes long before the end.
ROWS, PATIENCE = 40_000, 240.0


@contextmanager
def opened(file: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(file, timeout=30)) as database, database:
        yield database


def asked(file: Path, question: str) -> Any:
    with opened(file) as database:
        return database.execute(question).fetchone()


def until(found: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not found():
        assert time.monotonic() < end
        time.sleep(0.1)


def multiply(file: Path) -> None:
    """As many customers as it takes, all like the one there is."""
    with opened(file) as database:
        names = [row[1] for row in database.execute("PRAGMA table_info(customer)")]
        rest = ", ".join(name for name in names if name not in ("id", "number"))
        database.execute(
            f"WITH RECURSIVE more(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM more WHERE n < {ROWS}) "
            f"INSERT INTO customer (id, number, {rest}) SELECT 100000 + n, 'A-' || n, {rest} FROM more, (SELECT * FROM customer LIMIT 1)"
        )


@pytest.mark.sqlite_only(reason="the job is looked at in the file, beside the program")
def test_a_job_outlives_the_server_that_was_at_it(serve: Serve, sqlite_url: str) -> None:
    (server,) = serve(sqlite_url)
    file, clerk = Path(sqlite_url.removeprefix("sqlite:///")), Person("clerk", lambda: [server.port])
    clerk.log_in()
    clerk.fill("/customer/add", full_name="周客户", phone="13907100001", address="人民路 1 号", pi_consent="1")
    multiply(file)
    token = dict(HIDDEN.findall(clerk.get("/customer/").text))["csrf_token"]
    page = clerk.post("/customer/export", {"csrf_token": token, "tab": "all", "as": "xlsx"}).location
    until(lambda: asked(file, "SELECT done FROM job")[0] > 0)
    server.kill()
    assert asked(file, "SELECT state, tries FROM job") == (JobState.RUNNING.value, 1)
    assert asked(file, "SELECT count(*) FROM export") == (0,)
    with opened(file) as database:
        database.execute("UPDATE job SET lease_until = '2020-01-01 00:00:00.000000'")  # a minute and a half has passed
    server.start()
    server.wait()
    until(lambda: asked(file, "SELECT state FROM job")[0] not in (JobState.WAITING.value, JobState.RUNNING.value))
    assert asked(file, "SELECT state, tries FROM job") == (JobState.DONE.value, 2)
    assert asked(file, "SELECT count(*) FROM job_file") == (1,)
    made = asked(file, "SELECT count(*) FROM customer")[0]
    assert asked(file, "SELECT count(*), max(rows) FROM export") == (1, made), "what never reached its owner is in no account"
    told = clerk.get(page).text
    assert f"共 {made:,} 条" in told
    with opened(file) as database:
        content = b"".join(row[0] for row in database.execute("SELECT content FROM job_chunk ORDER BY file_id, place"))
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.testzip() is None
