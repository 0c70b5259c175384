"""消息: what the system tells a person, and what it sends out of the house."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.declare import Model, Moment
from models.organisation import Staff


class Message(Model):
    """One notice to one person. `once` is what it is about, so that telling it twice changes nothing."""

    __tablename__ = "message"
    __table_args__ = (Index("ix_message_unread", "staff_id", "read_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    kind: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(String(300))
    url: Mapped[str] = mapped_column(String(200), default="")
    at: Mapped[datetime] = mapped_column(Moment)
    read_at: Mapped[datetime | None] = mapped_column(Moment)
    once: Mapped[str] = mapped_column(String(120), unique=True)

    staff: Mapped[Staff] = relationship()


class Outgoing(Model):
    """One thing to send (channel `mail` or `webhook`), written in the transaction that caused it and sent after it."""

    __tablename__ = "outgoing"
    __table_args__ = (Index("ix_outgoing_due", "sent_at", "not_before"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(10))
    address: Mapped[str] = mapped_column(String(200), default="")
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    not_before: Mapped[datetime] = mapped_column(Moment)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    tries: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(String(300), default="")
    once: Mapped[str] = mapped_column(String(120), unique=True)
