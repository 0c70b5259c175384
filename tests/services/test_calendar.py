"""The calendar in its tables: filled year by year, filled anew when a year is announced, the company's own days kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models import CalendarDay, CalendarYear, PolicyEdition
from rules import calendar as law
from rules.calendar import DayKind, read_hours
from rules.moments import SHANGHAI
from rules.policy import Policy
from services import calendar as service
from services.calendar import calendar_of, fill_years, working_calendar
from services.policies import policy, store, switch
from tests.cast import NOW

NEW_YEAR = datetime(2027, 1, 1, 0, 5, tzinfo=SHANGHAI)


def year(session: Session, number: int) -> CalendarYear:
    return session.scalars(select(CalendarYear).where(CalendarYear.year == number)).one()


def days(session: Session, number: int) -> dict[date, CalendarDay]:
    found = select(CalendarDay).where(CalendarDay.on.between(date(number, 1, 1), date(number, 12, 31)))
    return {row.on: row for row in session.scalars(found)}


@pytest.fixture
def announce_2027(monkeypatch: pytest.MonkeyPatch) -> None:
    """A later edition of the library, which knows the arrangement of 2027: one make-up day, one holiday."""
    known = law.statutory

    def later(years: Any) -> Any:
        found, announced = known(years)
        if 2027 in set(years):
            found = {day: what for day, what in found.items() if day.year != 2027}
            found[date(2027, 2, 6)] = law.Day(day=date(2027, 2, 6), kind=DayKind.HOLIDAY, name="春节")
            found[date(2027, 1, 30)] = law.Day(day=date(2027, 1, 30), kind=DayKind.MAKE_UP)
            announced |= {2027}
        return found, announced

    monkeypatch.setattr(service, "statutory", later)


def test_last_year_this_one_and_the_next_are_there(session: Session) -> None:
    rows = session.scalars(select(CalendarYear).order_by(CalendarYear.year)).all()
    assert [(row.year, row.announced) for row in rows] == [(2025, True), (2026, True), (2027, False)]
    assert (year(session, 2026).basis or "").startswith("国务院")
    assert year(session, 2027).basis is None


def test_the_tables_say_what_the_law_says(session: Session) -> None:
    here, there = working_calendar(session), law.Calendar(policy(session).office_hours, *law.statutory(range(2024, 2029)))
    day = date(2025, 1, 1)
    while day.year < 2028:
        assert here.on(day) == there.on(day)
        day += timedelta(days=1)


def test_filling_again_changes_nothing(session: Session) -> None:
    before = {on: (row.id, row.kind) for number in (2025, 2026, 2027) for on, row in days(session, number).items()}
    fill_years(session, NOW)
    after = {on: (row.id, row.kind) for number in (2025, 2026, 2027) for on, row in days(session, number).items()}
    assert before == after


def test_with_the_new_year_another_is_added(session: Session) -> None:
    fill_years(session, NEW_YEAR)
    assert not year(session, 2028).announced
    assert not working_calendar(session).is_worked(date(2028, 1, 1))


def test_the_year_that_is_filled_is_shanghai_s(session: Session) -> None:
    fill_years(session, datetime.fromisoformat("2026-12-31T16:30:00+00:00"))
    assert year(session, 2028)


def test_a_year_announced_later_is_filled_anew_and_own_days_are_kept(session: Session, announce_2027: None) -> None:
    session.execute(delete(CalendarDay).where(CalendarDay.on == date(2027, 2, 5)))
    session.add(CalendarDay(on=date(2027, 2, 5), kind="work", name="值守", own=True, created_at=NOW))
    session.add(CalendarDay(on=date(2027, 3, 4), kind="rest", name="厂庆", own=True, created_at=NOW))
    session.flush()
    assert working_calendar(session).on(date(2027, 3, 3)).provisional
    fill_years(session, NOW)
    assert year(session, 2027).announced
    assert {on: (row.kind, row.own) for on, row in days(session, 2027).items()} == {
        date(2027, 1, 30): ("make_up", False), date(2027, 2, 5): ("work", True), date(2027, 2, 6): ("holiday", False),
        date(2027, 3, 4): ("rest", True)}  # fmt: skip
    calendar = working_calendar(session)
    assert not calendar.on(date(2027, 3, 3)).provisional
    assert calendar.is_worked(date(2027, 1, 30))
    assert not calendar.is_worked(date(2027, 3, 4))


def test_a_year_that_an_administrator_announced_is_left_alone(session: Session, announce_2027: None) -> None:
    year(session, 2027).announced = True
    before = set(days(session, 2027))
    fill_years(session, NOW)
    assert set(days(session, 2027)) == before


def test_a_day_of_the_company_is_certain_even_in_a_year_that_is_not(session: Session) -> None:
    session.add(CalendarDay(on=date(2027, 3, 4), kind="half", hours="09:00-11:00", own=True, created_at=NOW))
    session.flush()
    found = working_calendar(session).on(date(2027, 3, 4))
    assert (found.kind, found.segments, found.provisional) == (DayKind.HALF, read_hours("09:00-11:00"), False)


def test_years_around_those_stored_are_computed(session: Session) -> None:
    calendar = working_calendar(session)
    assert not calendar.on(date(2024, 10, 1)).provisional
    assert not calendar.is_worked(date(2024, 10, 1))
    assert not calendar.is_worked(date(2032, 10, 1))
    assert calendar.on(date(2032, 10, 1)).provisional


def test_an_office_without_any_year_counts_by_the_week(session: Session) -> None:
    assert calendar_of(session, [], []).is_worked(date(2026, 10, 1))


def test_the_calendar_is_read_once_a_transaction(session: Session, count_queries: Any) -> None:
    first = working_calendar(session)
    with count_queries(session) as counted:
        assert working_calendar(session) is first
    assert counted == []
    session.commit()
    with count_queries(session) as counted:
        assert working_calendar(session) is first, "put together once for the same stamp"
    assert len(counted) == 1
    session.add(CalendarDay(on=date(2026, 11, 23), kind=DayKind.REST.value, name="停水抢修", own=True))
    session.commit()
    assert working_calendar(session) is not first


def test_a_switch_of_policy_brings_its_office_hours_at_once(session: Session) -> None:
    calendar = working_calendar(session)
    assert calendar.hours == read_hours("08:30-12:00 14:00-17:30")
    switch(session, _with_hours(session, policy(session), "09:00-16:00"), NOW)
    assert working_calendar(session).hours == read_hours("09:00-16:00")


def _with_hours(session: Session, whole: Policy, hours: str) -> PolicyEdition:
    values = dict(whole.values)
    values["office_hours"] = replace(values["office_hours"], value=hours)
    return store(session, replace(whole, values=values), NOW)
