"""Two people at one record: the second sees what stood there, what the first has saved and his own words, and both texts are kept."""

from __future__ import annotations

import re
import threading
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import FormToken, Notice, Option
from models.notice import NoticeState
from rules.roles import Role
from tests.cast import ClientOf
from tests.make import form_for, make, walk
from tests.page import page
from views.slip import read

Boxes = dict[str, list[str]]


def opened(session: Session, browser: FlaskClient, **given: object) -> tuple[Notice, str, Boxes]:
    record = make(Notice, session, **given)
    session.commit()
    path = f"/notice/{record.id}/edit"
    return record, path, page(browser.get(path)).boxes


def other_saves(client_of: ClientOf, path: str, **changes: str) -> None:
    browser = client_of(Role.HOTLINE)
    boxes = page(browser.get(path)).boxes | {name: [text] for name, text in changes.items()}
    answer = browser.post(path, data=boxes)
    assert answer.status_code == 302, page(answer).errors


def table(html: str) -> dict[str, list[str]]:
    """Label → the words of each cell of the comparison."""
    rows = re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', html, re.DOTALL)
    strip = re.compile(r"<[^>]+>")
    return {label: [strip.sub("", cell).strip() for cell in re.findall(r"<td.*?>(.*?)</td>", cells, re.DOTALL)] for label, cells in rows}


def label(name: str) -> str:
    return Notice.fields[name].label


def test_each_field_says_what_stood_there_what_the_other_saved_and_what_i_wrote(session: Session, client_of: ClientOf) -> None:
    browser = client_of(Role.CLERK)
    record, path, boxes = opened(session, browser, procedure="原来的程序", time_limit="原名", remark=None)
    other_saves(client_of, path, procedure="对方的程序", time_limit="对方改的名")
    answer = browser.post(path, data=boxes | {"procedure": ["我的程序"], "remark": ["我的备注"]})
    html = answer.get_data(as_text=True)
    rows = table(html)
    assert set(rows) == {label("procedure"), label("time_limit")}
    assert rows[label("procedure")][:3] == ["原来的程序", "对方的程序", "我的程序"]
    assert rows[label("time_limit")][3] == "已自动采用对方内容"
    assert f"已被 {Role.HOTLINE.label}甲 于 10:42 修改" in page(answer).text
    shown = page(answer).boxes
    assert (shown["time_limit"], shown["procedure"], shown["remark"]) == (["对方改的名"], ["我的程序"], ["我的备注"])
    assert browser.post(path, data=shown).status_code == 302
    session.rollback()
    assert (record.time_limit, record.procedure, record.remark) == ("对方改的名", "我的程序", "我的备注")


@pytest.mark.parametrize(("choice", "kept"), [("mine", "我的程序"), ("theirs", "对方的程序"), ("both", "对方的程序\n我的程序")])
def test_a_choice_is_carried_out_without_any_script(session: Session, client_of: ClientOf, choice: str, kept: str) -> None:
    browser = client_of(Role.CLERK)
    record, path, boxes = opened(session, browser, procedure="原来的程序")
    other_saves(client_of, path, procedure="对方的程序")
    answer = browser.post(path, data=boxes | {"procedure": ["我的程序"]})
    assert f'name="use-procedure" value="{choice}" form="f-paper"' in answer.get_data(as_text=True)
    assert browser.post(path, data=page(answer).boxes | {"use-procedure": [choice]}).status_code == 302
    session.rollback()
    assert record.procedure == kept


def test_rows_of_both_are_fitted_together(session: Session, client_of: ClientOf) -> None:
    browser = client_of(Role.CLERK)
    record, path, boxes = opened(session, browser)
    first = record.materials[0].name
    other_saves(client_of, path, **{"materials-0-name": "对方改的资料"})
    more = boxes | {"materials-7-id": [""], "materials-7-name": ["我加的资料"]}
    shown = page(browser.post(path, data=more))
    assert "双方改的是不同的行，已合在一起" in shown.text
    assert browser.post(path, data=shown.boxes).status_code == 302
    session.rollback()
    names = [line.name for line in record.materials]
    assert "对方改的资料" in names
    assert "我加的资料" in names
    assert first not in names


