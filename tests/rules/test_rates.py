"""Rates: pairs of counts, never a bare percentage; what is not yet due and what nobody answered is not counted."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.moments import SHANGHAI
from rules.rates import FAIR, NONE, Kept, Rate, change, growth, kept, rate, satisfaction, timeliness

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=SHANGHAI)
HOURS = st.integers(-500, 500).map(lambda hours: NOW + timedelta(hours=hours))
PROMISES = st.lists(st.tuples(HOURS, st.none() | HOURS))
ANSWERS = st.lists(st.sampled_from(["very", "good", "fair", "bad", None]))


def test_nothing_to_count_is_a_dash() -> None:
    assert str(Rate(reached=0, counted=0)) == NONE == "—"
    assert Rate(reached=0, counted=0).share is None


@pytest.mark.parametrize(("reached", "counted", "words"), [
    (0, 3, "0.0%"), (3, 3, "100.0%"), (1, 3, "33.3%"), (9999, 10000, "99.9%"), (1, 10000, "0.1%"), (2, 3, "66.7%"),
])  # fmt: skip
def test_only_all_is_100_and_only_none_is_0(reached: int, counted: int, words: str) -> None:
    assert str(Rate(reached=reached, counted=counted)) == words


@pytest.mark.parametrize(("reached", "counted"), [(2, 1), (-1, 1), (1, 0)])
def test_the_numerator_is_a_part_of_the_denominator(reached: int, counted: int) -> None:
    with pytest.raises(ValueError, match="is no rate"):
        Rate(reached=reached, counted=counted)


@pytest.mark.parametrize(("due", "met", "stands"), [
    (0, None, Kept.RUNNING), (-1, None, Kept.OVERDUE), (1, None, Kept.RUNNING), (-1, -1, Kept.IN_TIME), (-1, 0, Kept.LATE),
    (5, -1, Kept.IN_TIME),
])  # fmt: skip
def test_a_promise_is_kept_at_its_due_moment_and_broken_after_it(due: int, met: int | None, stands: Kept) -> None:
    minutes = timedelta(minutes=1)
    assert kept(NOW + due * minutes, None if met is None else NOW + met * minutes, NOW) is stands


def test_what_is_overdue_counts_and_what_is_not_due_does_not() -> None:
    day = timedelta(days=1)
    promises = [(NOW - day, NOW - 2 * day), (NOW - day, None), (NOW + day, None), (NOW - 2 * day, NOW - day)]
    assert timeliness(promises, NOW) == Rate(reached=1, counted=3)


@given(PROMISES)
def test_timeliness_is_a_share(promises: list[tuple[datetime, datetime | None]]) -> None:
    found = timeliness(promises, NOW)
    assert found.share is None or 0 <= found.share <= 1
    assert found.counted == sum(1 for due, met in promises if met is not None or due < NOW)


@given(PROMISES, PROMISES)
def test_rates_of_two_departments_add_up(
    one: list[tuple[datetime, datetime | None]], other: list[tuple[datetime, datetime | None]]
) -> None:
    assert timeliness(one, NOW) + timeliness(other, NOW) == timeliness(one + other, NOW)


@given(ANSWERS)
def test_nobody_answered_is_not_in_the_denominator(answers: list[str | None]) -> None:
    strict, mild = satisfaction(answers, count_fair=False), satisfaction(answers, count_fair=True)
    assert strict.counted == mild.counted == sum(1 for answer in answers if answer)
    assert mild.reached - strict.reached == answers.count(FAIR)


@given(st.integers(0, 5000), st.integers(0, 5000))
def test_words_never_claim_all_or_nothing(reached: int, more: int) -> None:
    found = Rate(reached=reached, counted=reached + more)
    assert (str(found) == "100.0%") == (found.counted > 0 and not more)
    assert (str(found) == "0.0%") == (found.counted > 0 and not reached)


def test_changes_in_words() -> None:
    assert change(rate([True]), rate([True, False])) == "+50.0 个百分点"
    assert change(rate([]), rate([True])) == NONE
    assert growth(6, 4) == "+50.0%"
    assert growth(3, 4) == "-25.0%"
    assert growth(0, 0) == growth(5, 5) == "持平"
    assert growth(5, 0) == NONE
