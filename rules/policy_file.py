"""Read a policy file (seeds/policies/*.toml). What is wrong is said with the place where it stands."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any, TypeVar

from rules.chain import PolicyChain, read_levels, read_roles
from rules.keys import Value
from rules.limit import Between, Condition, Source, TimeLimit, Unit, check_condition, check_limit, overlapping, show_when
from rules.policy import Policy, PolicyRule, PolicyValue, needed
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
#: What an item is, where it is no text.
TYPES: Mapping[str, tuple[Any, str]] = {
    "amount": (int, "整数"), "to_close": (bool, " true 或 false"), "when": (dict, "一组条件，如 { zone = [\"city\"] }"),
    "effective_from": (date, "日期，如 2026-01-01"), "screens": (list, "登记册的列表"), "value": (Any, ""),
}  # fmt: skip
MAY_NOT_BE_EMPTY = frozenset({"key", "code", "document", "name", "title", "edition", "label", "from", "why", "levels"})
#: What code expects of the values it asks for.
VALUE_TYPES: Mapping[str, type] = {
    Value.OFFICE_HOURS: str, Value.NUMBER_PATTERN: str, Value.APPOINTMENT_WINDOW: str, Value.WARN_SHARE: float,
    Value.COUNT_FAIR_AS_SATISFIED: bool, Value.DISSATISFIED_STARTS_ACCOUNTABILITY: bool, Value.KEY_LEVELS: str,
    Value.LARGE_LEVELS: str, Value.CLUSTER_HOUSEHOLDS: int,
}  # fmt: skip
VALUE_WORDS = {str: "文字", float: "小数", bool: " true 或 false", int: "整数"}


class BadPolicy(ValueError):  # noqa: N818 - it reads as the sentence it is
    """A policy file that cannot be used; the sentence says where and why."""


@dataclass(frozen=True, kw_only=True)
class Borrowed:
    """Limits of one key taken over from another policy, because this document is silent."""

    key: str
    owner: str
    why: str


@dataclass(frozen=True, kw_only=True)
class Unused:
    """A key of the code that this company does without."""

    key: str
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
    code, document = head["code"], head["document"]

    def each(kind: str, make: Callable[[dict[str, Any]], T]) -> tuple[T, ...]:
        found, entries = [], data.get(kind, [])
        if not isinstance(entries, list):
            raise BadPolicy(f"{name}：[{kind}] 应写作 [[{kind}]]，一项一节")
        for place, entry in enumerate(entries, start=1):
            title = (entry.get("key") or entry.get("rule")) if isinstance(entry, dict) else None
            where = f"第 {place} 个 [[{kind}]]（{title or '无名'}）"
            checked = _checked(name, kind, where, entry)
            try:
                found.append(make(checked))
            except ValueError as error:
                raise BadPolicy(f"{name}：{where}：{error}") from None
        return tuple(found)

    def source(entry: Mapping[str, Any]) -> Source:
        if not (entry["clause"] and entry["quotation"]) and not entry.get("note"):
            raise ValueError("缺少条款或原文；文件没有规定的，须在 note 写明是建议值")
        return Source(document=document, clause=entry["clause"], quotation=entry["quotation"], note=entry.get("note", ""))

    def limit(entry: dict[str, Any]) -> TimeLimit:
        return _limit(entry, source(entry), code)

    def chain(entry: dict[str, Any]) -> PolicyChain:
        return PolicyChain(
            key=entry["key"], label=entry["label"], rule=entry.get("rule", ""), source=source(entry),
            levels=read_levels(entry["levels"]), copied_to=read_roles(entry.get("cc", "")))  # fmt: skip

    def value(entry: dict[str, Any]) -> PolicyValue:
        _check_value(entry["key"], entry["value"])
        return PolicyValue(
            key=entry["key"], value=entry["value"], label=entry["label"], rule=entry.get("rule", ""), source=source(entry))  # fmt: skip

    def rule(entry: dict[str, Any]) -> PolicyRule:
        if not all(isinstance(screen, str) for screen in entry.get("screens", ())):
            raise ValueError("“screens”应为登记册的列表")
        return PolicyRule(
            rule=entry["rule"], kind=entry["kind"], label=entry["label"], source=source(entry),
            screens=tuple(entry.get("screens", ())))  # fmt: skip

    def unused(entry: dict[str, Any]) -> Unused:
        if entry["key"] not in {known for known, _, _ in needed()}:
            raise ValueError("没有这样的代码，应如 limit.handle")
        return Unused(key=entry["key"], why=entry["why"])

    chains, ladders, values = each("chain", chain), each("ladder", chain), each("value", value)
    borrowed = each("borrow", lambda entry: Borrowed(key=entry["key"], owner=entry["from"], why=entry["why"]))
    left_out = _once(name, "unused", each("unused", unused))
    policy = Policy(
        code=code, name=head["name"], document=document, title=head["title"], edition=head["edition"],
        effective_from=head["effective_from"], limits=each("limit", limit),
        values=_once(name, "value", values), chains=_once(name, "chain", chains), ladders=_once(name, "ladder", ladders),
        rules=each("rule", rule), roles=_roles(name, _names(name, "roles", data)), titles=_names(name, "titles", data),
        words=_names(name, "words", data), unused={key: one.why for key, one in left_out.items()},
    )  # fmt: skip
    _check_hours(name, policy)
    _check_once(name, policy, _once(name, "borrow", borrowed))
    return PolicyFile(policy=policy, borrowed=borrowed)


def lend(files: Mapping[str, PolicyFile]) -> dict[str, Policy]:
    """The policies complete, each with the limits it borrows from another. Raises BadPolicy."""
    found = {}
    for code, file in files.items():
        taken: list[TimeLimit] = []
        for one in file.borrowed:
            owner = files.get(one.owner)
            lent = [limit for limit in owner.policy.limits if limit.key == one.key] if owner else []
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
        if not given or set(given) - {"from", "below"} or not all(_is_number(bound) for bound in given.values()):
            raise ValueError("数值范围只用 from（含）和 below（不含），后跟数字")
        found: Condition = Between(start=given.get("from"), below=given.get("below"))
    else:
        codes: list[Any] = given if isinstance(given, list) else [given]
        if not codes or not all(isinstance(code, str) for code in codes):
            raise ValueError("适用条件应为代码、代码列表或数值范围")
        found = tuple(codes)
    check_condition(found)
    return found


def _limit(entry: dict[str, Any], source: Source, code: str) -> TimeLimit:
    units = {unit.value: unit for unit in Unit}
    if entry["unit"] not in units:
        raise ValueError(f"不认识的单位“{entry['unit']}”，可用的有 {'、'.join(units)}")
    if strange := [fact for fact in entry.get("when", {}) if not fact.isidentifier()]:
        raise ValueError(f"适用条件的名称“{strange[0]}”应为英文代码，如 dn")
    made = TimeLimit(
        key=entry["key"], rule=entry.get("rule", ""), label=entry["label"], amount=entry.get("amount", 0), unit=units[entry["unit"]],
        source=source, policy=code, when={fact: read_condition(given) for fact, given in entry.get("when", {}).items()},
        cutoff=_time(entry.get("cutoff")), at=_time(entry.get("at")), to_close=entry.get("to_close", False))  # fmt: skip
    check_limit(made)
    return made


def _checked(name: str, kind: str, where: str, entry: Any) -> dict[str, Any]:
    """The entry, once it holds what it must, nothing else, and each of it of the right type."""
    known, wanted = KNOWN[kind]
    if not isinstance(entry, dict):
        raise BadPolicy(f"{name}：{where}：应为一节“名称 = 值”")
    if unknown := sorted(set(entry) - known):
        raise BadPolicy(f"{name}：{where}：不认识的项“{unknown[0]}”")
    if missing := sorted(wanted - set(entry)):
        raise BadPolicy(f"{name}：{where}：缺少“{missing[0]}”")
    for item, given in entry.items():
        type_, said = TYPES.get(item, (str, "文字"))
        if type(given) is not type_ and type_ is not Any:
            raise BadPolicy(f"{name}：{where}：“{item}”应为{said}")
        if item in MAY_NOT_BE_EMPTY and not given.strip():
            raise BadPolicy(f"{name}：{where}：“{item}”不能为空")
    return dict(entry)


def _once(name: str, kind: str, entries: tuple[Any, ...]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for entry in entries:
        if entry.key in found:
            raise BadPolicy(f"{name}：[[{kind}]] {entry.key} 写了两次")
        found[entry.key] = entry
    return found


def _names(name: str, section: str, data: Mapping[str, Any]) -> dict[str, str]:
    """A section of names, such as [titles]."""
    given = data.get(section, {})
    if not isinstance(given, dict) or not all(isinstance(wording, str) and wording.strip() for wording in given.values()):
        raise BadPolicy(f"{name}：[{section}] 的每一项应为“代码 = 名称”")
    return dict(given)


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


def _check_once(name: str, policy: Policy, borrowed: Mapping[str, Borrowed]) -> None:
    """One answer to each question: variants that never contradict, no key both stated and borrowed, or stated and left out."""
    if pair := overlapping(policy.limits):
        said = " 和 ".join(f"“{one.label}”（{show_when(one.when) or '不限'}）" for one in pair)
        raise BadPolicy(f"{name}：[[limit]] {pair[0].key}：{said} 的适用条件重叠，同一件事会有两个时限")
    if both := sorted({limit.key for limit in policy.limits} & set(borrowed)):
        raise BadPolicy(f"{name}：[[borrow]] {both[0]}：本方案已有这项时限，不能再借用")
    stated = {f"limit.{key}" for key in borrowed} | {key for key, kind, own in needed() if own in policy.stated(kind)}
    if both := sorted(stated & set(policy.unused)):
        raise BadPolicy(f"{name}：[[unused]] {both[0]}：已经规定，不能又注明不采用")


def _check_value(key: str, value: object) -> None:
    """Raises ValueError for what code could not work with."""
    if type(value) not in (str, int, float, bool):
        raise ValueError("“value”应为文字、数字或 true/false")
    wanted = VALUE_TYPES.get(key)
    if wanted is not None and type(value) is not wanted:
        raise ValueError(f"“value”应为{VALUE_WORDS[wanted]}")
    if key == Value.WARN_SHARE and not (isinstance(value, float) and 0 < value < 1):
        raise ValueError("“value”应在 0 和 1 之间")


def _is_number(given: object) -> bool:
    return isinstance(given, int | float) and not isinstance(given, bool)


def _time(given: str | None) -> time | None:
    """A clock time such as 16:30. Raises ValueError with a Chinese sentence."""
    if given is None:
        return None
    if not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", given):
        raise ValueError(f"时刻“{given}”应为 16:30 的样子")
    return time.fromisoformat(given)
