"""What the administrator sets for this company: names on the paper and telephones. One row a setting; the rest is policy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Mapped

from models.declare import Record, text
from rules.archival import check_fonds, check_pattern


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


SETTINGS: dict[str, Known] = {
    "company": Known(label="单位名称", default="青禾供水有限公司", sentence="印在每张表单的抬头。", check=_not_empty),
    "office": Known(label="部门名称", default="客户服务中心", sentence="印在表单抬头的填报部门。", check=_not_empty),
    "prefix": Known(label="编号前缀", default="QH", sentence="编号的第一段，改动后只影响新编号。", check=_prefix),
    "fonds": Known(
        label="全宗号", default="QH01", sentence="档号的第一段，4 位，改动后只影响新档号。", check=check_fonds),
    "item_code": Known(
        label="件的档号格式", default="{fonds}-KF·{year}-{term}-{unit}-{count:04}", check=check_pattern,
        sentence="归档文件（件）的档号（DA/T 22）：全宗号-门类·年度-期限-机构-件号。"),
    "volume_code": Known(
        label="案卷的档号格式", default="{fonds}-SB·{year}-{term}-{unit}-{count:03}", check=check_pattern,
        sentence="案卷（卷）的档号（GB/T 11822）。"),
    "hotline": Known(label="咨询监督电话", default="0715-4320000", sentence="预填在一次性告知单上。"),
    "help_phone": Known(label="系统管理内线", default="8016", sentence="出错页和登录页上的咨询电话。"),
}  # fmt: skip
