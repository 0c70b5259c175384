"""Who handles which kind of complaint (001 六.6, 003 第五章2): the proposal that the form makes, kept as data in the console."""

from __future__ import annotations

from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from models.declare import Record, choice, department, text


class Routing(Record, title="投诉派办"):
    """One category of complaints with the department it goes to, and the system that the ticket is pushed into."""

    __tablename__ = "routing"
    __table_args__ = (UniqueConstraint("category"),)

    category: Mapped[str] = choice("投诉类别", "complaint_category")
    dept: Mapped[Any | None] = department("承办部门")
    push_system: Mapped[str | None] = choice("推送系统", "push_system")
    origin: Mapped[str | None] = text("依据", length=120)

    def __str__(self) -> str:
        return self.category
