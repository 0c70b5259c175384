"""Terms that are tied to the calendar and to shifts, and those that lean on a year not yet announced."""

from __future__ import annotations

from datetime import date, time

import pytest

from rules.calendar import Calendar, Day, DayKind, NoWorkingTime
from rules.limit import Unit
from tests.rules.clockwork import HOURS, at, ends
from tests.rules.terms import CUTOFF

# -- tied to the calendar ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "amount", "start", "end"),
    [
        (Unit.WEEK, 0, "2026-11-16 00:00", "2026-11-22 24:00"),
        (Unit.WEEK, 0, "2026-11-22 23:59:59", "2026-11-22 24:00"),
        (Unit.WEEK, 0, "2026-11-23 00:00", "2026-11-29 24:00"),
        (Unit.MONTH_END, 0, "2026-02-01 00:00", "2026-02-28 24:00"),
        (Unit.MONTH_END, 0, "2028-02-01 00:00", "2028-02-29 24:00"),
        (Unit.MONTH_END, 0, "2026-12-31 23:59:59", "2026-12-31 24:00"),
        (Unit.HALF_YEAR, 0, "2026-01-01 00:00", "2026-06-30 24:00"),
        (Unit.HALF_YEAR, 0, "2026-06-30 23:59:59", "2026-06-30 24:00"),
        (Unit.HALF_YEAR, 0, "2026-07-01 00:00", "2026-12-31 24:00"),
        (Unit.MONTH_WORKDAY, 1, "2026-01-31 10:00", "2026-02-02 24:00"),
        (Unit.MONTH_WORKDAY, 3, "2026-02-01 00:00", "2026-03-04 24:00"),
        (Unit.MONTH_WORKDAY, 3, "2026-02-28 23:59:59", "2026-03-04 24:00"),
        (Unit.MONTH_WORKDAY, 3, "2026-09-15 10:00", "2026-10-10 24:00"),
        (Unit.MONTH_WORKDAY, 1, "2025-12-15 10:00", "2026-01-04 24:00"),
        (Unit.MONTH_LAST_WORKDAY, 0, "2026-05-01 10:00", "2026-05-29 24:00"),
        (Unit.MONTH_LAST_WORKDAY, 0, "2026-05-29 23:59:59", "2026-05-29 24:00"),
        (Unit.MONTH_LAST_WORKDAY, 0, "2026-05-30 00:00", "2026-06-30 24:00"),
        (Unit.MONTH_LAST_WORKDAY, 0, "2026-02-10 10:00", "2026-02-28 24:00"),
        (Unit.MONTH_LAST_WORKDAY, 0, "2026-10-10 10:00", "2026-10-30 24:00"),
        (Unit.EVERY_WORKDAY, 0, "2026-11-20 23:59:59", "2026-11-20 24:00"),
        (Unit.EVERY_WORKDAY, 0, "2026-11-21 00:00", "2026-11-23 24:00"),
        (Unit.EVERY_WORKDAY, 0, "2026-02-14 10:00", "2026-02-14 24:00"),
        (Unit.EVERY_WORKDAY, 0, "2026-02-15 10:00", "2026-02-24 24:00"),
    ],
)
def test_periods_end_with_the_calendar(unit: Unit, amount: int, start: str, end: str) -> None:
    assert ends(amount, unit, start).at == at(end)


@pytest.mark.parametrize(
    ("start", "end"),
    [("2026-11-20 08:30", "2026-11-20 08:30"), ("2026-11-20 08:30:01", "2026-11-21 08:30"), ("2026-11-20 00:00", "2026-11-20 08:30")],
)
def test_a_daily_time_is_today_s_until_it_has_passed(start: str, end: str) -> None:
    assert ends(0, Unit.DAILY, start, at=time(8, 30)).at == at(end)


def test_a_month_without_work_is_refused() -> None:
    rested = {date(2026, 2, day): Day(day=date(2026, 2, day), kind=DayKind.REST) for day in range(1, 29)}
    with pytest.raises(NoWorkingTime, match="2026-02 没有工作日"):
        ends(0, Unit.MONTH_LAST_WORKDAY, "2026-02-10 10:00", calendar=Calendar(HOURS, rested, frozenset({2026})))


