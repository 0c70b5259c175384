"""档案人员变动 (003 第八章6): who keeps the archive goes only after the list of what he kept has changed hands before a third (R003-39)."""

from __future__ import annotations

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from models.archive_handover import ArchiveHandover
from models.archived_item import ArchivedItem
from models.declare import Phase
from models.holding import STANDING
from models.meter_file import MeterVolume
from models.organisation import Staff
from services.sight import of_the_house

CHANGE = "staff"
SENTENCE = "档案员变动须先办理《档案移交清册》（案由“人员变动”），由接收人和监交人签字后再办"


@of_the_house
def why_not_yet(session: Session, staff: Staff) -> str | None:
    """Why this archivist may not lay down his post today, or None: nothing is kept, or he has handed it over."""
    if not any(session.scalar(select(exists().where(kept.status.in_(STANDING)))) for kept in (MeterVolume, ArchivedItem)):
        return None
    over = [state for state in ArchiveHandover.states() if state.phase in (Phase.DONE, Phase.FILE)]
    handed = exists().where(
        ArchiveHandover.from_person == staff, ArchiveHandover.reason == CHANGE, ArchiveHandover.status.in_(over))  # fmt: skip
    return None if session.scalar(select(handed)) else SENTENCE
