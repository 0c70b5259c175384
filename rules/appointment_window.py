"""When an appointment may be agreed on: the documents differ, so the window is a value of the policy (`appointment_window`)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from rules.calendar import Calendar, DayKind
from rules.moments import local
from rules.refusals import Invalid


class Window(StrEnum):
    """Which times a policy offers."""

    OFF_HOURS = "off_hours"
    OFF_HOURS_OR_HOME = "off_hours_or_home"
    OFFICE_HOURS = "office_hours"
    ANY = "any"


def check_time(window: Window, at: datetime, calendar: Calendar, *, at_home: bool = False) -> None:
    """Refuse a time that the policy does not offer. Raises Invalid on `appointed_at`.

    R000-06 (000 §3.1): outside office hours, but not on a statutory holiday; the make-up rest around it counts as part of it.
    002 二(一): outside office hours, or at any time if the customer is served at home. On a holiday somebody may be served at home.
    """
    is_office_time = calendar.is_office_time(at)
    if window is Window.OFFICE_HOURS and not is_office_time:
        raise Invalid({"appointed_at": "预约时间应在办公时间内"})
    if window in (Window.ANY, Window.OFFICE_HOURS) or (window is Window.OFF_HOURS_OR_HOME and at_home):
        return
    if is_office_time:
        raise Invalid({"appointed_at": "预约时间应在非正常工作时间，办公时间内请直接到窗口办理"})
    day = calendar.on(local(at).date())
    if window is Window.OFF_HOURS and day.kind is DayKind.HOLIDAY:
        raise Invalid({"appointed_at": f"法定节假日不受理预约（{day.name}）" if day.name else "法定节假日不受理预约"})
