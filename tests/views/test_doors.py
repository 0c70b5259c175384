"""Costly doors: so often a minute and no more, said clearly; and what stands outside of the application."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask, request

from app import create_app
from config import Settings
from rules.roles import Role
from tests.cast import NOW, ClientOf
from tests.page import page
from views.doors import BEHIND, DOORS

Narrow = Callable[..., None]


@pytest.fixture
def narrow(app: Flask) -> Iterator[Narrow]:
    """`narrow(rate_search=20)`: other numbers than the office's."""
    kept = app.config["SETTINGS"]

    def narrowed(**numbers: int) -> None:
        app.config["SETTINGS"] = dataclasses.replace(kept, **numbers)

    yield narrowed
    app.config["SETTINGS"], app.config["CLOCK"] = kept, lambda: NOW


def test_so_often_a_minute_and_then_after_a_while(app: Flask, client_of: ClientOf, narrow: Narrow) -> None:
    narrow(rate_search=20)
    browser = client_of(Role.CLERK)
    assert [browser.get("/search?q=a").status_code for _ in range(22)] == [200] * 20 + [429] * 2
    answer = browser.get("/search?q=a")
    assert "搜索太频繁，每分钟不超过 20 次，请 60 秒后再试。" in page(answer).text
    assert answer.headers["Retry-After"] == "60"
    assert client_of(Role.HOTLINE).get("/search?q=a").status_code == 200
    assert browser.get("/notice/").status_code == 200
    app.config["CLOCK"] = lambda: NOW + timedelta(seconds=60)
    assert browser.get("/search?q=a").status_code == 200


def test_a_script_is_told_in_json(client_of: ClientOf, narrow: Narrow) -> None:
    narrow(rate_lookup=1)
    browser = client_of(Role.CLERK)
    browser.get("/lookup/notice/customer?q=a")
    answer = browser.get("/lookup/notice/customer?q=a")
    assert answer.status_code == 429
    assert "查找太频繁" in answer.get_json()["error"]


def test_strangers_share_what_their_address_has(app: Flask, narrow: Narrow) -> None:
    narrow(rate_print=3)
    assert [app.test_client().get("/notice/blank").status_code for _ in range(4)] == [302] * 3 + [429]


def test_none_is_no_limit(client_of: ClientOf, narrow: Narrow) -> None:
    narrow(rate_search=0)
    browser = client_of(Role.CLERK)
    assert {browser.get("/search?q=a").status_code for _ in range(150)} == {200}


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.setting)
def test_every_door_leads_somewhere(app: Flask, door: object) -> None:
    """A view that is renamed would lose its limit in silence."""
    there = {*app.view_functions, *(endpoint.rpartition(".")[2] for endpoint in app.view_functions)}
    assert {view for view, found in BEHIND.items() if found is door} <= there


# -- hosts and proxies ------------------------------------------------------------------------------------------------


def outside(tmp_path: Path, **given: object) -> Flask:
    return create_app(Settings(database_url=f"sqlite:///{tmp_path / 'x.db'}", secret_key="only-for-tests-" * 3, **given))


@pytest.mark.parametrize(("host", "status"), [("desk.example.com", 200), ("evil.example", 400), ("desk.example.com.evil.example", 400)])
def test_only_the_hosts_that_are_set(app: Flask, tmp_path: Path, host: str, status: int) -> None:
    made = outside(tmp_path, hosts="desk.example.com, 10.0.0.1")
    assert made.config["TRUSTED_HOSTS"] == ["desk.example.com", "10.0.0.1"]
    app.config["TRUSTED_HOSTS"] = made.config["TRUSTED_HOSTS"]
    try:
        answer = app.test_client().get("/login/", headers={"Host": host})
    finally:
        app.config["TRUSTED_HOSTS"] = None
    assert answer.status_code == status
    assert "evil" not in answer.get_data(as_text=True)


@pytest.mark.parametrize(("proxies", "seen"), [(0, "127.0.0.1"), (1, "203.0.113.9")])
def test_the_address_comes_from_as_many_proxies_as_are_set(tmp_path: Path, proxies: int, seen: str) -> None:
    made = outside(tmp_path, proxies=proxies)
    found: list[str | None] = []

    def look() -> str:
        found.append(request.remote_addr)
        return "seen"

    made.before_request_funcs[None].insert(0, look)
    made.test_client().get("/", headers={"X-Forwarded-For": "198.51.100.1, 203.0.113.9"})
    assert found == [seen]


def test_over_https_the_cookie_and_the_browser_keep_to_it(client_of: ClientOf) -> None:
    answer = client_of(Role.CLERK).get("/account", base_url="https://localhost")
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=15768000")


def test_the_cookie_goes_over_https_alone_where_that_is_set(tmp_path: Path) -> None:
    assert outside(tmp_path, https=True).config["SESSION_COOKIE_SECURE"] is True
