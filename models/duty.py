"""Recurring obligations as tasks: one row for each customer (or meter) and period, made ahead, done once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.declare import Model, Moment
from models.organisation import Staff


class DutyTask(Model):
    """`duty` is the obligation's key, `period` such as `2026-11` or `2026-H2`; the constraint makes a second one impossible."""

    __tablename__ = "duty_task"
    __table_args__ = (
        UniqueConstraint("duty", "period", "register", "record_id"),
        Index("ix_duty_task_open", "done_at", "due"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    duty: Mapped[str] = mapped_column(String(40))
    period: Mapped[str] = mapped_column(String(10))
    register: Mapped[str] = mapped_column(String(60))
    record_id: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(20))
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    opens_at: Mapped[datetime] = mapped_column(Moment)
    due: Mapped[datetime] = mapped_column(Moment)
    provisional: Mapped[bool] = mapped_column(default=False)
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    done_by: Mapped[str | None] = mapped_column(String(80))
    limit_id: Mapped[int | None] = mapped_column(ForeignKey("policy_limit.id"))

    assignee: Mapped[Staff | None] = relationship()
