"""Tries are counted by the database: whoever asks, in whichever process, and nobody twice."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine

from models.declare import Model
from models.door import Attempt
from rules.moments import show_moment
from services import database
from services.attempts import Limit, count, forget, take_back
from tests.cast import NOW

ROOT = Path(__file__).parents[2]
FIVE = Limit(most=5, window=timedelta(minutes=5))

#: What each of two processes does: go through the door until it is shut, and say how often it was let in.
PROCESS = """
import sys
from datetime import datetime
from sqlalchemy import create_engine
from services import database
from views.doors import Permits
engine = create_engine(sys.argv[1])
database.install(engine)
permits, moment, let_in = Permits(), datetime.fromisoformat(sys.argv[2]), 0
sys.stdin.readline()
while not permits.take(engine, "door/test/1", 100, moment):
    let_in += 1
print(let_in)
"""


@pytest.fixture
def engine(empty_url: str) -> Iterator[Engine]:
    made = create_engine(empty_url)
    database.install(made)
    Model.metadata.create_all(made, tables=[Attempt.__table__])
    yield made
    made.dispose()


def test_it_works(engine: Engine) -> None:
    found = [count(engine, {"a": FIVE}, NOW)["a"] for _ in range(7)]
    assert [one.count for one in found] == [1, 2, 3, 4, 5, 6, 7]
    assert [one.is_over for one in found] == [False] * 5 + [True] * 2
    assert [one.left for one in found] == [4, 3, 2, 1, 0, 0, 0]


@pytest.mark.parametrize(("after", "expected"), [(timedelta(minutes=4, seconds=59), 2), (timedelta(minutes=5), 1)])
def test_the_window_ends(engine: Engine, after: timedelta, expected: int) -> None:
    count(engine, {"a": FIVE}, NOW)
    assert count(engine, {"a": FIVE}, NOW + after)["a"].count == expected


def test_one_that_slides_begins_anew_until_it_is_full_and_then_waits(engine: Engine) -> None:
    sliding = Limit(most=2, window=timedelta(minutes=5), slides=True)
    minutes = [0, 3, 6, 7]
    found = [count(engine, {"a": sliding}, NOW + timedelta(minutes=minute))["a"] for minute in minutes]
    assert [one.count for one in found] == [1, 2, 3, 4]
    assert [show_moment(one.until) for one in found[1:]] == [show_moment(NOW + timedelta(minutes=8))] * 3


def test_a_good_try_is_taken_back_and_a_key_forgotten(engine: Engine) -> None:
    count(engine, {"a": FIVE, "b": FIVE, "a%": FIVE}, NOW)
    take_back(engine, "a")
    assert count(engine, {"a": FIVE, "b": FIVE}, NOW)["a"].count == 1
    assert forget(engine, "a%") == 1
    assert count(engine, {"b": FIVE}, NOW)["b"].count == 3


def test_many_at_once_are_all_counted(engine: Engine) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: count(engine, {"a": FIVE, "b": FIVE}, NOW)["a"].count, range(40)))
    assert sorted(found) == list(range(1, 41))


def test_two_processes_share_a_limit(engine: Engine) -> None:
    command = [sys.executable, "-c", PROCESS, engine.url.render_as_string(hide_password=False), NOW.isoformat()]
    both = [subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    for one in both:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    let_in = [int(one.communicate(timeout=60)[0]) for one in both]
    assert sum(let_in) == 100
