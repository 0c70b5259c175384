"""`/metrics` for Prometheus: requests, transactions, and what stands open in the house, in numbers alone.

Each process tells its own requests and is a target of its own; what is read from the database is the same in all, so take its maximum.
Closed but to this machine itself and to whoever has the token.
"""

from __future__ import annotations

import hmac
from typing import Any

from flask import Flask, Response, current_app, request
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest

from config import Settings, is_loopback
from views.aside import machines
from views.database import db
from views.ops.access import Line
from views.ops.timings import watch
from views.ops.work import WorkCollector

SECONDS = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
#: A request that bears one of these came through a proxy, however near that stands.
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-IP")


class Figures:
    """The figures of one process."""

    def __init__(self, app: Flask, version: str) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter("dengji_requests", "Requests", ("route", "method", "status"), registry=self.registry)
        self._seconds = Histogram("dengji_request_seconds", "Time until sent", ("method", "route"), buckets=SECONDS, registry=self.registry)
        self.transactions = Histogram("dengji_transaction_seconds", "Time in a transaction", buckets=SECONDS, registry=self.registry)
        self.waits = Histogram("dengji_transaction_wait_seconds", "Wait for a transaction", buckets=SECONDS, registry=self.registry)
        ProcessCollector(registry=self.registry)
        self.work = WorkCollector(app, version)
        self.registry.register(self.work)

    def count(self, line: Line) -> None:
        """One request, as the access log tells it."""
        if not line.is_quiet:
            self._requests.labels(line.route, line.method, f"{line.status // 100}xx").inc()
            self._seconds.labels(line.method, line.route).observe(line.seconds)


def install(app: Flask, version: str) -> Figures:
    """Begin to count. The database must be open."""
    figures = app.extensions["figures"] = Figures(app, version)
    with app.app_context():
        watch(db.engine, transactions=figures.transactions.observe, waits=figures.waits.observe)
    return figures


@machines.get("/metrics")
def metrics() -> ResponseReturnValue:
    """All figures as text, for those who may read them."""
    if not _may_read():
        return Response("closed\n", 403, mimetype="text/plain")
    figures: Any = current_app.extensions["figures"]
    return Response(generate_latest(figures.registry), content_type=CONTENT_TYPE_LATEST)


def _may_read() -> bool:
    settings: Settings = current_app.config["SETTINGS"]
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if settings.metrics_token and scheme.lower() == "bearer":
        return hmac.compare_digest(token.strip().encode(), settings.metrics_token.encode())
    return is_loopback(_peer()) and not any(name in request.headers for name in FORWARDED)


def _peer() -> str:
    """Who is at the other end of the line, whatever a proxy says of others."""
    before: dict[str, str] = request.environ.get("werkzeug.proxy_fix.orig", {})
    return before.get("REMOTE_ADDR") or request.remote_addr or ""
