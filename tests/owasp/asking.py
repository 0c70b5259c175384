"""Which parameters a view asks for, found out by watching it ask: nobody lists them, so a new one is tried the day it is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count
from typing import Any
from urllib.parse import quote_from_bytes

from flask import Flask, Request
from flask.testing import FlaskClient
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.test import TestResponse

from models import REGISTERS
from tests.owasp.doors import Door, doors
from tests.owasp.plant import Planted

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
#: Doors that take every field of a form at once.
WHOLE = {"add", "edit", "step"}


class Watched(ImmutableMultiDict):  # type: ignore[type-arg] # the framework's own way
    """Query or form. `asked` collects every name that is looked for; what is merely walked over is not asked for."""

    asked: set[str] = set()  # noqa: RUF012 - one watch at a time, for the whole request

    def get(self, key: Any, *rest: Any, **keywords: Any) -> Any:
        self.asked.add(key)
        return super().get(key, *rest, **keywords)

    def getlist(self, key: Any, *rest: Any, **keywords: Any) -> Any:
        self.asked.add(key)
        return super().getlist(key, *rest, **keywords)

    def __getitem__(self, key: Any) -> Any:
        self.asked.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.asked.add(str(key))
        return super().__contains__(key)


class WatchedRequest(Request):
    parameter_storage_class = Watched


@contextmanager
def watching(app: Flask) -> Iterator[set[str]]:
    """Inside, every request adds the names that it asks for. Clear the set between two requests."""
    kept, app.request_class = app.request_class, WatchedRequest
    Watched.asked.clear()
    try:
        yield Watched.asked
    finally:
        app.request_class = kept


def sweep(
    app: Flask, planted: Planted, method: str, browser_of: Callable[[Door], FlaskClient], payloads: Sequence[bytes],
    rarely: Mapping[str, int],
) -> Iterator[tuple[str, TestResponse]]:  # fmt: skip
    """What was sent and the answer: each parameter of each address alone, since a refused one hides the others; then all at once.

    In turn every parameter meets every payload. The doors of the registers are one code, and so are the look-ups: `rarely` says on
    every how many-th of them a door is tried, by its last name and by "" for the others.
    """
    turn = count()
    with watching(app) as asked:
        for number, door in enumerate(doors(app, planted, method)):
            place = REGISTERS.index(door.register) if door.register else number if door.tail in rarely else 0
            if place % rarely.get(door.tail, rarely[""]):
                continue
            browser = browser_of(door)
            path, _, query = door.path.partition("?")
            asked.clear()
            browser.open(door.path, method=method)
            names = sorted(name for name in asked if name.isascii() and "csrf" not in name)
            each = [] if door.tail in WHOLE else [[name] for name in names]
            for chosen in (*each, names) if names else ():
                sent = "&".join(f"{name}={quote_from_bytes(payloads[next(turn) % len(payloads)])}" for name in chosen)
                if method == "GET":
                    answer = browser.get(path, query_string=f"{query}&{sent}".strip("&"))
                else:
                    answer = browser.post(door.path, data=sent.encode(), headers=FORM)
                yield f"{method} {door.path} {sent[:300]}", answer
