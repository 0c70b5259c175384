"""收回扫描件: papers that were printed here and came back signed, and scanned pages that wait for a person to say whose they are."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.attachment import Attachment, StoredFile
from models.declare import Model, Moment
from models.organisation import Staff


class Scan(Model):
    """One upload. A job that is begun anew finds its own again; jobs are swept, so no key leads there."""

    __tablename__ = "scan"

    id: Mapped[int] = mapped_column(primary_key=True)
    job_id: Mapped[int] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(String(200))
    pages: Mapped[int]
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)

    by: Mapped[Staff | None] = relationship()
    papers: Mapped[list[ReturnedPaper]] = relationship(order_by="ReturnedPaper.id", back_populates="scan")
    waiting: Mapped[list[ScanPage]] = relationship(order_by="ScanPage.place", back_populates="scan")


class Returned(StrEnum):
    """What kind of paper came back: a sheet or an account of a record, or pages that list many records (of a print job)."""

    SHEET = "sheet"
    ACCOUNT = "account"
    LIST = "list"


class ReturnedPaper(Model):
    """已签收: one copy that came back. `subject_id` is the record's, of a list the print job's; the same scan hangs once."""

    __tablename__ = "returned_paper"
    __table_args__ = (
        UniqueConstraint("register", "paper", "subject_id", "copy", "sha256"),
        Index("ix_returned_paper_subject", "register", "subject_id", "paper"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    scan_id: Mapped[int] = mapped_column(ForeignKey("scan.id"), index=True)
    register: Mapped[str] = mapped_column(String(60))
    paper: Mapped[str] = mapped_column(String(10))
    subject_id: Mapped[int]
    copy: Mapped[int]
    pages: Mapped[int]
    remarks: Mapped[str] = mapped_column(String(400), default="")
    sha256: Mapped[str] = mapped_column(ForeignKey("stored_file.sha256"))
    attachment_id: Mapped[int | None] = mapped_column(ForeignKey("attachment.id"))
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))

    scan: Mapped[Scan] = relationship(back_populates="papers")
    file: Mapped[StoredFile] = relationship()
    attachment: Mapped[Attachment | None] = relationship()
    by: Mapped[Staff | None] = relationship()


class PageState(StrEnum):
    """What became of a page in the queue."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    DISCARDED = "discarded"


class ScanPage(Model):
    """待认领: one scanned page that found no record by itself, with the sentence that says why.

    `register` and `record_id` are the record that its code names, whoever uploaded it, and once it is claimed the record on which it
    hangs: whoever may hang files there sees the page too.
    """

    __tablename__ = "scan_page"
    __table_args__ = (UniqueConstraint("scan_id", "place"), Index("ix_scan_page_state", "state", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    scan_id: Mapped[int] = mapped_column(ForeignKey("scan.id"))
    place: Mapped[int]
    reason: Mapped[str] = mapped_column(String(300))
    register: Mapped[str] = mapped_column(String(60), default="")
    record_id: Mapped[int | None]
    sha256: Mapped[str] = mapped_column(ForeignKey("stored_file.sha256"), index=True)
    state: Mapped[str] = mapped_column(String(10), default=PageState.WAITING.value)
    settled_at: Mapped[datetime | None] = mapped_column(Moment)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    words: Mapped[str] = mapped_column(String(200), default="")

    scan: Mapped[Scan] = relationship(back_populates="waiting")
    file: Mapped[StoredFile] = relationship()
    settled_by: Mapped[Staff | None] = relationship()
