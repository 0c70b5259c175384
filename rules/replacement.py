"""换表: what comes before a meter is taken down, what stops it, and what follows."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from rules.conditions import demand
from rules.roles import Role


def check_start(*, notified: bool, checked_together: bool, notice_signed: bool) -> None:
    """R003-14 (003 第四章4.3.6): no work before the user knows the time, has checked meter and seal, and has signed. Raises Refused."""
    demand(
        "不得实施换表",
        (notified, "尚未通知用户换表时间"), (checked_together, "用户尚未到现场共同核对旧表行度和新表铅封"),
        (notice_signed, "用户尚未签收《换表通知书》"),
    )  # fmt: skip


def check_meter_found(*, reading_agrees: bool, seal_broken: bool, dn: float, large_from: float) -> None:
    """R003-15 (003 第四章4.3.7): stop and report when the reading is far off the list, or the seal of a large meter is broken.

    Raises Refused; the work goes on when the question is settled.
    """
    demand(
        "必须停止更换任务并报告相关负责人",
        (reading_agrees, "旧表行度与换表单抄表底数严重不符"),
        (not (seal_broken and dn >= large_from), f"大口径水表（DN{dn:g}）铅封断裂"),
    )  # fmt: skip


def check_substitute(
    *, spare_dn: float, wanted_dn: float, reported: bool, signed_by: Collection[Role], signers: Collection[Role],
) -> None:  # fmt: skip
    """R003-16 (003 第四章4.3.4): a meter fetched for one that is over age may serve an urgent case of the same size, once it is
    reported and both heads (the policy's chain `urgent_swap`) have signed. Raises Refused.
    """
    missing = [role.label for role in signers if role not in signed_by]
    demand(
        "不能替代急换",
        (spare_dn == wanted_dn, f"新表 DN{spare_dn:g} 与急换表 DN{wanted_dn:g} 口径不同"),
        (reported, "分公司负责人尚未向客户服务中心负责人报告"),
        (not missing, f"换表单缺 {'、'.join(missing)} 签字"),
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class OldMeter:
    """What happens to a meter that has been taken down."""

    compensation: bool
    labelled_and_kept: bool


def after_removal(*, damaged_by_hand: bool, dn: float, keep_from: float) -> OldMeter:
    """R003-18 (003 第四章5.2): damage by hand leads to the papers of 赔表. 5.1 (R003-17): from DN40 on it is labelled and kept."""
    return OldMeter(compensation=damaged_by_hand, labelled_and_kept=dn >= keep_from)


def check_acceptance(*, removes_old_meter: bool, old_meter_returned: bool) -> None:
    """R003-24 (003 第四章6.4): where an old meter is removed, it is handed in before the new one is accepted. Raises Refused."""
    demand("不予验收", (not removes_old_meter or old_meter_returned, "旧表尚未交回，手续未办好"))