def test_a_record_that_was_closed_meanwhile_gives_back_what_was_typed(session: Session, client_of: ClientOf) -> None:
    browser = client_of(Role.CLERK)
    record, path, boxes = opened(session, browser)
    walk(record, NoticeState.GIVEN)
    session.commit()
    answer = browser.post(path, data=boxes | {"procedure": ["我写了很久的话"]})
    assert answer.status_code in (200, 403)
    assert "我写了很久的话" in answer.get_data(as_text=True)


def test_a_step_that_was_taken_meanwhile_gives_back_the_words(session: Session, client_of: ClientOf) -> None:
    browser = client_of(Role.CLERK)
    record, path, _ = opened(session, browser)
    path = f"/notice/{record.id}/step/draft-given"
    mine = page(browser.get(path)).boxes
    walk(record, NoticeState.GIVEN)
    session.commit()
    name = next(name for name in mine if name in Notice.fields and not Notice.fields[name].is_rows)
    answer = browser.post(path, data=mine | {name: ["我填的内容"]})
    assert "不能办理" in page(answer).text
    assert "我填的内容" in answer.get_data(as_text=True)


def test_a_form_of_the_console_is_compared_too(session: Session, client_of: ClientOf) -> None:
    admin = client_of(Role.SYSADMIN)
    option = session.scalars(select(Option)).first()
    assert option is not None
    path, before = f"/console/option/edit/?id={option.id}", option.label
    session.rollback()
    mine, theirs = page(admin.get(path)).boxes, page(admin.get(path)).boxes
    assert admin.post(path, data=theirs | {"label": ["对方的名称"]}).status_code == 302
    answer = admin.post(path, data=mine | {"label": ["我的名称"]})
    assert table(answer.get_data(as_text=True))[Option.fields["label"].label][:3] == [before, "对方的名称", "我的名称"]
    assert page(answer).boxes["label"] == ["我的名称"]
    assert admin.post(path, data=page(answer).boxes | {"use-label": ["both"]}).status_code == 302
    session.rollback()
    session.refresh(option)
    assert option.label == "对方的名称；我的名称"


def test_nothing_but_the_fields_of_the_form_stands_in_the_slip(app: Flask, session: Session, client_of: ClientOf) -> None:
    _, _, boxes = opened(session, client_of(Role.CLERK))
    with app.test_request_context():
        slip = read(boxes["slip"][0])
    assert slip is not None
    assert slip.shown is not None
    heads = {name.partition("-")[0] for name, _ in slip.shown}
    assert heads == {name.partition("-")[0] for name in boxes} - {"csrf_token", "slip", "seen"}


def test_two_at_the_same_instant_one_saves_and_one_compares(app: Flask, session: Session, client_of: ClientOf) -> None:
    one, other = client_of(Role.CLERK), client_of(Role.HOTLINE)
    record, path, boxes = opened(session, one)
    theirs = page(other.get(path)).boxes
    session.rollback()
    answers = together([(one, path, boxes | {"procedure": ["甲的话"]}), (other, path, theirs | {"procedure": ["乙的话"]})])
    assert sorted(answer.status_code for answer in answers) == [200, 302]
    refused = next(answer for answer in answers if answer.status_code == 200).get_data(as_text=True)
    assert "甲的话" in refused
    assert "乙的话" in refused
    session.rollback()
    assert record.procedure in ("甲的话", "乙的话")


def together(posts: list[tuple[FlaskClient, str, Any]]) -> list[Any]:
    """Real threads, let go at one moment."""
    gate, answers = threading.Barrier(len(posts)), list[Any]()

    def post(browser: FlaskClient, path: str, data: Any) -> None:
        gate.wait()
        answers.append(browser.post(path, data=data))

    threads = [threading.Thread(target=post, args=one) for one in posts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_a_double_click_at_the_same_instant_makes_one_record(session: Session, client_of: ClientOf) -> None:
    browser = client_of(Role.CLERK)
    data = form_for(Notice, session)
    session.rollback()
    slip = page(browser.get("/notice/add")).boxes["slip"]
    answers = together([(one, "/notice/add", data | {"slip": slip}) for one in (browser, client_of(Role.CLERK))])
    session.rollback()
    assert len(session.scalars(select(Notice)).all()) == 1
    assert {answer.status_code for answer in answers} == {302}
    assert len({answer.location.partition("?")[0] for answer in answers}) == 1
    assert len(session.scalars(select(FormToken)).all()) == 1
