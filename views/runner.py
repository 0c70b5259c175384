"""The runner: a thread of the serving process that looks every minute for what is due.

Several may run, in one process or in many: a tick is safe beside another (services/tick.py). `DENGJI_TICK_SECONDS=0` leaves it to
`flask tick`, called by cron.
"""

from __future__ import annotations

import threading
from datetime import datetime

from flask import Flask, current_app

from rules.refusals import Busy, Unreachable
from services.carried import DOOR, Door, DoorKind
from services.heartbeat import TICK, beat
from services.tick import Report, tick
from views.clock import now
from views.database import db
from views.outside import senders

#: The door of what happens because its time has come.
TIMER = Door(kind=DoorKind.TIMER)


def tick_now(moment: datetime, door: Door = TIMER) -> Report:
    """One tick in the session of this application context, which is given back afterwards."""
    out = senders()
    db.session.info[DOOR] = door
    try:
        report = tick(db.session, moment, **{channel.value: sender for channel, sender in out.items()})
        _beat(report)
        return report
    finally:
        db.session.remove()


def _beat(report: Report) -> None:
    """Say that there was a tick, at the moment it really was."""
    try:
        beat(db.session, TICK, now())
        db.session.commit()
    except Exception as error:
        db.session.rollback()
        report.failed["记录运行时间"] = error


class Runner(threading.Thread):
    """Ticks until it is stopped. Whatever goes wrong is logged, and the next tick tries again."""

    def __init__(self, app: Flask, seconds: float) -> None:
        super().__init__(name="dengji-runner", daemon=True)
        self._app, self._seconds, self._stopped = app, seconds, threading.Event()

    def run(self) -> None:
        while not self._stopped.wait(self._seconds):
            with self._app.app_context():
                self._once()

    def _once(self) -> None:
        log = current_app.logger
        try:
            report = tick_now(now())
        except Unreachable:
            log.warning("the database does not answer; the next tick tries again")
            return
        except Exception:
            log.exception("the runner's tick failed")
            return
        for part, error in report.failed.items():
            if isinstance(error, Busy):
                log.warning("others were writing, so that %s did not get its turn; the next tick tries again", part)
            else:
                log.error("the runner could not finish %s", part, exc_info=error)
        for name in report.unheard:
            log.warning("nobody could be told of %s", name)

    def stop(self) -> None:
        """Let the present tick finish and begin no other."""
        self._stopped.set()


def start(app: Flask) -> Runner | None:
    """The runner of a serving process, or None where the settings leave it to others."""
    seconds = app.config["SETTINGS"].tick_seconds
    if not seconds:
        return None
    runner = Runner(app, seconds)
    runner.start()
    return runner
