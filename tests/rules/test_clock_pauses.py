"""What a pause does to every way of counting, and the close of business."""

from __future__ import annotations

from datetime import date

import pytest

from rules.account import LineKind
from rules.calendar import Day, DayKind
from rules.clock import due
from rules.limit import Unit
from rules.pauses import Pause, check_pauses
from tests.rules.clockwork import HOURS, at, ends, limit, office, office_with, paused
from tests.rules.terms import said

# -- pauses --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pause", "end"),
    [
        ("2026-11-20 12:00/2026-11-20 12:00", "2026-11-21 10:00"),
        ("2026-11-20 10:00/2026-11-20 12:30", "2026-11-21 12:30"),
        ("2026-11-21 09:59/2026-11-21 11:59", "2026-11-21 12:00"),
        ("2026-11-21 10:00/2026-11-21 12:00", "2026-11-21 10:00"),
        ("2026-11-21 10:01/2026-11-21 12:00", "2026-11-21 10:00"),
    ],
    ids=["of no length", "from the start", "just before the end", "at the end", "after the end"],
)
def test_a_pause_moves_hours_by_its_length_if_it_begins_in_time(pause: str, end: str) -> None:
    assert ends(24, Unit.HOUR, "2026-11-20 10:00", pause).at == at(end)


def test_a_second_pause_counts_when_only_the_first_brought_it_into_the_term() -> None:
    assert ends(1, Unit.HOUR, "2026-11-20 10:00", "2026-11-20 10:30/2026-11-20 12:00", "2026-11-20 12:15/2026-11-20 13:00").at == at(
        "2026-11-20 13:15")  # fmt: skip


def test_natural_days_and_months_move_by_the_paused_time() -> None:
    assert ends(3, Unit.DAY, "2026-11-20 10:00", "2026-11-21 09:00/2026-11-21 11:30").at == at("2026-11-24 02:30")
    assert ends(1, Unit.MONTH, "2026-01-31 10:00", "2026-02-01 00:00/2026-02-03 00:00").at == at("2026-03-02 24:00")
    assert ends(1, Unit.NEXT_DAY, "2026-11-20 10:00", "2026-11-20 12:00/2026-11-20 13:00").at == at("2026-11-22 01:00")


@pytest.mark.parametrize(
    ("pause", "end"),
    [
        ("2026-11-23 08:30/2026-11-23 17:30", "2026-11-25 24:00"),
        ("2026-11-23 00:00/2026-11-24 00:00", "2026-11-25 24:00"),
        ("2026-11-23 08:30:01/2026-11-23 17:30", "2026-11-24 24:00"),
        ("2026-11-23 08:30/2026-11-23 17:29:59", "2026-11-24 24:00"),
        ("2026-11-23 14:00/2026-11-23 17:30", "2026-11-24 24:00"),
        ("2026-11-21 00:00/2026-11-22 24:00", "2026-11-24 24:00"),
        ("2026-11-20 10:30/2026-11-23 08:30", "2026-11-24 24:00"),
        ("2026-11-20 10:30/2026-11-23 17:30", "2026-11-25 24:00"),
    ],
    ids=["office hours", "whole day", "but a second", "to a second", "afternoon", "weekend", "until opening", "over a weekend"],
)
def test_a_working_day_counts_unless_all_its_office_hours_are_paused(pause: str, end: str) -> None:
    assert ends(2, Unit.WORKDAY, "2026-11-20 10:00", pause).at == at(end)


def test_two_pauses_cover_a_working_day_when_lunch_lies_between_them() -> None:
    morning, afternoon = "2026-11-23 08:30/2026-11-23 12:00", "2026-11-23 14:00/2026-11-23 17:30"
    assert ends(1, Unit.WORKDAY, "2026-11-20 10:00", morning, afternoon).at == at("2026-11-24 24:00")
    assert ends(1, Unit.WORKDAY, "2026-11-20 10:00", morning).at == at("2026-11-23 24:00")


def test_a_half_day_is_paused_with_its_morning() -> None:
    calendar = office_with(Day(day=date(2026, 11, 23), kind=DayKind.HALF, segments=HOURS[:1]))
    morning = "2026-11-23 08:30/2026-11-23 12:00"
    assert ends(1, Unit.WORKDAY, "2026-11-20 10:00", calendar=calendar).at == at("2026-11-23 24:00")
    assert ends(1, Unit.WORKDAY, "2026-11-20 10:00", morning, calendar=calendar).at == at("2026-11-24 24:00")


def test_a_long_pause_is_one_line_of_the_account_between_two_rests() -> None:
    found = ends(1, Unit.WORKDAY, "2026-11-13 10:00", "2026-11-13 18:00/2026-11-23 08:00")
    assert found.at == at("2026-11-23 24:00")
    assert said(found, LineKind.HOLD) == ["2026-11-16—2026-11-20 全天暂停，共 5 个工作日，不计"]
    assert said(found, LineKind.OFF) == ["2026-11-14—2026-11-15 休息日，共 2 日，不计", "2026-11-21—2026-11-22 休息日，共 2 日，不计"]


