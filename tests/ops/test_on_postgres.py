"""What machines ask, on the other database: the same answers, and its sentences, which quote values, kept out of the log."""

from __future__ import annotations

import io

import pytest
from flask_migrate import stamp
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app import create_app
from config import Settings
from models.declare import Model
from seeds.load import load_reference
from services.heartbeat import TICK, beat
from tests.cast import NOW
from tests.ops.conftest import Lines
from views.database import db
from views.ops import log
from views.people import sync_roles

CANARY = "13912345678"


def test_an_office_on_postgresql_is_ready_counted_and_discreet(postgres_url: str, written: io.StringIO, lines: Lines) -> None:
    app = create_app(Settings(database_url=postgres_url, secret_key="only-for-tests-" * 3))
    log.install("json", written)  # an application begins its own
    app.config.update(CLOCK=lambda: NOW, PROPAGATE_EXCEPTIONS=False)
    client = app.test_client()
    assert client.get("/readyz").get_json()["checks"] == {
        "database": True, "schema": False, "policy": False, "disk": True, "runner": False,
    }  # fmt: skip
    with app.app_context():
        Model.metadata.create_all(db.engine)
        stamp()
        sync_roles()
        load_reference(db.session, NOW)
        for _ in range(2):
            beat(db.session, TICK, NOW)
        db.session.commit()
    assert client.get("/readyz").status_code == 200
    app.extensions["figures"].work.forget()
    told = client.get("/metrics").get_data(as_text=True)
    for line in ("dengji_database_up 1.0", 'dengji_age_seconds{of="tick"} 0.0', 'dengji_outbox{state="waiting"} 0.0'):
        assert line in told
    with app.app_context():
        twice = text("INSERT INTO beat VALUES (:name, now())")
        db.session.execute(twice, {"name": CANARY})
        with pytest.raises(IntegrityError, match=CANARY) as quoted:  # the server quotes the key that was there already
            db.session.execute(twice, {"name": CANARY})
        app.logger.error("failed", exc_info=quoted.value)
        db.session.rollback()
        db.session.remove()
        db.engine.dispose()
    assert lines()[-1]["error"] == "sqlalchemy.exc.IntegrityError [23505]"
    assert CANARY not in written.getvalue()
