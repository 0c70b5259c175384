"""档号台账: every archival code of the house, so that none is given twice and no gap stays unseen."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.declare import Model, Moment


class ArchivalSeries(Model):
    """How far the codes of one fonds, year, term and unit have gone."""

    __tablename__ = "archival_series"

    series: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[int]


class ArchivalCode(Model):
    """One code and the record that bears it. `typed`: it stood on the paper already, and was entered from it."""

    __tablename__ = "archival_code"
    __table_args__ = (Index("ix_archival_code_record", "register", "record_id"),)

    series: Mapped[str] = mapped_column(String(60), primary_key=True)
    count: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    register: Mapped[str] = mapped_column(String(60))
    record_id: Mapped[int]
    typed: Mapped[bool]
    at: Mapped[datetime] = mapped_column(Moment)
