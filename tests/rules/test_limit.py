"""A time limit says how much of what, for which circumstances; what no clock could run on is refused."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.limit import (
    GREATEST,
    IN_DAYS,
    MOST,
    UNCOUNTED,
    Between,
    Condition,
    TimeLimit,
    Unit,
    check_condition,
    check_limit,
    overlapping,
    read_when,
    show_when,
)
from tests.rules.clockwork import limit

codes = st.text(st.characters(codec="utf-8", exclude_categories=("Z", "C"), exclude_characters="|=."), min_size=1, max_size=8)
bounds = st.integers(0, 10**9) | st.floats(0, 1e9).map(lambda number: round(number, 3))
conditions: st.SearchStrategy[Condition] = st.one_of(
    st.lists(codes, min_size=1, max_size=3).map(tuple),
    st.builds(lambda low, high: Between(start=low, below=high), st.none() | bounds, st.none() | bounds).filter(
        lambda range_: (range_.start or 0) < (GREATEST if range_.below is None else range_.below)),
)  # fmt: skip


@pytest.mark.parametrize(
    ("amount", "unit", "words"),
    [
        (2, Unit.WORKDAY, "2 个工作日"), (24, Unit.HOUR, "24 小时（自然小时）"), (1, Unit.SHIFT_HOUR, "本班次 1 小时内"),
        (0, Unit.NEXT_DAY, "次日"), (3, Unit.MONTH_WORKDAY, "次月前 3 个工作日"), (10, Unit.BEFORE, "约定时间前 10 分钟"),
    ],
)  # fmt: skip
def test_a_limit_is_said_in_words(amount: int, unit: Unit, words: str) -> None:
    assert limit(amount, unit).words == words


def test_the_words_name_the_cut_off_and_the_daily_time() -> None:
    assert limit(1, Unit.WORKDAY, cutoff=time(16, 30)).words == "1 个工作日（每日 16:30 截点）"
    assert limit(0, Unit.DAILY, at=time(8, 30)).words == "每日 08:30"


@pytest.mark.parametrize("unit", list(Unit))
def test_every_unit_has_words_that_can_be_filled_in(unit: Unit) -> None:
    assert "{" not in limit(1, unit, at=time(8)).words


# -- circumstances -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "holds"),
    [
        (599.9, False), (600, True), ("600", True), ("799.99", True), (800, False), ("", False), ("大", False), (None, False),
        ("nan", False), ("inf", False), ("1e400", False), (-600, False),
    ],
)  # fmt: skip
def test_a_range_includes_its_start_and_not_its_end(value: object, holds: bool) -> None:  # noqa: FBT001
    given = limit(1, Unit.HOUR, when={"dn": Between(start=600, below=800)})
    assert given.holds({"dn": value}) is holds
    assert given.holds_so_far({"dn": value}) is holds


@pytest.mark.parametrize("value", [-1, "inf", "nan", 1e13, "9" * 5000])
def test_nothing_measured_is_negative_or_without_end(value: object) -> None:
    assert not limit(1, Unit.HOUR, when={"dn": Between(start=800)}).holds({"dn": value})
    assert not limit(1, Unit.HOUR, when={"dn": Between(below=600)}).holds({"dn": value})


def test_a_code_is_one_of_those_listed() -> None:
    given = limit(1, Unit.HOUR, when={"zone": ("city", "suburb")})
    assert given.holds({"zone": "city"})
    assert not given.holds({"zone": "cit"})
    assert not given.holds({})
    assert given.holds_so_far({})
    assert given.holds({"zone": "city", "dn": 600})


@pytest.mark.parametrize(
    ("when", "text"),
    [
        ({}, ""), ({"dn": Between(start=600, below=800)}, "dn=600..800"), ({"dn": Between(below=0.12)}, "dn=..0.12"),
        ({"dn": Between(start=1234567)}, "dn=1234567.."), ({"zone": ("city", "suburb"), "dn": Between(start=1)}, "zone=city|suburb dn=1.."),
    ],
)  # fmt: skip
def test_circumstances_as_a_table_holds_them(when: dict[str, Condition], text: str) -> None:
    assert show_when(when) == text
    assert read_when(text) == when


@given(st.dictionaries(st.from_regex(r"[a-z_]{1,8}", fullmatch=True), conditions, max_size=3))
def test_what_is_written_is_read_as_it_was(when: dict[str, Condition]) -> None:
    assert read_when(show_when(when)) == when


@pytest.mark.parametrize(
    "text", ["dn", "dn=", "=600", "dn=1..2 dn=3..4", "dn=a..b", "dn=800..600", "dn=600..600", "dn=..", "zone=city|", "dn=nan..", "a==b"]
)
def test_circumstances_that_cannot_be_read_are_refused(text: str) -> None:
    if text == "dn=..":  # any number at all
        assert read_when(text) == {"dn": Between()}
        return
    with pytest.raises(ValueError, match="适用条件"):
        read_when(text)


@pytest.mark.parametrize(
    "condition", [Between(start=5, below=5), Between(below=0), Between(start=1e13), Between(start=float("nan")), ("",)]
)
def test_a_condition_that_nothing_fits_is_refused(condition: Condition) -> None:
    with pytest.raises(ValueError, match="适用条件"):
        check_condition(condition)


# -- variants ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        ({}, {}, True), ({}, {"zone": ("city",)}, False), ({"zone": ("city",)}, {"zone": ("suburb",)}, False),
        ({"zone": ("city", "suburb")}, {"zone": ("suburb",)}, True), ({"dn": Between(below=600)}, {"dn": Between(start=600)}, False),
        ({"dn": Between(below=601)}, {"dn": Between(start=600)}, True), ({"zone": ("city",)}, {"dn": Between(start=600)}, True),
        ({"zone": ("city",), "dn": Between(start=1)}, {"zone": ("suburb",), "kind": ("unit",)}, False),
        ({"dn": ("600",)}, {"dn": Between(start=600)}, True), ({"dn": ("large",)}, {"dn": Between(start=600)}, False),
    ],
)  # fmt: skip
def test_two_variants_that_may_hold_at_once_overlap(one: dict[str, Condition], other: dict[str, Condition], overlap: bool) -> None:  # noqa: FBT001
    pair = [limit(1, Unit.HOUR, when=one), limit(2, Unit.HOUR, when=other)]
    assert (overlapping(pair) is not None) is overlap
    assert (overlapping(reversed(pair)) is not None) is overlap
    assert overlapping([pair[0], limit(2, Unit.HOUR, key="another", when=other)]) is None


# -- what is refused -----------------------------------------------------------------------------------------------------


def refused(given: TimeLimit) -> str:
    with pytest.raises(ValueError, match="某项") as error:
        check_limit(given)
    return str(error.value)


@pytest.mark.parametrize("unit", sorted(set(Unit) - UNCOUNTED, key=lambda unit: unit.value))
def test_what_counts_needs_a_number(unit: Unit) -> None:
    assert "不小于 1" in refused(limit(0, unit))
    check_limit(limit(1, unit))


@pytest.mark.parametrize("unit", list(Unit))
@pytest.mark.parametrize("amount", [-1, MOST + 1, 10**30])
def test_a_number_beyond_reason_is_refused(unit: Unit, amount: int) -> None:
    assert "数量应" in refused(limit(amount, unit, at=time(8)))


@pytest.mark.parametrize("unit", list(Unit))
def test_words_that_belong_to_some_units_only(unit: Unit) -> None:
    more: dict[str, Any] = {"at": time(8)} if unit is Unit.DAILY else {}
    for allowed, extra in ((unit is Unit.WORKDAY, {"cutoff": time(16, 30)}), (unit in IN_DAYS, {"to_close": True})):
        if allowed:
            check_limit(limit(1, unit, **more, **extra))
        else:
            refused(limit(1, unit, **more, **extra))


def test_a_daily_limit_needs_its_time() -> None:
    assert "须写明时刻" in refused(limit(0, Unit.DAILY))
