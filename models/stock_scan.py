"""One beep of a stock-take. Rows are only added; the last may be taken back, and stays to be read."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.declare import Model, Moment
from models.place import Place


class StockScan(Model):
    """A holding (`register`, `record_id`) found at a place, and what was said of it."""

    __tablename__ = "stock_scan"
    __table_args__ = (Index("ix_stock_scan_take", "take_id", "register", "record_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    take_id: Mapped[int] = mapped_column(ForeignKey("stock_take.id"))
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    register: Mapped[str] = mapped_column(String(60))
    record_id: Mapped[int]
    verdict: Mapped[str] = mapped_column(String(20))
    undone: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))

    place: Mapped[Place] = relationship()
