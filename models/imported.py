"""导入 Excel: what was brought in by files, so that the same row never comes in twice and every import can be accounted for."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.declare import Model, Moment
from models.organisation import Staff


class Import(Model):
    """One file that came in: which register, its name, how many of its rows became records. Never deleted; told in the history too."""

    __tablename__ = "import"

    id: Mapped[int] = mapped_column(primary_key=True)
    register: Mapped[str] = mapped_column(String(60))
    file_name: Mapped[str] = mapped_column(String(200))
    made: Mapped[int]
    known: Mapped[int]
    bad: Mapped[int]
    at: Mapped[datetime] = mapped_column(Moment, index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))

    by: Mapped[Staff | None] = relationship()


class Imported(Model):
    """One row of a file that became a record. `digest` is of what the row said, `occurrence` its how many-th like row of the file."""

    __tablename__ = "imported"
    __table_args__ = (
        UniqueConstraint("register", "digest", "occurrence"),
        Index("ix_imported_record", "register", "record_id"),
        Index("ix_imported_import_id", "import_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    register: Mapped[str] = mapped_column(String(60))
    digest: Mapped[str] = mapped_column(String(64))
    occurrence: Mapped[int]
    record_id: Mapped[int]
    import_id: Mapped[int] = mapped_column(ForeignKey("import.id"))
