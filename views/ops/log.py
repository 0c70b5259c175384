"""The log: what happened, when, and in which request, for people as text or for programs as one JSON object a line.

It never holds what a person typed or reads. Of an exception it keeps kind, place and the database's code, and not the message, which
may quote a value (PostgreSQL names the key that was there already). Of other people's loggers it keeps the sentence without what was
put into it. Our own loggers say nothing but names of ours.
"""

from __future__ import annotations

import json
import logging
import sys
import threading
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, TextIO

from flask import Flask, has_request_context, request
from flask.logging import wsgi_errors_stream

from rules.moments import local
from views.ops.access import line_of

#: Whatever stands there when something is told.
STDERR: Any = wsgi_errors_stream
#: The loggers that are told in full.
OURS = "dengji"


class Lines(logging.Formatter):
    """Text for people: the moment, the event, and what belongs to it as name=value; the traceback below."""

    def format(self, record: logging.LogRecord) -> str:
        facts = facts_of(record)
        trace = facts.pop("traceback", [])
        head = " ".join(str(facts.pop(name)) for name in ("time", "level", "logger", "event"))
        return "\n".join([f"{head} {' '.join(f'{name}={value}' for name, value in facts.items())}".rstrip(), *trace])


class JsonLines(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(facts_of(record), ensure_ascii=False)


def facts_of(record: logging.LogRecord) -> dict[str, Any]:
    """What is told of a record; `facts` is what our own code has added to it."""
    moment = local(datetime.fromtimestamp(record.created, UTC))
    facts: dict[str, Any] = {
        "time": moment.isoformat(timespec="milliseconds"), "level": record.levelname, "logger": record.name, "event": _event(record),
    }  # fmt: skip
    if has_request_context() and (line := line_of(request.environ)) is not None:
        facts["request_id"] = line.request_id
    facts |= getattr(record, "facts", {})
    if record.exc_info and record.exc_info[1] is not None:
        facts |= {"error": kind_of(record.exc_info[1]), "traceback": list(_trace(record.exc_info[1]))}
    return facts


def _event(record: logging.LogRecord) -> str:
    """The sentence; of somebody else's only what stands in his program, or else where it stands."""
    if record.name.partition(".")[0] == OURS:
        return record.getMessage()
    return str(record.msg) if record.args else f"{record.module}:{record.lineno}"


def kind_of(error: BaseException) -> str:
    """Its class, and what the database calls it."""
    cause = getattr(error, "orig", None) or error
    code = getattr(cause, "sqlstate", None) or getattr(cause, "sqlite_errorname", None)
    name = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    return f"{name} [{code}]" if code else name


def _trace(error: BaseException) -> Iterator[str]:
    """Where it came from, the first cause first, in lines of the program and without a value."""
    seen = list[BaseException]()
    at: BaseException | None = error
    while at is not None and at not in seen:
        seen.append(at)
        at = at.__cause__ or (None if at.__suppress_context__ else at.__context__)
    for one in reversed(seen):
        yield from (text.rstrip("\n") for text in traceback.format_tb(one.__traceback__))
        yield kind_of(one)


class Discreet(Flask):
    """The application, but that what it logs by itself (a failure that even the page for failures met) names no address."""

    def log_exception(self, exc_info: Any) -> None:
        self.logger.error("a failure that no page could tell", exc_info=exc_info)


def install(kind: str, stream: TextIO = STDERR) -> logging.Handler:
    """Let everything that is logged go to stderr so; doing it again replaces what was there."""
    root = logging.getLogger()
    for held in [one for one in root.handlers if isinstance(one.formatter, Lines | JsonLines)]:
        root.removeHandler(held)
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines() if kind == "json" else Lines())
    root.addHandler(handler)
    logging.getLogger(OURS).setLevel(logging.INFO)
    return handler


def catch_the_rest() -> None:
    """What nobody caught, in the serving process and its threads, is told by the log as well and not by Python itself."""
    log = logging.getLogger(OURS)
    sys.excepthook = lambda kind, error, trace: log.critical("the process ends", exc_info=(kind, error, trace))
    threading.excepthook = lambda said: log.critical("a thread ends", exc_info=said.exc_value)
