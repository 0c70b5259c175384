"""The shift on duty at a moment (C12): limits within a shift (本班次) end with it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from models.organisation import Staff


def shift_end(session: Session, moment: datetime) -> datetime | None:
    """When the shift on duty then ends; None while the roster has none."""
    return None


def on_duty(session: Session, moment: datetime) -> list[Staff]:
    """Who is on duty then; nobody while the roster has none."""
    return []
