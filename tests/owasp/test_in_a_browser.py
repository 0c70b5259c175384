"""The same hostile words in a real browser, where scripts build parts of the page themselves: nothing runs, nothing is born."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Dialog, Page, expect
from sqlalchemy.orm import Session
from waitress import create_server

from tests.cast import PASSWORD
from tests.owasp.plant import Planted, plant

HOSTILE = "<img own src=x onerror=alert(1)>\"'><b own>毒</b><script own>alert(2)</script>"
BORN = "document.querySelectorAll('[own], img[src=x]').length"


@pytest.fixture
def url(app: Flask) -> Iterator[str]:
    """The program behind a real server."""
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    server = create_server(app, host="127.0.0.1", port=0, threads=8)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join(5)


@pytest.fixture
def planted(session: Session) -> Planted:
    return plant(session, HOSTILE)


class Watched:
    """A browser with one person in it. `heard` collects dialogs, errors of scripts and what the policy of the page has stopped."""

    def __init__(self, browser: Browser, url: str, user: str) -> None:
        self.heard: list[str] = []
        self.context = browser.new_context(base_url=url, locale="zh-CN")
        self.context.set_default_timeout(10_000)
        self.context.on("dialog", self._asked)
        self.context.on("console", lambda said: self.heard.append(said.text) if said.type in ("error", "warning") else None)
        self.context.on("weberror", lambda error: self.heard.append(f"script: {error.error}"))
        self.page: Page = self.context.new_page()
        self.page.goto("/login/")
        self.page.get_by_label("用户名").fill(user)
        self.page.get_by_label("密码", exact=True).fill(PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(f"{url}/")

    def _asked(self, dialog: Dialog) -> None:
        """The browser itself asks before a form that is not saved is left; nobody else may ask anything."""
        if dialog.type != "beforeunload":
            self.heard.append(f"dialog: {dialog.message}")
        dialog.accept()

    def look(self, path: str) -> None:
        self.page.goto(path)
        self.nothing_is_born(path)

    def nothing_is_born(self, where: str) -> None:
        assert self.page.evaluate(BORN) == 0, where


def test_no_words_run_in_a_real_browser(url: str, planted: Planted, browser: Browser) -> None:
    ids = planted.records
    with_clerk, with_admin = Watched(browser, url, "clerk"), Watched(browser, url, "sysadmin")
    for path in (
        "/", "/todo", "/today", "/messages/", "/approvals/", "/account", "/dashboard/", "/search?q=own", "/customer/",
        f"/customer/{ids['customer']}",
        f"/customer/{ids['customer']}/edit", f"/inquiry/{ids['inquiry']}", f"/inquiry/{ids['inquiry']}/clocks", f"/notice/{ids['notice']}",
        f"/notice/{ids['notice']}/edit", "/notice/add", "/complaint/add", f"/complaint/{ids['complaint']}",
    ):  # fmt: skip
        with_clerk.look(path)
    for path in ("/console/", "/console/staff/", "/console/option/", "/console/policies/", "/console/outbox/", "/console/leaver/"):
        with_admin.look(path)
    # what the scripts build: the list of what may be picked, what is picked, a row more, a draft that comes back
    page = with_clerk.page
    page.goto("/notice/add")
    box = page.locator("input[role=combobox]").first
    box.press_sequentially("own")
    options = page.locator(f"#o-{box.get_attribute('id')}").get_by_role("option")
    expect(options.first).to_contain_text("<img own")
    with_clerk.nothing_is_born("the list of what may be picked")
    box.press("Enter")
    with_clerk.nothing_is_born("what was picked")
    page.goto("/inquiry/add")
    page.locator("[name=matter]").fill(HOSTILE)
    page.locator("[name=question]").fill(HOSTILE)
    page.wait_for_timeout(1500)
    page.goto("/inquiry/add")
    page.locator(".draft-note a").first.click()
    expect(page.locator("[name=matter]")).to_have_value(HOSTILE)
    with_clerk.nothing_is_born("a draft that came back")
    page.goto("/")
    page.locator("[name=q]").first.fill(HOSTILE)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?*")
    with_clerk.nothing_is_born("a search")
    assert [watched.heard for watched in (with_clerk, with_admin)] == [[], []]
    for watched in (with_clerk, with_admin):
        watched.context.close()
