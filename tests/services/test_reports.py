"""Reports that come due are made as drafts, once, on the day that asks for them."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import CallSummary, MonthlyReport, OverdueList, WeeklyReport
from models.declare import Register
from rules.moments import SHANGHAI
from rules.roles import Role
from services.calendar import working_calendar
from services.reports import prepare, wanted
from services.tick import tick
from services.void import void
from tests.cast import NOW
from tests.make import person

REPORTS: tuple[type[Register], ...] = (OverdueList, CallSummary, WeeklyReport, MonthlyReport)


def numbers(session: Session) -> dict[str, int]:
    return {one.code: session.scalar(select(func.count()).select_from(one)) or 0 for one in REPORTS}


def test_each_report_is_made_once(session: Session) -> None:
    assert prepare(session, NOW) == 4
    assert prepare(session, NOW) == 0
    assert numbers(session) == {"C06": 1, "C03": 1, "C07": 1, "C09": 1}
    assert session.scalars(select(OverdueList.report_date)).one() == NOW.date()
    assert session.scalars(select(WeeklyReport.week)).one() == "2026-W46"
    assert session.scalars(select(MonthlyReport.month)).one() == "2026-10"
    author = session.scalars(select(MonthlyReport)).one().creator
    assert author.job_number == Role.CS_SUP.value


def test_the_next_working_day_asks_only_for_its_list(session: Session) -> None:
    prepare(session, NOW)
    assert prepare(session, datetime(2026, 11, 21, 8, 0, tzinfo=SHANGHAI)) == 0  # Saturday
    assert prepare(session, datetime(2026, 11, 23, 8, 0, tzinfo=SHANGHAI)) == 2  # Monday: the list and the week before
    assert numbers(session) == {"C06": 2, "C03": 1, "C07": 2, "C09": 1}


@pytest.mark.parametrize(("day", "count"), [
    (datetime(2026, 10, 5, 9, 0, tzinfo=SHANGHAI), 0),  # 国庆节
    (datetime(2026, 10, 10, 9, 0, tzinfo=SHANGHAI), 4),  # 调休上班的星期六
    (datetime(2026, 10, 11, 9, 0, tzinfo=SHANGHAI), 0),
])  # fmt: skip
def test_a_make_up_saturday_is_a_working_day(session: Session, day: datetime, count: int) -> None:
    assert len(list(wanted(day, working_calendar(session)))) == count


def test_a_void_report_is_made_anew(session: Session) -> None:
    prepare(session, NOW)
    report = session.scalars(select(MonthlyReport)).one()
    void(session, report, "取数口径有误", actor=person(session, Role.CS_HEAD), now=NOW)
    assert prepare(session, NOW) == 1
    assert numbers(session)["C09"] == 2


def test_the_tick_makes_them(session: Session) -> None:
    assert tick(session, NOW).reports == 4
    assert tick(session, NOW).reports == 0
