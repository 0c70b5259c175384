"""The notice on public holidays is read as the State Council writes it and as a clerk shortens it, and never guessed at."""

from __future__ import annotations

from datetime import date

import pytest

from rules.calendar import DayKind, statutory
from rules.holiday_notice import Unreadable, read_notice

NOTICE_2026 = """国务院办公厅关于2026年部分节假日安排的通知
国办发明电〔2025〕7号
各省、自治区、直辖市人民政府，国务院各部委、各直属机构：
经国务院批准，现将2026年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下。
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫等工作，确保人民群众祥和平安度过节日假期。
国务院办公厅
2025年11月4日
"""
NOTICE_2025 = """一、元旦：1月1日（周三）放假1天，不调休。
二、春节：1月28日（农历除夕、周二）至2月4日（农历正月初七、周二）放假调休，共8天。1月26日（周日）、2月8日（周六）上班。
三、清明节：4月4日（周五）至6日（周日）放假，共3天。
四、劳动节：5月1日（周四）至5日（周一）放假调休，共5天。4月27日（周日）上班。
五、端午节：5月31日（周六）至6月2日（周一）放假，共3天。
六、国庆节、中秋节：10月1日（周三）至8日（周三）放假调休，共8天。9月28日（周日）、10月11日（周六）上班。
"""
NOTICE_2024 = """一、元旦：1月1日放假，与周末连休。
二、春节：2月10日至17日放假调休，共8天。2月4日（星期日）、2月18日（星期日）上班。鼓励各单位结合带薪年休假等制度落实，安排职工在除夕（2月9日）休息。
三、清明节：4月4日至6日放假调休，共3天。4月7日（星期日）上班。
四、劳动节：5月1日至5日放假调休，共5天。4月28日（星期日）、5月11日（星期六）上班。
五、端午节：6月10日放假，与周末连休。
六、中秋节：9月15日至17日放假调休，共3天。9月14日（星期六）上班。
七、国庆节：10月1日至7日放假调休，共7天。9月29日（星期日）、10月12日（星期六）上班。
"""


@pytest.mark.parametrize(("year", "text"), [(2026, NOTICE_2026), (2025, NOTICE_2025), (2024, NOTICE_2024)])
def test_the_notice_says_what_the_library_knows_of_that_year(year: int, text: str) -> None:
    found, known = read_notice(text, year), statutory([year])[0]
    weekdays_off = {day for day in found.off if day.weekday() < 5}
    assert weekdays_off == {day for day, one in known.items() if one.kind is DayKind.HOLIDAY and day.weekday() < 5}
    assert found.worked == {day for day, one in known.items() if one.kind is DayKind.MAKE_UP}


def test_what_arranges_no_day_is_set_aside_and_not_swallowed() -> None:
    aside = read_notice(NOTICE_2026, 2026).aside
    assert len(aside) == 7
    assert aside[0] == "国务院办公厅关于2026年部分节假日安排的通知"
    assert aside[-1] == "2025年11月4日"
    assert "除夕" in read_notice(NOTICE_2024, 2024).aside[0]


def test_each_day_bears_its_festival() -> None:
    days = read_notice(NOTICE_2026, 2026).days()
    assert days[date(2026, 2, 15)].name == "春节"
    assert days[date(2026, 2, 23)].words == "星期一，放假（春节）"
    assert days[date(2026, 2, 28)].words == "星期六，调休上班"
    assert read_notice(NOTICE_2025, 2025).off[date(2025, 10, 8)] == "国庆节、中秋节"


def test_a_festival_may_begin_in_the_year_before() -> None:
    found = read_notice("元旦：2022年12月31日至2023年1月2日放假调休，共3天。", 2023)
    assert sorted(found.off) == [date(2022, 12, 31), date(2023, 1, 1), date(2023, 1, 2)]


@pytest.mark.parametrize(
    "text",
    [
        "放假 2-15 至 2-23\n上班 2-14 2-28",
        "放假 2-15至23\n上班 2-14、2-28",
        "放假２月１５日～２３日；上班 2.14 和 2.28",
        "2月15日到2月23日放假，共9天。2月14日、2月28日补班",
    ],
)
def test_short_lines_say_the_same(text: str) -> None:
    found = read_notice(text, 2026)
    assert sorted(found.off) == [date(2026, 2, day) for day in range(15, 24)]
    assert found.worked == {date(2026, 2, 14), date(2026, 2, 28)}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("hello", "看不出是放假还是上班"),
        ("2-15 至 2-23", "看不出是放假还是上班"),
        ("放假", "没有写明日期"),
        ("元旦放假", "日期“元旦”看不懂"),
        ("放假 15", "日期“15”看不懂"),
        ("放假 2-30", "没有 2 月 30 日这一天"),
        ("放假 13-1", "没有 13 月 1 日这一天"),
        ("放假 2-23 至 2-15", "起止不对"),
        ("放假 1-1 至 12-31", "起止不对"),
        ("放假 2-15 至 2-23 上班 2-28", "日期"),
        ("放假 2-15 上班", "既放假又上班"),
        ("春节：2月15日（周一）放假", "是星期日，与所写的周一不符"),
        ("春节：2月15日至23日放假调休，共8天", "写的是共 8 天，起止之间是 9 天"),
        ("元旦：1月1日放假2天", "写的是共 2 天"),
        ("放假 2-15 至 2-23\n放假 2-20", "2026-02-20 安排了两次"),
        ("放假 2-14 2-15\n上班 2-14", "2026-02-14 安排了两次"),
        ("上班 2-16", "本来就上班"),
        ("放假 2030-2-15", "不属于 2026 年的安排"),
    ],
)
def test_what_cannot_be_is_refused_with_its_sentence(text: str, why: str) -> None:
    with pytest.raises(Unreadable, match=why) as refusal:
        read_notice(text, 2026)
    assert refusal.value.sentence
    assert str(refusal.value).startswith(f"“{refusal.value.sentence}”：")


@pytest.mark.parametrize("text", ["", "  \n。", "国务院办公厅", "上班 2-14"])
def test_a_notice_without_a_day_off_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="没有读到任何放假日期"):
        read_notice(text, 2026)
