"""归档: a record that is done becomes an item of the archive (I01) and bears its code."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from models.archived_item import ArchivedItem
from models.declare import Register
from models.declare.brings import Coding
from rules.actor import Actor
from rules.moments import local
from services import archival
from services.records import begin

#: As the item's own step upon the shelf would write it.
CODING = next(step.coding for step in ArchivedItem.flow.steps if step.coding)


def file(session: Session, record: Register, actor: Actor, now: datetime) -> str:
    """Make the item, which waits on the archivist's table for its pages and its place. Its archival code."""
    assert isinstance(CODING, Coding)  # noqa: S101 - the flow of ArchivedItem is ours
    item = begin(session, ArchivedItem, actor, now)
    made: Any = record
    item.unit, item.author = made.unit, made.unit.name
    item.doc_no, item.item_title = record.number, f"[{record.title}{record.number}]"
    item.doc_date = f"{local(record.created_at).date():%Y%m%d}"
    item.secrecy, item.retention = "none", record.keep.value
    item.filed_on, item.source_ref = local(now).date(), f"{record.__tablename__}:{record.id}"
    session.add(item)
    session.flush()
    item.archival_code = archival.give(session, item, CODING, now)
    session.flush()
    return item.archival_code
