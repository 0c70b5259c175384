"""The calendar's room: a year in words, a day set by the house, a year announced; nothing is stored before it was shown."""

from __future__ import annotations

import re
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Callback
from models.calendar import CalendarDay, CalendarYear
from rules.moments import end_of
from rules.roles import Role
from tests.cast import NOW, ClientOf
from tests.make import make

ROOM = "/console/calendar/"
MONDAY = "/console/calendar/day/?on=2026-11-23"
NEXT = "/console/calendar/announce/?year=2027"
NOTICE = {"basis": "国办发明电〔2026〕9号", "notice": "元旦：1月1日（周五）至3日（周日）放假，共3天。国务院办公厅\n上班 1-9"}
PATHS = [ROOM, f"{ROOM}?year=2027", MONDAY, NEXT]


@pytest.fixture
def admin(client_of: ClientOf) -> FlaskClient:
    return client_of(Role.SYSADMIN)


def text(answer: object) -> str:
    return answer.get_data(as_text=True)  # type: ignore[attr-defined, no-any-return]


def shown(page: str) -> str:
    return re.findall(r'name="shown" value="(\w+)"', page)[0]


def own_days(session: Session) -> list[CalendarDay]:
    session.rollback()
    return list(session.scalars(select(CalendarDay).where(CalendarDay.own.is_(True))))


# -- who comes in ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSADMIN], ids=lambda role: role.value)
def test_nobody_else_comes_in(client_of: ClientOf, role: Role) -> None:
    browser = client_of(role)
    for path in PATHS:
        assert browser.get(path).status_code == 403
    for path in (MONDAY, NEXT):
        assert browser.post(path, data={"then": "store", "kind": "rest"}).status_code == 403


def test_strangers_are_sent_to_the_login(client: FlaskClient) -> None:
    for path in PATHS:
        assert client.get(path).location.startswith("/login/?next=/console/calendar/")


def test_a_forged_post_is_refused(admin: FlaskClient, app: Flask, session: Session) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    for path in (MONDAY, NEXT):
        assert admin.post(path, data={"then": "preview", "kind": "rest"}).status_code == 400
    assert own_days(session) == []


def test_nothing_is_inline_and_all_is_chinese(admin: FlaskClient) -> None:
    for path in PATHS:
        page = text(admin.get(path))
        assert not re.search(r"<script(?![^>]*\ssrc=)|\son\w+=|\sstyle=|javascript:", page), path


# -- the year ----------------------------------------------------------------------------------------------------------


def test_a_year_says_each_day_in_words(admin: FlaskClient) -> None:
    page = text(admin.get(ROOM))
    assert len(re.findall("<caption>", page)) == 12
    assert len(re.findall(r'class="cal-d[^"]*" href=', page)) == 365
    for words in (
        "2 月 14 日，星期六，调休上班",
        "2 月 17 日，星期二，放假（春节）",
        "11 月 20 日，星期五，工作日，今天",
        "3 月 1 日，星期日，休息日",
    ):
        assert f'aria-label="{words}"' in page
    assert "暂估" not in page.partition("cal-key")[0]
    assert '<a class="b" href="?year=2025"' in page
    assert '<a class="b" href="?year=2027"' in page


def test_a_year_not_announced_is_provisional(admin: FlaskClient) -> None:
    page = text(admin.get(f"{ROOM}?year=2027"))
    assert "2027 年放假安排尚未公布，本页为暂估。" in page
    assert "note-guess" in page
    assert "放假（春节），暂估" in page


@pytest.mark.parametrize("query", ["year=1900", "year=9999", "year=x", "year=２０２７", "year=-2026"])
def test_a_year_that_is_not_listed(admin: FlaskClient, query: str) -> None:
    assert admin.get(f"{ROOM}?{query}").status_code == 404
    assert admin.get(f"/console/calendar/announce/?{query}").status_code == 404


@pytest.mark.parametrize("query", ["", "?on=", "?on=2026-02-30", "?on=1999-01-01", "?on=x"])
def test_a_day_that_is_not_there(admin: FlaskClient, query: str) -> None:
    assert admin.get(f"/console/calendar/day/{query}").status_code == 404


# -- a day of the house --------------------------------------------------------------------------------------------------


