"""What a clerk types becomes a day, a moment or a month, whatever zone the machine is in."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import moments
from rules.moments import SHANGHAI, parse_day, parse_moment, parse_year_month

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 10, 42, 31, 5, SHANGHAI)

days = st.dates(date(1900, 1, 1), date(2999, 12, 31))
instants = st.datetimes(datetime(1950, 1, 1), datetime(2900, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the bounds are naive by contract


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("2026-11-20", date(2026, 11, 20)),
        (" 2026-1-2 ", date(2026, 1, 2)),
        ("2026/11/20", date(2026, 11, 20)),
        ("2026.11.20", date(2026, 11, 20)),
        ("2026 11 20", date(2026, 11, 20)),
        ("2026年11月20日", date(2026, 11, 20)),
        ("2026年11月20号", date(2026, 11, 20)),
        ("20261120", date(2026, 11, 20)),
        ("20240229", date(2024, 2, 29)),
        ("12-31", date(2026, 12, 31)),
        ("12月31日", date(2026, 12, 31)),
        ("1231", date(2026, 12, 31)),
        ("5", date(2026, 11, 5)),
        ("5日", date(2026, 11, 5)),
        ("今天", TODAY),
        ("今日", TODAY),
        ("明天", date(2026, 11, 21)),
        ("明日", date(2026, 11, 21)),
        ("昨天", date(2026, 11, 19)),
        ("昨日", date(2026, 11, 19)),
        ("前天", date(2026, 11, 18)),
        (" 后天 ", date(2026, 11, 22)),
        ("２０２６-１１-２０", date(2026, 11, 20)),
    ],
)
def test_a_day_is_read_in_every_usual_writing(typed: str, found: date) -> None:
    assert parse_day(typed, TODAY) == found


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "日期看不懂，请按 2026-11-20 的样子填写"),
        ("   ", "日期看不懂，请按 2026-11-20 的样子填写"),
        ("下周一", "日期看不懂，请按 2026-11-20 的样子填写"),
        ("年月日", "日期看不懂，请按 2026-11-20 的样子填写"),
        ("2026-11-20 10:30", "日期看不懂，请按 2026-11-20 的样子填写"),
        ("1-2-3-4", "日期看不懂，请按 2026-11-20 的样子填写"),
        ("20 November", "日期看不懂，请按 2026-11-20 的样子填写"),
        ("2026-02-29", "没有这一天，请核对日期"),
        ("20261131", "没有这一天，请核对日期"),
        ("31", "没有这一天，请核对日期"),
        ("0", "没有这一天，请核对日期"),
        ("26-11-20", "年份应在 1900 至 2999 之间"),
        ("1899-12-31", "年份应在 1900 至 2999 之间"),
        ("3000-01-01", "年份应在 1900 至 2999 之间"),
    ],
)
def test_a_day_that_cannot_be_read_is_refused(typed: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=rf"^{sentence}$"):
        parse_day(typed, TODAY)


@given(days, days)
def test_a_day_that_is_shown_can_be_typed_again(day: date, today: date) -> None:
    assert parse_day(moments.show_day(day), today) == day
    assert parse_day(f"{day:%Y%m%d}", today) == day
    assert parse_day(f"{day.year}年{day.month}月{day.day}日", today) == day


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("2026-11-20 10:30", (2026, 11, 20, 10, 30)),
        ("2026-11-20T10:30", (2026, 11, 20, 10, 30)),
        ("2026-11-20 10:30:59", (2026, 11, 20, 10, 30)),
        ("2026-11-20　10：30", (2026, 11, 20, 10, 30)),
        ("20261120 1030", (2026, 11, 20, 10, 30)),
        ("12-1 9:05", (2026, 12, 1, 9, 5)),
        ("21 1030", (2026, 11, 21, 10, 30)),
        ("明天 8:00", (2026, 11, 21, 8, 0)),
        ("1030", (2026, 11, 20, 10, 30)),
        ("930", (2026, 11, 20, 9, 30)),
        ("0:00", (2026, 11, 20, 0, 0)),
        ("23:59", (2026, 11, 20, 23, 59)),
        ("现在", (2026, 11, 20, 10, 42)),
    ],
)
def test_a_moment_is_read_in_every_usual_writing(typed: str, found: tuple[int, int, int, int, int]) -> None:
    year, month, day, hour, minute = found
    assert parse_moment(typed, NOW) == datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "时间看不懂，请按 2026-11-20 10:30 的样子填写"),
        ("20", "时间看不懂，请按 2026-11-20 10:30 的样子填写"),
        ("明天", "时间看不懂，请按 2026-11-20 10:30 的样子填写"),
        ("2026-11-20", "时间看不懂，请按 2026-11-20 10:30 的样子填写"),
        ("上午十点", "时间看不懂，请按 2026-11-20 10:30 的样子填写"),
        ("24:00", "没有这个钟点，请核对时间"),
        ("2026-11-20 10:60", "没有这个钟点，请核对时间"),
        ("2026-11-31 10:30", "没有这一天，请核对日期"),
        ("下周 10:30", "日期看不懂，请按 2026-11-20 的样子填写"),
    ],
)
def test_a_moment_that_cannot_be_read_is_refused(typed: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=rf"^{sentence}$"):
        parse_moment(typed, NOW)


@given(instants, instants)
def test_a_moment_that_is_shown_can_be_typed_again(moment: datetime, now: datetime) -> None:
    found = parse_moment(moments.show_moment(moment), now)
    assert found == moments.local(moment).replace(second=0, microsecond=0, fold=0)


def test_a_bare_time_belongs_to_the_day_in_shanghai() -> None:
    """At 20:00 UTC the office is already in the next day."""
    assert parse_moment("8:00", datetime(2026, 11, 20, 20, 0, tzinfo=UTC)).date() == date(2026, 11, 21)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("2026-11", "2026-11"),
        ("2026-1", "2026-01"),
        (" 202611 ", "2026-11"),
        ("2026年11月", "2026-11"),
        ("2026年1月", "2026-01"),
        ("2026.11", "2026-11"),
        ("2026 / 11", "2026-11"),
    ],
)
def test_a_month_is_read_in_every_usual_writing(typed: str, found: str) -> None:
    assert parse_year_month(typed) == found


@pytest.mark.parametrize("typed", ["", "2026", "11月", "2026-13", "2026-00", "2026-11-20", "1899-12", "3000-01", "今年十一月"])
def test_a_month_that_cannot_be_read_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"^年月看不懂，请按 2026-11 的样子填写$"):
        parse_year_month(typed)


@given(days)
def test_a_month_that_is_stored_can_be_typed_again(day: date) -> None:
    stored = f"{day:%Y-%m}"
    assert parse_year_month(stored) == stored


def test_a_month_is_stored_in_plain_figures() -> None:
    assert parse_year_month("２０２６-１１") == "2026-11"


@pytest.mark.parametrize("typed", ["99999999999999999999", "9" * 5000], ids=["twenty figures", "five thousand figures"])
def test_a_number_beyond_all_calendars_is_refused_in_chinese(typed: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011 - the sentence is read below
        parse_day(typed, TODAY)
    assert "日期" in str(refused.value)


@given(st.text(max_size=12))
def test_whatever_is_typed_gives_a_value_or_a_sentence(typed: str) -> None:
    for read in (lambda: parse_day(typed, TODAY), lambda: parse_moment(typed, NOW), lambda: parse_year_month(typed)):
        try:
            read()
        except ValueError as refusal:
            assert not str(refusal).isascii()  # noqa: PT017 - either outcome is right


def test_the_office_reads_every_moment_on_its_own_clock() -> None:
    evening = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)
    assert moments.local(evening).isoformat() == "2026-11-21T04:00:00+08:00"
    assert moments.show_moment(evening) == "2026-11-21 04:00"
    assert moments.utc(NOW) == datetime(2026, 11, 20, 2, 42, 31, 5)  # noqa: DTZ001 - naive UTC is what is stored


@pytest.mark.parametrize("reader", [moments.local, moments.utc, moments.show_moment])
def test_a_moment_without_a_zone_is_refused(reader: object) -> None:
    with pytest.raises(ValueError, match="must carry its zone"):
        reader(datetime(2026, 11, 20, 10, 42))  # type: ignore[operator]  # noqa: DTZ001 - that is the point


@given(days)
def test_a_day_ends_where_the_next_begins(day: date) -> None:
    assert moments.end_of(day) == moments.start_of(day + timedelta(days=1))
    assert moments.local(moments.start_of(day)).date() == day


@given(instants, st.integers(-12, 14))
def test_the_stored_value_does_not_depend_on_the_zone(moment: datetime, hours: int) -> None:
    elsewhere = moment.astimezone(timezone(timedelta(hours=hours)))
    assert moments.utc(elsewhere) == moments.utc(moment) == moment.replace(tzinfo=None)


def test_the_clock_is_asked_in_shanghai_and_to_the_second() -> None:
    before = datetime.now(UTC)
    asked = moments.now_in_shanghai()
    assert asked.tzinfo is SHANGHAI
    assert asked.microsecond == 0
    assert abs(asked - before) < timedelta(minutes=1)