# -- shifts --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "shift_end", "end"),
    [
        ("2026-11-20 10:00", "2026-11-20 17:30", "2026-11-20 11:00"),
        ("2026-11-20 16:30", "2026-11-20 17:30", "2026-11-20 17:30"),
        ("2026-11-20 16:31", "2026-11-20 17:30", "2026-11-20 17:30"),
        ("2026-11-20 17:30", "2026-11-20 17:30", "2026-11-20 17:30"),
        ("2026-11-20 23:30", "2026-11-21 08:00", "2026-11-21 00:30"),
        ("2026-11-20 16:50", None, "2026-11-20 17:50"),
    ],
)
def test_an_hour_within_the_shift_ends_with_the_shift(start: str, shift_end: str | None, end: str) -> None:
    assert ends(1, Unit.SHIFT_HOUR, start, shift_end=shift_end).at == at(end)


def test_a_pause_does_not_outlast_the_shift() -> None:
    pause = "2026-11-20 16:30/2026-11-20 17:20"
    assert ends(1, Unit.SHIFT_HOUR, "2026-11-20 16:00", pause, shift_end="2026-11-20 17:30").at == at("2026-11-20 17:30")
    assert ends(1, Unit.SHIFT_HOUR, "2026-11-20 16:00", pause).at == at("2026-11-20 17:50")


@pytest.mark.parametrize(
    ("shift_end", "end"),
    [
        ("2026-11-30 17:30", "2026-11-30 17:30"), ("2026-12-01 08:00", "2026-12-01 08:00"), ("2026-11-20 17:30", "2026-11-30 24:00"),
        (None, "2026-11-30 24:00"),
    ],
)  # fmt: skip
def test_the_last_shift_of_a_month_ends_it(shift_end: str | None, end: str) -> None:
    assert ends(0, Unit.LAST_SHIFT, "2026-11-20 10:00", shift_end=shift_end).at == at(end)


@pytest.mark.parametrize("unit", [Unit.SHIFT_HOUR, Unit.LAST_SHIFT])
def test_a_shift_that_was_over_before_the_start_is_refused(unit: Unit) -> None:
    with pytest.raises(ValueError, match="班次已于 2026-11-30 17:30 结束"):
        ends(1, unit, "2026-11-30 17:31", shift_end="2026-11-30 17:30")


# -- provisional ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "unit", "start", "provisional"),
    [
        (1, Unit.WORKDAY, "2026-12-30 10:00", False), (2, Unit.WORKDAY, "2026-12-30 10:00", True),
        (3, Unit.MONTH, "2026-12-30 10:00", False),
        (24, Unit.HOUR, "2027-02-05 10:00", False), (1, Unit.MONTH_WORKDAY, "2026-12-01 10:00", True),
        (0, Unit.MONTH_LAST_WORKDAY, "2027-01-04 10:00", True), (0, Unit.EVERY_WORKDAY, "2027-01-04 10:00", True),
        (0, Unit.WEEK, "2026-12-31 10:00", False),
    ],
)  # fmt: skip
def test_only_what_leans_on_an_unannounced_year_is_provisional(
    amount: int, unit: Unit, start: str, provisional: bool,  # noqa: FBT001
) -> None:  # fmt: skip
    found = ends(amount, unit, start)
    assert found.provisional is provisional
    assert any(line.at == "暂估" for line in found.account) is provisional


def test_the_close_of_business_of_an_unannounced_year_is_provisional() -> None:
    assert ends(1, Unit.DAY, "2027-03-01 10:00", to_close=True).provisional
    assert not ends(1, Unit.DAY, "2027-03-01 10:00").provisional


def test_what_was_cut_off_in_an_announced_year_may_fall_into_one_that_is_not() -> None:
    assert ends(1, Unit.WORKDAY, "2026-12-31 16:31", cutoff=CUTOFF).provisional
