"""Approvals under way: a case in a chain, the tasks of its levels, and who stands in for whom."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.declare import Model, Moment, Record, day, staff, text
from models.organisation import Department, Staff


class CaseState(StrEnum):
    """How a passage through a chain stands. DROPPED: the record left by another door, such as being declared void."""

    OPEN = "open"
    AGREED = "agreed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    DROPPED = "dropped"


class TaskState(StrEnum):
    """How one place in a chain stands. DROPPED: nobody needs to decide it any more."""

    WAITING = "waiting"
    OPEN = "open"
    AGREED = "agreed"
    REFUSED = "refused"
    HANDED = "handed"
    DROPPED = "dropped"


class Approval(Model):
    """One passage of one record through a chain. `levels` is the chain as it stood then; `author` wrote the record and decides nothing,
    `opened_by` submitted it, `came_from` is the state it was submitted from.
    """

    __tablename__ = "approval"
    __table_args__ = (Index("ix_approval_record", "register", "record_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    register: Mapped[str] = mapped_column(String(60))
    record_id: Mapped[int]
    chain: Mapped[str] = mapped_column(String(60))
    levels: Mapped[str] = mapped_column(String(200))
    copied_to: Mapped[str] = mapped_column(String(100), default="")
    came_from: Mapped[str] = mapped_column(String(20), default="")
    state: Mapped[str] = mapped_column(String(12), default="open", index=True)
    opened_at: Mapped[datetime] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))

    opened_by: Mapped[Staff | None] = relationship(foreign_keys=[opened_by_id])
    tasks: Mapped[list[ApprovalTask]] = relationship(back_populates="approval", order_by="ApprovalTask.id")


class ApprovalTask(Model):
    """One place in a chain: of a role, or of one person it was handed to."""

    __tablename__ = "approval_task"
    __table_args__ = (Index("ix_approval_task_open", "state", "role", "assignee_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    approval_id: Mapped[int] = mapped_column(ForeignKey("approval.id"), index=True)
    level: Mapped[int]
    role: Mapped[str] = mapped_column(String(20))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    state: Mapped[str] = mapped_column(String(12), default="waiting")
    words: Mapped[str] = mapped_column(Text, default="")
    opened_at: Mapped[datetime | None] = mapped_column(Moment)
    at: Mapped[datetime | None] = mapped_column(Moment)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    in_place_of_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    handed_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))

    approval: Mapped[Approval] = relationship(back_populates="tasks")
    department: Mapped[Department | None] = relationship()
    assignee: Mapped[Staff | None] = relationship(foreign_keys=[assignee_id])
    by: Mapped[Staff | None] = relationship(foreign_keys=[by_id])
    in_place_of: Mapped[Staff | None] = relationship(foreign_keys=[in_place_of_id])
    handed_by: Mapped[Staff | None] = relationship(foreign_keys=[handed_by_id])


class Delegation(Record, title="委托代办"):
    """While one is absent, another approves for him, from a day to a day, both included."""

    __tablename__ = "delegation"

    principal: Mapped[Staff] = staff("委托人")
    deputy: Mapped[Staff] = staff("受托人")
    starts_on: Mapped[date] = day("起始日期")
    ends_on: Mapped[date] = day("截止日期", after=starts_on)
    reason: Mapped[str | None] = text("事由", length=100)
    ended_early_on: Mapped[date | None] = day("提前终止日期", help="自该日起不再代办")
    made_by: Mapped[Staff | None] = staff("登记人")
    ended_by: Mapped[Staff | None] = staff("终止人")

    def holds_on(self, today: date) -> bool:
        return self.starts_on <= today <= self.ends_on and (self.ended_early_on is None or today < self.ended_early_on)

    def __str__(self) -> str:
        return f"{self.principal} 委托 {self.deputy}"
