"""What the tests of the forms ask of the database."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.declare import Register


def newest(session: Session, register: type[Register]) -> Any:
    session.rollback()
    return session.scalars(select(register).order_by(register.id.desc())).first()
