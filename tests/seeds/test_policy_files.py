"""The five policies say what their documents say, leave no key of the code unanswered, and never contradict themselves."""

from __future__ import annotations

import csv
import itertools
import re
import tomllib
from collections.abc import Iterator
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from rules import keys
from rules.chain import read_levels
from rules.limit import Unit
from rules.policy_file import lend, read_policy
from rules.roles import Role

HERE = Path(__file__).parent
DOCUMENTS = {"JYHX": "000", "XNSW": "001", "ADRQ": "002", "CSGS": "003", "CCSW": "004"}
TEXTS = {code: (HERE.parents[1] / "seeds" / "policies" / f"{code}.toml").read_text(encoding="utf-8") for code in DOCUMENTS}
FILES = {code: tomllib.loads(text) for code, text in TEXTS.items()}
KINDS = ("limit", "value", "chain", "ladder", "rule")
EVERY_CODE = pytest.mark.parametrize("code", DOCUMENTS)


def _quoted() -> list[dict[str, str]]:
    with (HERE / "quotations.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


QUOTED = _quoted()
RULES = {row["rule"] for row in QUOTED} - {"-"}


def entries(code: str, *kinds: str) -> Iterator[dict[str, Any]]:
    return itertools.chain.from_iterable(FILES[code].get(kind, []) for kind in kinds)


def words(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_the_table_of_quotations_holds_every_rule() -> None:
    counted = {document: sum(rule.startswith(f"R{document}") for rule in RULES) for document in DOCUMENTS.values()}
    assert counted == {"000": 9, "001": 33, "002": 22, "003": 59, "004": 8}


@EVERY_CODE
def test_a_policy_says_whose_it_is(code: str) -> None:
    policy = FILES[code]["policy"]
    assert policy["code"] == code
    assert policy["document"] == DOCUMENTS[code]
    assert policy["name"]
    assert policy["title"]
    assert policy["edition"]
    assert policy["effective_from"] == date(2026, 1, 1)
    assert FILES[code]["words"].keys() == {"supply", "open", "meter", "utility"}
    assert FILES[code]["roles"].keys() <= {role.value for role in Role}


@EVERY_CODE
def test_every_rule_of_the_document_stands_in_its_policy(code: str) -> None:
    own = {rule for rule in RULES if rule.startswith(f"R{DOCUMENTS[code]}")}
    assert {entry["rule"] for entry in entries(code, *KINDS) if entry.get("rule")} == own


@EVERY_CODE
def test_every_quotation_is_the_one_of_the_document(code: str) -> None:
    known = {(row["document"], row["clause"], words(row["quotation"])) for row in QUOTED}
    for entry in entries(code, *KINDS):
        if entry["quotation"]:
            assert (DOCUMENTS[code], entry["clause"], words(entry["quotation"])) in known, entry
        else:
            assert not entry["clause"], entry
            assert not entry.get("rule"), entry
            assert entry["note"], entry


@EVERY_CODE
def test_a_rule_stands_with_its_own_words(code: str) -> None:
    own = {(row["rule"], words(row["quotation"])) for row in QUOTED}
    for entry in entries(code, *KINDS):
        if entry.get("rule"):
            assert (entry["rule"], words(entry["quotation"])) in own, entry


@EVERY_CODE
@pytest.mark.parametrize("kind", ["limit", "chain", "ladder", "value"])
def test_every_key_of_the_code_is_answered(code: str, kind: str) -> None:
    asked = {key.value for key in getattr(keys, kind.capitalize())}
    stated = {entry["key"] for entry in entries(code, kind)}
    borrowed = {entry["key"] for entry in entries(code, "borrow")} if kind == "limit" else set()
    unused = {entry["key"].partition(".")[2] for entry in entries(code, "unused") if entry["key"].startswith(f"{kind}.")}
    assert asked <= stated | borrowed | unused
    assert not stated & borrowed
    assert not (stated | borrowed) & unused


def test_the_default_policy_leaves_nothing_out() -> None:
    assert "unused" not in FILES["XNSW"]


@EVERY_CODE
def test_a_key_has_one_value_one_chain_and_one_ladder(code: str) -> None:
    for kind in ("value", "chain", "ladder", "borrow", "unused"):
        names = [entry["key"] for entry in entries(code, kind)]
        assert len(names) == len(set(names)), kind


@EVERY_CODE
def test_a_limit_is_counted_in_a_unit_there_is(code: str) -> None:
    for limit in entries(code, "limit"):
        unit = Unit(limit["unit"])
        assert limit["label"], limit
        assert limit["amount"] >= (0 if unit in {Unit.IMMEDIATE, Unit.BEFORE} else 1), limit
        assert (unit is Unit.DAILY) == ("at" in limit), limit
        assert all(time.fromisoformat(limit[name]) for name in ("cutoff", "at") if name in limit), limit
        assert "cutoff" not in limit or unit is Unit.WORKDAY, limit


@EVERY_CODE
def test_two_limits_of_one_key_never_hold_at_once(code: str) -> None:
    by_key: dict[str, list[dict[str, Any]]] = {}
    for limit in entries(code, "limit"):
        by_key.setdefault(limit["key"], []).append(limit.get("when", {}))
    for key, conditions in by_key.items():
        for one, other in itertools.combinations(conditions, 2):
            shared = one.keys() & other.keys()
            assert any(_apart(one[name], other[name]) for name in shared), f"{key}: {one} {other}"


def _apart(one: Any, other: Any) -> bool:
    if isinstance(one, list):
        return not set(one) & set(other)
    ends = [(given.get("from", float("-inf")), given.get("below", float("inf"))) for given in (one, other)]
    return ends[0][1] <= ends[1][0] or ends[1][1] <= ends[0][0]


@pytest.mark.parametrize("code", [code for code in DOCUMENTS if any(entries(code, "borrow"))])
def test_what_is_borrowed_is_there(code: str) -> None:
    for borrow in entries(code, "borrow"):
        assert borrow["key"] in {limit["key"] for limit in entries(borrow["from"], "limit")}, borrow
        assert borrow["from"] != code
        assert borrow["why"]


@EVERY_CODE
def test_a_chain_is_made_of_roles(code: str) -> None:
    for chain in entries(code, "chain", "ladder"):
        assert read_levels(chain["levels"]), chain
        assert chain.get("cc", "GM") in {role.value for role in Role}, chain


@EVERY_CODE
def test_a_value_is_of_the_type_that_code_expects(code: str) -> None:
    given = {entry["key"]: entry["value"] for entry in entries(code, "value")}
    assert re.fullmatch(r"\d\d:\d\d-\d\d:\d\d \d\d:\d\d-\d\d:\d\d", given["office_hours"])
    assert given["appointment_window"] in {"off_hours", "off_hours_or_home", "office_hours", "any"}
    assert 0 < given["warn_share"] < 1
    assert isinstance(given["count_fair_as_satisfied"], bool)
    assert isinstance(given["dissatisfied_starts_accountability"], bool)
    with (HERE.parents[1] / "seeds" / "options.csv").open(encoding="utf-8", newline="") as file:
        levels = {row["code"] for row in csv.DictReader(file) if row["list_code"] == "customer_level"}
    assert set(f"{given['key_levels']},{given['large_levels']}".split(",")) <= levels


def test_the_meter_of_any_size_has_a_period() -> None:
    ranges = sorted((limit["when"]["dn"].get("from", 0), limit["when"]["dn"].get("below")) for limit in entries("CSGS", "limit")
                    if limit["key"] == keys.Limit.METER_REPLACEMENT)  # fmt: skip
    assert [below for _, below in ranges] == [*(start for start, _ in ranges[1:]), None]
    assert ranges[0][0] == 0


def test_the_product_reads_them_and_misses_nothing() -> None:
    policies = lend({code: read_policy(text, f"{code}.toml") for code, text in TEXTS.items()})
    assert {code: policy.missing() for code, policy in policies.items()} == {code: [] for code in DOCUMENTS}
