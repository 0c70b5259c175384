"""Months and weeks as spans of whole days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.periods import Period, month, month_name, months_back, parse_year_week, week, week_name

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@given(DAYS)
def test_a_day_lies_in_its_month_and_week(day: date) -> None:
    for span in (month(month_name(day)), week(week_name(day))):
        assert span.first <= day <= span.last
        assert span.end - span.start == timedelta(days=(span.last - span.first).days + 1)
    assert week(week_name(day)).first.weekday() == 0


@given(DAYS, st.integers(0, 60))
def test_months_follow_each_other(day: date, back: int) -> None:
    name = month_name(day)
    assert month(months_back(name, back + 1)).last + timedelta(days=1) == month(months_back(name, back)).first


def test_the_year_ago() -> None:
    assert months_back("2026-01", 1) == "2025-12"
    assert months_back("2026-11", 12) == "2025-11"


def test_a_week_is_of_the_year_that_has_its_thursday() -> None:
    assert week_name(date(2027, 1, 1)) == "2026-W53"
    assert week("2026-W53").last == date(2027, 1, 3)


@pytest.mark.parametrize("typed", ["2026-W47", "2026-47", "2026年第47周", "2026w47", "２０２６-Ｗ４７"])
def test_a_week_as_it_is_typed(typed: str) -> None:
    assert parse_year_week(typed) == "2026-W47"


@pytest.mark.parametrize(("text", "sentence"), [("四十七周", "2026-W47 的样子"), ("2026-W54", "没有第 54 周"), ("2026-W00", "没有第 0 周")])
def test_what_is_no_week(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        parse_year_week(text)


def test_a_span_does_not_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="不能早于"):
        Period(first=date(2026, 2, 2), last=date(2026, 2, 1))
