"""Before the calendar changes it says whose due time would move; afterwards exactly those have moved."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import REGISTERS, Callback
from models.calendar import CalendarDay, CalendarYear
from models.clock import RunningClock
from rules.calendar import DayKind
from rules.moments import SHANGHAI, end_of
from rules.refusals import Invalid, Refused
from rules.roles import Role
from services.calendar import working_calendar
from services.calendar_change import (
    Change,
    announced_year,
    calendar_after,
    fingerprint,
    left_out,
    moved,
    own_day,
    put,
    statutory_day,
    statutory_days,
)
from services.clocks import extend
from services.pause import pause
from tests.cast import NOW
from tests.make import make, person

MONDAY, WEDNESDAY, THURSDAY = date(2026, 11, 23), date(2026, 11, 25), date(2026, 11, 26)
NEW_YEAR = datetime(2026, 12, 31, 9, 0, tzinfo=SHANGHAI)
BASIS = "国办发明电〔2026〕9号"
NOTICE = "元旦：1月1日（周五）至3日（周日）放假，共3天。\n放假 1-4 1-5\n上班 1-9"


def transferred(session: Session, now: datetime = NOW) -> Callback:
    """A call back within three working days of its receipt (R001-02)."""
    return make(Callback, session, now=now, callback_kind="transferred", accepted_at=now, closed_at=None, callback_at=None)


def off(day: date) -> Change:
    return own_day(day, kind="holiday", name="厂庆", hours="")


def moves_of(session: Session, change: Change, now: datetime = NOW) -> list[tuple[int, datetime, datetime]]:
    found = moved(session, calendar_after(session, change, now), REGISTERS, now)
    return [(move.record.id, move.old, move.new) for move in found]


def test_a_day_off_moves_what_runs_over_it(session: Session) -> None:
    record = transferred(session)
    assert record.due_by == end_of(WEDNESDAY)
    change = off(MONDAY)
    assert moves_of(session, change) == [(record.id, end_of(WEDNESDAY), end_of(THURSDAY))]
    assert record.due_by == end_of(WEDNESDAY)  # nothing is stored by looking
    put(session, change, REGISTERS, NOW)
    assert record.due_by == end_of(THURSDAY)
    assert session.scalars(select(RunningClock.due)).one() == end_of(THURSDAY)
    assert moves_of(session, change) == []


def test_a_saturday_worked_moves_it_the_other_way(session: Session) -> None:
    transferred(session)
    change = own_day(date(2026, 11, 21), kind="make_up", name="", hours="")
    (move,) = moved(session, calendar_after(session, change, NOW), REGISTERS, NOW)
    assert (move.new, move.is_later, move.label) == (end_of(date(2026, 11, 24)), False, "应回访截止")


def test_what_is_done_or_extended_does_not_move(session: Session) -> None:
    done = make(Callback, session, callback_kind="transferred", accepted_at=NOW, closed_at=None, callback_at=NOW)
    later = transferred(session)
    extend(session, later, "due_by", date(2026, 12, 1), by="QH-D10-2026-00001", now=NOW)
    assert moves_of(session, off(MONDAY)) == []
    assert {done.id, later.id} == set(session.scalars(select(RunningClock.record_id)))


def test_a_clock_that_stands_still_is_no_move_of_the_calendar(session: Session) -> None:
    record = transferred(session)
    pause(session, record, "客户外出", actor=person(session, Role.CB), now=NOW)
    much_later = datetime(2026, 11, 27, 9, 0, tzinfo=SHANGHAI)
    assert moves_of(session, off(date(2026, 12, 25)), much_later) == []


def test_a_day_is_set_back_to_what_the_law_says(session: Session) -> None:
    record = transferred(session)
    put(session, off(MONDAY), REGISTERS, NOW)
    put(session, statutory_day(session, MONDAY), REGISTERS, NOW)
    assert record.due_by == end_of(WEDNESDAY)
    assert session.scalar(select(CalendarDay).where(CalendarDay.on == MONDAY)) is None


def test_a_festival_that_was_worked_is_a_festival_again(session: Session) -> None:
    first = date(2026, 10, 1)
    put(session, own_day(first, kind="work", name="", hours="08:30-12:00"), REGISTERS, NOW)
    assert working_calendar(session).on(first).kind is DayKind.WORK
    put(session, statutory_day(session, first), REGISTERS, NOW)
    day = session.scalars(select(CalendarDay).where(CalendarDay.on == first)).one()
    assert (day.kind, day.own, day.name) == ("holiday", False, "国庆节")


# -- a year is announced -------------------------------------------------------------------------------------------------


def test_an_announced_year_moves_what_leaned_on_it_and_makes_it_certain(session: Session) -> None:
    record = transferred(session, NEW_YEAR)
    row = session.scalars(select(RunningClock)).one()
    assert (row.due, row.provisional) == (end_of(date(2027, 1, 6)), True)
    change = announced_year(session, 2027, NOTICE, BASIS)
    assert moves_of(session, change, NEW_YEAR) == [(record.id, end_of(date(2027, 1, 6)), end_of(date(2027, 1, 8)))]
    put(session, change, REGISTERS, NEW_YEAR)
    session.expire_all()
    assert (row.due, row.provisional) == (end_of(date(2027, 1, 8)), False)
    year = session.scalars(select(CalendarYear).where(CalendarYear.year == 2027)).one()
    assert (year.announced, year.basis, year.notice) == (True, BASIS, NOTICE)


def test_what_was_only_computed_is_gone_and_own_days_stay(session: Session) -> None:
    put(session, off(date(2027, 2, 9)), REGISTERS, NOW)
    put(session, off(date(2027, 1, 4)), REGISTERS, NOW)
    put(session, announced_year(session, 2027, NOTICE, BASIS), REGISTERS, NOW)
    found = working_calendar(session)
    assert found.on(date(2027, 2, 8)).kind is DayKind.WORK
    assert found.on(date(2027, 2, 9)).name == "厂庆"
    assert found.on(date(2027, 1, 4)).name == "厂庆"
    assert found.on(date(2027, 1, 9)).kind is DayKind.MAKE_UP
    put(session, statutory_day(session, date(2027, 1, 4)), REGISTERS, NOW)
    assert working_calendar(session).on(date(2027, 1, 4)).name == "放假"


def test_a_notice_may_be_set_right(session: Session) -> None:
    put(session, announced_year(session, 2027, "元旦：2026年12月31日至2027年1月3日放假，共4天。", BASIS), REGISTERS, NOW)
    assert working_calendar(session).on(date(2026, 12, 31)).name == "元旦"
    assert statutory_days(session, 2026)[date(2026, 12, 31)].name == "元旦"
    put(session, announced_year(session, 2027, NOTICE, BASIS), REGISTERS, NOW)
    assert working_calendar(session).on(date(2026, 12, 31)).kind is DayKind.WORK


def test_a_festival_that_is_not_mentioned_is_noticed(session: Session) -> None:
    names = [day.name for day in left_out(announced_year(session, 2027, NOTICE, BASIS))]
    assert names == ["农历除夕", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节"]


# -- what cannot be --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "name", "sentence"),
    [
        ({"kind": ""}, "kind", "请选择一项"),
        ({"kind": "feast"}, "kind", "请选择一项"),
        ({"kind": "half"}, "hours", "半日须写明办公时间"),
        ({"kind": "rest", "hours": "08:30-12:00"}, "hours", "当天不办公"),
        ({"kind": "work", "hours": "12:00-08:30"}, "hours", "止时应晚于起时"),
        ({"kind": "work", "hours": "上午"}, "hours", "看不懂"),
        ({"kind": "work", "name": "长" * 41}, "name", "最多 40 个字"),
    ],
)
def test_a_day_that_cannot_be_is_refused_at_its_field(given: dict[str, str], name: str, sentence: str) -> None:
    with pytest.raises(Invalid) as refusal:
        own_day(MONDAY, **{"kind": "work", "name": "", "hours": "", **given})
    assert sentence in refusal.value.errors[name]


def test_half_a_day_has_its_hours(session: Session) -> None:
    put(session, own_day(MONDAY, kind="half", name="", hours="08:30-12:00"), REGISTERS, NOW)
    day = working_calendar(session).on(MONDAY)
    assert (day.kind, str(day.segments[0])) == (DayKind.HALF, "08:30-12:00")


@pytest.mark.parametrize(
    ("notice", "basis", "name"),
    [("放假 2-30", BASIS, "notice"), ("", BASIS, "notice"), (NOTICE, " ", "basis"), (NOTICE, "长" * 121, "basis")],
)
def test_a_notice_that_cannot_be_read_is_refused(session: Session, notice: str, basis: str, name: str) -> None:
    with pytest.raises(Invalid) as refusal:
        announced_year(session, 2027, notice, basis)
    assert set(refusal.value.errors) == {name}


def test_a_year_in_which_nobody_works_is_refused(session: Session) -> None:
    months = [f"放假 {month}-1 至 {month}-{last}" for month, last in enumerate((31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), start=1)]
    change = announced_year(session, 2027, "\n".join(months), BASIS)
    with pytest.raises(Refused, match="一年内没有工作日"):
        put(session, change, REGISTERS, NOW)
    session.rollback()
    assert not session.scalars(select(CalendarYear).where(CalendarYear.year == 2027)).one().announced


def test_the_fingerprint_tells_one_preview_from_another(session: Session) -> None:
    transferred(session)
    change = off(MONDAY)
    moves = moved(session, calendar_after(session, change, NOW), REGISTERS, NOW)
    assert fingerprint(change, moves) == fingerprint(off(MONDAY), moves)
    assert len({fingerprint(change, moves), fingerprint(change, []), fingerprint(off(WEDNESDAY), moves)}) == 3
