"""The office that the load is put on: made by the program's own migrations and seeds, with the invented people."""

from __future__ import annotations

from app import create_app, prepare
from config import Settings, a_database
from deploy.cluster.desk import Desk
from rules.moments import now_in_shanghai
from seeds.office.people import hire
from views.database import db
from views.people import make_user

#: Who writes: they may take down inquiries. One person may call from several places.
PEOPLE = [("clerk", "demo-clerk"), ("hotline", "demo-hotline"), ("hotline", "demo-hotline")]


def settle(desk: Desk) -> None:
    """Tables, roles, reference data and people."""
    app = create_app(Settings(database_url=a_database(desk.url), secret_key="only-for-this-cluster-" * 2))
    prepare(app)
    with app.app_context():
        hire(db.session, now_in_shanghai(), make_user)
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
