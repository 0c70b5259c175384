"""The worker: a thread of each serving process that takes long work from the queue (services/job_hand.py), one job at a time.

Each job runs in an application context of its own, as the person who asked for it, with the rights that he has when it is begun.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping

from flask import Flask, current_app

from forms.intake_job import KIND, import_file
from rules.refusals import Forbidden, Unreachable
from services import job_kinds
from services.carried import DOOR, Door, DoorKind
from services.job_hand import Hand, claim, perform
from services.job_kinds import Work
from services.sight import as_person
from views.clock import now
from views.database import db
from views.security import actor_of

#: What needs the forms stands above the services.
KINDS: Mapping[str, Work] = {**job_kinds.KINDS, KIND: import_file}
#: How often the queue is looked at where nobody rings, in seconds.
PAUSE = 2.0


def work_off() -> bool:
    """Do one job, if there is one; returns whether there was."""
    hand = claim(db.session.session_factory, now)
    if hand is not None:
        perform(hand, lambda: _work(hand))
    return hand is not None


def _work(hand: Hand) -> str:
    session = db.session()
    try:
        user = current_app.appbuilder.sm.get_user_by_id(hand.user_id)  # type: ignore[attr-defined]
        if user is None or not user.is_active:
            raise Forbidden("提出这项任务的账号已经停用，没有继续。")
        actor = actor_of(user, session)
        session.rollback()  # what was read so far was read as a writer
        session.info[DOOR] = Door(kind=DoorKind.SCREEN, address=hand.address)
        as_person(session, actor)
        return KINDS[hand.kind](hand, session, actor, now)
    finally:
        db.session.remove()


class Worker(threading.Thread):
    """Works until it is stopped. Whatever goes wrong is logged, and the next job is taken."""

    def __init__(self, app: Flask, bell: threading.Event) -> None:
        super().__init__(name="dengji-worker", daemon=True)
        self._app, self._bell, self._stopped = app, bell, False

    def run(self) -> None:
        while not self._stopped:
            with self._app.app_context():
                busy = self._once()
            if not busy:
                self._bell.wait(PAUSE)
                self._bell.clear()

    def _once(self) -> bool:
        try:
            return work_off()
        except Unreachable:
            current_app.logger.warning("the database does not answer; the queue is looked at again")
            return False
        except Exception:
            current_app.logger.exception("a job failed")
            return False

    def stop(self) -> None:
        """Take no other job."""
        self._stopped = True
        self._bell.set()


def install(app: Flask) -> None:
    """The bell that a request rings when it has put something into the queue."""
    app.extensions["job_bell"] = threading.Event()


def start(app: Flask) -> Worker:
    """The worker of a serving process."""
    worker = Worker(app, app.extensions["job_bell"])
    worker.start()
    return worker
