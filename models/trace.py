"""What was done to records: steps taken, corrections made, papers printed, numbers given out."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.declare import Model, Moment
from models.organisation import Staff


class StepTaken(Model):
    """One step of one record: who, when, from where to where, with which words."""

    __tablename__ = "step_taken"
    __table_args__ = (Index("ix_step_taken_record", "register", "record_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    register: Mapped[str] = mapped_column(String(60))
    record_id: Mapped[int]
    source: Mapped[str] = mapped_column(String(20))
    target: Mapped[str] = mapped_column(String(20))
    label: Mapped[str] = mapped_column(String(40))
    words: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    post: Mapped[str] = mapped_column(String(40), default="")

    by: Mapped[Staff | None] = relationship()


class Correction(Model):
    """更正: a read-only field was set right. The old value stays to be read."""

    __tablename__ = "correction"
    __table_args__ = (Index("ix_correction_record", "register", "record_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    register: Mapped[str] = mapped_column(String(60))
    record_id: Mapped[int]
    field: Mapped[str] = mapped_column(String(60))
    old: Mapped[str] = mapped_column(Text)
    new: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))

    by: Mapped[Staff | None] = relationship()


class PrintJob(Model):
    """One printing: who, when, which paper. Its id is what the code on a ledger page carries."""

    __tablename__ = "print_job"

    id: Mapped[int] = mapped_column(primary_key=True)
    register: Mapped[str] = mapped_column(String(60))
    paper: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))

    by: Mapped[Staff | None] = relationship()


class Printed(Model):
    """One record on one printing, and which copies of it."""

    __tablename__ = "printed"
    __table_args__ = (Index("ix_printed_record", "register", "record_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    job_id: Mapped[int] = mapped_column(ForeignKey("print_job.id"))
    register: Mapped[str] = mapped_column(String(60))
    record_id: Mapped[int]
    count: Mapped[int]
    copies: Mapped[str] = mapped_column(String(100), default="")

    job: Mapped[PrintJob] = relationship()


class Counter(Model):
    """How far the numbers of one form and year have gone."""

    __tablename__ = "counter"

    form: Mapped[str] = mapped_column(String(10), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    value: Mapped[int]
