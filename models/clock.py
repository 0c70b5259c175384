"""Clocks as they run: one row a deadline of a record, so that a started clock keeps its policy and can be asked for what is due."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.declare import Model, Moment
from models.organisation import Staff
from models.policy import PolicyLimit


class RunningClock(Model):
    """`name` is the deadline's field, `arm` how often it was armed anew after a return; `due` is a cache of the pure function."""

    __tablename__ = "running_clock"
    __table_args__ = (
        UniqueConstraint("register", "record_id", "name"),
        Index("ix_running_clock_due", "is_open", "due"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    register: Mapped[str] = mapped_column(String(60))
    record_id: Mapped[int]
    name: Mapped[str] = mapped_column(String(60))
    limit_id: Mapped[int] = mapped_column(ForeignKey("policy_limit.id"))
    since: Mapped[datetime] = mapped_column(Moment)
    shift_end: Mapped[datetime | None] = mapped_column(Moment)
    due: Mapped[datetime] = mapped_column(Moment)
    provisional: Mapped[bool] = mapped_column(default=False)
    extended_to: Mapped[datetime | None] = mapped_column(Moment)
    extended_by: Mapped[str | None] = mapped_column(String(60))
    met_at: Mapped[datetime | None] = mapped_column(Moment)
    is_open: Mapped[bool] = mapped_column(default=True)
    arm: Mapped[int] = mapped_column(default=1)

    limit: Mapped[PolicyLimit] = relationship()


class Paused(Model):
    """The clocks of a record stood still: from when to when (None: still), why and by whom."""

    __tablename__ = "paused"
    __table_args__ = (Index("ix_paused_record", "register", "record_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    register: Mapped[str] = mapped_column(String(60))
    record_id: Mapped[int]
    since: Mapped[datetime] = mapped_column(Moment)
    until: Mapped[datetime | None] = mapped_column(Moment)
    reason: Mapped[str] = mapped_column(String(200))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    resumed_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))

    by: Mapped[Staff | None] = relationship(foreign_keys=[by_id])
    resumed_by: Mapped[Staff | None] = relationship(foreign_keys=[resumed_by_id])
