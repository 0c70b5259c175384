"""Read a policy file (seeds/policies/*.toml). What is wrong is said with the place where it stands."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any, TypeVar

from rules.chain import PolicyChain, read_levels, read_roles
from rules.limit import Between, Condition, Source, TimeLimit, Unit, check_limit
from rules.policy import Policy, PolicyRule, PolicyValue
from rules.roles import Role

T = TypeVar("T")

#: What each table may hold, and of it what must be there.
KNOWN: Mapping[str, tuple[set[str], set[str]]] = {
    "policy": ({"code", "name", "document", "title", "edition", "effective_from"},) * 2,
    "limit": (
        {"key", "rule", "label", "amount", "unit", "clause", "quotation", "when", "cutoff", "at", "to_close", "note"},
        {"key", "label", "unit", "clause", "quotation"},
    ),
    "borrow": ({"key", "from", "why"},) * 2,
    "value": ({"key", "rule", "label", "value", "clause", "quotation", "note"}, {"key", "label", "value", "clause", "quotation"}),
    "chain": ({"key", "rule", "label", "levels", "cc", "clause", "quotation", "note"}, {"key", "label", "levels", "clause", "quotation"}),
    "ladder": ({"key", "rule", "label", "levels", "clause", "quotation", "note"}, {"key", "label", "levels", "clause", "quotation"}),
    "rule": ({"rule", "kind", "label", "clause", "quotation", "screens", "note"}, {"rule", "kind", "label", "clause", "quotation"}),
    "unused": ({"key", "why"},) * 2,
}
NAMES = ("words", "roles", "titles")


class BadPolicy(ValueError):  # noqa: N818 - it reads as the sentence it is
    """A policy file that cannot be used; the sentence says where and why."""


@dataclass(frozen=True, kw_only=True)
class Borrowed:
    """Limits of one key taken over from another policy, because this document is silent."""

    key: str
    owner: str
    why: str


@dataclass(frozen=True, kw_only=True)
class PolicyFile:
    """One file as it stands, before what it borrows is filled in."""

    policy: Policy
    borrowed: tuple[Borrowed, ...]


def read_policy(text: str, name: str) -> PolicyFile:
    """Raises BadPolicy with a Chinese sentence that names the file and the entry."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadPolicy(f"{name}：不是合法的 TOML（{error}）") from None
    if unknown := sorted(set(data) - set(KNOWN) - set(NAMES)):
        raise BadPolicy(f"{name}：不认识的一节“{unknown[0]}”")
    head = _checked(name, "policy", "[policy]", data.get("policy", {}))
    code, document = str(head["code"]), str(head["document"])

    def each(kind: str, make: Callable[[dict[str, Any]], T]) -> tuple[T, ...]:
        found = []
        for place, entry in enumerate(data.get(kind, []), start=1):
            where = f"第 {place} 个 [[{kind}]]（{entry.get('key') or entry.get('rule') or '无名'}）"
            try:
                found.append(make(_checked(name, kind, where, entry)))
            except (ValueError, TypeError, KeyError) as error:
                raise error if isinstance(error, BadPolicy) else BadPolicy(f"{name}：{where}：{error}") from None
        return tuple(found)

    def source(entry: Mapping[str, Any]) -> Source:
        if not (entry["clause"] and entry["quotation"]) and not entry.get("note"):
            raise ValueError("缺少条款或原文；文件没有规定的，须在 note 写明是建议值")
        return Source(
            document=document, clause=str(entry["clause"]), quotation=str(entry["quotation"]), note=str(entry.get("note", "")))  # fmt: skip

    def limit(entry: dict[str, Any]) -> TimeLimit:
        return _limit(entry, source(entry), code)

    def chain(entry: dict[str, Any]) -> PolicyChain:
        return PolicyChain(
            key=entry["key"], label=entry["label"], rule=entry.get("rule", ""), source=source(entry),
            levels=read_levels(entry["levels"]), copied_to=read_roles(entry.get("cc", "")))  # fmt: skip

    def value(entry: dict[str, Any]) -> PolicyValue:
        return PolicyValue(
            key=entry["key"], value=entry["value"], label=entry["label"], rule=entry.get("rule", ""), source=source(entry))  # fmt: skip

    def rule(entry: dict[str, Any]) -> PolicyRule:
        return PolicyRule(
            rule=entry["rule"], kind=entry["kind"], label=entry["label"], source=source(entry),
            screens=tuple(entry.get("screens", ())))  # fmt: skip

    chains, ladders, values = each("chain", chain), each("ladder", chain), each("value", value)
    borrowed = each("borrow", lambda entry: Borrowed(key=entry["key"], owner=entry["from"], why=entry["why"]))
    policy = Policy(
        code=code, name=head["name"], document=document, title=head["title"], edition=str(head["edition"]),
        effective_from=_day(name, head["effective_from"]), limits=each("limit", limit),
        values=_once(name, "value", values), chains=_once(name, "chain", chains), ladders=_once(name, "ladder", ladders),
        rules=each("rule", rule), roles=_roles(name, data.get("roles", {})), titles=dict(data.get("titles", {})),
        words=dict(data.get("words", {})), unused=dict(each("unused", lambda entry: (entry["key"], entry["why"]))),
    )  # fmt: skip
    _check_hours(name, policy)
    return PolicyFile(policy=policy, borrowed=borrowed)


