"""Who handles what was complained of: the table of 001 六.6 and 003 第五章2, letters from above, and clues for the group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rules.refusals import Invalid


@dataclass(frozen=True, kw_only=True)
class Handler:
    """Where a matter goes: the post as the document says it, and the department of the house; "" is chosen by hand."""

    post: str
    department: str
    clause: str


#: Category of a complaint → who handles it.
HANDLERS: Mapping[str, Handler] = {
    "consult": Handler(post="当班热线（服务）受理人员", department="客户服务中心", clause="001 六.6(1)"),
    "meter_data": Handler(post="客服部抄收主管", department="抄收部", clause="001 六.6(2)"),
    "no_water": Handler(post="管网部", department="管网部", clause="001 六.6(3)"),
    "pressure": Handler(post="管网部", department="管网部", clause="001 六.6(3)"),
    "meter_box": Handler(post="管网部", department="管网部", clause="001 六.6(3)"),
    "meter_test": Handler(post="管网部", department="管网部", clause="001 六.6(3)"),
    "pipe_repair": Handler(post="管网部", department="管网部", clause="001 六.6(4)"),
    "water_quality": Handler(post="水质检测中心", department="水质检测中心", clause="001 六.6(5)"),
    "install": Handler(post="工程公司总经办", department="工程公司", clause="001 六.6(6)"),
    "violation": Handler(post="稽查部", department="稽查部", clause="001 六.6(7)"),
    "billing": Handler(post="抄表收费责任单位", department="抄收部", clause="003 第五章2.4、第十一章3.1"),
    "service": Handler(post="相关责任单位", department="", clause="003 第五章2.5"),
    "discipline": Handler(post="纪委监察室", department="纪检监察室", clause="003 第五章2.5"),
    "other": Handler(post="由受理主管指定", department="", clause=""),
}


def handler_of(category: str) -> Handler:
    """The handler of a category. Raises Invalid on `category` for one that no document knows."""
    if (found := HANDLERS.get(category)) is None:
        raise Invalid({"category": "没有这一投诉类别，请从类别表中选择"})
    return found


@dataclass(frozen=True, kw_only=True)
class Forwarding:
    """A letter on its way: to whom, with a copy to whom."""

    to: str
    copied_to: tuple[str, ...]


def forward_letter(*, scanned: bool, to: str, copied_to: tuple[str, ...]) -> Forwarding:
    """R001-33 (001 六.4): a letter from above goes on as a scan to the head of customer service, copied to whom the house names.

    Raises Invalid on `scan`.
    """
    if not scanned:
        raise Invalid({"scan": "信件类投诉请先上传扫描件，再发送"})
    return Forwarding(to=to, copied_to=tuple(name for name in copied_to if name != to))


def is_clue_for_group(*, accused_department: str, own_department: str) -> bool:
    """R004-08 (004 §8.1): a complaint of another department is no matter of ours; it goes to the group as a clue (问题线索)."""
    return bool(accused_department) and accused_department != own_department
