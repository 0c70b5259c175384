"""Chains that could not be gone through: what the console warns of before a case is refused."""

from __future__ import annotations

from sqlalchemy.orm import Session

from services.holders import holders
from services.leavers import stuck
from services.mapped import registers
from services.policies import NoPolicy, policy
from services.wording import wording


def unheld(session: Session) -> list[str]:
    """A sentence for each chain that a register goes through and that a post without holder, or no policy, would stop."""
    try:
        chains = policy(session).chains
    except NoPolicy as none:
        return [none.message]
    names = wording(session)
    used = {step.chain.value: step.label for register in registers() for step in register.flow.steps if step.chain and step.agreed}
    found = [f"现行制度方案没有规定“{label}”的审批链，送审时会被拒绝。" for key, label in used.items() if key not in chains]
    for key in sorted(used.keys() & chains.keys()):
        roles = [role for level in chains[key].levels for role in level.roles]
        known = holders(session, roles)
        if nobody := "、".join(names.role(role) for role in roles if not known[role]):
            found.append(f"审批链“{chains[key].label or key}”的{nobody}现在无人担任，送审时会被拒绝。")
    if waiting := stuck(session):
        found.append(f"有 {len(waiting)} 件审批现在无人可批，请到“离岗移交”指定审批人。")
    return found
