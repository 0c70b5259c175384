"""A real browser, and a bare stand that serves our templates and scripts without the application behind them.

The pages of `pages/` are drawn with the same macros as the product's and go through the same strict headers, so that what works here
works there. Every page watches its console and its requests: one error, or one request to elsewhere, fails the test that caused it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask, Response, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue
from jinja2 import ChoiceLoader, FileSystemLoader
from playwright.sync_api import Browser, BrowserContext, Page
from werkzeug.serving import make_server

from views import headers, templates
from views.shell import rendered

HERE = Path(__file__).parent
ROOT = HERE.parent.parent

CUSTOMERS = [
    {"id": 1, "label": "赵秀兰", "hint": "锦绣花园 3 栋", "gives": {"applicant": "赵秀兰", "phone": "13800005126", "kind": "b"}},
    {"id": 2, "label": "孙国庆", "hint": "龙泉路 18 号", "gives": {"applicant": "孙国庆", "phone": "13700002208", "kind": "a"}},
    {"id": 3, "label": "和顺餐饮店", "hint": "北街 6 号", "gives": {}},
]
MATTERS = [
    {"id": 7, "label": "过户", "rows": {"materials": [{"name": "身份证"}, {"name": "房产证", "missing": True}]}},
    {"id": 8, "label": "报装", "rows": {"materials": [{"name": f"资料 {n}"} for n in range(1, 7)]}},
]
DESK = {
    "company": "青禾供水有限公司", "office": "客户服务中心", "help_phone": "8016", "version": "0", "here": "notice", "todo_count": 12,
    "approval_count": 5, "can_console": False, "theme": "", "font": "", "now": None, "today_text": "2026年11月20日 星期五",
    "actor": SimpleNamespace(user_id=4, name="李梅", post="回访专员"),
}  # fmt: skip
MENU = [
    {"title": "一次性告知", "icon": "file-text", "items": [
        {"title": "一次性告知单", "url": "/page/list", "is_here": True, "add_url": "/page/paper"},
        {"title": "电话咨询记录簿", "url": "/page/list", "is_here": False, "add_url": None}]},
    {"title": "水表档案", "icon": "archive", "items": [
        {"title": "案卷目录", "url": "/page/list", "is_here": False, "add_url": "/page/paper"}]},
]  # fmt: skip


def make_stand() -> Flask:
    """Serves `/page/NAME`, answers look-ups, and gives a posted form back as it came."""
    stand = Flask(__name__, static_folder=str(ROOT / "static"), static_url_path="/static")
    templates.install(stand)
    stand.jinja_loader = ChoiceLoader([FileSystemLoader(HERE / "pages"), FileSystemLoader(ROOT / "templates")])
    stand.config.update(SECRET_KEY="stand", SETTINGS=SimpleNamespace(max_upload_mb=1))
    stand.jinja_env.globals["csrf_token"] = lambda: "token"
    stand.context_processor(lambda: {"desk": SimpleNamespace(**DESK, menu=rendered(MENU))})
    headers.install(stand)

    @stand.get("/page/<name>")
    def page(name: str) -> str:
        return render_template(f"{name}.html", fresh=request.args.get("fresh", "1"))

    @stand.get("/lookup/<what>")
    def lookup(what: str) -> Response:
        rows = {"customer": CUSTOMERS, "matter": MATTERS}[what]
        return jsonify(items=[row for row in rows if request.args["q"] in str(row["label"]) + str(row.get("hint"))])

    @stand.post("/save")
    def save() -> str:
        return render_template("posted.html", posted=sorted(request.form.items(multi=True)))

    @stand.post("/saved")
    def saved() -> ResponseReturnValue:
        return redirect("/page/list?done=1")

    @stand.post("/made")
    def made() -> str:
        return render_template("made.html")

    @stand.post("/drafts/")
    def draft() -> Response:
        stand.config["DRAFT"] = sorted(request.form.items(multi=True))
        return jsonify(at="10:42", saved=False)

    @stand.post("/account/look")
    def look() -> tuple[str, int]:
        return "", 204

    return stand


@pytest.fixture(scope="session")
def stand() -> Iterator[str]:
    """The address of the stand."""
    server = make_server("127.0.0.1", 0, make_stand(), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One person's browser at the width the pages are designed for; its clock runs in another zone than the office."""
    made = browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN", timezone_id="America/Los_Angeles")
    made.set_default_timeout(60_000)  # a busy machine is slow, not wrong
    yield made
    made.close()


@pytest.fixture
def open_page(context: BrowserContext, stand: str) -> Iterator[Callable[[str], Page]]:
    """Opens a page of the stand; at the end nothing may have gone wrong in it."""
    wrong: list[str] = []

    def watch(page: Page) -> None:
        page.on("console", lambda said: wrong.append(f"console: {said.text}") if said.type == "error" else None)
        page.on("pageerror", lambda error: wrong.append(f"script: {error}"))
        page.on("request", lambda sent: None if sent.url.startswith((stand, "data:")) else wrong.append(f"outside: {sent.url}"))

    context.on("page", watch)

    def opened(path: str) -> Page:
        page = context.pages[0] if context.pages else context.new_page()
        page.goto(stand + path)
        page.wait_for_function("document.documentElement.dataset.ready === '1'")
        return page

    yield opened
    for page in context.pages:
        page.wait_for_load_state()
    assert wrong == []
