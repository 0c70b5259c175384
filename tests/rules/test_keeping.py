"""Until when a paper is kept, and what stands against its destruction."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.archival import Retention
from rules.destruction import too_early
from rules.keeping import kept_until, why_kept, years_kept
from rules.store_room import out_of_bounds

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(("retention", "ended", "last"), [
    (Retention.TEN, 2016, date(2026, 12, 31)), (Retention.THIRTY, 1996, date(2026, 12, 31)), (Retention.PERMANENT, 1950, None),
])  # fmt: skip
def test_so_many_whole_years_after_the_year_of_its_end(retention: Retention, ended: int, last: date | None) -> None:
    assert kept_until(retention, ended) == last


@pytest.mark.parametrize(("retention", "ended", "holds", "why"), [
    (Retention.TEN, 2015, [], None),
    (Retention.TEN, 2016, [], "不得销毁：保管期限至 2026-12-31，尚未届满"),
    (Retention.PERMANENT, 1950, [], "不得销毁：保管期限为永久"),
    (Retention.TEN, None, [], "不得销毁：所记事项尚未终结，保管期限还没有起算"),
    (Retention.TEN, 2015, ["诉讼 A", "审计 B"], "不得销毁：已冻结（诉讼 A）；已冻结（审计 B）"),
    (Retention.THIRTY, 2015, ["诉讼 A"], "不得销毁：已冻结（诉讼 A）；保管期限至 2045-12-31，尚未届满"),
])  # fmt: skip
def test_it_says_all_that_stands_against_it(retention: Retention, ended: int | None, holds: list[str], why: str | None) -> None:
    assert why_kept(retention=retention, ended=ended, holds=holds, today=TODAY) == why


@given(
    st.sampled_from(Retention), st.integers(1900, 2100), st.dates(date(1990, 1, 1), date(2150, 1, 1)), st.lists(st.just("审计"), max_size=2)
)
def test_what_is_held_or_unexpired_is_always_kept(retention: Retention, ended: int, today: date, holds: list[str]) -> None:
    free = why_kept(retention=retention, ended=ended, holds=holds, today=today) is None
    assert free is (not holds and retention.years is not None and today.year > ended + retention.years)


def test_years_kept_are_whole_years_after_the_year_of_its_end() -> None:
    assert [years_kept(ended, TODAY) for ended in (None, 2027, 2026, 2025, 2010)] == [0, 0, 0, 0, 15]


@pytest.mark.parametrize(("days", "destroyed", "why"), [
    (0, date(2026, 11, 20), None), (7, date(2026, 11, 27), None), (7, date(2026, 11, 26), "批准后须满 7 天，2026-11-27 起方可销毁"),
])  # fmt: skip
def test_so_many_days_lie_between_the_approval_and_the_fire(days: int, destroyed: date, why: str | None) -> None:
    assert too_early(approved_on=TODAY, cooling_days=days, destroyed_on=destroyed) == why


@pytest.mark.parametrize(("temperature", "humidity", "found"), [
    (14, 45, ()), (24, 60, ()), (None, None, ()), (25, 60, ("温度 25℃，应在 14 至 24℃ 之间",)),
    (Decimal("24.1"), 60, ("温度 24.1℃，应在 14 至 24℃ 之间",)), (20, 44, ("湿度 44%，应在 45 至 60% 之间",)),
])  # fmt: skip
def test_paper_bears_so_much_heat_and_damp(temperature: Decimal | int | None, humidity: int | None, found: tuple[str, ...]) -> None:
    assert out_of_bounds(temperature, humidity) == found
