"""Every request leaves one line in the log and one figure, whatever becomes of it. Wrapped around the whole application.

The line names the route, and never the address: a path may end in anything, and a query holds what somebody searched for.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from flask import Flask, Response, request

from services.carried import ACTOR
from views.aside import is_aside, is_of_machines
from views.database import db

KEY = "dengji.request"
HEADER = "X-Request-ID"
#: What a proxy makes (32 hexadecimal digits) or a UUID; anything else might be somebody's number.
SANE = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
log = logging.getLogger("dengji.access")


@dataclass(kw_only=True)
class Line:
    """What is known of one request; `is_quiet`: a machine looked whether we live, which is no visit."""

    request_id: str
    method: str
    begun: float = field(default_factory=time.perf_counter)
    route: str = "-"
    user_id: int | None = None
    status: int = 500
    size: int = 0
    is_quiet: bool = False
    is_told: bool = False

    @property
    def seconds(self) -> float:
        return time.perf_counter() - self.begun

    def facts(self) -> dict[str, Any]:
        """As the log tells it."""
        return {
            "request_id": self.request_id, "method": self.method, "route": self.route, "status": self.status,
            "ms": round(self.seconds * 1000, 1), "user": self.user_id, "bytes": self.size,
        }  # fmt: skip


Told = Callable[[Line], None]


def line_of(environ: Any) -> Line | None:
    """The line of a request that came through the application."""
    found: Line | None = environ.get(KEY)
    return found


class Access:
    """The wrapper: it answers the request's id, counts what is sent, and tells the line when the answer has ended."""

    def __init__(self, inner: Any, *told: Told) -> None:
        self._inner, self._told = inner, (_write, *told)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        given, method = environ.get("HTTP_X_REQUEST_ID", "").lower(), environ.get("REQUEST_METHOD", "")
        line = Line(request_id=given if SANE.fullmatch(given) else uuid4().hex, method=method if method in METHODS else "OTHER")
        environ[KEY] = line

        def begin(status: str, headers: list[tuple[str, str]], error: Any = None) -> Any:
            line.status = int(status[:3])
            return start_response(status, [*headers, (HEADER, line.request_id)], error)

        try:
            return _Body(self._inner(environ, begin), line, self._end)
        except BaseException:
            self._end(line)
            raise

    def _end(self, line: Line) -> None:
        if not line.is_told:
            line.is_told = True
            for tell in self._told:
                tell(line)


class _Body:
    """The answer on its way out."""

    def __init__(self, inner: Iterable[bytes], line: Line, end: Told) -> None:
        self._inner, self._line, self._end = inner, line, end

    def __iter__(self) -> Iterator[bytes]:
        for part in self._inner:
            self._line.size += len(part)
            yield part
        self._end(self._line)

    def close(self) -> None:
        if (close := getattr(self._inner, "close", None)) is not None:
            close()
        self._end(self._line)


def _write(line: Line) -> None:
    if not line.is_quiet:
        log.info("request", extra={"facts": line.facts()})


def install(app: Flask, *told: Told) -> None:
    """Wrap the application; before other hooks, so that what they answer is known too."""
    app.after_request(_learn)
    app.wsgi_app = Access(app.wsgi_app, *told)  # type: ignore[method-assign]


def _learn(response: Response) -> Response:
    """What only the application knows: which route it was, and who asked."""
    if (line := line_of(request.environ)) is not None:
        line.route = request.url_rule.rule if request.url_rule is not None else "-"
        line.is_quiet = is_of_machines()
        actor = None if is_aside() else db.session.info.get(ACTOR)
        line.user_id = actor.user_id if actor is not None else None
    return response
