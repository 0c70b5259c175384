"""The clock chip: how long is left, or how far a promise has run over, in a word."""

from __future__ import annotations

import pytest

from rules.chip import Chip, ChipKind, chip, closed_chip, over
from tests.rules.clockwork import at, office

NOW = "2026-11-20 10:42"


@pytest.mark.parametrize(
    ("due", "kind", "words"),
    [
        # 已超
        ("2026-11-20 10:41:59", ChipKind.OVER, "已超不到 1 分钟"),
        ("2026-11-20 10:02", ChipKind.OVER, "已超 40 分钟"),
        ("2026-11-20 08:42", ChipKind.OVER, "已超 2 小时"),
        ("2026-11-19 24:00", ChipKind.OVER, "已超 10 小时"),
        ("2026-11-19 10:43", ChipKind.OVER, "已超 23 小时"),
        ("2026-11-19 10:42", ChipKind.OVER, "已超 1 个工作日"),
        ("2026-11-13 24:00", ChipKind.OVER, "已超 5 个工作日"),
        ("2026-09-30 24:00", ChipKind.OVER, "已超 33 个工作日"),
        ("2025-11-19 24:00", ChipKind.OVER, "已超 249 个工作日"),
        ("2025-11-18 24:00", ChipKind.OVER, "已超 一年以上"),
        # 四小时之内，今日
        ("2026-11-20 10:42", ChipKind.SOON, "剩余不到 1 分钟"),
        ("2026-11-20 11:41", ChipKind.SOON, "剩余 59 分钟"),
        ("2026-11-20 14:42", ChipKind.SOON, "剩余 4 小时"),
        ("2026-11-20 14:43", ChipKind.SOON, "今日 14:43 到期"),
        ("2026-11-20 24:00", ChipKind.SOON, "今日 24:00 到期"),
        # 以后
        ("2026-11-21 09:00", ChipKind.FAR, "明日 09:00 到期"),
        ("2026-11-22 24:00", ChipKind.FAR, "11-22 24:00 到期"),
        ("2026-11-23 24:00", ChipKind.FAR, "剩余 1 个工作日"),
        ("2026-11-25 24:00", ChipKind.FAR, "剩余 3 个工作日"),
        ("2027-01-19 24:00", ChipKind.FAR, "剩余 41 个工作日"),
        ("2027-01-20 24:00", ChipKind.FAR, "2027-01-20 到期"),
    ],
)
def test_a_clock_that_runs(due: str, kind: ChipKind, words: str) -> None:
    assert chip(at(due), at(NOW), office()) == Chip(kind=kind, words=words)


def test_within_four_hours_over_midnight_it_is_soon_too() -> None:
    assert chip(at("2026-11-20 24:00"), at("2026-11-20 22:00"), office()).kind is ChipKind.SOON
    assert chip(at("2026-11-21 01:00"), at("2026-11-20 22:00"), office()).words == "剩余 3 小时"


def test_a_make_up_saturday_is_a_working_day_left() -> None:
    assert chip(at("2026-02-24 24:00"), at("2026-02-13 10:00"), office()).words == "剩余 2 个工作日"


def test_what_stands_still_says_so_and_what_is_guessed_says_its_day() -> None:
    assert chip(at("2026-11-01 10:00"), at(NOW), office(), paused=True) == Chip(kind=ChipKind.STOP, words="暂停中")
    assert chip(at("2027-02-10 24:00"), at(NOW), office(), provisional=True) == Chip(kind=ChipKind.GUESS, words="暂估 2027-02-10")
    assert chip(at("2026-11-01 10:00"), at(NOW), office(), provisional=True).kind is ChipKind.OVER


@pytest.mark.parametrize(
    ("met", "kind", "words"),
    [
        ("2026-11-20 17:30", ChipKind.DONE, "按时办结"), ("2026-11-01 10:00", ChipKind.DONE, "按时办结"),
        ("2026-11-20 17:30:01", ChipKind.LATE, "超时不到 1 分钟办结"), ("2026-11-20 18:10", ChipKind.LATE, "超时 40 分钟办结"),
        ("2026-11-22 17:29", ChipKind.LATE, "超时 47 小时办结"), ("2026-11-23 21:35", ChipKind.LATE, "超时 3 天 4:05办结"),
    ],
)  # fmt: skip
def test_a_promise_that_was_kept(met: str, kind: ChipKind, words: str) -> None:
    assert closed_chip(at("2026-11-20 17:30"), at(met)) == Chip(kind=kind, words=words)


def test_a_promise_that_fell_away_with_its_case() -> None:
    assert closed_chip(at("2026-11-20 17:30"), None) == Chip(kind=ChipKind.STOP, words="不再计时")


def test_how_far_past_is_counted_in_working_days_only_after_a_day() -> None:
    assert over(at("2026-11-20 24:00"), at("2026-11-22 20:00"), office()) == "44 小时"
    assert over(at("2026-11-20 24:00"), at("2026-11-23 09:00"), office()) == "1 个工作日"