def test_the_first_click_shows_what_moves_and_the_second_stores(admin: FlaskClient, session: Session) -> None:
    record = make(Callback, session, callback_kind="transferred", accepted_at=NOW, closed_at=None, callback_at=None)
    number, key = record.number, record.id
    session.commit()
    data = {"kind": "holiday", "name": "厂庆", "hours": "", "then": "preview"}
    page = text(admin.post(MONDAY, data=data))
    assert "1 项到期时间将变动" in page
    for words in (number, "应回访截止", "2026-11-25 24:00", "2026-11-26 24:00", "推迟"):
        assert words in page
    assert own_days(session) == []
    answer = admin.post(MONDAY, data=data | {"then": "store", "shown": shown(page)})
    assert answer.status_code == 302
    assert [(day.kind, day.name) for day in own_days(session)] == [("holiday", "厂庆")]
    assert session.get_one(Callback, key).due_by == end_of(date(2026, 11, 26))
    assert 'aria-label="11 月 23 日，星期一，放假（厂庆），本单位自定"' in text(admin.get(ROOM))


def test_what_was_not_shown_is_not_stored(admin: FlaskClient, session: Session) -> None:
    page = text(admin.post(MONDAY, data={"kind": "holiday", "name": "厂庆", "hours": "", "then": "preview"}))
    for seen in ({}, {"shown": "0" * 16}, {"shown": shown(page)}):
        answer = admin.post(MONDAY, data={"kind": "rest", "name": "停水检修", "hours": "", "then": "store", **seen})
        assert answer.status_code == 200
        assert "预览之后内容又有变动" in text(answer)
    assert own_days(session) == []


def test_a_day_is_set_back(admin: FlaskClient, session: Session) -> None:
    session.add(CalendarDay(on=date(2026, 11, 23), kind="rest", own=True, created_at=NOW))
    session.commit()
    assert "恢复为法定安排" in text(admin.get(MONDAY))
    page = text(admin.post(MONDAY, data={"then": "reset"}))
    assert "将取消本单位自定" in page
    assert admin.post(MONDAY, data={"then": "store", "reset": "1", "shown": shown(page)}).status_code == 302
    assert own_days(session) == []


def test_a_wrong_day_keeps_what_was_typed(admin: FlaskClient, session: Session) -> None:
    answer = admin.post(MONDAY, data={"kind": ["", "half"], "name": "半天活动", "hours": "上午", "then": "preview"})
    page = text(answer)
    assert answer.status_code == 200
    assert "办公时间“上午”看不懂" in page
    assert 'value="上午"' in page
    assert 'value="半天活动"' in page
    assert own_days(session) == []


# -- a year is announced -------------------------------------------------------------------------------------------------


def test_a_notice_is_read_back_before_it_counts(admin: FlaskClient, session: Session) -> None:
    page = text(admin.post(NEXT, data=NOTICE | {"then": "preview"}))
    for words in ("元旦", "2027-01-03", "调休上班", "2027-01-09", "以下 1 句没有安排日期", "以下节日没有写放假", "春节"):
        assert words in page
    assert admin.post(NEXT, data=NOTICE | {"then": "store", "shown": shown(page)}).status_code == 302
    session.rollback()
    year = session.scalars(select(CalendarYear).where(CalendarYear.year == 2027)).one()
    assert (year.announced, year.basis) == (True, NOTICE["basis"])
    page = text(admin.get(f"{ROOM}?year=2027"))
    assert f"依据：{NOTICE['basis']}" in page
    assert "暂估" not in page
    assert "元旦：1月1日" in text(admin.get(NEXT))


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"notice": "春节七天乐"}, "“春节七天乐”：看不出是放假还是上班"),
        ({"notice": "元旦：1月1日（周日）放假"}, "2027-01-01 是星期五，与所写的周日不符"),
        ({"notice": ""}, "没有读到任何放假日期"),
        ({"basis": ""}, "请填写“依据”"),
        ({"notice": "\n".join(f"放假 {month}-1 至 {month}-28" for month in range(1, 13))}, ""),
    ],
)
def test_what_cannot_be_read_stands_there_with_its_sentence(
    admin: FlaskClient, session: Session, given: dict[str, str], sentence: str
) -> None:
    answer = admin.post(NEXT, data=NOTICE | given | {"then": "store"})
    assert answer.status_code == 200
    assert sentence in text(answer)
    session.rollback()
    assert not session.scalars(select(CalendarYear).where(CalendarYear.year == 2027)).one().announced


def test_a_year_without_work_is_refused(admin: FlaskClient) -> None:
    ends = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    notice = "\n".join(f"放假 {month}-1 至 {month}-{last}" for month, last in enumerate(ends, start=1))
    assert "一年内没有工作日" in text(admin.post(NEXT, data=NOTICE | {"notice": notice, "then": "preview"}))
