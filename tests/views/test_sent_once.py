"""A double click, the back button, a resubmitted page: one record, one step, one file; and slips that are not one's own."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeSerializer
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Attachment, Complaint, Correction, FormToken, Message, Notice, Staff, StepTaken
from models.notice import NoticeState
from rules.roles import Role
from tests.cast import NOW, ClientOf
from tests.files import PDF
from tests.make import form_for, make, posted, step_values, voided, walk
from tests.page import page
from views.slip import read


def count(session: Session, model: Any) -> int:
    session.rollback()
    return session.scalar(select(func.count(model.id))) or 0


def follow(browser: FlaskClient, answer: Any) -> str:
    return browser.get(answer.location).get_data(as_text=True)


@pytest.fixture
def browser(client_of: ClientOf) -> FlaskClient:
    return client_of(Role.CLERK)


@pytest.fixture
def data(session: Session, browser: FlaskClient) -> dict[str, Any]:
    """A new notice, as its page would send it."""
    made = {**form_for(Notice, session)}
    session.rollback()
    return made | {"slip": page(browser.get("/notice/add")).boxes["slip"]}


def test_a_form_sent_twice_leads_to_the_record_it_made(session: Session, browser: FlaskClient, data: dict[str, Any]) -> None:
    first, second = browser.post("/notice/add", data=data), browser.post("/notice/add", data=data)
    assert (first.status_code, second.status_code) == (302, 302)
    assert count(session, Notice) == 1
    number = session.scalars(select(Notice.number)).one()
    assert f"这张单已经保存过，编号 {number}" in follow(browser, second)


def test_the_back_button_after_a_refusal_makes_no_second_record(session: Session, browser: FlaskClient, data: dict[str, Any]) -> None:
    refused = browser.post("/notice/add", data=data | {"applicant_phone": "不是电话"})
    assert page(refused).boxes["slip"] == data["slip"]
    assert browser.post("/notice/add", data=data | {"slip": page(refused).boxes["slip"]}).status_code == 302
    assert browser.post("/notice/add", data=data).status_code == 302
    assert count(session, Notice) == 1


def test_the_next_form_is_another(session: Session, browser: FlaskClient, data: dict[str, Any]) -> None:
    for _ in range(2):
        answer = browser.post("/notice/add", data=data | {"next": "add"})
        assert "/notice/add" in answer.location
        data |= {"slip": page(browser.get(answer.location)).boxes["slip"]}
    assert count(session, Notice) == 2


def test_a_form_in_a_dialog_answers_as_before(session: Session, browser: FlaskClient, data: dict[str, Any]) -> None:
    answers = [browser.post("/notice/add", data=data | {"embed": "1"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert all("data-picked-id" in answer.get_data(as_text=True) for answer in answers)
    assert count(session, Notice) == 1


def slip_in(html: str, action: str) -> str:
    """The slip of a form on a record's page."""
    form = html[html.index(f'action="{action}"') :]
    return form.partition('name="slip" value="')[2].partition('"')[0]


def test_a_file_sent_twice_hangs_there_once(session: Session, browser: FlaskClient) -> None:
    record = make(Notice, session)
    session.commit()
    path = f"/notice/{record.id}/attach"
    slip = slip_in(browser.get(f"/notice/{record.id}").get_data(as_text=True), path)
    for _ in range(2):
        sent = {"slip": slip, "attachments": (BytesIO(PDF), "a.pdf")}
        answer = browser.post(path, data=sent, content_type="multipart/form-data")
        assert answer.location == f"/notice/{record.id}#files"
    assert "这些附件已经添加过" in follow(browser, answer)
    assert count(session, Attachment) == 1


def test_a_step_sent_twice_is_taken_once(session: Session, browser: FlaskClient) -> None:
    record = make(Notice, session)
    session.commit()
    step = next(step for step in Notice.flow.steps if step.source is record.status)
    path, fill = f"/notice/{record.id}/step/{step.key}", posted(Notice, step_values(record, step, session))
    session.rollback()
    boxes = page(browser.get(path)).boxes
    first, second = browser.post(path, data=boxes | fill), browser.post(path, data=boxes | fill)
    assert (first.status_code, second.status_code) == (302, 302), page(first).errors
    assert "这一步已经办理过" in follow(browser, second)
    assert count(session, StepTaken) == 1


def test_a_record_is_declared_void_once(session: Session, client_of: ClientOf) -> None:
    record = make(Notice, session)
    session.commit()
    role = next(role for role in Role if role in Notice.voided_by)
    browser, path = client_of(role), f"/notice/{record.id}/void"
    data = {"slip": page_slip(browser.get(path)), "words": "登记重复"}
    assert [browser.post(path, data=data).status_code for _ in range(2)] == [302, 302]
    assert count(session, StepTaken) == 1


