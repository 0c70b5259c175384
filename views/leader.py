"""Whether a database leads. While none does, pages that only show read of a replica and say so; whoever would save is told to wait."""

from __future__ import annotations

import time

from flask import current_app, g
from sqlalchemy import Engine, create_engine

from config import Settings
from rules.refusals import Unreachable
from services import database
from services.database import Mode, during

#: Having found nobody who leads, a process does not look again for so many seconds.
REST = 2.0


class Following:
    """The replica of this installation, and what a process remembers of the leader."""

    def __init__(self, replica: Engine) -> None:
        self.replica = replica
        self._away_until = 0.0

    def is_alone(self, leader: Engine) -> bool:
        """Whether nobody leads just now."""
        if time.monotonic() < self._away_until:
            return True
        try:
            with during(Mode.READ), leader.connect():  # a connection is tried before it is used
                return False
        except Unreachable:
            self._away_until = time.monotonic() + REST
            return True


def following(settings: Settings) -> Following | None:
    """Nothing where the installation names no replica."""
    if not settings.database_read_url:
        return None
    options = database.options(settings.database_read_url, settings.threads)
    engine = create_engine(settings.database_read_url, hide_parameters=True, **options)
    database.install(engine)
    return Following(engine)


def replica() -> Engine | None:
    """The replica that this process may read of."""
    found: Following | None = current_app.extensions.get("following")
    return found.replica if found is not None else None


def is_read_only() -> bool:
    """Whether this request reads of a replica because nobody leads."""
    return bool(g.get("read_only"))
