"""Forms on their way: which have been sent, so that none is answered twice, and what is typed and not yet sent."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.declare import Model, Moment


class FormToken(Model):
    """A form that has been saved: by whom, into which record, and where its answer led. The token is the form's own, drawn once.

    `register` is the table of the record; reference data of the console has one too.
    """

    __tablename__ = "form_token"
    __table_args__ = (Index("ix_form_token_record", "register", "record_id"), Index("ix_form_token_at", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(40), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    register: Mapped[str] = mapped_column(String(60), default="")
    record_id: Mapped[int | None]
    url: Mapped[str] = mapped_column(String(300), default="")
    at: Mapped[datetime] = mapped_column(Moment)


class Draft(Model):
    """What one person has typed into the form at one address and not yet saved. Personal: nobody else ever reads it."""

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("user_id", "address"), Index("ix_draft_at", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    address: Mapped[str] = mapped_column(String(200))
    content: Mapped[str] = mapped_column(Text)
    row_version: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(Moment)
