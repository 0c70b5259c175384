"""What people are told when a chain has ended: whoever submitted, and the posts that the policy copies in (抄送)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from models.approval import Approval
from models.declare import Register
from models.organisation import Staff
from rules.chain import read_roles
from services.holders import holders
from services.notify import Notice, tell


def tell_the_end(session: Session, case: Approval, record: Register, *, verdict: str, now: datetime) -> None:
    """One notice each; a post that may not read the register is told nothing of it."""
    url = f"/{record.__tablename__}/{record.id}"
    ended = f"{record.title} {record.number} 审批结果为{verdict}"
    copied = [role for role in read_roles(case.copied_to) if role in record.read_by]
    for staff_id in sorted({person for people in holders(session, copied).values() for person in people}):
        staff, once = session.get_one(Staff, staff_id), f"copy:{case.id}:{staff_id}"
        tell(session, staff, kind=Notice.COPY.value, text=f"抄送：{ended}", url=url, once=once, now=now)
    if case.opened_by is not None:
        once = f"approval:{case.id}"
        tell(session, case.opened_by, kind=Notice.APPROVAL.value, text=f"您送审的{ended}", url=url, once=once, now=now)
