"""The policy in force, read from its tables; editions are seeded from files once, and a changed file is offered as a new edition."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.declare import Record
from models.policy import PolicyChain, PolicyEdition, PolicyLimit, PolicyName, PolicyPart, PolicyRule, PolicyValue
from rules import chain as chains
from rules import policy as told
from rules.limit import Source, TimeLimit, Unit, read_when, show_when
from rules.moments import local
from rules.policy import Policy, Scalar
from rules.refusals import Refused
from rules.roles import Role
from services.stamped import stamped

P = TypeVar("P", bound=Record)

#: The policy of a new office (issue 3: 默认 XNSW).
FIRST = "XNSW"
UNITS = {unit.value: unit for unit in Unit}
ROLES = {role.value: role for role in Role}
SCALARS: Mapping[str, Any] = {"int": int, "float": float, "str": str, "bool": lambda text: text == "True"}


class NoPolicy(Refused):
    """No edition is in force: nothing that depends on one can be done."""


@dataclass(frozen=True, kw_only=True)
class Edition:
    """What a file says, with the digest of its text."""

    policy: Policy
    digest: str


# -- reading -----------------------------------------------------------------------------------------------------------


def policy(session: Session) -> Policy:
    """The policy in force. Raises NoPolicy."""

    def read() -> int | None:
        return session.scalar(select(PolicyEdition.id).where(PolicyEdition.in_force.is_(True)).order_by(PolicyEdition.id.desc()).limit(1))

    found = stamped(session, "policy in force", read)
    if found is None:
        raise NoPolicy("还没有启用的制度方案，请系统管理员在控制台启用。")
    return edition(session, found)


def in_force(session: Session) -> bool:
    """Whether any policy is in force: a house that has just been built has none yet."""
    try:
        policy(session)
    except NoPolicy:
        return False
    return True


def edition(session: Session, edition_id: int) -> Policy:
    """One edition as its tables hold it."""
    return stamped(session, ("policy", edition_id), lambda: _read(session, session.get_one(PolicyEdition, edition_id)))


def started_under(session: Session, limit_id: int) -> TimeLimit:
    """The limit that a running clock began under, whatever has been switched or edited since."""

    def read() -> TimeLimit:
        row = session.get_one(PolicyLimit, limit_id)
        return limit_of(row, row.policy.code)

    return stamped(session, ("policy limit", limit_id), read)


def begun_under(session: Session, limit_id: int) -> Policy:
    """The edition that such a clock began under, as it stands now."""
    return edition(session, stamped(session, ("edition of a limit", limit_id), lambda: session.get_one(PolicyLimit, limit_id).policy.id))


def latest(session: Session) -> list[Policy]:
    """The edition of each company that is in force or, where none is, its newest that is not merely offered."""
    rows = session.scalars(select(PolicyEdition).where(PolicyEdition.offered.is_(False)).order_by(PolicyEdition.in_force, PolicyEdition.id))
    newest = {row.code: row.id for row in rows}
    return [edition(session, newest[code]) for code in sorted(newest, key=lambda code: edition(session, newest[code]).document)]


def _read(session: Session, row: PolicyEdition) -> Policy:
    def of(model: type[P]) -> Iterable[P]:
        table: Any = model
        return session.scalars(select(model).where(table.policy_id == row.id).order_by(model.id))

    names: dict[str, dict[str, str]] = {"role": {}, "title": {}, "word": {}, "unused": {}}
    for name in of(PolicyName):
        names[name.kind][name.key] = name.wording
    lines = list(of(PolicyChain))
    return Policy(
        code=row.code, name=row.name, document=row.document, title=row.document_title, edition=row.edition,
        effective_from=row.effective_from, id=row.id,
        limits=tuple(limit_of(limit, row.code) for limit in of(PolicyLimit) if not limit.replaced),
        values={value.key: _value_of(value) for value in of(PolicyValue)},
        chains={one.key: _chain_of(one) for one in lines if not one.is_ladder},
        ladders={one.key: _chain_of(one) for one in lines if one.is_ladder},
        rules=tuple(_rule_of(rule) for rule in of(PolicyRule)),
        roles={ROLES[code]: label for code, label in names["role"].items()},
        titles=names["title"], words=names["word"], unused=names["unused"])  # fmt: skip


def limit_of(row: PolicyLimit, code: str) -> TimeLimit:
    """One row as the clock reads it."""
    return TimeLimit(
        key=row.key, rule=row.rule or "", label=row.label, amount=row.number, unit=UNITS[row.unit], source=_source_of(row), policy=code,
        when=read_when(row.applies or ""), cutoff=_time(row.cutoff), at=_time(row.at), to_close=row.to_close,
        borrowed_from=row.borrowed_from or "", id=row.id)  # fmt: skip


def _source_of(row: PolicyPart) -> Source:
    return Source(document=row.document, clause=row.clause or "", quotation=row.quotation or "", note=row.note or "")


def _value_of(row: PolicyValue) -> told.PolicyValue:
    value: Scalar = SCALARS[row.kind](row.value)
    return told.PolicyValue(key=row.key, value=value, label=row.label, rule=row.rule or "", source=_source_of(row))


def _chain_of(row: PolicyChain) -> chains.PolicyChain:
    return chains.PolicyChain(
        key=row.key, label=row.label, rule=row.rule or "", source=_source_of(row), levels=chains.read_levels(row.levels),
        copied_to=chains.read_roles(row.copied_to or ""))  # fmt: skip


def _rule_of(row: PolicyRule) -> told.PolicyRule:
    screens = tuple((row.screens or "").split())
    return told.PolicyRule(rule=row.rule or "", kind=row.kind, label=row.label, source=_source_of(row), screens=screens)


def _time(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None


# -- seeding and switching -----------------------------------------------------------------------------------------------


def seed(session: Session, editions: Iterable[Edition], now: datetime) -> list[PolicyEdition]:
    """Store each file's edition once. A company's first is taken over; a changed file is only offered. Returns what was added."""
    stored = {(row.code, row.digest) for row in session.scalars(select(PolicyEdition))}
    known = {code for code, _ in stored}
    added = []
    for one in editions:
        if (one.policy.code, one.digest) in stored:
            continue
        added.append(store(session, one.policy, now, digest=one.digest, offered=one.policy.code in known))
    if session.scalar(select(func.count()).select_from(PolicyEdition).where(PolicyEdition.in_force.is_(True))) == 0:
        for row in added:
            row.in_force = row.code == FIRST
    session.flush()
    return added


def switch(session: Session, row: PolicyEdition, now: datetime) -> None:
    """Put an edition in force from now on; clocks that run keep theirs. Raises Refused with the list of what is missing."""
    if missing := edition(session, row.id).missing():
        raise Refused(f"“{row.name}”还不能启用，缺少：{'、'.join(missing)}。请先补齐，或注明不采用。")
    if row.effective_from > local(now).date():
        raise Refused(f"“{row.name}”自 {row.effective_from} 起施行，现在还不能启用。")
    for other in session.scalars(select(PolicyEdition).where(PolicyEdition.in_force.is_(True))):
        other.in_force = False
    row.in_force, row.offered = True, False
    session.flush()


def store(session: Session, given: Policy, now: datetime, *, digest: str = "", offered: bool = False) -> PolicyEdition:
    """Write a policy into its tables as a new edition; a label that is taken gets a number behind it."""
    taken = set(session.scalars(select(PolicyEdition.edition).where(PolicyEdition.code == given.code)))
    label, number = given.edition, 2
    while label in taken:
        label, number = f"{given.edition}-{number}", number + 1
    row = PolicyEdition(
        code=given.code, edition=label, name=given.name, document=given.document, document_title=given.title,
        effective_from=given.effective_from, in_force=False, offered=offered, digest=digest, created_at=now)  # fmt: skip
    session.add(row)

    def part(model: Any, key: str, label: str, rule: str, source: Source, **more: object) -> None:
        session.add(model(
            policy=row, key=key, label=label, rule=rule or None, document=source.document, clause=source.clause or None,
            quotation=source.quotation or None, note=source.note or None, created_at=now, **more))  # fmt: skip

    for limit in given.limits:
        part(
            PolicyLimit, limit.key, limit.label, limit.rule, limit.source, number=limit.amount, unit=limit.unit.value,
            applies=show_when(limit.when) or None, cutoff=f"{limit.cutoff:%H:%M}" if limit.cutoff else None,
            at=f"{limit.at:%H:%M}" if limit.at else None, to_close=limit.to_close, borrowed_from=limit.borrowed_from or None)  # fmt: skip
    for value in given.values.values():
        part(PolicyValue, value.key, value.label, value.rule, value.source, value=str(value.value), kind=type(value.value).__name__)
    for is_ladder, group in ((False, given.chains), (True, given.ladders)):
        for one in group.values():
            part(
                PolicyChain, one.key, one.label, one.rule, one.source, levels=chains.show_levels(one.levels), is_ladder=is_ladder,
                copied_to=", ".join(role.value for role in one.copied_to) or None)  # fmt: skip
    for rule in given.rules:
        part(PolicyRule, rule.rule, rule.label, rule.rule, rule.source, kind=rule.kind, screens=" ".join(rule.screens) or None)
    named = {
        "role": {role.value: label for role, label in given.roles.items()}, "title": given.titles, "word": given.words,
        "unused": given.unused,
    }  # fmt: skip
    for kind, entries in named.items():
        for key, wording in entries.items():
            session.add(PolicyName(policy=row, kind=kind, key=key, wording=wording, created_at=now))
    session.flush()
    return row


def reminders(session: Session, register_name: str) -> list[told.PolicyRule]:
    """The rules of the policy in force that are shown on the forms of a register."""
    try:
        return [rule for rule in policy(session).rules if register_name in rule.screens]
    except NoPolicy:
        return []
