"""A throw-away PostgreSQL: the real server, in a folder of its own, reached by a socket, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from flask_migrate import stamp

from app import create_app
from config import Settings
from models.declare import Model
from seeds.load import load_reference
from tests import conftest
from tests.cast import NOW
from views.database import db
from views.people import sync_roles

#: Debian keeps the server's programs beside its version.
PROGRAMS = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), None)
MISSING = "no PostgreSQL server is installed"
OPTIONS = "-c listen_addresses= -c max_connections=80 -c shared_buffers=32MB"


def _nobody() -> str | None:
    """PostgreSQL will not run as root, so root lends it another's name."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


@contextmanager
def settled() -> Iterator[tuple[Flask, str]]:
    """The tests' office on a PostgreSQL: the application and the address, until the block ends."""
    with cluster() as url:
        app = create_app(Settings(database_url=url.replace("postgresql://", "postgresql+psycopg://"), secret_key="only-for-tests-" * 3))
        app.config.update(CLOCK=lambda: NOW, WTF_CSRF_ENABLED=False)
        with app.app_context():
            Model.metadata.create_all(db.engine)
            stamp()
            sync_roles()
            load_reference(db.session, NOW)
            conftest._settle_people()
            db.session.commit()
            db.session.remove()
            db.engine.dispose()
        try:
            yield app, url
        finally:
            with app.app_context():
                db.session.remove()
                db.engine.dispose()


@contextmanager
def cluster() -> Iterator[str]:
    """The address of an empty database, until the block ends."""
    assert PROGRAMS is not None, MISSING
    folder, user = Path(tempfile.mkdtemp(prefix="dengji-pg-")), _nobody()
    if user:
        shutil.chown(folder, user)

    def run(program: str, *arguments: str) -> None:
        command = [str(PROGRAMS / program), *arguments]
        subprocess.run(command, check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    data = str(folder / "data")
    run("initdb", "-D", data, "-U", "dengji", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
    try:
        run("pg_ctl", "start", "-w", "-D", data, "-l", str(folder / "log"), "-o", f"{OPTIONS} -k {folder}")
        run("createdb", "-h", str(folder), "-U", "dengji", "dengji")
        yield f"postgresql://dengji@/dengji?host={folder}"
    finally:
        run("pg_ctl", "stop", "-m", "immediate", "-D", data)
        shutil.rmtree(folder, ignore_errors=True)
