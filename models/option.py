"""Option lists kept as data: what a choice may be, in which words, and since when."""

from __future__ import annotations

from datetime import date

from sqlalchemy import UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session

from models.declare import Record, day, quantity, text


class Option(Record, title="选项"):
    """One option of one list. The code is what records store; after `valid_to` it is no longer offered, but still read."""

    __tablename__ = "option"
    __table_args__ = (UniqueConstraint("list_code", "code"),)

    list_code: Mapped[str] = text("选项表代码", length=40, search=True)
    list_title: Mapped[str] = text("选项表", length=40, search=True)
    code: Mapped[str] = text("选项代码", length=40)
    label: Mapped[str] = text("选项名称", length=60, search=True)
    position: Mapped[int] = quantity("排列次序", default=0)
    valid_from: Mapped[date | None] = day("启用日期")
    valid_to: Mapped[date | None] = day("停用日期", after=valid_from)
    origin: Mapped[str | None] = text("依据", length=120)

    def __str__(self) -> str:
        return self.label


def label_of(session: Session, list_code: str, code: str) -> str:
    """The wording of one option, for sentences that a model makes; the code where the list has lost it."""
    return session.scalar(select(Option.label).where(Option.list_code == list_code, Option.code == code)) or code
