"""Tell a person something: one notice in the house and, where the installation sends, one letter and one webhook call."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import Enum

from sqlalchemy import Integer, bindparam, func, select, update
from sqlalchemy.orm import Session

from models.message import Message
from models.organisation import Staff
from services.once import insert_once
from services.outbox import put_out


class Notice(Enum):
    """What a notice is about; the label is what the list of notices says."""

    label: str

    def __new__(cls, code: str, label: str) -> Notice:
        member = object.__new__(cls)
        member._value_ = code
        member.label = label
        return member

    WARN = "warn", "临期提醒"
    BREACH = "breach", "逾期提醒"
    ESCALATE = "escalate", "逾期上报"
    DUTY = "duty", "定期工作"
    APPROVAL = "approval", "审批"
    COPY = "copy", "抄送"
    NOTE = "note", "通知"


def notice_label(kind: str) -> str:
    """The words for a stored kind."""
    return next((notice.label for notice in Notice if notice.value == kind), Notice.NOTE.label)


def tell(session: Session, staff: Staff, *, kind: str, text: str, url: str, once: str, now: datetime) -> bool:
    """One notice to one person; False if he has been told before.

    `once` says what it is about: telling it again changes nothing, whoever else tells it at the same moment. `text` carries
    numbers and states and no personal data, since it also leaves the house.
    """
    row = {"staff_id": staff.id, "kind": kind, "text": text[:300], "url": url, "at": now, "once": once}
    if not insert_once(session, Message, [row], key=["once"]):
        return False
    put_out(session, staff, subject=notice_label(kind), text=text, url=url, once=once, now=now)
    return True


#: How many notices `staff_id` has not read: every page asks (services/todo.py).
UNREAD = select(func.count()).select_from(Message).where(
    Message.staff_id == bindparam("staff_id", type_=Integer), Message.read_at.is_(None))  # fmt: skip


def unread(session: Session, staff_id: int, *, limit: int = 100) -> list[Message]:
    """What the person has not read, newest first."""
    mine = select(Message).where(Message.staff_id == staff_id, Message.read_at.is_(None))
    return list(session.scalars(mine.order_by(Message.at.desc(), Message.id.desc()).limit(limit)))


def messages(session: Session, staff_id: int, *, limit: int = 100) -> list[Message]:
    """The person's notices: unread ones first, each part newest first."""
    mine = select(Message).where(Message.staff_id == staff_id)
    return list(session.scalars(mine.order_by(Message.read_at.is_not(None), Message.at.desc(), Message.id.desc()).limit(limit)))


def read(session: Session, staff_id: int, ids: Iterable[int], *, now: datetime) -> int:
    """Mark notices of that person as read; of others' none. Returns how many were unread until now."""
    return _mark(session, staff_id, now, Message.id.in_(list(ids)))


def read_all(session: Session, staff_id: int, *, now: datetime) -> int:
    """Mark everything the person has been told as read."""
    return _mark(session, staff_id, now)


def _mark(session: Session, staff_id: int, now: datetime, *which: object) -> int:
    marked = update(Message).where(Message.staff_id == staff_id, Message.read_at.is_(None), *which)  # type: ignore[arg-type]
    return session.execute(marked.values(read_at=now)).rowcount  # type: ignore[attr-defined,no-any-return]
