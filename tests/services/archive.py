"""What tests of the archive room share: steps pressed by their label, freezes, lists."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from models import (
    ArchivedItem,
    ArchiveHold,
    DestructionList,
)
from models.declare import Register
from models.holding import why_kept_now
from services.house import HouseNow
from services.step import take
from tests.cast import NOW
from tests.make import make, step_values, taker
from tests.of_archive import condemning


def press(session: Session, record: Register, label: str, actor: Any = None, words: str = "", **values: object) -> None:
    step = next(step for step in record.steps() if step.label == label)
    given = step_values(record, step, session) | values
    take(session, record, step, given, words=words or "依表据实填写", actor=actor or taker(session, record, step), now=NOW)


def hold(session: Session, item: ArchivedItem, **given: object) -> ArchiveHold:
    return make(ArchiveHold, session, volume=None, item=item, **{"reason": "audit", "until": None} | given)


def listed(session: Session, item: ArchivedItem) -> DestructionList:
    return make(DestructionList, session, appraisal=condemning(session, item))


def kept(session: Session, holding: Any) -> str | None:
    return why_kept_now(holding, HouseNow(session, NOW))
