"""查看明文: who looked at personal data that his screen keeps masked, when, and until when it stayed open to him."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.declare import Model, Moment
from models.organisation import Staff


class Reveal(Model):
    """One look at one record. It is never deleted (003 第七章三(十一), 002 七(三); STANDARDS.md §11)."""

    __tablename__ = "reveal"
    __table_args__ = (Index("ix_reveal_record", "register", "record_id"), Index("ix_reveal_by_id_until", "by_id", "until"))

    id: Mapped[int] = mapped_column(primary_key=True)
    register: Mapped[str] = mapped_column(String(60))
    record_id: Mapped[int]
    reason: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime] = mapped_column(Moment)
    until: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))

    by: Mapped[Staff] = relationship()
