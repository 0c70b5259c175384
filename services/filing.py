"""归档: a record that is done becomes an item of the archive (I01) and bears its code."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.archived_item import ArchivedItem
from models.declare import Register
from models.declare.brings import Coding
from rules.actor import Actor
from rules.moments import local
from services import archival
from services.records import begin
from services.sight import of_the_house

#: As the item's own step upon the shelf would write it.
CODING = next(step.coding for step in ArchivedItem.flow.steps if step.coding)


@of_the_house
def why_not_void(session: Session, record: Register) -> str | None:
    """What is filed stands in the catalogue of the archive for good, and its record stays with it."""
    made = select(ArchivedItem).where(ArchivedItem.source_ref == f"{record.__tablename__}:{record.id}")
    item = session.scalars(made.where(ArchivedItem.status != ArchivedItem.void_state()).limit(1)).first()
    return f"本单已归档（档号 {item.archival_code}），不能作废；内容有误的请办理“更正”。" if item is not None else None


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
