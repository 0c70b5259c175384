"""Two processes of sixteen threads write at once: nothing is lost, nothing doubled, no number is missing, nobody sees an error."""

from __future__ import annotations

import pytest

from tests.faults.conftest import Serve
from tests.faults.servers import Server, refuse_broken_chains
from tests.faults.storm import Storm, integrity, settle

THREADS, ROUNDS = 32, 1


@pytest.mark.parametrize(
    "kind", [pytest.param("sqlite_url", marks=pytest.mark.sqlite_only(reason="the other half of the pair")), "postgres_office"]
)
def test_two_processes_of_sixteen_threads_lose_nothing(kind: str, serve: Serve, request: pytest.FixtureRequest) -> None:
    url: str = request.getfixturevalue(kind)
    servers = serve(url, 2)
    account = Storm(lambda: [server.port for server in servers], threads=THREADS, rounds=ROUNDS).run()
    settle(account, url)
    assert len(account.kept) == THREADS * ROUNDS
    assert account.refused, "nobody was refused, so no number was given back"
    assert [said for server in servers for said in complaints(server)] == []
    if kind == "sqlite_url":
        integrity(url)
    refuse_broken_chains(url)


def complaints(server: Server) -> list[str]:
    """What a server that is well never says."""
    lines = server.log.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if any(word in line for word in ("Traceback", "ERROR", "locked", "deadlock"))]
