"""四性检测 (DA/T 70-2018): what is looked at, by property, and what a report says of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Property(StrEnum):
    """The four properties, in the words of the standard."""

    AUTHENTIC = "真实性"
    COMPLETE = "完整性"
    USABLE = "可用性"
    SAFE = "安全性"


class Check(StrEnum):
    """One thing that is looked at."""

    CODE = "档号合规，与档号台账一致"
    CHAIN = "历史记录连续、未被改动"
    UNALTERED = "原文与登记时的校验码一致"
    METADATA = "元数据齐全"
    NO_GAPS = "档号连续，无漏号"
    PROCESS = "办理过程齐全"
    HAS_FILE = "有原文（扫描件）"
    FORMAT = "格式为 PDF、JPG、PNG"
    OPENS = "原文可读，未加密"
    NOTHING_STRANGE = "原文与扩展名相符，无异常文件"
    VIRUS = "病毒检测"


PROPERTY = {
    Check.CODE: Property.AUTHENTIC, Check.CHAIN: Property.AUTHENTIC, Check.UNALTERED: Property.AUTHENTIC,
    Check.METADATA: Property.COMPLETE, Check.NO_GAPS: Property.COMPLETE, Check.PROCESS: Property.COMPLETE,
    Check.HAS_FILE: Property.COMPLETE, Check.FORMAT: Property.USABLE, Check.OPENS: Property.USABLE,
    Check.NOTHING_STRANGE: Property.SAFE, Check.VIRUS: Property.SAFE,
}  # fmt: skip
#: Nobody claims what was not done.
NOT_DONE = "未接入杀毒软件，未检测，请由信息中心另行检测"
#: The same in the conclusion, and what is concluded of nothing.
NO_VIRUS, NOTHING = "病毒未检测", "没有可检测的档案"
#: So many codes are named; the rest are counted.
NAMED = 6


@dataclass(kw_only=True)
class Result:
    """What came of one check: how many were looked at, and the codes of those that are wanting."""

    check: Check
    looked_at: int = 0
    wanting: list[str] = field(default_factory=list)

    def look(self, code: str, *, is_right: bool) -> None:
        self.looked_at += 1
        if not is_right:
            self.wanting.append(code)

    @property
    def words(self) -> str:
        """What the report says beside the figures."""
        if self.check is Check.VIRUS:
            return NOT_DONE
        named = "、".join(dict.fromkeys(self.wanting[:NAMED]))
        return named + (f" 等 {len(self.wanting)} 处" if len(self.wanting) > NAMED else "")


def gaps(counts: Iterable[int]) -> Sequence[int]:
    """The numbers missing up to the last."""
    there = set(counts)
    return [one for one in range(1, max(there, default=0) + 1) if one not in there]
