"""A server is killed in the middle of a write storm, again and again: whatever was acknowledged is there, and nothing is half done."""

from __future__ import annotations

import random
import time

import pytest

from tests.faults.conftest import Serve
from tests.faults.servers import Server, refuse_broken_chains
from tests.faults.storm import Storm, integrity, settle

KILLS, THREADS = 3, 10


@pytest.mark.sqlite_only(reason="the file must outlive its writer; of PostgreSQL another program takes care")
def test_what_was_acknowledged_outlives_a_kill(serve: Serve, sqlite_url: str) -> None:
    first, second = serve(sqlite_url, 2)
    serving = [first, second]
    storm, chance = Storm(lambda: [server.port for server in serving] or [first.port], threads=THREADS), random.Random()
    storm.begin()
    try:
        for turn in range(KILLS):
            time.sleep(chance.uniform(0.5, 1.5))
            _kill_and_restart(serving, (first, second)[turn % 2])
    finally:
        storm.stop.set()
    account = storm.end()
    settle(account, sqlite_url)
    integrity(sqlite_url)
    refuse_broken_chains(sqlite_url)


def _kill_and_restart(serving: list[Server], one: Server) -> None:
    """It stays among those that serve until it is dead, so that requests are on their way when it dies."""
    one.kill()
    serving.remove(one)
    one.start()
    one.wait()
    serving.append(one)
