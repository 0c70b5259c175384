"""`/healthz`: the process lives. `/readyz`: it can work. For a proxy, a monitor and systemd; without login, and no visit.

The names of the checks and whether they hold is all that is told.
"""

from __future__ import annotations

import logging
import tempfile
from datetime import timedelta
from pathlib import Path

from alembic.script import ScriptDirectory
from flask import Flask, current_app, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import make_url

from config import PROJECT, Settings
from services.readiness import Needs, standing
from views.aside import machines
from views.clock import now
from views.database import db

#: A tick that is late by less than this may still be at work on a long morning; cron should call no more rarely either.
LEAST_LATE = timedelta(minutes=10)
log = logging.getLogger("dengji.health")


@machines.get("/healthz")
def alive() -> ResponseReturnValue:
    """Nothing is asked of the database: a process must not be killed because the database is away."""
    return jsonify(alive=True)


@machines.get("/readyz")
def ready() -> ResponseReturnValue:
    """Each check; 503 unless all hold."""
    found = standing(db.engine, _needs(current_app), now())
    if not found.is_ready:
        failed = [name for name, holds in found.checks.items() if not holds]
        log.warning("not ready: %s", " ".join(failed), extra={"facts": {"error": found.trouble} if found.trouble else {}})
    return jsonify(ready=found.is_ready, checks=found.checks), 200 if found.is_ready else 503


def install(app: Flask) -> None:
    """The process begins; its doors are on the blueprint that this module names them on."""
    with app.app_context():
        app.extensions["begun"] = now()


def _needs(app: Flask) -> Needs:
    """Worked out once: the code of a process does not change."""
    kept: Needs | None = app.extensions.get("needs")
    if kept is None:
        settings: Settings = app.config["SETTINGS"]
        heads = ScriptDirectory(str(PROJECT / "migrations")).get_heads()
        kept = app.extensions["needs"] = Needs(
            revisions=frozenset(heads), folder=data_folder(settings.database_url), room_mb=settings.disk_mb,
            late=max(LEAST_LATE, 3 * timedelta(seconds=settings.tick_seconds)), since=app.extensions["begun"])  # fmt: skip
    return kept


def data_folder(database_url: str) -> Path:
    """Where this machine's disk fills: the folder of an SQLite file, else where uploads pass through."""
    url = make_url(database_url)
    return Path(url.database or "").parent if url.get_backend_name() == "sqlite" else Path(tempfile.gettempdir())
