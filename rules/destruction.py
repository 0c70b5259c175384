"""档案销毁、移交: nothing is destroyed by one person, and nobody leaves the archive without handing it over."""

from __future__ import annotations

from datetime import date, timedelta

from rules.conditions import demand, distinct
from rules.moments import show_day


def check_destruction(
    *, appraised: bool, listed: int, approvers: tuple[str, ...], destroyers: tuple[str, ...], least: int, place: str,
) -> None:  # fmt: skip
    """R003-38 (003 第八章7): the group's opinion, the list, the approval, the place, then two persons together, who sign the list.

    The approver is none of them, nor is he in whose place a deputy approved (职责分离, K). Raises Refused with all that is missing.
    """
    demand(
        "不得销毁",
        (appraised, "鉴定小组尚未提出意见"),
        (listed > 0, "尚未登记造册"),
        (bool(approvers), "公司分管领导尚未审批"),
        (bool(place.strip()), "未指定销毁地点"),
        (len(destroyers) >= least, f"须由 {least} 人以上共同销毁并在清册上签字"),
        (distinct(destroyers), "监销人须为不同的人"),
        (set(approvers).isdisjoint(destroyers), "批准人不得兼任监销人"),
    )  # fmt: skip


def too_early(*, approved_on: date, cooling_days: int, destroyed_on: date) -> str | None:
    """Why the papers may not go yet: so many days lie between the approval and the fire (K). None when they may."""
    first = approved_on + timedelta(days=cooling_days)
    return f"批准后须满 {cooling_days} 天，{show_day(first)} 起方可销毁" if destroyed_on < first else None


def check_handover(*, leaves: str, receives: str, supervises: str, list_signed: bool) -> None:
    """R003-39 (003 第八章6): an archivist who changes posts hands over by a list. The three are three persons (K). Raises Refused."""
    demand(
        "档案人员工作变动须先办理移交手续",
        (distinct((leaves, receives, supervises)), "移交人、接收人、监交人须为三个不同的人"),
        (list_signed, "移交清册尚未签字"),
    )  # fmt: skip
