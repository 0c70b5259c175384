"""What the registers of the desk ask for beyond their declaration."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Staff
from tests.asked import OWN
from tests.cast import NOW


def _of_shift(session: Session, number: int) -> dict[str, object]:
    begins, staff = NOW + timedelta(days=2 * number), list(session.scalars(select(Staff).order_by(Staff.id).limit(3)))
    return {"starts_at": begins, "ends_at": begins + timedelta(hours=8), "swap_to": staff[1], "successor": staff[2]}


def _of_appointment(session: Session, number: int) -> dict[str, object]:
    """Agreed so long ago that who has not come by now has given up; who came was in time."""
    return {"appointed_at": NOW - timedelta(minutes=40), "applicant_arrived_at": NOW - timedelta(minutes=45)}


OWN |= {"shift": _of_shift, "appointment": _of_appointment}
