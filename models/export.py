"""导出 Excel: who took which list out of the house, when, narrowed how, how many records, and how much personal data of it in clear."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.declare import Model, Moment
from models.organisation import Staff


class Export(Model):
    """One file that left. It is never deleted; its entry in the history says the same in words (STANDARDS.md §11).

    `clear` and `masked` count the filled cells of personal data on either side of the mask.
    """

    __tablename__ = "export"

    id: Mapped[int] = mapped_column(primary_key=True)
    register: Mapped[str] = mapped_column(String(60))
    narrowed: Mapped[str] = mapped_column(Text)
    rows: Mapped[int]
    clear: Mapped[int]
    masked: Mapped[int]
    at: Mapped[datetime] = mapped_column(Moment, index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))

    by: Mapped[Staff | None] = relationship()
