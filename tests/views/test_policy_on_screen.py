"""What the policy in force shows outside the console: its reminders, its titles of forms, its names of posts."""

from __future__ import annotations

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Callback, Customer
from models.policy import PolicyEdition, PolicyName
from rules.roles import Role
from services import printing
from tests.cast import NOW, ClientOf
from tests.make import make

TITLE = "客户满意度回访表"


def text(answer: object) -> str:
    return answer.get_data(as_text=True)  # type: ignore[attr-defined, no-any-return]


def name_the_form(session: Session) -> None:
    row = session.scalars(select(PolicyEdition).where(PolicyEdition.in_force.is_(True))).one()
    session.add(PolicyName(policy=row, kind="title", key=Callback.code, wording=TITLE, created_at=NOW))
    session.commit()


def test_a_form_shows_the_reminders_that_concern_it(client_of: ClientOf, session: Session) -> None:
    key = make(Callback, session).id
    session.commit()
    browser = client_of(Role.CB)
    for path in ("/callback/add", f"/callback/{key}/edit", f"/callback/{key}"):
        page = text(browser.get(path))
        assert "制度提示" in page, path
        assert "检定报告出具前不对原因作推测性表述" in page
        assert "R001-30" in page
    assert "制度提示" not in text(client_of(Role.CLERK).get("/customer/add"))
    assert "制度提示" not in text(browser.get("/callback/add?embed=1"))


def test_a_form_bears_the_title_of_the_policy_on_screen_and_on_paper(client_of: ClientOf, session: Session) -> None:
    key = make(Callback, session).id
    name_the_form(session)
    browser = client_of(Role.CB)
    for path in ("/", "/callback/", "/callback/add", f"/callback/{key}", f"/callback/{key}/edit"):
        assert TITLE in text(browser.get(path)), path
    assert re.search(f"<h1>{TITLE}</h1>", text(browser.get(f"/callback/{key}")))
    assert printing.job_info(session, NOW, "").title(Callback) == TITLE
    assert printing.job_info(session, NOW, "").title(Customer) == Customer.title


def test_posts_are_called_as_the_policy_calls_them(client_of: ClientOf) -> None:
    assert "回访员甲（客服专员）" in text(client_of(Role.CB).get("/"))


def test_without_a_policy_the_pages_still_stand(client_of: ClientOf, session: Session) -> None:
    for row in session.scalars(select(PolicyEdition)):
        row.in_force = False
    session.commit()
    browser = client_of(Role.CB)
    assert "回访员甲（回访员）" in text(browser.get("/"))
    assert browser.get("/callback/add").status_code == 200
    assert client_of(Role.SYSADMIN).get("/console/policies/").status_code == 200
