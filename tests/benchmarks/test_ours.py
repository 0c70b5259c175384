"""Every job is done once at the running product, as the benchmark does it: a page that has moved is noticed here and not at a million."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import datetime
from itertools import count
from pathlib import Path

import pytest

from benchmarks import truth as truths
from benchmarks.jobs import JOBS
from benchmarks.load import load
from benchmarks.office import USER
from benchmarks.ours import Ours
from benchmarks.race import Runner, turns

pytestmark = pytest.mark.sqlite_only("the generator writes SQLite files")


@pytest.fixture(scope="module")
def runner(made_office: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runner]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    ours = Ours(tmp_path_factory.mktemp("run"), port)
    ours.processes = 1
    try:
        ours.start(made_office)
        truth = truths.ask(made_office, USER, datetime.now().astimezone())
        made = Runner(ours, ours.asks(truth), turns())
        yield made
        made.hang_up()
    finally:
        ours.stop()


def test_every_job_is_answered_rightly_by_one_and_by_many(runner: Runner) -> None:
    """In the order of the benchmark: what writes moves the rows of what is looked at."""
    wrong = {job: runner.once(job)[2] for job in JOBS}
    assert {job: words for job, words in wrong.items() if words} == {}
    found = load(runner, count(1_000), 1.0)
    assert found.errors == {}
    assert found.times
