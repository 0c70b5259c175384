"""工作日历: the days that differ from Monday to Friday, and whether a year's arrangement has been announced."""

from __future__ import annotations

import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from models.declare import Record, choice, day, prose, quantity, text, yes_no


class CalendarYear(Record, title="日历年度"):
    """One year. Until it is announced (放假安排), its days are computed and every due time that leans on them is 暂估.

    `notice` is the announcement as the administrator entered it: the statutory days of the year are read from it.
    """

    __tablename__ = "calendar_year"
    __table_args__ = (UniqueConstraint("year"),)

    year: Mapped[int] = quantity("年度", minimum=2000, maximum=2999)
    announced: Mapped[bool] = yes_no("放假安排已公布", default=False)
    basis: Mapped[str | None] = text("依据", length=120, help="如 国务院办公厅通知的日期和文号")
    notice: Mapped[str | None] = prose("放假安排", length=4000)

    def __str__(self) -> str:
        return f"{self.year} 年"


class CalendarDay(Record, title="日历日"):
    """A day that is not worked as its weekday says. Without hours it is worked in the office hours of the policy."""

    __tablename__ = "calendar_day"
    __table_args__ = (UniqueConstraint("on"),)

    on: Mapped[datetime.date] = day("日期")
    kind: Mapped[str] = choice("性质", "day_kind")
    name: Mapped[str | None] = text("名称", length=40)
    hours: Mapped[str | None] = text("办公时间", length=60, help="如 08:30-12:00 14:00-17:30；不填按制度方案")
    own: Mapped[bool] = yes_no("本单位自定", default=False)

    def __str__(self) -> str:
        return f"{self.on} {self.name or ''}".strip()
