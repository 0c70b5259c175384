"""嘉鱼浦华甘泉水业 (000): appointments outside hours, visits and the calls after them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from models import Callback, CallbackPlan, VisitTrip
from rules.appointment_window import Window, check_time
from rules.refusals import Invalid
from tests.cast import NOW
from tests.law.bench import at_once, calendar, falls_due, moment, reminds, value_of
from tests.make import make


def test_r000_01_monthly_visit() -> None:
    falls_due("R000-01", {
        "2026-02-01 00:00": "2026-02-28 24:00", "2026-02-28 23:59": "2026-02-28 24:00", "2026-03-01 00:00": "2026-03-31 24:00",
    })  # fmt: skip


def test_r000_02_answer_within_a_week() -> None:
    falls_due("R000-02", {"2026-02-12 15:00": "2026-02-19 24:00", "2026-02-26 00:00": "2026-03-05 24:00"})


def test_r000_03_trip_is_registered_before_leaving(session: Session) -> None:
    assert make(VisitTrip, session, planned_depart_at=NOW + timedelta(minutes=1)).late_reason is None
    with pytest.raises(Invalid) as refused:
        make(VisitTrip, session, planned_depart_at=NOW - timedelta(minutes=1))
    assert "late_reason" in refused.value.errors
    assert make(VisitTrip, session, planned_depart_at=NOW - timedelta(minutes=1), late_reason="抢修随行，来不及登记").id


def test_r000_04_call_within_24_hours_of_the_visit() -> None:
    falls_due("R000-04", {"2026-02-14 17:30": "2026-02-15 17:30", "2026-02-28 23:59": "2026-03-01 23:59"})


def test_r000_05_key_customers_in_the_first_three_workdays() -> None:
    """January 2026 opens with a holiday and a worked Sunday; October with seven holidays and a worked Saturday."""
    falls_due("R000-05", {
        "2025-12-31 10:00": "2026-01-06 24:00", "2026-01-01 00:00": "2026-02-04 24:00", "2026-02-28 23:59": "2026-03-04 24:00",
        "2026-09-15 08:30": "2026-10-10 24:00",
    })  # fmt: skip


@pytest.mark.parametrize("at", ["2026-11-20 08:29", "2026-11-20 12:30", "2026-11-20 17:30", "2026-11-21 10:00", "2026-02-14 18:00"])
def test_r000_06_appointments_are_outside_office_hours(at: str) -> None:
    window = Window(str(value_of("R000-06", "appointment_window")))
    check_time(window, moment(at), calendar())
    for refused, words in (("2026-11-20 08:30", "办公时间内"), ("2026-02-14 10:00", "办公时间内"), ("2026-02-17 19:00", "法定节假日")):
        with pytest.raises(Invalid) as no:
            check_time(window, moment(refused), calendar())
        assert words in no.value.errors["appointed_at"]


def test_r000_07_task_order_at_once() -> None:
    at_once("R000-07")


def test_r000_08_monthly_assessment() -> None:
    falls_due("R000-08", {"2026-11-20 10:42": "2026-11-30 24:00"})


def test_r000_09_who_is_called_back() -> None:
    for register in (Callback, CallbackPlan, VisitTrip):
        reminds("R000-09", register)


@pytest.mark.parametrize(
    ("window", "at", "at_home", "agreed"),
    [
        (Window.ANY, "2026-02-17 10:00", False, True),
        (Window.OFFICE_HOURS, "2026-11-20 11:59", False, True),
        (Window.OFFICE_HOURS, "2026-11-20 12:00", False, False),
        (Window.OFF_HOURS_OR_HOME, "2026-11-20 10:00", True, True),
        (Window.OFF_HOURS_OR_HOME, "2026-11-20 10:00", False, False),
        (Window.OFF_HOURS_OR_HOME, "2026-02-17 19:00", False, True),
    ],
)
def test_the_windows_of_the_other_policies(window: Window, at: str, at_home: bool, agreed: bool) -> None:  # noqa: FBT001
    if agreed:
        check_time(window, moment(at), calendar(), at_home=at_home)
    else:
        with pytest.raises(Invalid):
            check_time(window, moment(at), calendar(), at_home=at_home)
