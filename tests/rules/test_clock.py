"""When a promise falls due: a table for every unit, with the moments before, at and after each boundary."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from rules.account import LineKind, span
from rules.calendar import Calendar, Day, DayKind, NoWorkingTime
from rules.clock import due, latest_start, used
from rules.counting import COUNTED
from rules.limit import Unit
from rules.terms import add_months, last_day, last_of_month, show_due
from tests.rules.clockwork import at, ends, limit, office, paused
from tests.rules.terms import CUTOFF, said


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
