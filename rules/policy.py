"""A policy (制度方案): everything in which one company differs from another, each value beside the clause it comes from."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from rules import keys
from rules.calendar import Segments, read_hours
from rules.chain import PolicyChain
from rules.limit import Source, TimeLimit
from rules.roles import Role

Scalar = int | float | bool | str


class NotStated(LookupError):  # noqa: N818 - it reads as the sentence it is
    """The policy has no such value, or not for these circumstances. The sentence is for the person who asked."""


@dataclass(frozen=True, kw_only=True)
class PolicyValue:
    """One number, switch, list of codes or pattern."""

    key: str
    value: Scalar
    source: Source
    label: str = ""
    rule: str = ""


@dataclass(frozen=True, kw_only=True)
class PolicyRule:
    """A rule that is no number: what it demands, and on which forms it is shown as a reminder."""

    rule: str
    kind: str
    label: str
    source: Source
    screens: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Policy:
    """One edition of one company's policy."""

    code: str
    name: str
    document: str
    title: str
    edition: str
    effective_from: date
    limits: tuple[TimeLimit, ...] = ()
    values: Mapping[str, PolicyValue] = field(default_factory=dict)
    chains: Mapping[str, PolicyChain] = field(default_factory=dict)
    ladders: Mapping[str, PolicyChain] = field(default_factory=dict)
    rules: tuple[PolicyRule, ...] = ()
    roles: Mapping[Role, str] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    unused: Mapping[str, str] = field(default_factory=dict)
    id: int | None = None

    @cached_property
    def _limits(self) -> Mapping[str, tuple[TimeLimit, ...]]:
        found: dict[str, tuple[TimeLimit, ...]] = {}
        for limit in self.limits:
            found[limit.key] = (*found.get(limit.key, ()), limit)
        return found

    def limits_of(self, name: str) -> tuple[TimeLimit, ...]:
        """Every variant of a key, or the limits of a rule id such as `R001-20`."""
        return self._limits.get(name) or tuple(limit for limit in self.limits if name and limit.rule == name)

    def limit(self, name: str, facts: Mapping[str, object] | None = None) -> TimeLimit:
        """The limit that holds under these circumstances. Raises NotStated with a sentence that says what is missing."""
        facts, variants = facts or {}, self.limits_of(name)
        if not variants:
            raise NotStated(f"{self.name}没有“{name}”这项时限")
        fitting = [limit for limit in variants if limit.holds(facts)]
        if fitting:  # a narrower variant goes before one that holds always
            return max(fitting, key=lambda limit: len(limit.when))
        wanted = sorted({fact for limit in variants for fact in limit.when})
        missing = [fact for fact in wanted if fact not in facts]
        if len(variants) == 1 and variants[0].holds_so_far(facts):
            return variants[0]  # asked for by its rule's id, and nothing given speaks against it
        if missing:
            raise NotStated(f"“{name}”按 {'、'.join(wanted)} 区分，还须给出 {'、'.join(missing)}")
        said = "、".join(f"{fact}={facts[fact]}" for fact in wanted)
        raise NotStated(f"{self.name}的“{name}”不适用于 {said}")

    def states(self, key: keys.Limit, facts: Mapping[str, object]) -> TimeLimit | None:
        """As `limit`, but None where the policy has none: the promise is not made, and no clock runs."""
        try:
            return self.limit(key.value, facts)
        except NotStated:
            return None

    def value(self, key: keys.Value | str) -> Scalar:
        """Raises NotStated."""
        if (found := self.values.get(str(key))) is None:
            raise NotStated(f"{self.name}没有“{key}”这项参数")
        return found.value

    def codes(self, key: keys.Value) -> tuple[str, ...]:
        """A value that lists codes; none where the policy says nothing."""
        found = self.values.get(key.value)
        return tuple(code.strip() for code in str(found.value).split(",") if code.strip()) if found else ()

    def is_on(self, key: keys.Value) -> bool:
        """A switch; off where the policy says nothing."""
        found = self.values.get(key.value)
        return bool(found and found.value)

    @property
    def office_hours(self) -> Segments:
        return read_hours(str(self.value(keys.Value.OFFICE_HOURS)))

    def role(self, role: Role) -> str:
        """What this company calls the post."""
        return self.roles.get(role, role.label)

    def missing(self) -> list[str]:
        """The keys that the code needs and that the policy neither states nor marks unused, as `limit.handle`."""
        return [name for name, kind, key in needed() if key not in self.stated(kind) and name not in self.unused]

    def stated(self, kind: str) -> Collection[str]:
        """The keys of one kind (limit, value, chain, ladder) that it answers itself."""
        return {"limit": self._limits, "value": self.values, "chain": self.chains, "ladder": self.ladders}[kind].keys()


def needed() -> Iterable[tuple[str, str, str]]:
    """Every key that code refers to: its full name, its kind and itself."""
    for kind, enum in (("limit", keys.Limit), ("value", keys.Value), ("chain", keys.Chain), ("ladder", keys.Ladder)):
        for key in enum:
            yield f"{kind}.{key.value}", kind, key.value
