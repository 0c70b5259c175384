"""Filling in: a new record is stored as typed, a refused one loses nothing, and every kind of field refuses what it must.

All of it over every register, from the declarations; what is particular to one form has a test with its name below.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from models.declare import Field, Kind, Register
from models.declare.declared import Declared
from rules.moments import show_moment
from services.records import required_at_creation
from tests.cast import NOW, ClientOf
from tests.every import some
from tests.make import (
    Posted,
    form_for,
    id_card,
    keeper_role,
    make,
    meet,
    posted,
    step_values,
    stored,
    typed,
    value_of,
    values_for,
    walk,
    wrong_check,
)
from tests.page import page
from tests.views.typing_in import newest

TOMORROW = NOW + timedelta(days=1)


#: Kinds whose box shows what can be picked, so that a code nobody offers is not shown again.
PICKED = {Kind.CHOICE, Kind.YES_NO, Kind.LINK, Kind.LINKS, Kind.STAFF, Kind.DEPARTMENT}


@pytest.fixture
def browser(register: type[Register], client_of: ClientOf) -> FlaskClient:
    """The keeper's."""
    return client_of(keeper_role(register))


def send(browser: FlaskClient, register: type[Register], data: Posted) -> TestResponse:
    return browser.post(f"/{register.__tablename__}/add", data=data)


# -- it works ----------------------------------------------------------------------------------------------------------


@some
def test_what_is_typed_is_stored(register: type[Register], session: Session, browser: FlaskClient) -> None:
    values = values_for(register, session)
    session.commit()
    answer = send(browser, register, posted(register, values))
    assert answer.status_code == 302, page(answer).errors
    record = newest(session, register)
    assert answer.location == f"/{register.__tablename__}/{record.id}?done=1"
    assert {field: stored(record, field) for field in values} == values
    assert (record.status, record.created_at, record.creator.job_number) == (register.start(), NOW, keeper_role(register).value)


@some
def test_the_form_of_a_record_shows_what_is_stored(register: type[Register], session: Session, browser: FlaskClient) -> None:
    record = make(register, session)
    session.commit()
    boxes = page(browser.get(f"/{register.__tablename__}/{record.id}/edit")).boxes
    for field in register.at_creation():
        one, value = register.fields[field], stored(record, field)
        if one.sensitive and one.sensitive.grave:
            assert field not in boxes  # nobody is given it unasked, not even who entered it
        elif one.is_rows:
            assert boxes.items() >= {key: [text] for key, text in posted(register, {field: value}).items()}.items()
        elif value is not None:
            assert boxes[field] == [typed(other) for other in (value if one.kind is Kind.LINKS else [value])], field


@some
def test_saving_the_form_as_it_stands_changes_nothing(register: type[Register], session: Session, browser: FlaskClient) -> None:
    record = make(register, session)
    session.commit()
    before = {field: stored(record, field) for field in register.at_creation()}
    path = f"/{register.__tablename__}/{record.id}/edit"
    assert browser.post(path, data=page(browser.get(path)).boxes).status_code == 302
    session.rollback()
    assert {field: stored(record, field) for field in before} == before


# -- a refused form loses nothing --------------------------------------------------------------------------------------


@some
def test_every_field_that_is_required_is_asked_for_and_the_rest_is_kept(
    register: type[Register], session: Session, browser: FlaskClient
) -> None:
    data, needed = form_without_givers(register, session), required_at_creation(register)
    left = {name: text for name, text in data.items() if name not in needed}
    answer = send(browser, register, {**left, **dict.fromkeys(needed, "")})
    shown = page(answer)
    assert answer.status_code == 200
    assert needed <= set(shown.errors)
    assert all(shown.errors[name].startswith(("请填写", "请选择", "请上传")) for name in needed)
    assert f"有 {len(shown.errors)} 处需要改正" in shown.text
    assert {name: shown.boxes.get(name) for name in left} == {name: texts(text) for name, text in left.items()}
    assert newest(session, register) is None or newest(session, register).number != f"QH-{register.code}-2026-00002"


