"""统计 and the pages behind its figures over HTTP: who sees what, and every figure opens the cases that it counts."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from models import Department, Staff
from models.rates import MEASURES
from rules.roles import Role
from services.rates import SEES_ALL
from tests.cast import NOW, ClientOf
from tests.make import person
from tests.services.bench import complaint, official
from views.database import db

LINK = re.compile(r'href="(/(?:rates|dashboard)/[^"]+)"')
COUNT = re.compile(r"共 (\d+) 件")


def busy(session: Session) -> None:
    unit = session.get_one(Staff, person(session, Role.DEPT).staff_id).unit
    for days in (1, 3, 9):
        case = complaint(session, received_at=NOW - timedelta(days=days))
        case.dept, case.dispatched_at = unit, case.received_at
        item = official(session, received_at=NOW - timedelta(days=days))
        item.dept = unit
    session.commit()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSADMIN], ids=lambda role: role.value)
def test_everybody_sees_his_own_department_and_some_see_all(role: Role, session: Session, client_of: ClientOf) -> None:
    busy(session)
    answer = client_of(role).get("/dashboard/")
    assert answer.status_code == 200
    text = answer.get_data(as_text=True)
    assert ("全部部门" in text) is (role in SEES_ALL)
    assert ("本部门" in text) is (role not in SEES_ALL)


def test_the_administrator_has_no_business_there(client_of: ClientOf) -> None:
    browser = client_of(Role.SYSADMIN)
    assert browser.get("/dashboard/").status_code == 403
    assert browser.get("/rates/complaints_in_time").status_code == 403
    assert 'href="/dashboard/"' not in browser.get("/").get_data(as_text=True)


def test_every_figure_opens_as_many_cases_as_it_says(session: Session, client_of: ClientOf) -> None:
    busy(session)
    browser = client_of(Role.CS_SUP)
    text = browser.get("/dashboard/").get_data(as_text=True)
    figures = re.findall(r'href="(/(?:rates|dashboard)/[^"]+)" aria-label="[^"]*?(\d+) 件"', text.replace("&amp;", "&"))
    assert len(figures) >= 10
    for address, count in figures:
        found = COUNT.search(browser.get(address).get_data(as_text=True))
        if count == "0":
            assert found is None or found[1] == "0"
        else:
            assert found is not None, address
            assert found[1] == count, address


@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.value)
@pytest.mark.parametrize("name", list(MEASURES))
def test_a_rate_opens_to_whoever_may_read_its_register(name: str, role: Role, session: Session, client_of: ClientOf) -> None:
    session.rollback()
    answer = client_of(role).get(f"/rates/{name}")
    assert (answer.status_code == 200) is (role in MEASURES[name].register.read_by)
    assert answer.status_code in (200, 403)


def test_a_department_does_not_open_another_s_cases(session: Session, client_of: ClientOf) -> None:
    busy(session)
    own = person(session, Role.DEPT).department_id
    other = session.scalars(select(Department.id).where(Department.id != own)).first()
    session.rollback()
    browser = client_of(Role.DEPT)
    assert browser.get(f"/rates/complaints_in_time?unit={other}").status_code == 403
    assert browser.get(f"/dashboard/overdue/{other}").status_code == 403
    assert browser.get("/rates/complaints_in_time").status_code == 200


@pytest.mark.parametrize(("address", "status", "sentence"), [
    ("/rates/nothing", 404, "没有这项指标"),
    ("/rates/called_back?part=half", 400, "没有这份明细"),
    ("/rates/called_back?from=2026-13-01", 400, "起始日期"),
    ("/rates/called_back?from=2026-11-02&to=2026-11-01", 400, "截止日期不能早于起始日期"),
    ("/rates/called_back?unit=x", 400, "地址有误"),
    ("/rates/called_back?page=0", 400, "地址有误"),
    ("/dashboard/someday/1", 400, "没有这份明细"),
])  # fmt: skip
def test_an_address_that_no_link_says_is_refused(address: str, status: int, sentence: str, client_of: ClientOf) -> None:
    answer = client_of(Role.CS_SUP).get(address)
    assert answer.status_code == status
    assert sentence in answer.get_data(as_text=True)


def test_charts_say_what_they_show(session: Session, client_of: ClientOf) -> None:
    busy(session)
    text = client_of(Role.CS_SUP).get("/dashboard/").get_data(as_text=True)
    said = re.findall(r'role="img" aria-label="([^"]+)"', text)
    assert any(sentence.startswith("各部门逾期未办：") for sentence in said)
    assert any("11月 0.0%" in sentence for sentence in said)
    assert not re.search(r"<svg[^>]*style=", text)


def test_the_pages_ask_as_often_whatever_there_is(session: Session, client_of: ClientOf) -> None:
    browser = client_of(Role.CS_SUP)

    def queries(address: str) -> int:
        seen = 0

        def count(*_: object) -> None:
            nonlocal seen
            seen += 1

        with browser.application.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", count)
        try:
            assert browser.get(address).status_code == 200
        finally:
            event.remove(engine, "before_cursor_execute", count)
        return seen

    queries("/dashboard/")  # the policy is read once a process
    before = {address: queries(address) for address in ("/dashboard/", "/rates/official_in_time")}
    busy(session)
    once = {address: queries(address) for address in before}
    busy(session)
    assert {address: queries(address) for address in before} == once
    assert once["/dashboard/"] == before["/dashboard/"]
