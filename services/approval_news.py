"""What people are told when a chain has ended: whoever submitted, and the posts that the policy copies in (抄送)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.approval import Approval
from models.declare import Register
from models.message import Message
from rules.chain import read_roles
from services.posts import holders

#: Kinds of messages, as they are stored.
COPY, RESULT = "approval_copy", "approval"


def tell_the_end(session: Session, case: Approval, record: Register, *, verdict: str, now: datetime) -> None:
    """One message each; a post that may not read the register is told nothing of it."""
    url = f"/{record.__tablename__}/{record.id}"
    copied = [role for role in read_roles(case.copied_to) if role in record.read_by]
    told = {staff_id for people in holders(session, copied).values() for staff_id in people}
    ended = f"{record.title} {record.number} 审批结果为{verdict}"
    for staff_id in sorted(told):
        _tell(session, staff_id, COPY, f"抄送：{ended}", url, f"{COPY}:{case.id}:{staff_id}", now)
    if case.opened_by_id is not None:
        _tell(session, case.opened_by_id, RESULT, f"您送审的{ended}", url, f"{RESULT}:{case.id}", now)
    session.flush()


def _tell(session: Session, staff_id: int, kind: str, text: str, url: str, once: str, now: datetime) -> None:
    if session.scalar(select(Message.id).where(Message.once == once)) is None:
        session.add(Message(staff_id=staff_id, kind=kind, text=text, url=url, at=now, once=once))