def test_the_clocks_are_held_and_let_go_once(session: Session, client_of: ClientOf) -> None:
    record = make(Complaint, session, category="pressure")
    record.dispatched_at = record.first_reply_at = NOW
    session.commit()
    browser, home = client_of(Role.CS_SUP), f"/complaint/{record.id}"
    data = {"slip": page_slip(browser.get(f"{home}/pause")), "words": "客户外出"}
    first, second = browser.post(f"{home}/pause", data=data), browser.post(f"{home}/pause", data=data)
    assert (first.status_code, second.status_code) == (302, 302)
    assert "已经暂停过计时" in follow(browser, second)
    told = browser.get(home).get_data(as_text=True)
    assert f'action="{home}/resume"' in told
    assert f'action="{home}/resume"' not in client_of(Role.FIN).get(home).get_data(as_text=True)
    data = {"slip": page_slip_of(told, f"{home}/resume")}
    first, second = browser.post(f"{home}/resume", data=data), browser.post(f"{home}/resume", data=data)
    assert (first.status_code, second.status_code) == (302, 302)
    assert "已经恢复过计时" in follow(browser, second)
    assert count(session, StepTaken) == 2


def page_slip_of(html: str, action: str) -> str:
    return html.partition(f'action="{action}"')[2].partition('name="slip" value="')[2].partition('"')[0]


def test_void_by_another_meanwhile_gives_back_the_reason(session: Session, client_of: ClientOf) -> None:
    record = make(Notice, session)
    session.commit()
    browser, path = client_of(next(role for role in Role if role in Notice.voided_by)), f"/notice/{record.id}/void"
    slip = page_slip(browser.get(path))
    voided(record)
    session.commit()
    html = browser.post(path, data={"slip": slip, "words": "我的原因"}).get_data(as_text=True)
    assert "本单已经作废" in html
    assert "我的原因" in html


def page_slip(answer: Any) -> str:
    return str(answer.get_data(as_text=True).partition('name="slip" value="')[2].partition('"')[0])


def test_a_correction_is_made_once(session: Session, client_of: ClientOf) -> None:
    record = make(Notice, session, applicant_name="原名")
    walk(record, NoticeState.GIVEN)
    session.commit()
    for role in Role:
        browser, path = client_of(role), f"/notice/{record.id}/correct?field=applicant_name"
        if (answer := browser.get(path)).status_code == 200:
            break
    boxes = page(answer).boxes | {"applicant_name": ["新名"], "words": ["笔误"]}
    assert [browser.post(path, data=boxes).status_code for _ in range(2)] == [302, 302]
    assert count(session, Correction) == 1


def test_a_message_read_twice_is_read_once(session: Session, browser: FlaskClient) -> None:
    staff = session.scalars(select(Staff).where(Staff.job_number == Role.CLERK.value)).one()
    session.add(Message(staff_id=staff.id, kind="soon", text="提醒", url="/", at=NOW, once="x"))
    session.commit()
    key = session.scalars(select(Message.id)).one()
    session.rollback()
    assert [browser.post(f"/messages/{key}/read").status_code for _ in range(2)] == [302, 302]
    assert count(session, Message) == 1


# -- slips that are not one's own --------------------------------------------------------------------------------------------


def forged(app: Flask, data: dict[str, Any]) -> str:
    with app.test_request_context():
        slip = read(data["slip"][0])
    assert slip is not None
    return str(URLSafeSerializer("other key", salt="form-slip").dumps([slip.token, slip.user_id, slip.address, 0, []]))


@pytest.mark.parametrize("kind", ["forged", "nonsense", "other register", "other person", "too long"])
def test_a_slip_that_is_not_this_forms_own_saves_nothing_and_loses_nothing(
    app: Flask, session: Session, browser: FlaskClient, client_of: ClientOf, data: dict[str, Any], kind: str
) -> None:
    slips = {
        "forged": forged(app, data), "nonsense": "\0不是", "too long": "x" * 100_000,
        "other register": page(browser.get("/inquiry/add")).boxes["slip"][0],
        "other person": page(client_of(Role.HOTLINE).get("/notice/add")).boxes["slip"][0],
    }  # fmt: skip
    answer = browser.post("/notice/add", data=data | {"slip": slips[kind]})
    shown = page(answer)
    assert "校验信息与本页不符" in shown.text
    assert (count(session, Notice), count(session, FormToken)) == (0, 0)
    assert shown.boxes["applicant_name"] == [data["applicant_name"]]
    assert browser.post("/notice/add", data=data | {"slip": shown.boxes["slip"]}).status_code == 302
    assert count(session, Notice) == 1


def test_a_slip_is_not_believed_for_ever(app: Flask, session: Session, browser: FlaskClient, data: dict[str, Any]) -> None:
    app.config["CLOCK"] = lambda: NOW + timedelta(days=31)
    try:
        assert "校验信息与本页不符" in page(browser.post("/notice/add", data=data)).text
    finally:
        app.config["CLOCK"] = lambda: NOW
    assert count(session, Notice) == 0
