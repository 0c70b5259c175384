"""What the tests of the law stand on: the five policies as the product reads them, the calendar of 2026, and the product's clock."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

from models.declare import Register
from rules.account import Due
from rules.calendar import Calendar, statutory
from rules.clock import due
from rules.limit import TimeLimit
from rules.moments import SHANGHAI, end_of
from rules.policy import Policy, PolicyRule, Scalar
from rules.policy_file import lend, read_policy
from rules.roles import Role

ROOT = Path(__file__).parents[2]
OWNERS = {"000": "JYHX", "001": "XNSW", "002": "ADRQ", "003": "CSGS", "004": "CCSW"}
#: Rules of these kinds bind people, not records: a reminder on the form is all that a program can do.
REMINDED = {"BEHAVIOR", "ADHOC", "SCOPE", "RING", "ROSTER", "KPI"}
#: The working days after Thursday 12 February 2026, written out by hand from the notice of the State Council: the Spring Festival
#: is the 15th to the 23rd, the Saturdays of the 14th and the 28th are worked.
WORKED = [
    date(2026, month, day)
    for month, days in ((2, (13, 14, 24, 25, 26, 27, 28)), (3, (*range(2, 7), *range(9, 14), *range(16, 21), *range(23, 28))))
    for day in days
]
#: Before the festival, and in the middle of it: the first working day of `WORKED` that each is followed by.
STARTS = {"2026-02-12 15:00": 0, "2026-02-13 23:59": 1, "2026-02-14 08:30": 2, "2026-02-18 09:00": 2}


@cache
def policies() -> Mapping[str, Policy]:
    return lend({code: read_policy((ROOT / "seeds" / "policies" / f"{code}.toml").read_text("utf-8"), code) for code in OWNERS.values()})


@cache
def calendar() -> Calendar:
    days, announced = statutory((2025, 2026))
    return Calendar(policies()["XNSW"].office_hours, days, announced)


def policy_of(rule: str) -> Policy:
    """The policy of the document that a rule stands in."""
    return policies()[OWNERS[rule[1:4]]]


@cache
def quoted() -> frozenset[str]:
    """The ids of all rules."""
    with (ROOT / "tests" / "seeds" / "quotations.tsv").open(encoding="utf-8", newline="") as file:
        return frozenset(row["rule"] for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)) - {"-"}


def moment(text: str) -> datetime:
    """`2026-02-12 15:00`, or `2026-02-12 24:00` for the end of the day."""
    if text.endswith(" 24:00"):
        return end_of(date.fromisoformat(text[:10]))
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)


# -- promises ------------------------------------------------------------------------------------------------------------


def limit_of(rule: str, **facts: object) -> TimeLimit:
    """The limit of a rule, reached as code reaches it: by its key and the circumstances."""
    policy = policy_of(rule)
    key = policy.limits_of(rule)[0].key
    found = policy.limit(key, facts)
    assert found.rule == rule, f"{key} {facts} leads to {found.rule}"
    return found


def falls_due(rule: str, cases: Mapping[str, str], *, shift_end: str = "", **facts: object) -> None:
    """Each start leads to that due moment; a second before it and on it the promise is kept, a second after it is broken."""
    limit = limit_of(rule, **facts)
    for start, end in cases.items():
        found: Due = due(limit, moment(start), calendar(), shift_end=moment(shift_end) if shift_end else None)
        assert found.at == moment(end), f"{rule} from {start}: {found.at}"
        assert not found.is_broken(found.at - timedelta(seconds=1))
        assert not found.is_broken(found.at)
        assert found.is_broken(found.at + timedelta(seconds=1))
        assert not found.provisional


def workdays(rule: str, amount: int, **facts: object) -> None:
    """A promise in working days holds across the Spring Festival of 2026 and its two make-up Saturdays."""
    falls_due(rule, {start: f"{WORKED[first + amount - 1]} 24:00" for start, first in STARTS.items()}, **facts)


def at_once(rule: str, **facts: object) -> None:
    falls_due(rule, {"2026-02-18 03:20": "2026-02-18 03:20"}, **facts)


# -- the rest ------------------------------------------------------------------------------------------------------------


def value_of(rule: str, key: str) -> Scalar:
    """A value of the policy, which names the rule it comes from."""
    found = policy_of(rule).values[key]
    assert found.rule == rule
    return found.value


def number(rule: str, key: str) -> int:
    found = value_of(rule, key)
    assert isinstance(found, int)
    return found


def chain_of(rule: str, key: str) -> tuple[tuple[Role, ...], ...]:
    """The levels of a chain of the policy, which names the rule it comes from."""
    found = policy_of(rule).chains[key]
    assert found.rule == rule
    return tuple(level.roles for level in found.levels)


def stated(rule: str) -> PolicyRule:
    """The rule as the policy shows it."""
    (found,) = [entry for entry in policy_of(rule).rules if entry.rule == rule]
    return found


def reminds(rule: str, register: type[Register]) -> None:
    """The rule is shown on the form of that register; it is of a kind that no program can enforce."""
    found = stated(rule)
    assert found.kind in REMINDED
    assert register.__tablename__ in found.screens
    assert found.label
    assert found.source.quotation
