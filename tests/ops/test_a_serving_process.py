"""The program as it is really served behind a proxy: ready, its log in lines that a program reads, the caller's own address known."""

from __future__ import annotations

import http.client
import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.faults.servers import Server


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Server]:
    """One process behind one proxy, on an empty database."""
    more = {"DENGJI_LOG": "json", "DENGJI_PROXIES": "1", "DENGJI_TICK_SECONDS": "1"}
    server = Server(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path / "log", more=more)
    server.start()
    try:
        server.wait()
        yield server
    finally:
        server.kill()


def ask(server: Server, path: str, method: str = "GET", body: str = "", **headers: str) -> tuple[int, str]:
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)) as talk:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        talk.request(method, path, body or None, sent)
        answer = talk.getresponse()
        return answer.status, answer.read().decode()


def test_a_process_behind_a_proxy_is_ready_knows_who_calls_and_logs_in_json(served: Server, tmp_path: Path) -> None:
    status, told = ask(served, "/readyz")
    assert (status, json.loads(told)["checks"]) == (200, dict.fromkeys(("database", "schema", "policy", "disk", "runner"), True))
    typed = "username=%E5%BC%A0%E4%B8%89&password=zqxjkcanary"
    assert ask(served, "/login/?next=/notice/zqxjkcanary", X_Forwarded_For="192.0.2.7")[0] == 200
    ask(served, "/login/?q=zqxjkcanary", "POST", typed, X_Forwarded_For="192.0.2.7", Content_Type="application/x-www-form-urlencoded")
    assert "dengji_info" in ask(served, "/metrics")[1]
    assert ask(served, "/metrics", X_Forwarded_For="127.0.0.1")[0] == 403
    end = time.monotonic() + 20
    while "tick" not in {name for (name,) in rows(tmp_path, "SELECT name FROM beat")}:
        assert time.monotonic() < end, "the runner has not ticked"
        time.sleep(0.2)
    served.kill()
    said = [line for line in served.log.read_text(encoding="utf-8").splitlines() if not line.startswith(("正在检查", "登记台已启动"))]
    lines = [json.loads(line) for line in said]
    assert "zqxjkcanary" not in "".join(said)
    assert [line["status"] for line in lines if line["event"] == "request" and line["route"] == "/login/"][-2:] == [200, 400]
    assert [line for line in lines if line["level"] in ("ERROR", "CRITICAL")] == []


def rows(folder: Path, question: str) -> list[tuple[str]]:
    with closing(sqlite3.connect(folder / "desk.db")) as stored:
        return stored.execute(question).fetchall()