@some
def test_one_field_left_out_is_the_only_one_asked_for(register: type[Register], session: Session, browser: FlaskClient) -> None:
    data, before = without_files(register, form_for(register, session)), session.scalar(select(func.count(register.id)))
    session.rollback()
    given = {ours for field in register.fields.values() for ours in field.gives}
    name = sorted(required_at_creation(register) - given)[0]
    answer = send(browser, register, {**data, name: " "})
    shown = page(answer)
    assert (answer.status_code, set(shown.errors)) == (200, {name})
    kept = {other: text for other, text in data.items() if other != name}
    assert {other: shown.boxes.get(other) for other in kept} == {other: texts(text) for other, text in kept.items()}
    assert session.scalar(select(func.count(register.id))) == before


def form_without_givers(register: type[Register], session: Session) -> Posted:
    """A form in which no picked record fills in what is not typed."""
    nobody = {name: None for name in register.at_creation() if register.fields[name].gives and register.fields[name].optional}
    return without_files(register, form_for(register, session, **nobody))


def without_files(register: type[Register], data: Posted) -> Posted:
    """Without the boxes of files, which say nothing of what is not sent."""
    return {name: text for name, text in data.items() if name not in register.fields or register.fields[name].kind is not Kind.ATTACHMENT}


def texts(text: str | list[str]) -> list[str]:
    return text if isinstance(text, list) else [text]


# -- every kind refuses ------------------------------------------------------------------------------------------------


Flaw = tuple[str | list[str], str]


def flaws(model: type[Declared], field: Field) -> Iterator[Flaw]:
    """What a field must refuse, and words of the sentence it says."""
    if field.kind in FLAWS:
        yield from FLAWS[field.kind]
    if field.kind is Kind.TEXT:
        yield "长" * ((field.length or 0) + 1), f"最多 {field.length} 个字"
        yield "甲\0乙", "不能保存的字符"
    if field.kind in (Kind.NUMBER, Kind.GAUGE):
        yield str((field.maximum or 0) + 1), f"应在 {field.minimum} 至 {field.maximum} 之间"
        yield str((field.minimum or 0) - 1), f"应在 {field.minimum} 至 {field.maximum} 之间"
    if field.past:
        yield (show_moment(TOMORROW), "不能晚于当前时间") if field.kind is Kind.MOMENT else (f"{TOMORROW:%Y-%m-%d}", "不能晚于今天")
    if field.after:
        earlier = NOW - timedelta(days=1)
        text = show_moment(earlier) if field.kind is Kind.MOMENT else f"{earlier:%Y-%m-%d}"
        yield text, f"不能早于“{model.fields[field.after].label}”"


FLAWS: dict[Kind, list[Flaw]] = {
    Kind.PROSE: [("长" * 4001, "个字"), ("甲\0乙", "不能保存的字符")],
    Kind.PHONE: [("2345", "电话号码不对"), ("1390715000", "电话号码不对"), ("139 0715 00x1", "电话号码不对")],
    Kind.ID_CARD: [
        ("42120219900101", "18 位"), (wrong_check(id_card("42120219900101123")), "校验位不对"),
        (id_card("42120219900231123"), "出生日期不存在"),
    ],
    Kind.CREDIT_CODE: [("9142", "18 位"), ("914212001234567890", "校验位不对")],
    Kind.DAY: [("昨个", "日期看不懂"), ("2026-02-30", "没有这一天"), ("0001-01-01", "年份")],
    Kind.SEAL: [("昨个", "日期看不懂")],
    Kind.MOMENT: [("九点", "时间看不懂"), ("2026-11-20 25:00", "没有这个钟点"), ("2026-02-30 10:00", "没有这一天")],
    Kind.DATE8: [("2026", "8 位"), ("20261340", "没有这一天")],
    Kind.YEAR_MONTH: [("2026-13", "年月看不懂"), ("十一月", "年月看不懂")],
    Kind.CHOICE: [("no-such", "选项表中没有这一项"), ("' OR 1=1", "选项表中没有这一项")],
    Kind.YES_NO: [("2", "请选择“是”或“否”")],
    Kind.NUMBER: [("三", "请填写整数"), ("1.5", "请填写整数"), ("9" * 400, "请填写整数")],
    Kind.AMOUNT: [("一百", "请填写金额"), ("1.234", "两位小数"), ("NaN", "两位小数")],
    Kind.GAUGE: [("热", "请填写数值，如 21.5"), ("21.55", "最多一位小数"), ("NaN", "最多一位小数")],
    Kind.LINK: [("999999", "没有找到"), ("abc", "没有找到"), ("9" * 30, "没有找到")],
    Kind.STAFF: [("999999", "没有找到"), ("-1", "没有找到")],
    Kind.DEPARTMENT: [("999999", "没有找到")],
    Kind.LINKS: [(["999999"], "没有找到")],
}  # fmt: skip


