"""服务专员、客户代表: every enterprise has somebody of its own, and who is not fit is relieved by the leading group, by nobody else."""

from __future__ import annotations

from collections.abc import Collection

from rules.refusals import Invalid, Refused


def check_specialists(names: Collection[str], *, least: int) -> None:
    """R002-22 (002 一(二)): at least so many specialists for each enterprise. Raises Invalid on `account_manager`."""
    given = {name.strip() for name in names if name.strip()}
    if len(given) < least:
        raise Invalid({"account_manager": f"每个用户企业应配备至少 {least} 名服务专员"})


def loses_post(*, fit: bool, asked_to_leave: bool, post_changed: bool, group_agreed: bool) -> bool:
    """R004-07 (004 §7): whether a representative is relieved of post and bonus. It takes a cause and the group's decision.

    Raises Refused for a decision without cause and for a cause without decision.
    """
    has_cause = not fit or asked_to_leave or post_changed
    if group_agreed and not has_cause:
        raise Refused("没有不符合要求、本人提出或岗位调整等事由，不得取消客户代表资格。")
    if has_cause and not group_agreed:
        raise Refused("取消客户代表资格及绩效待遇，须经部门工作领导小组研究通过。")
    return has_cause
