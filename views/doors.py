"""Doors that cost something: how often one person may go through in a minute. Declared here, the numbers are settings.

The count is shared by all processes. Each takes a tenth of what is left at a time and gives it out by itself, so that most requests
ask the database nothing; together they never give out more than there is. Why it is ours: docs/decisions/0011.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from flask import Flask, current_app, request, session
from sqlalchemy import Engine

from rules.refusals import TooOften, Unreachable, Unwritten
from services.attempts import Limit, count
from services.database import Mode
from views.clock import now
from views.database import db

WINDOW = timedelta(minutes=1)
MOST_HELD = 5_000


@dataclass(frozen=True, kw_only=True)
class Door:
    """What it is called, which setting holds its number, and the names of the view functions behind it, whole where others bear them."""

    label: str
    setting: str
    views: frozenset[str]


DOORS = (
    Door(label="查找", setting="rate_lookup", views=frozenset({"find", "ajax_lookup"})),
    Door(label="取清单", setting="rate_lookup", views=frozenset({"api.find"})),
    Door(label="搜索", setting="rate_search", views=frozenset({"search"})),
    Door(label="打印", setting="rate_print", views=frozenset({"print", "paper", "blank", "print_clocks", "batch"})),
    Door(label="导出台账", setting="rate_export", views=frozenset({"ledger", "export", "export_later", "template"})),
    Door(label="查看明文", setting="rate_reveal", views=frozenset({"reveal"})),
    Door(label="上传附件", setting="rate_attach", views=frozenset({"attach", "import_in", "send_scan"})),
)
BEHIND = {view: door for door in DOORS for view in door.views}


@dataclass
class _Held:
    """Permits in hand until the window ends; fewer than none: there are no more. `alone`: the process counts without the others."""

    left: int
    until: datetime
    alone: bool = False


class Permits:
    """What this process holds of each count."""

    def __init__(self) -> None:
        self._held: dict[str, _Held] = {}
        self._lock = Lock()

    def take(self, engine: Engine, key: str, most: int, moment: datetime) -> int:
        """Take one; returns 0, or after how many seconds there may be one again."""
        with self._lock:
            held = self._held.get(key)
            if held is not None and held.until > moment and held.left != 0:
                return self._from(held, moment)
        step = max(1, most // 10)
        try:
            counted = count(engine, {key: Limit(most=most, window=WINDOW)}, moment, by=step, mode=Mode.BRIEF)[key]
        except (Unwritten, Unreachable):
            return self._take_alone(key, most, moment)
        granted = step - max(0, counted.count - most)
        with self._lock:
            held = self._held.get(key)
            if held is None or held.until != counted.until or held.left < 0:
                held = self._keep(key, _Held(0, counted.until), moment)
            held.left = held.left + granted if granted > 0 else held.left or -1
            return self._from(held, moment)

    def _take_alone(self, key: str, most: int, moment: datetime) -> int:
        """On a full disk, while somebody writes long or no database leads, nobody can count for all, and who reads must read on: this
        process gives out what is allowed in a window.
        """
        with self._lock:
            held = self._held.get(key)
            if held is None or held.until <= moment or not held.alone:
                held = self._keep(key, _Held(most, moment + WINDOW, alone=True), moment)
            held.left = held.left or -1
            return self._from(held, moment)

    def forget(self) -> None:
        """Hold nothing."""
        with self._lock:
            self._held.clear()

    def _from(self, held: _Held, moment: datetime) -> int:
        if held.left < 0:
            return max(1, int((held.until - moment).total_seconds()))
        held.left -= 1
        return 0

    def _keep(self, key: str, held: _Held, moment: datetime) -> _Held:
        if len(self._held) > MOST_HELD:
            self._held = {name: one for name, one in self._held.items() if one.until > moment}
        self._held[key] = held
        return held


def install(app: Flask) -> None:
    """Before anything else asks the database: the count has a transaction of its own."""
    app.extensions["doors"] = Permits()
    app.before_request(_ask)


def _ask() -> None:
    """Who comes by the API is known only once his token is read (views/api/door.py)."""
    if not request.path.startswith("/api/"):
        ask(session.get("_user_id") or f"at {request.remote_addr}")


def ask(who: str) -> None:
    """Take a permit for this request, if it costs one. Raises TooOften. No transaction may be open."""
    endpoint = request.endpoint or ""
    door = BEHIND.get(endpoint) or BEHIND.get(endpoint.rpartition(".")[2])
    if door is None:
        return
    most: int = getattr(current_app.config["SETTINGS"], door.setting)
    permits: Permits = current_app.extensions["doors"]
    if most and (seconds := permits.take(db.engine, f"door/{door.label}/{who}", most, now())):
        raise TooOften(f"{door.label}太频繁，每分钟不超过 {most} 次，请 {seconds} 秒后再试。", seconds)