@some
@pytest.mark.parametrize("turn", range(5))
def test_every_kind_refuses_beside_its_field(register: type[Register], turn: int, session: Session, browser: FlaskClient) -> None:
    """One flaw of every field at once, five turns long; rows have theirs in their first line."""
    data: Posted = form_for(register, session)
    wrong: dict[str, Flaw] = {}
    for name in register.at_creation():
        field = register.fields[name]
        cells = {f"{name}-0-{column}": one for column, one in field.target.fields.items()} if field.is_rows else {name: field}
        for place, one in cells.items():
            found = list(flaws(field.target if field.is_rows else register, one))
            if turn < len(found):
                wrong[place] = found[turn]
    if not wrong:
        return
    answer = send(browser, register, {**data, **{place: text for place, (text, _) in wrong.items()}})
    shown = page(answer)
    assert answer.status_code == 200
    for place, (text, words) in wrong.items():
        assert words in shown.errors.get(place, ""), place
        name, _, rest = place.partition("-")
        field = register.fields[name].target.fields[rest.split("-")[1]] if rest else register.fields[name]
        if field.kind not in PICKED:
            assert shown.boxes[place] == [text], place


@some
def test_too_many_rows_and_rows_half_filled_are_refused(register: type[Register], session: Session, browser: FlaskClient) -> None:
    for name in register.at_creation():
        field = register.fields[name]
        if field.is_rows:
            row = {column: value_of(one, session) for column, one in field.target.fields.items()}
            answer = send(browser, register, form_for(register, session, **{name: [row] * ((field.maximum or 0) + 1)}))
            assert answer.status_code == 200
            assert f"最多 {field.maximum} 行" in page(answer).errors[name]
            required = next(column for column, one in field.target.fields.items() if one.is_required)
            answer = send(browser, register, form_for(register, session) | {f"{name}-1-{required}": ""})
            assert (answer.status_code, set(page(answer).errors)) == (200, {f"{name}-1-{required}"})


@some
def test_a_step_refuses_beside_the_field(register: type[Register], session: Session, client_of: ClientOf) -> None:
    """Each step that asks for something, with everything wrong that can be."""
    for step in register.flow.steps:
        if not step.roles or all(register.fields[name].tally for name in step.fields):
            continue
        record = walk(make(register, session), step.source)
        meet(record, step)
        data = posted(register, step_values(record, step, session))
        wrong = {name: found[-1] for name in step.fields if (found := list(flaws(register, register.fields[name])))}
        if step.fields and not wrong:
            continue
        session.commit()
        browser = client_of(step.roles[0])
        path = f"/{register.__tablename__}/{record.id}/step/{step.key}"
        assert browser.get(path).status_code == 200
        answer = browser.post(path, data={**data, **{name: text for name, (text, _) in wrong.items()}})
        shown = page(answer)
        assert answer.status_code == 200, step
        for name, (text, words) in wrong.items():
            assert words in shown.errors.get(name, ""), (step, name)
            if register.fields[name].kind not in PICKED:
                assert shown.boxes[name] == [text], (step, name)
        session.rollback()
        assert record.status is step.source
