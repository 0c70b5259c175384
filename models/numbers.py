"""What became of every number: given out, kept for paper, spoilt, or missing and explained. None of these rows is ever deleted.

A row is written for each number when it is taken, since the pattern that wrote it may change within its year: which count a number is
of is then known and need not be guessed from its letters.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.declare import Model, Moment
from models.organisation import Staff
from models.trace import PrintJob


class Reservation(Model):
    """预留: a block of numbers of one form and year, kept for papers filled by hand while the system is down."""

    __tablename__ = "reservation"
    __table_args__ = (Index("ix_reservation_form", "form", "year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    form: Mapped[str] = mapped_column(String(10))
    year: Mapped[int]
    first: Mapped[int]
    count: Mapped[int]
    reason: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))

    by: Mapped[Staff | None] = relationship()


class NumberGiven(Model):
    """One number taken from the counter, as it was written; with a reservation it waits for its paper."""

    __tablename__ = "number_given"

    form: Mapped[str] = mapped_column(String(10), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    count: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    at: Mapped[datetime] = mapped_column(Moment)
    reservation_id: Mapped[int | None] = mapped_column(ForeignKey("reservation.id"), index=True)

    reservation: Mapped[Reservation | None] = relationship()


class NumberSpoilt(Model):
    """预留作废: a reserved number whose paper will never be entered."""

    __tablename__ = "number_spoilt"
    __table_args__ = (ForeignKeyConstraint(["form", "year", "count"], ["number_given.form", "number_given.year", "number_given.count"]),)

    form: Mapped[str] = mapped_column(String(10), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    count: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    reason: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


class NumberExplained(Model):
    """说明: why a number is missing. A later one stands beside the earlier, and the last counts."""

    __tablename__ = "number_explained"
    __table_args__ = (Index("ix_number_explained", "form", "year", "count"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    form: Mapped[str] = mapped_column(String(10))
    year: Mapped[int]
    count: Mapped[int]
    words: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))

    by: Mapped[Staff | None] = relationship()


class ReservedPrint(Model):
    """Empty forms printed with reserved numbers: which printing, of which reservation, how many forms."""

    __tablename__ = "reserved_print"

    job_id: Mapped[int] = mapped_column(ForeignKey("print_job.id"), primary_key=True)
    reservation_id: Mapped[int] = mapped_column(ForeignKey("reservation.id"), index=True)
    count: Mapped[int]

    job: Mapped[PrintJob] = relationship()
