"""修改记录, the record as it was, and 操作审计: what each of them tells, and to whom."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Complaint, Department, Notice
from models.history import Entry
from rules.roles import Role
from services.records import edit
from services.reveal import reveal
from services.step import take
from tests.cast import NOW, ClientOf
from tests.make import make, person
from tests.page import page

NAME, OTHER = "欧阳鹤鸣", "司马青云"


def notice(session: Session) -> Notice:
    """One that was corrected while still open, by the person who wrote it."""
    made = make(Notice, session, applicant_name=NAME)
    session.commit()
    edit(session, made, {"applicant_name": OTHER}, actor=person(session, Role.CLERK), now=NOW)
    session.commit()
    return made


def test_every_act_tells_what_stood_there_and_what_stands_now(session: Session, client_of: ClientOf) -> None:
    made = notice(session)
    shown = page(client_of(Role.CLERK).get(f"/notice/{made.id}/history")).text
    assert NAME in shown
    assert OTHER in shown
    assert "服务对象" in shown
    assert "窗口受理员甲" in shown


def test_whoever_sees_it_masked_reads_its_past_masked(session: Session, client_of: ClientOf) -> None:
    made = notice(session)
    shown = page(client_of(Role.CS_SUP).get(f"/notice/{made.id}/history")).text
    assert NAME not in shown
    assert OTHER not in shown
    assert "欧阳**" in shown
    assert "司马**" in shown


def test_the_record_as_it_was(session: Session, client_of: ClientOf) -> None:
    made = notice(session)
    first, second = session.scalars(select(Entry).where(Entry.subject == "notice", Entry.subject_id == made.id).order_by(Entry.seq))
    assert first.at == second.at  # the clock of the office stands still, so a moment shows the last act of it
    then = page(client_of(Role.CLERK).get(f"/notice/{made.id}/history?at={first.at.isoformat().replace('+', '%2B')}")).text
    assert OTHER in then
    assert "仅供查阅" in then


def test_a_moment_before_the_record_is_said_so(session: Session, client_of: ClientOf) -> None:
    made = notice(session)
    before = (NOW - timedelta(days=30)).isoformat().replace("+", "%2B")
    answer = client_of(Role.CLERK).get(f"/notice/{made.id}/history?at={before}")
    assert answer.status_code == 404
    assert "当时还没有这张单据" in page(answer).text


@pytest.mark.parametrize("text", ["昨日某时", "2026-13-45", "%00", "9" * 50, "20261120T"])
def test_a_moment_that_is_none_is_refused_beside_the_box(text: str, session: Session, client_of: ClientOf) -> None:
    made = notice(session)
    answer = client_of(Role.CLERK).get(f"/notice/{made.id}/history?at={text}")
    assert answer.status_code == 422
    assert "修改记录" in page(answer).text


def test_a_record_that_is_hidden_has_no_history(session: Session, client_of: ClientOf) -> None:
    other = session.scalars(select(Department).order_by(Department.position.desc())).first()
    made = make(Complaint, session, dept=other)
    session.commit()
    assert client_of(Role.DEPT).get(f"/complaint/{made.id}/history").status_code == 404
    assert client_of(Role.CS_SUP).get(f"/complaint/{made.id}/history").status_code == 200


def test_the_auditor_sees_who_did_what_and_who_looked(session: Session, client_of: ClientOf) -> None:
    made = notice(session)
    reveal(session, made, "核对身份", actor=person(session, Role.CS_HEAD), now=NOW)
    session.commit()
    browser = client_of(Role.AUDITOR)
    shown = page(browser.get("/audit/")).text
    assert made.number in shown
    assert "服务对象" in shown
    assert NAME not in shown
    looked = page(browser.get("/audit/?action=revealed")).text
    assert "核对身份" in looked
    assert "客服中心负责人甲" in looked


def test_the_auditor_narrows_by_period_register_and_person(session: Session, client_of: ClientOf) -> None:
    made = notice(session)
    browser = client_of(Role.AUDITOR)
    assert made.number in page(browser.get("/audit/?subject=notice&name=窗口受理员甲")).text
    assert made.number not in page(browser.get("/audit/?subject=complaint")).text
    assert made.number not in page(browser.get("/audit/?from=2026-10-01&to=2026-10-31")).text


WRONG = ("subject=none", "action=none", "page=0", "page=x", "page=99999999999", "from=2026-11-30&to=2026-11-01", "from=abc")


@pytest.mark.parametrize("asked", WRONG)
def test_an_audit_address_that_no_link_says_is_refused(asked: str, client_of: ClientOf) -> None:
    assert client_of(Role.AUDITOR).get(f"/audit/?{asked}").status_code == 400


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.AUDITOR], ids=lambda role: role.value)
def test_nobody_else_reads_the_acts_of_all(role: Role, client_of: ClientOf) -> None:
    browser = client_of(role)
    assert browser.get("/audit/").status_code == 403
    assert 'href="/audit/"' not in browser.get("/account").get_data(as_text=True)


def test_a_step_stands_with_its_label_and_words(session: Session, client_of: ClientOf) -> None:
    made = make(Notice, session)
    step = next(step for step in made.steps() if step.label == "交付，待补正")
    take(session, made, step, {"received_on": NOW.date()}, actor=person(session, Role.CLERK), now=NOW)
    session.commit()
    assert "交付，待补正" in page(client_of(Role.CLERK).get(f"/notice/{made.id}/history")).text
