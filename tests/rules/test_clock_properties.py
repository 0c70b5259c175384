"""What holds of every clock, whatever the limit, the start and the pauses (ARCHITECTURE §5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.calendar import Calendar, Day, DayKind
from rules.clock import due, latest_start, used
from rules.limit import IN_DAYS, TimeLimit, Unit
from rules.moments import SHANGHAI, end_of, start_of
from rules.pauses import Pause
from rules.terms import last_day
from tests.rules.clockwork import HOURS, limit, office, office_with

RUNNING = (Unit.MINUTE, Unit.HOUR, Unit.SHIFT_HOUR)
MOVED_BY_PAUSES = (*RUNNING, Unit.DAY, Unit.NEXT_DAY, Unit.MONTH, Unit.YEAR)
IN_WORKDAYS = (Unit.WORKDAY, Unit.MONTH_WORKDAY)

starts = st.datetimes(datetime(2025, 1, 1), datetime(2026, 12, 31), timezones=st.just(SHANGHAI))  # noqa: DTZ001 - naive by contract
amounts = st.integers(1, 40)
#: The office as the law has it, and one with half days, a day off of its own and a worked Sunday.
calendars = st.sampled_from([
    office(),
    office_with(
        Day(day=date(2026, 3, 4), kind=DayKind.HALF, segments=HOURS[:1]), Day(day=date(2026, 3, 5), kind=DayKind.REST, name="厂庆"),
        Day(day=date(2026, 3, 8), kind=DayKind.WORK)),
])  # fmt: skip


@st.composite
def limits(draw: st.DrawFn, units: tuple[Unit, ...] = tuple(Unit)) -> TimeLimit:
    unit = draw(st.sampled_from(units))
    return limit(
        draw(amounts), unit, at=draw(st.times()) if unit is Unit.DAILY else None,
        cutoff=draw(st.none() | st.times()) if unit is Unit.WORKDAY else None,
        to_close=draw(st.booleans()) if unit in IN_DAYS else False)  # fmt: skip


@st.composite
def pauses_after(draw: st.DrawFn, start: datetime) -> list[Pause]:
    """Pauses that follow each other, some of whole days, some that touch."""
    steps = st.one_of(
        st.timedeltas(timedelta(), timedelta(hours=30)),
        st.integers(0, 9).map(lambda days: timedelta(days=days)),
        st.just(timedelta()),
    )
    moments = [start]
    for step in draw(st.lists(steps, max_size=6)):
        moments.append(moments[-1] + step)
    if draw(st.booleans()):  # cover whole days, so that working days fall out
        moments = [max(start, start_of(moment.date())) for moment in moments]
    return [Pause(start=begun, end=ended) for begun, ended in list(pairwise(moments))[::2]]


@st.composite
def cases(draw: st.DrawFn, units: tuple[Unit, ...] = tuple(Unit)) -> tuple[TimeLimit, datetime, Calendar, list[Pause], datetime | None]:
    start = draw(starts)
    shift = start + draw(st.timedeltas(timedelta(), timedelta(hours=12))) if draw(st.booleans()) else None
    return draw(limits(units)), start, draw(calendars), draw(pauses_after(start)), shift


Case = tuple[TimeLimit, datetime, Calendar, list[Pause], datetime | None]


@given(cases())
def test_a_pause_never_makes_a_due_time_earlier(case: Case) -> None:
    asked, start, calendar, held, shift = case
    for count in range(len(held)):
        fewer, more = (
            due(asked, start, calendar, pauses=some, shift_end=shift).at for some in (held[:count], held[: count + 1])
        )  # fmt: skip
        assert more >= fewer


@given(cases(), st.floats(0, 1))
def test_splitting_a_pause_changes_nothing(case: Case, share: float) -> None:
    asked, start, calendar, held, shift = case
    split = [
        part
        for pause in held
        for middle in [pause.start + (pause.end - pause.start) * share]
        for part in (Pause(start=pause.start, end=middle), Pause(start=middle, end=pause.end))
    ]
    whole, parts = (due(asked, start, calendar, pauses=some, shift_end=shift) for some in (held, split))
    assert (whole.at, whole.provisional) == (parts.at, parts.provisional)


@given(cases(), st.randoms(use_true_random=False))
def test_the_order_in_which_pauses_are_given_changes_nothing(case: Case, random: object) -> None:
    asked, start, calendar, held, shift = case
    shuffled = list(held)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert due(asked, start, calendar, pauses=held, shift_end=shift) == due(asked, start, calendar, pauses=shuffled, shift_end=shift)


@given(cases(tuple(unit for unit in Unit if unit is not Unit.BEFORE)))
def test_nothing_falls_due_before_it_began(case: Case) -> None:
    asked, start, calendar, held, shift = case
    assert due(asked, start, calendar, pauses=held, shift_end=shift).at >= start


@given(starts, amounts)
def test_only_what_is_before_an_appointment_falls_due_before_it(start: datetime, amount: int) -> None:
    assert due(limit(amount, Unit.BEFORE), start, office()).at == start - timedelta(minutes=amount)


@given(cases((Unit.WORKDAY, Unit.MONTH_WORKDAY, Unit.MONTH_LAST_WORKDAY, Unit.EVERY_WORKDAY)))
def test_a_limit_in_working_days_ends_with_a_day_that_is_worked(case: Case) -> None:
    asked, start, calendar, held, _ = case
    found = due(asked, start, calendar, pauses=held)
    last = last_day(found.at)
    assert calendar.is_worked(last)
    assert found.at in (end_of(last), calendar.close_of(last))


@given(starts, amounts, amounts, calendars)
def test_working_days_add_up(start: datetime, first: int, second: int, calendar: Calendar) -> None:
    middle = last_day(due(limit(first, Unit.WORKDAY), start, calendar).at)
    onward = due(limit(second, Unit.WORKDAY), start_of(middle), calendar)
    assert onward.at == due(limit(first + second, Unit.WORKDAY), start, calendar).at


@given(cases(tuple(unit for unit in Unit if unit is not Unit.BEFORE)), amounts)
def test_more_is_never_earlier(case: Case, more: int) -> None:
    asked, start, calendar, held, shift = case
    longer = replace(asked, amount=asked.amount + more)
    assert (
        due(longer, start, calendar, pauses=held, shift_end=shift).at >= due(asked, start, calendar, pauses=held, shift_end=shift).at
    )  # fmt: skip


@given(cases((Unit.DAY, Unit.WORKDAY, Unit.MONTH, Unit.HOUR, Unit.MINUTE)), st.timedeltas(timedelta(), timedelta(days=3)))
def test_what_begins_later_never_falls_due_earlier(case: Case, later: timedelta) -> None:
    asked, start, calendar, _, _ = case
    assert due(asked, start + later, calendar).at >= due(asked, start, calendar).at


@given(cases(IN_WORKDAYS))
def test_at_the_due_moment_all_working_days_are_used(case: Case) -> None:
    asked, start, calendar, held, _ = case
    found = due(asked, start, calendar, pauses=held)
    assert used(asked, start, found.at, calendar, pauses=held) == asked.amount
    before = start_of(last_day(found.at))
    assert used(asked, start, max(before, start), calendar, pauses=held) == asked.amount - 1


@given(cases(RUNNING))
def test_at_the_due_moment_all_time_is_used(case: Case) -> None:
    asked, start, calendar, held, _ = case
    found = due(asked, start, calendar, pauses=held)
    unit = timedelta(minutes=1) if asked.unit is Unit.MINUTE else timedelta(hours=1)
    assert used(asked, start, found.at, calendar, pauses=held) == asked.amount * unit


@given(cases(MOVED_BY_PAUSES))
def test_as_much_time_is_used_at_the_due_moment_with_pauses_as_without(case: Case) -> None:
    asked, start, calendar, held, _ = case
    asked = replace(asked, to_close=False)
    moments = [(due(asked, start, calendar, pauses=some).at, some) for some in ([], held)]
    without, with_ = (used(asked, start, moment, calendar, pauses=some) for moment, some in moments)
    assert without == with_


@given(cases(), st.timedeltas(timedelta(), timedelta(days=60)), st.timedeltas(timedelta(), timedelta(days=60)))
def test_use_never_shrinks(case: Case, first: timedelta, second: timedelta) -> None:
    asked, start, calendar, held, _ = case
    early, late = (used(asked, start, start + length, calendar, pauses=held) for length in (first, first + second))
    assert late >= early  # type: ignore[operator] # both of one type


@given(amounts, st.dates(date(2025, 1, 1), date(2026, 12, 31)), calendars)
def test_the_clock_run_backward_undoes_the_clock(amount: int, end: date, calendar: Calendar) -> None:
    asked = limit(amount, Unit.WORKDAY)
    begun = latest_start(asked, end, calendar)
    assert due(asked, start_of(begun), calendar).at <= end_of(end)
    assert due(asked, start_of(begun + timedelta(days=1)), calendar).at > end_of(end)


@given(starts, amounts, calendars)
def test_what_began_in_time_falls_due_in_time(start: datetime, amount: int, calendar: Calendar) -> None:
    asked = limit(amount, Unit.WORKDAY)
    assert latest_start(asked, last_day(due(asked, start, calendar).at), calendar) >= start.date()


@given(starts, amounts, st.times())
def test_a_cut_off_costs_at_most_the_way_to_the_next_working_day(start: datetime, amount: int, cutoff: time) -> None:
    plain, cut = (due(limit(amount, Unit.WORKDAY, cutoff=at), start, office()).at for at in (None, cutoff))
    assert plain <= cut <= due(limit(amount + 1, Unit.WORKDAY), start, office()).at


@settings(max_examples=50)
@given(cases())
def test_the_account_ends_with_the_due_moment_and_counts_as_many_days_as_were_asked(case: Case) -> None:
    asked, start, calendar, held, shift = case
    found = due(asked, start, calendar, pauses=held, shift_end=shift)
    assert [line.kind.value for line in found.account[:2]] == ["start", "limit"]
    assert found.account[-1].text == "到期"
    if asked.unit in IN_WORKDAYS:
        assert sum(line.kind.value == "work" for line in found.account) == asked.amount