def lend(files: Mapping[str, PolicyFile]) -> dict[str, Policy]:
    """The policies complete, each with the limits it borrows from another. Raises BadPolicy."""
    found = {}
    for code, file in files.items():
        taken: list[TimeLimit] = []
        for one in file.borrowed:
            owner = files.get(one.owner)
            lent = owner.policy.limits_of(one.key) if owner else ()
            if not lent:
                raise BadPolicy(f"{code}：从 {one.owner} 借用的“{one.key}”在那里没有规定")
            taken += [
                replace(
                    limit,
                    policy=code,
                    borrowed_from=one.owner,
                    source=replace(limit.source, note="；".join(filter(None, (one.why, limit.source.note)))),
                )
                for limit in lent
            ]
        found[code] = replace(file.policy, limits=(*file.policy.limits, *taken))
    return found


def read_condition(given: object) -> Condition:
    """A range of numbers, a code or several codes. Raises ValueError with a Chinese sentence."""
    if isinstance(given, dict):
        if not given or set(given) - {"from", "below"}:
            raise ValueError("数值范围只用 from（含）和 below（不含）")
        return Between(start=given.get("from"), below=given.get("below"))
    codes = given if isinstance(given, list) else [given]
    if not codes or not all(isinstance(code, str) for code in codes):
        raise ValueError("适用条件应为代码、代码列表或数值范围")
    return tuple(codes)


def _limit(entry: dict[str, Any], source: Source, code: str) -> TimeLimit:
    units = {unit.value: unit for unit in Unit}
    if entry["unit"] not in units:
        raise ValueError(f"不认识的单位“{entry['unit']}”，可用的有 {'、'.join(units)}")
    amount = entry.get("amount", 0)
    if not isinstance(amount, int) or isinstance(amount, bool):
        raise ValueError("数量应为整数")
    made = TimeLimit(
        key=entry["key"], rule=entry.get("rule", ""), label=entry["label"], amount=amount, unit=units[entry["unit"]], source=source,
        policy=code, when={fact: read_condition(given) for fact, given in entry.get("when", {}).items()},
        cutoff=_time(entry.get("cutoff")), at=_time(entry.get("at")), to_close=bool(entry.get("to_close", False)))  # fmt: skip
    check_limit(made)
    return made


def _checked(name: str, kind: str, where: str, entry: Any) -> dict[str, Any]:
    known, wanted = KNOWN[kind]
    if unknown := sorted(set(entry) - known):
        raise BadPolicy(f"{name}：{where}：不认识的项“{unknown[0]}”")
    if missing := sorted(wanted - set(entry)):
        raise BadPolicy(f"{name}：{where}：缺少“{missing[0]}”")
    return dict(entry)


def _once(name: str, kind: str, entries: tuple[Any, ...]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for entry in entries:
        if entry.key in found:
            raise BadPolicy(f"{name}：[[{kind}]] {entry.key} 写了两次")
        found[entry.key] = entry
    return found


def _roles(name: str, given: Mapping[str, str]) -> dict[Role, str]:
    known = {role.value: role for role in Role}
    if unknown := sorted(set(given) - set(known)):
        raise BadPolicy(f"{name}：[roles] 没有“{unknown[0]}”这个岗位代码")
    return {known[code]: label for code, label in given.items()}


def _check_hours(name: str, policy: Policy) -> None:
    if "office_hours" in policy.values:
        try:
            _ = policy.office_hours
        except ValueError as error:
            raise BadPolicy(f"{name}：[[value]] office_hours：{error}") from None


def _day(name: str, given: object) -> date:
    if not isinstance(given, date):
        raise BadPolicy(f"{name}：[policy]：effective_from 应为日期")
    return given


def _time(given: object) -> time | None:
    """A clock time such as 16:30. Raises ValueError."""
    return time.fromisoformat(given) if isinstance(given, str) else None
