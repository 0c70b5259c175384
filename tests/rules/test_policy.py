"""A policy answers with the limit that fits, and says what is missing where it cannot."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from rules import keys
from rules.calendar import read_hours
from rules.chain import PolicyChain, read_levels
from rules.limit import Between, TimeLimit, Unit
from rules.policy import NotStated, Policy, PolicyValue, Scalar, needed
from rules.roles import Role
from tests.rules.clockwork import NOWHERE, limit

SMALL = limit(24, Unit.HOUR, key="repair", rule="R001-20", when={"dn": Between(below=600)})
LARGE = limit(48, Unit.HOUR, key="repair", rule="R001-22", when={"dn": Between(start=600)})
ALWAYS = limit(3, Unit.WORKDAY, key="handle", rule="R002-11")
LEAK = limit(1, Unit.WORKDAY, key="handle", rule="R001-16", when={"category": ("leak",)})
LEAK_IN_TOWN = limit(2, Unit.HOUR, key="handle", rule="R001-17", when={"category": ("leak",), "zone": ("city",)})


def policy(*limits: TimeLimit, values: dict[str, Scalar] | None = None, **more: Any) -> Policy:
    given = {key: PolicyValue(key=key, value=value, source=NOWHERE) for key, value in (values or {}).items()}
    return Policy(
        code="XNSW", name="某水务方案", document="001", title="制度", edition="1", effective_from=date(2026, 1, 1), limits=limits,
        values=given, **more)  # fmt: skip


HOUSE = policy(SMALL, LARGE, ALWAYS, LEAK, LEAK_IN_TOWN)


@pytest.mark.parametrize(
    ("name", "facts", "found"),
    [
        ("repair", {"dn": 599}, SMALL), ("repair", {"dn": "600"}, LARGE), ("handle", {}, ALWAYS), ("handle", {"category": "bill"}, ALWAYS),
        ("handle", {"category": "leak"}, LEAK), ("handle", {"category": "leak", "zone": "suburb"}, LEAK),
        ("handle", {"category": "leak", "zone": "city"}, LEAK_IN_TOWN), ("R001-20", {}, SMALL), ("R001-20", {"dn": 100}, SMALL),
    ],
)  # fmt: skip
def test_the_narrowest_limit_that_fits_is_found(name: str, facts: dict[str, object], found: TimeLimit) -> None:
    assert HOUSE.limit(name, facts) is found


@pytest.mark.parametrize(
    ("name", "facts", "why"),
    [
        ("nothing", {}, "某水务方案没有“nothing”这项时限"), ("", {}, "没有“”"), ("repair", {}, "按 dn 区分，还须给出 dn"),
        ("repair", {"zone": "city"}, "还须给出 dn"), ("repair", {"dn": "大"}, "不适用于 dn=大"), ("repair", {"dn": -1}, "不适用于 dn=-1"),
        ("R001-20", {"dn": 600}, "不适用于 dn=600"),
    ],
)  # fmt: skip
def test_what_is_missing_is_said(name: str, facts: dict[str, object], why: str) -> None:
    with pytest.raises(NotStated, match=why):
        HOUSE.limit(name, facts)


def test_a_promise_that_the_policy_does_not_make_is_none() -> None:
    assert HOUSE.states(keys.Limit.HANDLE, {}) is ALWAYS
    assert HOUSE.states(keys.Limit.REPAIR, {}) is None
    assert HOUSE.states(keys.Limit.FIRST_REPLY, {}) is None


def test_values_are_numbers_switches_and_lists() -> None:
    house = policy(values={
        "warn_share": 0.25, "dissatisfied_starts_accountability": True, "count_fair_as_satisfied": False, "key_levels": "key, special,",
        "office_hours": "08:30-12:00 14:00-17:30",
    })  # fmt: skip
    assert house.value(keys.Value.WARN_SHARE) == house.value("warn_share") == 0.25
    assert house.is_on(keys.Value.DISSATISFIED_STARTS_ACCOUNTABILITY)
    assert not house.is_on(keys.Value.COUNT_FAIR_AS_SATISFIED)
    assert not policy().is_on(keys.Value.DISSATISFIED_STARTS_ACCOUNTABILITY)
    assert house.codes(keys.Value.KEY_LEVELS) == ("key", "special")
    assert house.codes(keys.Value.LARGE_LEVELS) == ()
    assert house.office_hours == read_hours("08:30-12:00 14:00-17:30")
    with pytest.raises(NotStated, match="没有“office_hours”这项参数"):
        _ = policy().office_hours


def test_a_post_bears_the_name_that_the_company_gives_it() -> None:
    assert policy(roles={Role.GM: "区域总经理"}).role(Role.GM) == "区域总经理"
    assert policy().role(Role.GM) == Role.GM.label


def test_what_the_code_needs_is_stated_or_marked_unused() -> None:
    names = [name for name, _, _ in needed()]
    assert len(names) == len(set(names)) == len(keys.Limit) + len(keys.Value) + len(keys.Chain) + len(keys.Ladder)
    assert policy().missing() == names
    assert policy(unused=dict.fromkeys(names, "不采用")).missing() == []
    chain = PolicyChain(key="extension", levels=read_levels("GM"), source=NOWHERE)
    house = policy(SMALL, values={"warn_share": 0.25}, chains={"extension": chain}, ladders={"overdue": chain})
    assert set(names) - set(house.missing()) == {"limit.repair", "value.warn_share", "chain.extension", "ladder.overdue"}
