"""The office as people meet it: the whole program behind a real server, and people at desks in a real browser."""

from __future__ import annotations

import logging
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser
from waitress import create_server

from app import create_app
from config import Settings
from models.declare import Model
from seeds.demo import load_demo
from tests import chromium
from tests.cast import NOW
from tests.stories.desk import Desk
from views.database import db
from views.people import make_user, sync_roles

WIDE, PHONE = (1366, 768), (390, 844)
DeskOf = Callable[..., Desk]


@dataclass
class Clock:
    """The clock on the wall; a story moves it."""

    at: datetime = NOW

    def __call__(self) -> datetime:
        return self.at


@dataclass
class Office:
    """The running program: where it is reached, its clock and its database file with the copy each story starts from."""

    url: str
    app: Flask
    clock: Clock
    file: Path
    original: Path
    logins: dict[str, Any] = field(default_factory=dict)

    def settle(self) -> None:
        """The office as it was on the first morning."""
        with self.app.app_context():
            db.engine.dispose()
        for stale in (self.file, self.file.with_name(f"{self.file.name}-wal"), self.file.with_name(f"{self.file.name}-shm")):
            stale.unlink(missing_ok=True)
        shutil.copy(self.original, self.file)
        self.clock.at = NOW


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The program with the demo office in it, served as `make run` serves it."""
    folder = tmp_path_factory.mktemp("stories")
    file, original, clock = folder / "office.db", folder / "original.db", Clock()
    app = create_app(Settings(database_url=f"sqlite:///{file}", secret_key="only-for-stories-" * 2))
    app.config["CLOCK"] = clock
    with app.app_context():
        Model.metadata.create_all(db.engine)
        sync_roles()
        load_demo(db.session, now=NOW, make_user=make_user)
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    shutil.copy(file, original)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    serving = create_server(app, host="127.0.0.1", port=0, threads=8)
    thread = threading.Thread(target=serving.run, daemon=True)
    thread.start()
    yield Office(f"http://127.0.0.1:{serving.effective_port}", app, clock, file, original)
    serving.close()
    thread.join(5)
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; without it no story can be told."""
    if chromium.EXECUTABLE is None:
        pytest.skip(chromium.MISSING)
    yield chromium.start()
    chromium.stop()


@pytest.fixture
def office(server: Office) -> Office:
    """A fresh copy of the demo office on Friday 20 November 2026, 10:42."""
    server.settle()
    return server


@pytest.fixture
def desk_of(office: Office, browser: Browser) -> Iterator[DeskOf]:
    """`desk_of("clerk")`: that person at a desk of his own. Nothing may go wrong in any browser of the story."""
    desks: list[Desk] = []

    def sit_down(user: str, size: tuple[int, int] = WIDE) -> Desk:
        context = browser.new_context(
            base_url=office.url, viewport={"width": size[0], "height": size[1]}, locale="zh-CN", timezone_id="Asia/Shanghai",
            storage_state=office.logins.get(user))  # fmt: skip
        desk = Desk(context, office.url)
        desks.append(desk)
        if user not in office.logins:
            desk.log_in(user)
            office.logins[user] = context.storage_state()
        return desk

    yield sit_down
    for desk in desks:
        desk.context.close()
    assert [fault for desk in desks for fault in desk.faults] == []
