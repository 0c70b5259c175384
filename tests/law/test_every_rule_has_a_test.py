"""All 131 rules of the five documents have a test that is named after them."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

from tests.law.bench import policies, quoted


def _tested() -> Counter[str]:
    found: Counter[str] = Counter()
    for path in Path(__file__).parent.glob("test_rules_*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and (named := re.match(r"test_r(\d{3})_(\d{2})_\w+", node.name)):
                document = re.search(r"test_rules_(\d{3})", path.stem)
                assert document, path
                assert document[1] == named[1], f"{node.name} stands in {path.name}"
                found[f"R{named[1]}-{named[2]}"] += 1
    return found


def test_every_rule_has_a_test_of_its_own() -> None:
    assert _tested().keys() == quoted()
    assert len(quoted()) == 131


def test_no_rule_is_tested_twice_under_one_name() -> None:
    assert not [rule for rule, times in _tested().items() if times > 1]


def test_every_rule_is_stated_by_a_policy() -> None:
    entries = [
        entry.rule
        for policy in policies().values()
        for entry in (*policy.limits, *policy.values.values(), *policy.chains.values(), *policy.ladders.values(), *policy.rules)
    ]
    assert {rule for rule in entries if rule} == quoted()
