"""What stands open in the house, as Prometheus reads it. Counted at most once a minute, however often it is asked."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from threading import Lock

from flask import Flask
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from rules.refusals import Refused
from services.standing_work import Work, work
from views.clock import now
from views.database import db

FRESH = 60.0
log = logging.getLogger("dengji.metrics")


class WorkCollector(Collector):
    """The numbers of the database. While it is away they are missing, and `dengji_database_up` says so."""

    def __init__(self, app: Flask, version: str) -> None:
        self._app, self._version = app, version
        self._lock, self._held, self._until = Lock(), None, 0.0  # type: tuple[Lock, Work | None, float]

    def collect(self) -> Iterator[Metric]:
        info = GaugeMetricFamily("dengji_info", "The version that runs", labels=("version",))
        info.add_metric((self._version,), 1)
        found = self._work()
        yield info
        yield GaugeMetricFamily("dengji_database_up", "Whether the database answers", value=0 if found is None else 1)
        if found is None:
            return
        cases = GaugeMetricFamily("dengji_open_cases", "Records with work left", labels=("register", "state"))
        for names, count in found.open_cases.items():
            cases.add_metric(names, count)
        letters = GaugeMetricFamily("dengji_outbox", "Letters by what became of them", labels=("state",))
        for state, count in found.letters.items():
            letters.add_metric((state,), count)
        ages = GaugeMetricFamily("dengji_age_seconds", "Time since it was last done", labels=("of",))
        for name, age in found.ages.items():
            ages.add_metric((name,), age)
        yield from (cases, letters, ages)

    def describe(self) -> Iterator[Metric]:
        """Nothing is counted when the collector is put in."""
        yield from ()

    def forget(self) -> None:
        """Count anew when asked next."""
        self._until = 0.0

    def _work(self) -> Work | None:
        with self._lock:
            if time.monotonic() > self._until:  # a failure too is kept so long: whoever waits for it holds a thread of the server
                self._held, self._until = self._count(), time.monotonic() + FRESH
            return self._held

    def _count(self) -> Work | None:
        try:
            with self._app.app_context():
                return work(db.engine, now())
        except (SQLAlchemyError, Refused):
            log.warning("the figures could not be counted", exc_info=True)
            return None
