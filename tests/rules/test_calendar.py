"""The working calendar: the statutory days as announced, the company's own over them, and hours with a lunch break."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.calendar import Calendar, Day, DayKind, NoWorkingTime, Segment, read_hours, show_hours, statutory
from tests.rules.clockwork import HOURS, at, office, office_with

MORNING = (HOURS[0],)


def days(first: str, last: str) -> list[date]:
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return [start + timedelta(days=count) for count in range((end - start).days + 1)]


@given(st.dates(date(2023, 12, 1), date(2028, 2, 1)), st.integers(-40, 900))
def test_worked_days_are_counted_as_if_day_by_day(after: date, length: int) -> None:
    until, kept = after + timedelta(days=length), office()
    assert kept.workdays(after, until) == sum(kept.is_worked(after + timedelta(days=shift)) for shift in range(1, length + 1))


# -- the days ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("festival", "first", "last"),
    [
        ("元旦", "2026-01-01", "2026-01-03"), ("春节", "2026-02-15", "2026-02-23"), ("清明", "2026-04-04", "2026-04-06"),
        ("劳动节", "2026-05-01", "2026-05-05"), ("端午", "2026-06-19", "2026-06-21"), ("中秋", "2026-09-25", "2026-09-27"),
        ("国庆", "2026-10-01", "2026-10-07"),
    ],
)  # fmt: skip
def test_nobody_works_on_the_holidays_of_2026(festival: str, first: str, last: str) -> None:
    assert not any(office().is_worked(day) for day in days(first, last)), festival
    before, after = date.fromisoformat(first) - timedelta(days=1), date.fromisoformat(last) + timedelta(days=1)
    assert office().is_worked(before)
    assert office().is_worked(after)


@pytest.mark.parametrize("day", ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"])
def test_make_up_days_of_2026_are_worked_though_they_lie_on_a_weekend(day: str) -> None:
    found = office().on(date.fromisoformat(day))
    assert (found.kind, found.segments, found.provisional) == (DayKind.MAKE_UP, HOURS, False)
    assert found.day.weekday() > 4
    assert "调休上班" in found.words


def test_other_weekends_are_rest_and_other_weekdays_work() -> None:
    saturday, monday = office().on(date(2026, 11, 21)), office().on(date(2026, 11, 23))
    assert (saturday.kind, saturday.segments) == (DayKind.REST, ())
    assert (monday.kind, monday.segments) == (DayKind.WORK, HOURS)
    assert (saturday.words, monday.words) == ("星期六，休息日", "星期一，工作日")


def test_a_festival_is_called_by_its_name() -> None:
    assert [office().on(date(2026, 2, day)).name for day in (16, 17, 20, 23)] == ["农历除夕", "春节", "调休放假", "调休放假"]
    assert office().on(date(2026, 4, 6)).name == "清明节"
    assert office().on(date(2026, 2, 17)).words == "星期二，放假（春节）"


def test_248_days_of_each_year_are_worked() -> None:
    """261 weekdays, less the holidays on them, and the days made up."""
    assert sum(office().is_worked(day) for day in days("2025-01-01", "2025-12-31")) == 248
    assert sum(office().is_worked(day) for day in days("2026-01-01", "2026-12-31")) == 248


# -- announced or computed -----------------------------------------------------------------------------------------------


def test_a_year_that_was_announced_is_certain_and_one_that_was_not_is_provisional() -> None:
    found, announced = statutory([2026, 2027])
    assert announced == {2026}
    assert not any(day.provisional for day in found.values() if day.day.year == 2026)
    assert all(day.provisional for day in found.values() if day.day.year == 2027)
    assert {day.year for day in found} == {2026, 2027}


def test_ordinary_days_of_an_unannounced_year_are_provisional_too() -> None:
    assert office().on(date(2027, 3, 3)).provisional
    assert office().on(date(2027, 3, 6)).provisional
    assert not office().on(date(2026, 3, 3)).provisional


def test_holidays_of_an_unannounced_year_are_computed_without_make_up_days() -> None:
    assert not office().is_worked(date(2027, 2, 8))
    assert not any(office().on(day).kind is DayKind.MAKE_UP for day in days("2027-01-01", "2027-12-31"))


def test_a_year_that_nobody_asked_about_is_a_plain_week_and_provisional() -> None:
    monday = office().on(date(2040, 10, 1))
    assert (monday.kind, monday.provisional) == (DayKind.WORK, True)


# -- the company's own days ----------------------------------------------------------------------------------------------


def test_a_day_of_the_company_goes_over_the_law() -> None:
    calendar = office_with(
        Day(day=date(2026, 2, 20), kind=DayKind.WORK, name="抢修值守"),
        Day(day=date(2026, 3, 4), kind=DayKind.REST, name="厂庆"))  # fmt: skip
    assert calendar.on(date(2026, 2, 20)).segments == HOURS
    assert not calendar.is_worked(date(2026, 3, 4))


def test_a_half_day_has_hours_of_its_own() -> None:
    calendar = office_with(Day(day=date(2026, 2, 14), kind=DayKind.HALF, segments=MORNING))
    assert calendar.is_worked(date(2026, 2, 14))
    assert calendar.close_of(date(2026, 2, 14)) == at("2026-02-14 12:00")
    assert not calendar.is_office_time(at("2026-02-14 14:00"))


def test_hours_given_for_a_day_off_do_not_open_the_office() -> None:
    calendar = office_with(Day(day=date(2026, 10, 1), kind=DayKind.HOLIDAY, name="国庆节", segments=HOURS))
    assert calendar.on(date(2026, 10, 1)).segments == ()
    assert not calendar.is_office_time(at("2026-10-01 10:00"))


# -- hours ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "open_", "next_"),
    [
        ("2026-11-20 08:29:59", False, "2026-11-20 08:30"), ("2026-11-20 08:30", True, "2026-11-20 08:30"),
        ("2026-11-20 11:59:59", True, "2026-11-20 11:59:59"), ("2026-11-20 12:00", False, "2026-11-20 14:00"),
        ("2026-11-20 13:59:59", False, "2026-11-20 14:00"), ("2026-11-20 17:29:59", True, "2026-11-20 17:29:59"),
        ("2026-11-20 17:30", False, "2026-11-23 08:30"), ("2026-11-21 10:00", False, "2026-11-23 08:30"),
        ("2026-02-13 18:00", False, "2026-02-14 08:30"), ("2026-02-14 18:00", False, "2026-02-24 08:30"),
    ],
)  # fmt: skip
def test_the_office_opens_after_lunch_and_after_the_weekend(moment: str, open_: bool, next_: str) -> None:  # noqa: FBT001
    assert office().is_office_time(at(moment)) is open_
    assert office().office_time_from(at(moment)) == at(next_)


def test_a_moment_of_another_zone_is_the_office_s_own() -> None:
    assert office().is_office_time(datetime(2026, 11, 20, 1, 0, tzinfo=UTC))
    assert not office().is_office_time(datetime(2026, 11, 20, 10, 0, tzinfo=UTC))
    with pytest.raises(ValueError, match="zone"):
        office().is_office_time(datetime(2026, 11, 20, 10, 0))  # noqa: DTZ001 - what is refused


def test_the_office_closes_with_its_last_hours_and_a_day_off_at_midnight() -> None:
    assert office().close_of(date(2026, 11, 20)) == at("2026-11-20 17:30")
    assert office().close_of(date(2026, 11, 21)) == at("2026-11-21 24:00")


def test_hours_are_written_and_read() -> None:
    assert (Segment(start=time(8, 30), end=time(12)), Segment(start=time(14), end=time(17, 30))) == HOURS
    assert show_hours(HOURS) == "08:30-12:00 14:00-17:30"
    assert read_hours("  00:00-23:59 ") == (Segment(start=time(0), end=time(23, 59)),)
    assert len(read_hours("08:00-12:00 12:00-16:00")) == 2


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "不能为空"), ("   ", "不能为空"), ("8:30-12:00", "看不懂"), ("08:30", "看不懂"), ("08:30-24:00", "看不懂"),
        ("08:30-12:60", "看不懂"), ("25:00-26:00", "看不懂"), ("08:30-12:00;14:00-17:30", "看不懂"), ("12:00-08:30", "晚于起时"),
        ("08:30-08:30", "晚于起时"), ("08:30-12:00 11:00-17:30", "重叠"), ("14:00-17:30 08:30-12:00", "次序颠倒"), ("全天", "看不懂"),
    ],
)  # fmt: skip
def test_hours_that_cannot_be_are_refused(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        read_hours(text)


# -- walking -------------------------------------------------------------------------------------------------------------


def test_days_go_forward_from_the_next_and_back_from_the_same() -> None:
    assert [day.day.day for day in islice(office().days_after(date(2026, 11, 20)), 3)] == [21, 22, 23]
    assert [day.day.day for day in islice(office().days_back_from(date(2026, 11, 20)), 3)] == [20, 19, 18]
    assert office().workday_after(date(2026, 2, 14)).day == date(2026, 2, 24)


def closed(first: str, last: str) -> Calendar:
    """Nobody works between these days."""
    return Calendar(HOURS, {day: Day(day=day, kind=DayKind.REST) for day in days(first, last)}, frozenset())


def test_a_calendar_without_work_for_a_year_is_refused_in_both_directions() -> None:
    calendar = closed("2020-01-01", "2030-12-31")
    with pytest.raises(NoWorkingTime, match="一年内没有工作日"):
        calendar.workday_after(date(2026, 1, 1))
    with pytest.raises(NoWorkingTime, match="一年内没有工作日"):
        list(calendar.days_back_from(date(2026, 1, 1)))
    with pytest.raises(NoWorkingTime):
        calendar.office_time_from(at("2026-01-01 09:00"))


def test_a_rest_that_is_long_but_ends_is_waited_for() -> None:
    assert closed("2026-01-01", "2026-12-31").workday_after(date(2025, 12, 31)).day == date(2027, 1, 1)
