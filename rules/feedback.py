"""What a department reports back, and what the customer hears of it, also when nothing could be done."""

from __future__ import annotations

import re

from rules.refusals import Invalid

#: Sentences that say neither a result nor how far it has come: 含糊其辞 (001 五.4). The list is our reading.
VAGUE = frozenset({
    "已处理", "处理了", "已办", "已办结", "已完成", "处理中", "正在处理", "办理中", "跟进中", "尽快处理", "已收到",
    "收到", "已知悉", "知悉", "已阅", "已转", "已转达", "已转办", "已联系", "已回复", "已答复", "好的", "无", "情况属实", "待处理",
    "待核实",
})  # fmt: skip


def check_reply(result: str, progress: str) -> None:
    """R001-32 (001 五.4): a reply of a department states a result or how far it has come. Raises Invalid on `result`."""
    said = [_bare(text) for text in (result, progress)]
    if not any(said):
        raise Invalid({"result": "请说明处理结果；尚未处理完的，请说明处理进展"})
    if all(text in VAGUE for text in said if text):
        raise Invalid({"result": "不得含糊其辞，请写明处理了什么、结果如何，或进展到哪一步"})


def check_unsolved(*, solved: bool, told_customer: bool, explanation: str) -> None:
    """R004-05 (004 §5.5.5): what cannot be solved in time is told the customer too, and explained. Raises Invalid."""
    if solved:
        return
    errors = {}
    if not told_customer:
        errors["told_customer"] = "不能及时解决的，也要向客户反馈"
    if not explanation.strip():
        errors["explanation"] = "请写明向客户作了何种解释"
    if errors:
        raise Invalid(errors)


def needs_second_callback(*, had_opinion: bool, rectified: bool, takes_long: bool) -> bool:
    """R001-08 (001 三.1(3)): a second call follows once an opinion is rectified, or when that will not be possible soon."""
    return had_opinion and (rectified or takes_long)


def _bare(text: str) -> str:
    return re.sub(r"[\s，。！？、；：,.!?;:]", "", text)
