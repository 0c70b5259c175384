"""备份和恢复: when the house was put into safe keeping and taken out again. Lines of a log, no records: nothing is ever changed in them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from models.declare import Model, Moment


class Act(StrEnum):
    """What was done, with the words for it."""

    label: str

    def __new__(cls, code: str, label: str) -> Act:
        made = str.__new__(cls, code)
        made._value_, made.label = code, label
        return made

    BACKUP = "backup", "备份"
    RESTORE = "restore", "恢复"
    COPY = "copy", "迁移"


class Safekeeping(Model):
    """One act. A backup is logged where it was taken from, so after itself; a restore and a move where they led to."""

    __tablename__ = "safekeeping"

    id: Mapped[int] = mapped_column(primary_key=True)
    act: Mapped[str] = mapped_column(String(10))
    #: The moment of which the content is.
    at: Mapped[datetime] = mapped_column(Moment, index=True)
    logged_at: Mapped[datetime] = mapped_column(Moment)
    file: Mapped[str] = mapped_column(String(300), default="")
    size: Mapped[int] = mapped_column(BigInteger, default=0)
    digest: Mapped[str] = mapped_column(String(64), default="")
    #: The last entry of history that the content holds.
    entry: Mapped[int | None]
