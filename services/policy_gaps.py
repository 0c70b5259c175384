"""What an edition of a policy is called by its company, and what it still lacks before it can be put in force."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.policy import PolicyChain, PolicyEdition, PolicyLimit, PolicyName, PolicyPart, PolicyValue
from rules.policy import needed
from rules.refusals import Invalid, Missing
from services.policy_edit import Errors, Typed, line

PARTS: Mapping[str, type[PolicyPart]] = {"limit": PolicyLimit, "value": PolicyValue, "chain": PolicyChain, "ladder": PolicyChain}


def keep_names(session: Session, row: PolicyEdition, kind: str, typed: Typed, usual: Typed, now: datetime) -> None:
    """What this company calls things of one kind; an empty name is the `usual` one again. Raises Invalid with a sentence per code."""
    stored = {name.key: name for name in session.scalars(select(PolicyName).where(PolicyName.policy == row, PolicyName.kind == kind))}
    errors: Errors = {}
    for key, text in typed.items():
        wrong: Errors = {}
        wording = line(PolicyName, text, "wording", wrong)
        if wrong:
            errors[key] = wrong["wording"]
        elif key in stored:
            if stored[key].wording != (wording or usual[key]):
                stored[key].wording = wording or usual[key]
        elif wording and wording != usual[key]:
            session.add(PolicyName(policy=row, kind=kind, key=key, wording=wording, created_at=now))
    if errors:
        raise Invalid(errors)
    session.flush()


def mark_unused(session: Session, row: PolicyEdition, name: str, why: str, now: datetime) -> None:
    """This edition does without that key, and why. Raises Invalid."""
    _known(name)
    longest = PolicyName.fields["wording"].length or 0
    if not why.strip() or len(why.strip()) > longest:
        raise Invalid({name: f"请写明不采用的原因，最多 {longest} 个字"})
    session.add(PolicyName(policy=row, kind="unused", key=name, wording=why.strip(), created_at=now))
    session.flush()


def take_over(session: Session, row: PolicyEdition, name: str, owner: PolicyEdition, now: datetime) -> None:
    """Borrow what is missing from another edition: every variant of a limit, or the value or chain. Raises Invalid or Missing."""
    kind, key = _known(name)
    model: Any = PARTS[kind]
    found = select(model).where(model.policy == owner, model.key == key)
    if kind in ("chain", "ladder"):
        found = found.where(PolicyChain.is_ladder.is_(kind == "ladder"))
    if kind == "limit":
        found = found.where(PolicyLimit.replaced.is_(False), PolicyLimit.borrowed_from.is_(None))
    rows = list(session.scalars(found))
    if not rows:
        raise Invalid({name: f"{owner.code} 没有自己规定这一项，不能借用"})
    for other in rows:
        kept = {field: getattr(other, field) for field in model.fields if field != "policy"} | {"policy": row, "created_at": now}
        if kind == "limit":
            kept["borrowed_from"] = owner.code
        else:
            kept |= {
                "note": f"本制度未规定，取自 {other.document} {other.clause or ''}".strip(),
                "clause": None,
                "quotation": None,
                "rule": None,
            }
        if kind == "value":
            kept["kind"] = other.kind
        session.add(model(**kept))
    session.flush()


def _known(name: str) -> tuple[str, str]:
    found = {full: (kind, key) for full, kind, key in needed()}
    if name not in found:
        raise Missing("没有这一项。")
    return found[name]
