"""What people are told when a chain has ended: whoever submitted, and the posts that the policy copies in (抄送)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from models.approval import Approval
from models.declare import Register
from models.organisation import Staff
from rules.chain import read_roles
from services.notify import Notice, tell
from services.posts import holders


def tell_the_end(session: Session, case: Approval, record: Register, *, verdict: str, now: datetime) -> None:
    """One message each; a post that may not read the register is told nothing of it."""
    url = f"/{record.__tablename__}/{record.id}"
    copied = [role for role in read_roles(case.copied_to) if role in record.read_by]
    told = {staff_id for people in holders(session, copied).values() for staff_id in people}
    ended = f"{record.title} {record.number} 审批结果为{verdict}"
    for staff_id in sorted(told):
        _tell(session, staff_id, Notice.COPY, f"抄送：{ended}", url, f"{case.id}:{staff_id}", now)
    if case.opened_by_id is not None:
        _tell(session, case.opened_by_id, Notice.APPROVAL, f"您送审的{ended}", url, str(case.id), now)


def _tell(session: Session, staff_id: int, notice: Notice, text: str, url: str, about: str, now: datetime) -> None:
    staff = session.get_one(Staff, staff_id)
    tell(session, staff, kind=notice.value, text=text, url=url, once=f"{notice.value}:{about}", now=now)