def test_a_pause_is_told_with_its_reason_and_length() -> None:
    found = due(
        limit(24, Unit.HOUR), at("2026-11-19 15:20"), office(),
        pauses=[Pause(start=at("2026-11-19 17:10"), end=at("2026-11-19 19:40"), reason="客户外出")])  # fmt: skip
    assert said(found, LineKind.HOLD) == ["2026-11-19 17:10—2026-11-19 19:40 暂停：客户外出 ＋2:30"]


@pytest.mark.parametrize(
    ("pauses", "why"),
    [
        (["2026-11-20 12:00/2026-11-20 11:00"], "恢复时间 2026-11-20 11:00 早于暂停时间"),
        (["2026-11-20 09:59/2026-11-20 11:00"], "早于起算时间 2026-11-20 10:00"),
        (["2026-11-20 11:00/2026-11-20 13:00", "2026-11-20 12:59/2026-11-20 14:00"], "与前一次暂停（至 2026-11-20 13:00）重叠"),
        (["2026-11-20 12:59/2026-11-20 14:00", "2026-11-20 11:00/2026-11-20 13:00"], "重叠"),
        (["2026-11-20 11:00/2026-11-20 13:00", "2026-11-20 11:00/2026-11-20 13:00"], "重叠"),
    ],
)
@pytest.mark.parametrize("unit", list(Unit))
def test_pauses_that_cannot_be_are_refused_by_every_unit(unit: Unit, pauses: list[str], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        ends(1, unit, "2026-11-20 10:00", *pauses)


def test_pauses_that_touch_are_taken_in_any_order() -> None:
    second, first = paused("2026-11-20 13:00/2026-11-20 14:00"), paused("2026-11-20 11:00/2026-11-20 13:00")
    assert check_pauses([second, first], at("2026-11-20 11:00")) == (first, second)


@pytest.mark.parametrize(
    "unit", [Unit.IMMEDIATE, Unit.WEEK, Unit.MONTH_END, Unit.MONTH_LAST_WORKDAY, Unit.HALF_YEAR, Unit.EVERY_WORKDAY, Unit.LAST_SHIFT,
             Unit.BEFORE, Unit.AFTER])  # fmt: skip
def test_what_is_tied_to_a_date_does_not_move(unit: Unit) -> None:
    assert ends(5, unit, "2026-11-18 10:00", "2026-11-18 10:00/2026-11-19 18:00").at == ends(5, unit, "2026-11-18 10:00").at


# -- the close of business -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "unit", "start", "end"),
    [
        (1, Unit.WORKDAY, "2026-11-20 10:00", "2026-11-23 17:30"),
        (1, Unit.WORKDAY, "2026-11-20 20:00", "2026-11-23 17:30"),
        (3, Unit.DAY, "2026-11-20 10:00", "2026-11-23 17:30"),
        (1, Unit.DAY, "2026-11-20 10:00", "2026-11-21 24:00"),
        (1, Unit.MONTH, "2026-10-20 10:00", "2026-11-20 17:30"),
        (0, Unit.EVERY_WORKDAY, "2026-11-20 17:30", "2026-11-20 17:30"),
        (0, Unit.EVERY_WORKDAY, "2026-11-20 17:30:01", "2026-11-23 17:30"),
        (0, Unit.MONTH_END, "2026-11-30 17:30", "2026-11-30 17:30"),
        (0, Unit.MONTH_END, "2026-11-30 18:00", "2026-11-30 24:00"),
        (0, Unit.HALF_YEAR, "2026-12-31 18:00", "2026-12-31 24:00"),
    ],
)
def test_the_policy_may_end_a_day_at_the_close_of_business(amount: int, unit: Unit, start: str, end: str) -> None:
    assert ends(amount, unit, start, to_close=True).at == at(end)


def test_a_half_day_closes_at_noon() -> None:
    calendar = office_with(Day(day=date(2026, 11, 23), kind=DayKind.HALF, segments=HOURS[:1]))
    assert ends(1, Unit.WORKDAY, "2026-11-20 10:00", calendar=calendar, to_close=True).at == at("2026-11-23 12:00")


@pytest.mark.parametrize(
    ("pause", "end"),
    [
        ("2026-11-22 10:00/2026-11-22 12:00", "2026-11-24 17:30"),
        ("2026-11-22 10:00/2026-11-23 10:00", "2026-11-24 17:30"),
        ("2026-11-22 10:00/2026-11-23 10:01", "2026-11-25 17:30"),
        ("2026-11-23 17:29/2026-11-23 17:31", "2026-11-24 17:30"),
        ("2026-11-23 17:30/2026-11-23 19:00", "2026-11-23 17:30"),
        ("2026-11-23 18:00/2026-11-23 19:00", "2026-11-23 17:30"),
    ],
    ids=["two hours", "a day", "a day and a minute", "over the close", "at the close", "after the close"],
)
def test_a_term_to_the_close_of_business_moves_to_the_next_close(pause: str, end: str) -> None:
    """A pause after the office has closed comes too late to move anything."""
    assert ends(3, Unit.DAY, "2026-11-20 10:00", pause, to_close=True).at == at(end)
