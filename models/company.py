"""What the administrator sets for this company: names on the paper, numbers, limits of the house. One row a setting."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Mapped

from models.declare import Record, text
from rules.numbering import check_pattern


class Setting(Record, title="单位设置"):
    """One stored value; what may be set is listed in SETTINGS."""

    __tablename__ = "setting"

    key: Mapped[str] = text("设置项代码", length=40, unique=True)
    value: Mapped[str] = text("设置值", length=200)

    def __str__(self) -> str:
        return self.key


@dataclass(frozen=True, kw_only=True)
class Known:
    """A setting there is: its default, the sentence an administrator reads, and what refuses a wrong value."""

    label: str
    default: str
    sentence: str
    check: Callable[[str], object] = str.strip


def _not_empty(value: str) -> str:
    if not value.strip():
        raise ValueError("不能为空")
    return value


def _prefix(value: str) -> str:
    if not (value.isascii() and value.isalnum() and len(value) <= 8):
        raise ValueError("前缀只用字母和数字，不超过 8 位")
    return value


def _clock_times(value: str) -> str:
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d", value) or value[:5] >= value[6:]:
        raise ValueError("请按 08:30-17:30 的样子填写，止时应晚于起时")
    return value


SETTINGS: dict[str, Known] = {
    "company": Known(label="单位名称", default="青禾供水有限公司", sentence="印在每张表单的抬头。", check=_not_empty),
    "office": Known(label="部门名称", default="客户服务中心", sentence="印在表单抬头的填报部门。", check=_not_empty),
    "prefix": Known(label="编号前缀", default="QH", sentence="编号的第一段，改动后只影响新编号。", check=_prefix),
    "number_pattern": Known(
        label="编号格式", default="{prefix}-{form}-{year}-{count:05}",
        sentence="可用 {prefix} {form} {year} {month} {count}；编号按表单和年度连续。", check=check_pattern),
    "hotline": Known(label="咨询监督电话", default="0715-4320000", sentence="预填在一次性告知单上。"),
    "office_hours": Known(
        label="办公时间", default="08:30-17:30", sentence="用于判断预约是否在非工作时间。", check=_clock_times),
    "help_phone": Known(label="系统管理内线", default="8016", sentence="出错页和登录页上的咨询电话。"),
}  # fmt: skip
