"""What stands in the way of a replacement, asked of one 换表单 at the moment that a step is taken (003 第四章4.3)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from models.declare import House
from models.meter import MeterState, dn_of
from models.swap_notice import SwapNoticeState
from rules.keys import Chain, Value
from rules.meter_store import check_old_meters_back
from rules.policy import NotStated
from rules.refusals import Refused
from rules.replacement import check_meter_found, check_start, check_substitute
from rules.roles import Role

#: The customer has signed; where the notice lies afterwards does not matter.
SIGNED = (SwapNoticeState.SIGNED, SwapNoticeState.FILED)
#: What is found at the old meter.
FINDING = ("old_reading", "reading_agrees", "old_seal")


def stands_on_the_wall(swap: Any, house: House) -> dict[str, str]:
    """What is changed is in use."""
    if swap.meter is None or not house.has_changed(swap, "meter"):
        return {}
    if swap.meter.status is not MeterState.IN_USE:
        return {"meter": f"该表现在是“{swap.meter.status.label}”，在用的水表才能更换"}
    return {}


def last_old_meter_back(swap: Any, house: House) -> dict[str, str]:
    """R003-13 (003 第四章4.3.5): no new meter for who still has the last old one."""
    if swap.replacer is None or not house.fills(swap, "issued_on"):
        return {}
    mine = _others(swap, house, type(swap).replacer == swap.replacer)
    waiting = [other.meter.meter_no for other in mine if other.status.phase.is_open and other.meter.status is MeterState.REMOVED]
    if sentence := _refusal(check_old_meters_back, waiting, all_at_once=swap.prev_returned is False):
        return {"prev_returned": sentence}
    return {}


def fits_the_old_one(swap: Any, house: House) -> dict[str, str]:
    """The new meter is of the same size (4.3.3 相对应的新水表); for a substitute both heads have signed as well (R003-16)."""
    if swap.new_meter is None or swap.meter is None or not house.fills(swap, "issued_on"):
        return {}
    if swap.kind != "substitute":
        alike = swap.new_meter.caliber == swap.meter.caliber
        return {} if alike else {"new_meter": f"新表口径 {swap.new_meter.caliber} 与旧表口径 {swap.meter.caliber} 不符"}
    heads = {Role.DEPT: swap.branch_head_sign, Role.CS_HEAD: swap.center_head_sign}
    chain = house.policy.chains[Chain.URGENT_SWAP.value]
    sentence = _refusal(
        check_substitute, spare_dn=dn_of(swap.new_meter.caliber), wanted_dn=dn_of(swap.meter.caliber),
        reported=swap.reported_at is not None, signed_by=[role for role, signed in heads.items() if signed and signed.agreed],
        signers=[role for level in chain.levels for role in level.roles if role in heads])  # fmt: skip
    return {"new_meter": sentence} if sentence else {}


def customer_has_signed(swap: Any, house: House) -> dict[str, str]:
    """R003-14 (003 第四章4.3.6): no work before the notice that speaks of these two meters is signed."""
    if not house.fills(swap, "replaced_on") or (notice := swap.notice_ref) is None:
        return {}
    if notice.meter is not swap.meter or notice.new_meter is not swap.new_meter:
        return {"replaced_on": f"换表通知书 {notice.number} 写的不是本单的水表"}
    sentence = _refusal(
        check_start, notified=notice.told_at is not None, checked_together=bool(notice.seal_ok) and notice.old_reading is not None,
        notice_signed=notice.status in SIGNED)  # fmt: skip
    return {"replaced_on": f"{notice.number}：{sentence}"} if sentence else {}


def nothing_to_report(swap: Any, house: House) -> dict[str, str]:
    """R003-15 (003 第四章4.3.7): a reading far off or a broken seal stops the work until it is settled; 4.3.3: 杜绝倒装.

    What was settled is what was reported; something else that is found afterwards is reported anew.
    """
    renewed = bool(swap.settlement) and any(house.has_changed(swap, name) for name in FINDING)
    if not house.fills(swap, "replaced_on") and not renewed:
        return {}
    errors = {} if swap.direction_ok is not False else {"direction_ok": "水表倒装或错装，纠正后再登记换表完成"}
    if (swap.settlement and not renewed) or swap.old_reading is None or swap.meter is None:
        return errors
    sentence = _refusal(
        check_meter_found, reading_agrees=bool(swap.reading_agrees) and swap.old_reading >= (swap.card_reading or 0),
        seal_broken=swap.old_seal == "broken", dn=dn_of(swap.meter.caliber),
        large_from=from_dn(house, Value.LARGE_METER_FROM_DN))  # fmt: skip
    return errors | ({"old_reading": f"{sentence}请办理“停止并上报”"} if sentence else {})


def from_dn(house: House, key: Value) -> float:
    """The diameter from which the policy means it; none at all where it does not say."""
    try:
        return float(house.policy.value(key))
    except NotStated:
        return float("inf")


def _others(swap: Any, house: House, *conditions: Any) -> list[Any]:
    register = type(swap)
    found = select(register).where(*conditions)
    return [other for other in house.session.scalars(found) if other is not swap]


def _refusal(check: Any, *given: Any, **facts: Any) -> str:
    """The sentence of a rule that refuses, or nothing."""
    try:
        check(*given, **facts)
    except Refused as refusal:
        return str(refusal.message)
    return ""
