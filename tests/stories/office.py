"""The whole program with the demo office in it, behind a real server, at a moment that stands still until somebody moves it."""

from __future__ import annotations

import logging
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import make_url
from waitress import create_server

from app import create_app, fill_demo, prepare
from config import Settings
from tests.cast import NOW
from tests.settled import Settled, settled_on
from views.database import db


@dataclass
class Clock:
    """The clock on the wall; a story moves it."""

    at: datetime = NOW

    def __call__(self) -> datetime:
        return self.at


@dataclass
class Office:
    """Where the program is reached, its clock, and its database with the state that each story starts from."""

    url: str
    settled: Settled
    clock: Clock
    logins: dict[str, Any] = field(default_factory=dict)

    def settle(self) -> None:
        """The office as it was on the first morning."""
        self.settled.restore()
        self.clock.at = NOW


@contextmanager
def open_office(database_url: str, original: Path | None = None) -> Iterator[Office]:
    """Fill an empty database and serve it as `make run` does, until the block ends. An SQLite file may be a copy of `original`."""
    clock = Clock()
    file = make_url(database_url).database if database_url.startswith("sqlite") else None
    if original is not None and file is not None:
        shutil.copy(original, file)
    app = create_app(Settings(database_url=database_url, secret_key="only-for-stories-" * 2))
    # A browser may keep scripts and styles, so that a walk over hundreds of pages does not ask for them hundreds of times.
    app.config.update(CLOCK=clock, SEND_FILE_MAX_AGE_DEFAULT=3600)
    prepare(app)
    fill_demo(app)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    settled = settled_on(app, database_url)
    settled.keep()
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    server = create_server(app, host="127.0.0.1", port=0, threads=8)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield Office(f"http://127.0.0.1:{server.effective_port}", settled, clock)
    finally:
        server.close()
        thread.join(5)
        settled.close()
