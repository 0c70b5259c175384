"""Cases for the tests of figures: complaints, callbacks and items from above at given moments, past every screen."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from models import Complaint, OfficialItem
from tests.cast import NOW
from tests.make import make

DAY = timedelta(days=1)


def complaint(session: Session, *, received_at: datetime = NOW - 3 * DAY, **given: Any) -> Complaint:
    """A complaint that was received then and has not been answered, so that its first reply is overdue."""
    return make(
        Complaint, session, received_at=received_at, late_reason="系统故障补登", channel="hotline", first_reply_at=None, is_major=False,
        **{"category": "no_water"} | given)  # fmt: skip


def official(session: Session, *, received_at: datetime = NOW - 5 * DAY, **given: Any) -> OfficialItem:
    """An item from above that nobody has done anything about."""
    return make(
        OfficialItem, session, received_at=received_at, late_reason="系统故障补登", channel="12345", is_letter=False,
        **{"category": "no_water"} | given)  # fmt: skip
