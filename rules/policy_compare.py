"""Two policies side by side: entry by entry, what one says and the other says otherwise or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rules.chain import show_levels
from rules.limit import Source, show_when
from rules.policy import Policy


@dataclass(frozen=True, kw_only=True)
class Said:
    """One entry in words, with the clause it stands on."""

    label: str
    words: str
    source: str = ""
    rule: str = ""


@dataclass(frozen=True, kw_only=True)
class Difference:
    """An entry that differs; `old` or `new` is None where one of the two has no such entry."""

    part: str
    key: str
    old: Said | None
    new: Said | None

    @property
    def label(self) -> str:
        said = self.new or self.old
        return said.label if said else self.key

    @property
    def rule(self) -> str:
        said = self.new or self.old
        return said.rule if said else ""


def differences(old: Policy, new: Policy, *, with_sources: bool = False) -> list[Difference]:
    """What changes for the user from one policy to the other; with `with_sources` also where only label, clause or quotation do."""
    found = []
    for part, before in _entries(old).items():
        after = _entries(new)[part]
        for key in [*before, *(key for key in after if key not in before)]:
            left, right = before.get(key), after.get(key)
            is_same = left == right if with_sources else (left and left.words) == (right and right.words)
            if not is_same:
                found.append(Difference(part=part, key=key, old=left, new=right))
    return found


def _entries(policy: Policy) -> Mapping[str, dict[str, Said]]:
    return {
        "时限": dict(_limits(policy)),
        "参数": {key: _said(value.label, _scalar(value.value), value.source, value.rule) for key, value in policy.values.items()},
        "审批链": {key: _said(one.label, show_levels(one.levels), one.source, one.rule) for key, one in policy.chains.items()},
        "上报阶梯": {key: _said(one.label, show_levels(one.levels), one.source, one.rule) for key, one in policy.ladders.items()},
        "业务规则": {f"{rule.rule} {rule.label}": _said(rule.label, rule.label, rule.source, rule.rule) for rule in policy.rules},
        "称谓": {f"{kind} {key}": Said(label=key, words=words) for kind, names in _names(policy).items() for key, words in names.items()},
    }  # fmt: skip


def _limits(policy: Policy) -> Iterator[tuple[str, Said]]:
    for limit in policy.limits:
        when = show_when(limit.when)
        words = limit.words + ("，到下班为止" if limit.to_close else "")
        yield f"{limit.key} {when}".strip(), _said(limit.label, words, limit.source, limit.rule, limit.borrowed_from)


def _names(policy: Policy) -> Mapping[str, Mapping[str, str]]:
    roles = {role.label: name for role, name in policy.roles.items()}
    return {"岗位": roles, "表单": policy.titles, "用词": policy.words, "不采用": policy.unused}


def _said(label: str, words: str, source: Source, rule: str, owner: str = "") -> Said:
    place = ("借用自 " if owner else "") + (f"{source.document} {source.clause}：{source.quotation}" if source.clause else source.note)
    return Said(label=label, words=words, source=place, rule=rule)


def _scalar(value: object) -> str:
    return {True: "是", False: "否"}[value] if isinstance(value, bool) else str(value)
