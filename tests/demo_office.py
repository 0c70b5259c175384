"""The invented office as a file: making it takes half a minute, so one process of a run makes it and the others copy it."""

from __future__ import annotations

import fcntl
import os
import shutil
from pathlib import Path

import pytest

from app import create_app, fill_demo, prepare
from config import Settings
from tests.cast import NOW
from views.database import db


def of_this_run(places: pytest.TempPathFactory) -> Path:
    """The SQLite file with the demo as `make run` makes it, at NOW. Whoever asks first makes it. To be copied, not changed."""
    base = places.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "demo-of-this-run"
    folder.mkdir(exist_ok=True)
    made, half = folder / "demo.db", folder / "half.db"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            make(half)
            shutil.move(half, made)
    return made


def make(file: Path) -> None:
    """The office in a new file."""
    file.unlink(missing_ok=True)  # of a process that died over it
    app = create_app(Settings(database_url=f"sqlite:///{file}", secret_key="only-for-tests-" * 3))
    app.config.update(TESTING=True, CLOCK=lambda: NOW)
    prepare(app)
    assert fill_demo(app)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
