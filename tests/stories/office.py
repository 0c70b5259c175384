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

from flask import Flask
from waitress import create_server

from app import create_app
from config import Settings
from models.declare import Model
from seeds.demo import load_demo
from tests.cast import NOW
from views.database import db
from views.people import make_user, sync_roles


@dataclass
class Clock:
    """The clock on the wall; a story moves it."""

    at: datetime = NOW

    def __call__(self) -> datetime:
        return self.at


@dataclass
class Office:
    """Where the program is reached, its clock, its database file and the copy that each story starts from."""

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


@contextmanager
def open_office(folder: Path) -> Iterator[Office]:
    """Fill a database in that folder and serve it as `make run` does, until the block ends."""
    file, original, clock = folder / "office.db", folder / "original.db", Clock()
    app = create_app(Settings(database_url=f"sqlite:///{file}", secret_key="only-for-stories-" * 2))
    # A browser may keep scripts and styles, so that a walk over hundreds of pages does not ask for them hundreds of times.
    app.config.update(CLOCK=clock, SEND_FILE_MAX_AGE_DEFAULT=3600)
    with app.app_context():
        Model.metadata.create_all(db.engine)
        sync_roles()
        load_demo(db.session, now=NOW, make_user=make_user)
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    shutil.copy(file, original)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    server = create_server(app, host="127.0.0.1", port=0, threads=8)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield Office(f"http://127.0.0.1:{server.effective_port}", app, clock, file, original)
    finally:
        server.close()
        thread.join(5)
        with app.app_context():
            db.engine.dispose()
