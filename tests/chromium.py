"""One Chromium for a test process: Playwright's synchronous door can be opened only once in a thread, however many suites ask."""

from __future__ import annotations

import shutil

from playwright.sync_api import Browser, Playwright, sync_playwright

EXECUTABLE = shutil.which("chromium") or shutil.which("chromium-browser")
MISSING = "没有安装 Chromium，浏览器测试未运行（Debian：apt-get install chromium）"
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]

_running: list[tuple[Playwright, Browser]] = []


def start() -> Browser:
    """The browser, opened by whoever asks first. Ask for EXECUTABLE before."""
    if not _running:
        playwright = sync_playwright().start()
        _running.append((playwright, playwright.chromium.launch(executable_path=EXECUTABLE, args=SWITCHES)))
    return _running[0][1]


def stop() -> None:
    """At the end of the test run; doing it again does nothing."""
    while _running:
        playwright, browser = _running.pop()
        browser.close()
        playwright.stop()
