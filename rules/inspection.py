"""供水稽查: two inspectors with their cards, what is written where somebody will not sign, and who decides."""

from __future__ import annotations

from collections.abc import Collection

from rules.conditions import demand, distinct
from rules.refusals import Invalid, Refused
from rules.roles import Role

#: To the letter, as the document wants it in the paper.
REFUSED_TO_SIGN = "当事人拒签"


def check_team(inspectors: tuple[str, ...], *, least: int, all_carry_card: bool, card_shown: bool) -> None:
    """R003-35 (003 第七章三(三)): two inspectors at least, who are two persons, with their cards, shown first. Raises Refused."""
    demand(
        "不得执行巡查任务",
        (len(inspectors) >= least, f"稽查人员必须 {least} 人以上"),
        (distinct(inspectors), "稽查人员须为不同的人"),
        (all_carry_card, "须随身携带稽查证件"),
        (card_shown, "须首先出示稽查证件，表明身份"),
    )  # fmt: skip


def signature_line(*, signer: str, refused: bool, witness: str) -> str:
    """R003-36 (003 第七章三(八)): what stands where the person signs: his name, or that he would not, with a witness if there is one.

    Raises Invalid on `signer` when he neither signed nor refused, or is said to have done both.
    """
    if refused and signer.strip():
        raise Invalid({"signer": "已填签字人，又注明拒签，请核对"})
    if refused:
        return REFUSED_TO_SIGN + (f"（见证人：{witness.strip()}）" if witness.strip() else "")
    if not signer.strip():
        raise Invalid({"signer": f"请由当事人签字；拒绝签字的，备注“{REFUSED_TO_SIGN}”"})
    return signer.strip()


def check_settlement(*, approved_by: Role | None, approvers: Collection[Role], registered: bool) -> None:
    """R003-37 (003 第七章三(九)): registered and approved by the head (the policy's chain `violation`) before it is acted on.

    Raises Refused.
    """
    if not registered:
        raise Refused("请先填写《违章登记表》《违章审批表》。")
    if approved_by not in approvers:
        raise Refused("须客户服务中心领导批准后再进行处理。")
