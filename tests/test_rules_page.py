"""docs/rules.md is what `make docs` would write now, and leaves no rule out."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]
#: How many rules each document has (catalogue, 131 in all).
COUNTED = {"000": 9, "001": 33, "002": 22, "003": 59, "004": 8}


@pytest.fixture(scope="module")
def made() -> ModuleType:
    """The script, which stands beside the documents and not in a package."""
    spec = importlib.util.spec_from_file_location("make_rules", ROOT / "docs" / "make_rules.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def test_the_page_is_up_to_date(made: ModuleType) -> None:
    assert made.PAGE.read_text(encoding="utf-8") == made.page(), "run `make docs`"


def test_every_rule_stands_under_its_document(made: ModuleType) -> None:
    tables = made.page().partition("## Rules that only a reminder keeps")[0]
    rules = set(re.findall(r"^\| (R00\d-\d\d) \|", tables, re.MULTILINE))
    assert {document: sum(rule.startswith(f"R{document}") for rule in rules) for document in COUNTED} == COUNTED


def test_a_row_says_clause_quotation_lender_and_keeper(made: ModuleType) -> None:
    row = next(line for line in made.page().splitlines() if line.startswith("| R001-10 |"))
    assert "本班次 1 小时内" in row
    assert "001 六.1" in row
    assert "当班热线受理员需在本班次1小时内予以首次答复" in row
    assert "JYHX" in row
    assert "limit `first_reply`" in row


def test_only_rules_that_no_program_can_see_are_left_to_a_reminder(made: ModuleType) -> None:
    every, code = made.policies(), made.named_in_code()
    left = [entry for policy in every.values() for entry in made.only_reminded(made.entries(policy, every.values()), code)]
    assert left
    assert {entry.kind for entry in left} <= made.REMINDED
    assert [entry.rule for entry in left if not entry.screens] == []
    listed = made.page().partition("## Rules that only a reminder keeps")[2]
    assert all(f"| {entry.rule} | {entry.kind} |" in listed for entry in left)
