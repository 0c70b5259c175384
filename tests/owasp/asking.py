"""Which parameters a view asks for, found out by watching it ask: nobody lists them, so a new one is tried the day it is read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, Request
from werkzeug.datastructures import ImmutableMultiDict


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
