"""The shift on duty at a moment (C12): limits within a shift (本班次) end with it, and a call is entered under it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.organisation import Staff
from models.shift import Shift


def shift_on_duty(session: Session, moment: datetime, staff_id: int | None = None) -> Shift | None:
    """The shift that a moment lies in: of that member of staff if he has one then, else the one that ends first."""
    found = select(Shift).where(Shift.starts_at <= moment, Shift.ends_at > moment, Shift.status != Shift.void_state())
    with session.no_autoflush:
        shifts = list(session.scalars(found.order_by(Shift.ends_at, Shift.id)))
    own = [shift for shift in shifts if staff_id is not None and shift.on_duty.id == staff_id]
    return next(iter(own or shifts), None)


def shift_end(session: Session, moment: datetime, staff_id: int | None = None) -> datetime | None:
    """When the shift on duty then ends; None while the roster has none."""
    shift = shift_on_duty(session, moment, staff_id)
    return shift.ends_at if shift is not None else None


def on_duty(session: Session, moment: datetime) -> list[Staff]:
    """Who is on duty then; nobody while the roster has none."""
    shift = shift_on_duty(session, moment)
    return [shift.on_duty] if shift is not None else []
