"""Whether the house can work: each thing it needs by its name, and whether it is there. Asked by machines every few seconds."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import SQLAlchemyError

from models.policy import PolicyEdition
from rules.moments import is_ahead
from rules.refusals import Refused
from services.database import reading
from services.heartbeat import TICK, beats


@dataclass(frozen=True, kw_only=True)
class Needs:
    """What this installation has to have: the revisions of its code, room in a folder, and a tick not older than so long.

    `since` is when the process began: a house that has just been opened has not ticked yet.
    """

    revisions: frozenset[str]
    folder: Path
    room_mb: int
    late: timedelta
    since: datetime


@dataclass(frozen=True, kw_only=True)
class Standing:
    """The checks by name; `trouble` is the kind of the failure that ended them early, if one did."""

    checks: dict[str, bool]
    trouble: str = ""

    @property
    def is_ready(self) -> bool:
        return all(self.checks.values())


def standing(engine: Engine, needs: Needs, now: datetime) -> Standing:
    """How it stands at this moment. A check that cannot be made has failed."""
    checks = {"database": False, "schema": False, "policy": False, "disk": has_room(needs.folder, needs.room_mb), "runner": False}
    try:
        with reading(), engine.connect() as connection:
            checks["database"] = connection.scalar(select(1)) == 1
            checks["schema"] = set(MigrationContext.configure(connection).get_current_heads()) == needs.revisions
            checks["policy"] = connection.scalar(select(PolicyEdition.id).where(PolicyEdition.in_force.is_(True)).limit(1)) is not None
            checks["runner"] = _ticks(connection, needs, now)
    except (SQLAlchemyError, Refused, OSError) as trouble:
        return Standing(checks=checks, trouble=type(trouble).__name__)
    return Standing(checks=checks)


def has_room(folder: Path, room_mb: int) -> bool:
    """Whether so much is free on the disk of the folder, which may be gone."""
    try:
        return shutil.disk_usage(folder).free >= room_mb * 1024 * 1024
    except OSError:
        return False


def _ticks(connection: Connection, needs: Needs, now: datetime) -> bool:
    last = beats(connection).get(TICK)
    known = needs.since if last is None or is_ahead(last, now) else last
    return max(known, needs.since) >= now - needs.late
