"""How long transactions last, and how long one waits to begin: on SQLite for the one writer, on PostgreSQL hardly at all."""

from __future__ import annotations

import time
from collections.abc import Callable

from sqlalchemy import Connection, Engine, event

Observe = Callable[[float], None]
ASKED, BEGUN = "dengji asked", "dengji begun"


def watch(engine: Engine, *, transactions: Observe, waits: Observe) -> None:
    """Time every transaction of an engine. To be attached after services/database.py, whose own listener waits."""

    def asked(connection: Connection) -> None:
        connection.info[ASKED] = time.perf_counter()

    def begun(connection: Connection) -> None:
        connection.info[BEGUN] = time.perf_counter()
        waits(connection.info[BEGUN] - connection.info[ASKED])

    def ended(connection: Connection) -> None:
        if connection.invalidated:  # the line broke, and what was noted of it is gone with it
            return
        if (start := connection.info.pop(BEGUN, None)) is not None:
            transactions(time.perf_counter() - start)

    event.listen(engine, "begin", asked, insert=True)
    event.listen(engine, "begin", begun)
    event.listen(engine, "commit", ended)
    event.listen(engine, "rollback", ended)
