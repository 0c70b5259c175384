"""The pattern of numbers: what may be set, and what would let two records bear one number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.numbering import USUAL, check_pattern, read_number, write_number

DEFAULT = "{prefix}-{form}-{year}-{count:05}"


def test_a_number_is_written_from_its_pattern() -> None:
    assert write_number(DEFAULT, prefix="QH", form="A01", year=2026, month=11, count=7) == "QH-A01-2026-00007"
    assert write_number("{form}{year}{month}{count:04}", prefix="QH", form="B02", year=2026, month=3, count=12) == "B022026030012"


@pytest.mark.parametrize("pattern", [DEFAULT, "{form}{year}{count}", "{prefix}〔{year}〕{form} {month} {count:05}号"])
def test_a_right_pattern_is_given_back(pattern: str) -> None:
    assert check_pattern(pattern) == pattern


@pytest.mark.parametrize(
    ("pattern", "sentence"),
    [
        ("{prefix", "编号格式写法不对"),
        ("{}-{form}-{year}-{count}", "编号格式写法不对"),
        ("{0}-{form}-{year}-{count}", "编号格式里有不认识的项：0"),
        ("{shop}-{form}-{year}-{count}", "编号格式里有不认识的项：shop"),
        ("{form}-{year}-{count:05q}", "编号格式写法不对"),
        ("{form}-{year}-{count!z}", "编号格式写法不对"),
        ("{form.shop}-{year}-{count}", "编号格式里有不认识的项：form.shop"),
        ("{form.__class__}-{form}-{year}-{count}", "编号格式里有不认识的项：form.__class__"),
        ("", "编号格式必须含有：count、form、year"),
        ("{prefix}-{form}-{count:05}", "编号格式必须含有：year"),
        ("{prefix}-{year}-{count:05}", "编号格式必须含有：form"),
        ("{form}-{year}", "编号格式必须含有：count"),
        ("{form}-{year}-{count:060}", "编号格式写法不对"),
        ("{prefix}-{form}-{year}-{count}-{month}-公司客户服务中心档案编号统一使用", "编号太长，不应超过 40 个字符"),
    ],
)
def test_a_wrong_pattern_is_refused(pattern: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        check_pattern(pattern)


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_two_counts_never_give_one_number(one: int, other: int) -> None:
    numbers = {write_number(DEFAULT, prefix="QH", form="A01", year=2026, month=11, count=count) for count in (one, other)}
    assert len(numbers) == len({one, other})


@pytest.mark.parametrize("pattern", ["{form}-{year}-{count:.0e}", "{form:.1}-{year}-{count:05}"])
def test_a_pattern_that_drops_figures_is_refused(pattern: str) -> None:
    """15 and 16 would both be 2e+01; A01 and A03 would both be A."""
    with pytest.raises(ValueError, match="编号格式"):
        check_pattern(pattern)


def test_the_longest_prefix_still_fits_the_column() -> None:
    pattern = "{prefix}-{form}-{year}-{count:05}" + "号" * 23
    with pytest.raises(ValueError, match="编号太长"):
        check_pattern(pattern)


@pytest.mark.parametrize(
    "pattern",
    [USUAL, "{form}/{year}/{count}", "{prefix}{form}{year}{month}{count:03}", "客服（{form}）{year}.{count:05}", "{{{form}}}{year}{count}"],
)
@pytest.mark.parametrize("count", [1, 42, 99_999, 123_456])
def test_what_is_written_is_read_back(pattern: str, count: int) -> None:
    number = write_number(pattern, prefix="QH", form="A07", year=2026, month=3, count=count)
    assert read_number(pattern, number, "A07") == (2026, count)
    assert read_number(pattern, number, "A08") is None


@pytest.mark.parametrize(
    "number", ["", "QH-A07-2026-1", "QH-A07-2026-00000", "QH-A07-26-00001", "QH-A07-2026-00001x", "QH-A07-2026-0000１", "\0"]
)
def test_what_is_not_written_so_is_not_read(number: str) -> None:
    assert read_number(USUAL, number, "A07") is None
