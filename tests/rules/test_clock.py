"""When a promise falls due: a table for every unit, with the moments before, at and after each boundary."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from rules.account import Due, LineKind, span
from rules.calendar import Calendar, Day, DayKind, NoWorkingTime
from rules.clock import due, latest_start, used
from rules.counting import COUNTED
from rules.limit import Unit
from rules.pauses import Pause, check_pauses
from rules.terms import add_months, last_day, last_of_month, show_due
from tests.rules.clockwork import HOURS, at, ends, limit, office, office_with, paused

CUTOFF = time(16, 30)


def said(found: Due, kind: LineKind) -> list[str]:
    return [" ".join((line.at, line.text, line.amount)).strip() for line in found.account if line.kind is kind]


def test_every_unit_has_its_way_of_counting() -> None:
    assert set(COUNTED) == set(Unit)


# -- running time --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "unit", "start", "end"),
    [
        (0, Unit.IMMEDIATE, "2026-02-13 16:20", "2026-02-13 16:20"),
        (30, Unit.MINUTE, "2026-02-13 23:45", "2026-02-14 00:15"),
        (1, Unit.MINUTE, "2026-12-31 23:59:30", "2027-01-01 00:00:30"),
        (24, Unit.HOUR, "2026-02-13 16:20", "2026-02-14 16:20"),
        (38, Unit.HOUR, "2026-02-16 10:00", "2026-02-18 00:00"),
        (48, Unit.HOUR, "2028-02-28 08:00", "2028-03-01 08:00"),
        (10, Unit.BEFORE, "2026-11-20 09:00", "2026-11-20 08:50"),
        (10, Unit.BEFORE, "2026-11-20 00:05", "2026-11-19 23:55"),
        (0, Unit.BEFORE, "2026-11-20 09:00", "2026-11-20 09:00"),
        (30, Unit.AFTER, "2026-11-20 23:45", "2026-11-21 00:15"),
    ],
)
def test_minutes_and_hours_run_through_nights_and_holidays(amount: int, unit: Unit, start: str, end: str) -> None:
    found = ends(amount, unit, start)
    assert found.at == at(end)
    assert not found.provisional


def test_the_due_moment_is_in_time_and_the_next_instant_is_not() -> None:
    found = ends(24, Unit.HOUR, "2026-02-13 16:20")
    assert not found.is_broken(at("2026-02-14 16:20"))
    assert found.is_broken(at("2026-02-14 16:20:01"))
    assert not found.is_broken(datetime(2026, 2, 14, 8, 20, tzinfo=UTC))


# -- natural days, months, years -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "unit", "start", "end"),
    [
        (7, Unit.DAY, "2026-02-13 00:00", "2026-02-20 24:00"),
        (7, Unit.DAY, "2026-02-13 23:59:59", "2026-02-20 24:00"),
        (7, Unit.DAY, "2026-02-14 00:00", "2026-02-21 24:00"),
        (1, Unit.DAY, "2026-12-31 10:00", "2027-01-01 24:00"),
        (1, Unit.DAY, "2028-02-28 10:00", "2028-02-29 24:00"),
        (1, Unit.DAY, "2026-02-28 10:00", "2026-03-01 24:00"),
        (0, Unit.NEXT_DAY, "2026-11-20 23:59:59", "2026-11-21 24:00"),
        (1, Unit.NEXT_DAY, "2026-11-21 00:00", "2026-11-22 24:00"),
        (1, Unit.MONTH, "2026-01-31 10:00", "2026-02-28 24:00"),
        (1, Unit.MONTH, "2028-01-31 10:00", "2028-02-29 24:00"),
        (1, Unit.MONTH, "2026-02-28 10:00", "2026-03-28 24:00"),
        (1, Unit.MONTH, "2026-03-31 10:00", "2026-04-30 24:00"),
        (1, Unit.MONTH, "2026-12-31 10:00", "2027-01-31 24:00"),
        (6, Unit.MONTH, "2026-08-31 10:00", "2027-02-28 24:00"),
        (1, Unit.YEAR, "2024-02-29 10:00", "2025-02-28 24:00"),
        (4, Unit.YEAR, "2024-02-29 10:00", "2028-02-29 24:00"),
        (6, Unit.YEAR, "2026-05-01 10:00", "2032-05-01 24:00"),
    ],
)
def test_terms_in_days_leave_the_first_day_out_and_end_at_midnight(amount: int, unit: Unit, start: str, end: str) -> None:
    assert ends(amount, unit, start).at == at(end)


@pytest.mark.parametrize("day", range(1, 32))
def test_one_month_after_any_day_of_january_is_that_day_or_the_last_of_february(day: int) -> None:
    assert add_months(date(2026, 1, day), 1) == date(2026, 2, min(day, 28))
    assert add_months(date(2028, 1, day), 1) == date(2028, 2, min(day, 29))
    assert ends(1, Unit.MONTH, f"2026-01-{day:02} 10:00").at == at(f"2026-02-{min(day, 28):02} 24:00")


@pytest.mark.parametrize("month", range(1, 13))
def test_the_last_of_each_month(month: int) -> None:
    last = last_of_month(date(2026, month, 1))
    assert last == last_of_month(last)
    assert (last + timedelta(days=1)).day == 1


def test_the_corresponding_day_is_named_in_the_account() -> None:
    assert "2026-03-15 期满的对应日" in said(ends(1, Unit.MONTH, "2026-02-15 10:00"), LineKind.NOTE)
    assert "2026-02-28 没有对应日，以月末日为准" in said(ends(1, Unit.MONTH, "2026-01-31 10:00"), LineKind.NOTE)


# -- working days --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "start", "end"),
    [
        (1, "2026-11-20 00:00", "2026-11-23 24:00"),
        (1, "2026-11-20 23:59:59", "2026-11-23 24:00"),
        (1, "2026-11-21 10:00", "2026-11-23 24:00"),
        (1, "2026-11-22 23:59:59", "2026-11-23 24:00"),
        (1, "2026-11-23 00:00", "2026-11-24 24:00"),
        (5, "2026-11-20 10:00", "2026-11-27 24:00"),
        # 春节 2026: off 15-23 February, worked on Saturdays 14 and 28
        (1, "2026-02-12 10:00", "2026-02-13 24:00"),
        (1, "2026-02-13 16:20", "2026-02-14 24:00"),
        (2, "2026-02-13 16:20", "2026-02-24 24:00"),
        (1, "2026-02-14 16:20", "2026-02-24 24:00"),
        (1, "2026-02-15 00:00", "2026-02-24 24:00"),
        (1, "2026-02-23 23:59:59", "2026-02-24 24:00"),
        (5, "2026-02-23 10:00", "2026-02-28 24:00"),
        (1, "2026-02-27 10:00", "2026-02-28 24:00"),
        (1, "2026-02-28 10:00", "2026-03-02 24:00"),
        # 国庆 2026: off 1-7 October, worked on Sunday 20 September and Saturday 10 October
        (1, "2026-09-30 10:00", "2026-10-08 24:00"),
        (3, "2026-09-30 10:00", "2026-10-10 24:00"),
        (4, "2026-09-30 10:00", "2026-10-12 24:00"),
        (1, "2026-09-19 10:00", "2026-09-20 24:00"),
    ],
)
def test_working_days_step_over_holidays_and_onto_make_up_days(amount: int, start: str, end: str) -> None:
    found = ends(amount, Unit.WORKDAY, start)
    assert found.at == at(end)
    assert not found.provisional


def test_the_account_of_the_spring_festival_says_each_day_once() -> None:
    found = ends(3, Unit.WORKDAY, "2026-02-13 16:20")
    assert [(line.kind.value, line.at, line.text, line.amount) for line in found.account] == [
        ("start", "2026-02-13 16:20", "开始计时", ""),
        ("limit", "期限", "3 个工作日", ""),
        ("note", "2026-02-13", "开始的当日不计入", ""),
        ("work", "2026-02-14", "星期六，调休上班", "第 1 个工作日"),
        ("off", "2026-02-15—2026-02-23", "休息日、农历除夕、春节、调休放假，共 9 日，不计", ""),
        ("work", "2026-02-24", "星期二，工作日", "第 2 个工作日"),
        ("work", "2026-02-25", "星期三，工作日", "第 3 个工作日"),
        ("sum", "2026-02-25 24:00", "到期", ""),
    ]


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-11-19 16:29:59", "2026-11-20 24:00"),
        ("2026-11-19 16:30:00", "2026-11-20 24:00"),
        ("2026-11-19 16:30:01", "2026-11-23 24:00"),
        ("2026-11-19 23:59:59", "2026-11-23 24:00"),
        ("2026-11-20 16:30:00", "2026-11-23 24:00"),
        ("2026-11-20 16:30:01", "2026-11-24 24:00"),
        ("2026-11-21 10:00", "2026-11-24 24:00"),
        ("2026-11-22 23:59:59", "2026-11-24 24:00"),
        ("2026-11-23 00:00", "2026-11-24 24:00"),
        ("2026-02-14 16:30:00", "2026-02-24 24:00"),
        ("2026-02-14 16:30:01", "2026-02-25 24:00"),
        ("2026-02-18 10:00", "2026-02-25 24:00"),
    ],
)
def test_what_comes_after_the_cut_off_belongs_to_the_batch_of_the_next_working_day(start: str, end: str) -> None:
    assert ends(1, Unit.WORKDAY, start, cutoff=CUTOFF).at == at(end)


def test_an_instant_after_the_cut_off_is_after_it() -> None:
    start = at("2026-11-19 16:30") + timedelta(microseconds=1)
    assert due(limit(1, Unit.WORKDAY, cutoff=CUTOFF), start, office()).at == at("2026-11-23 24:00")


def test_the_account_says_into_which_batch_a_case_fell() -> None:
    early, late = (ends(1, Unit.WORKDAY, f"2026-11-19 {clock}", cutoff=CUTOFF) for clock in ("16:30", "16:31"))
    assert "2026-11-19 16:30 截点前收到，并入当日批次" in said(early, LineKind.NOTE)
    assert "2026-11-20 16:30 后或非工作日收到，并入下一工作日批次" in said(late, LineKind.NOTE)


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


# -- how much is used, and backward ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "days"),
    [
        ("2026-11-20 10:00", 0), ("2026-11-20 24:00", 0), ("2026-11-23 00:00", 0), ("2026-11-23 00:00:01", 1), ("2026-11-23 24:00", 1),
        ("2026-11-24 10:00", 2), ("2026-11-19 10:00", 0),
    ],
)  # fmt: skip
def test_a_working_day_is_used_once_it_has_begun(moment: str, days: int) -> None:
    assert used(limit(5, Unit.WORKDAY), at("2026-11-20 10:00"), at(moment), office()) == days


def test_days_before_the_batch_and_before_the_month_are_not_used() -> None:
    after_cut_off = limit(1, Unit.WORKDAY, cutoff=CUTOFF)
    assert used(after_cut_off, at("2026-11-19 16:31"), at("2026-11-20 12:00"), office()) == 0
    assert used(after_cut_off, at("2026-11-19 16:30"), at("2026-11-20 12:00"), office()) == 1
    assert used(limit(3, Unit.MONTH_WORKDAY), at("2026-11-19 10:00"), at("2026-11-30 12:00"), office()) == 0
    assert used(limit(3, Unit.MONTH_WORKDAY), at("2026-11-19 10:00"), at("2026-12-02 12:00"), office()) == 2


def test_time_is_used_but_not_while_the_clock_stands() -> None:
    found = used(limit(24, Unit.HOUR), at("2026-11-20 10:00"), at("2026-11-20 15:00"), office(), pauses=[
        paused("2026-11-20 11:00/2026-11-20 13:00"), paused("2026-11-20 14:30/2026-11-20 18:00")])  # fmt: skip
    assert found == timedelta(hours=2, minutes=30)
    assert used(limit(24, Unit.HOUR), at("2026-11-20 10:00"), at("2026-11-20 09:00"), office()) == timedelta()


@pytest.mark.parametrize(
    ("amount", "end", "start"),
    [
        (1, "2026-11-23", "2026-11-22"), (2, "2026-11-23", "2026-11-19"), (3, "2026-02-25", "2026-02-13"),
        (1, "2026-11-22", "2026-11-19"), (0, "2026-11-23", "2026-11-23"),
    ],
)  # fmt: skip
def test_the_last_day_to_begin_so_that_it_is_done_in_time(amount: int, end: str, start: str) -> None:
    assert latest_start(limit(amount, Unit.WORKDAY), date.fromisoformat(end), office()) == date.fromisoformat(start)


def test_a_calendar_without_work_has_no_day_to_begin() -> None:
    with pytest.raises(NoWorkingTime):
        latest_start(limit(1, Unit.WORKDAY), date(2026, 11, 23), Calendar((), _rest(2024, 2027), frozenset()))


def test_a_calendar_without_work_has_no_due_day() -> None:
    with pytest.raises(NoWorkingTime):
        ends(1, Unit.WORKDAY, "2026-01-05 10:00", calendar=Calendar((), _rest(2024, 2029), frozenset()))


def _rest(first: int, last: int) -> dict[date, Day]:
    start = date(first, 1, 1)
    days = (start + timedelta(days=count) for count in range((date(last, 12, 31) - start).days + 1))
    return {day: Day(day=day, kind=DayKind.REST) for day in days}


# -- words ---------------------------------------------------------------------------------------------------------------


def test_midnight_is_said_as_the_end_of_the_day_before() -> None:
    assert show_due(at("2026-11-20 24:00")) == "2026-11-20 24:00"
    assert show_due(at("2026-11-20 17:30")) == "2026-11-20 17:30"
    assert last_day(at("2026-11-20 24:00")) == date(2026, 11, 20)
    assert last_day(at("2026-11-21 00:00:01")) == date(2026, 11, 21)


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "0:00"), (59, "0:59"), (150, "2:30"), (24 * 60, "1 天 0:00"), (3 * 24 * 60 + 245, "3 天 4:05")],
)
def test_a_length_of_time(minutes: int, words: str) -> None:
    assert span(timedelta(minutes=minutes)) == words


def test_a_moment_of_another_zone_is_counted_in_shanghai() -> None:
    start = datetime(2026, 11, 19, 16, 30, tzinfo=UTC)  # 00:30 on the 20th
    found = due(limit(1, Unit.WORKDAY), start, office())
    assert found.at == at("2026-11-23 24:00")
    assert found.at.utcoffset() == timedelta(hours=8)
    with pytest.raises(ValueError, match="zone"):
        due(limit(1, Unit.WORKDAY), datetime(2026, 11, 19, 16, 30), office())  # noqa: DTZ001 - what is refused
