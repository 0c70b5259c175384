"""What a person is told of a check and of an import: a check is never taken for an import, and an import leads to what it made."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from models import Customer, Job
from models.job import JobState
from rules.roles import Role
from tests.cast import ClientOf
from tests.page import page
from tests.workbook.bench import customer, file_of
from tests.workbook.test_import_doors import upload
from views.job_worker import work_off


@pytest.fixture
def work(app: Flask) -> Callable[[], None]:
    """Work off the queue."""

    def off() -> None:
        with app.app_context():
            while work_off():
                pass

    return off


def job_of(path: str) -> str:
    return f"/jobs/{path.rsplit('/', 1)[1]}"


def test_a_check_is_over_but_nothing_is_imported(client_of: ClientOf, work: Callable[[], None]) -> None:
    browser = client_of(Role.CLERK)
    checked = upload(browser, file_of(customer(1), customer(2, 地址=None))).location
    assert "HX-Redirect" not in browser.get(f"{job_of(checked)}/part").headers
    work()
    assert browser.get(f"{job_of(checked)}/part").headers["HX-Redirect"] == checked
    for path in (checked, job_of(checked), "/jobs/"):
        shown = browser.get(path)
        assert "检查完成" in page(shown).text
        assert "尚未导入。共 2 行" in page(shown).text
        assert "已完成" not in page(shown).text
        assert "st-done" not in shown.get_data(as_text=True)
        assert "note-ok" not in shown.get_data(as_text=True)
    assert "导入前检查" in page(browser.get("/jobs/")).text


def test_an_import_leads_to_what_it_made(client_of: ClientOf, session: Session, work: Callable[[], None]) -> None:
    browser = client_of(Role.CLERK)

    def bring(*numbers: int) -> TestResponse:
        checked = upload(browser, file_of(*(customer(number) for number in numbers))).location
        work()
        kept = browser.post(f"{checked}/confirm").location
        work()
        return browser.get(kept)

    answer = bring(1, 2, 3)
    made = list(session.scalars(select(Customer).order_by(Customer.id)))
    shown = page(answer).text
    assert f"{made[0].number} 至 {made[2].number}" in " ".join(shown.split())
    assert "查看新建的 3 条" in shown
    assert f'href="/customer/{made[2].id}"' in answer.get_data(as_text=True)
    session.rollback()
    listed = browser.get("/customer/?tab=mine").get_data(as_text=True)
    assert "编号、原编号、" in listed
    again = page(bring(1, 2, 3)).text
    assert "新建 0 条，此前已导入 3 条" in again
    assert "查看新建的" not in again


def test_a_job_that_failed_is_not_struck_out(client_of: ClientOf, session: Session) -> None:
    browser = client_of(Role.CLERK)
    upload(browser, file_of(customer(1)))
    job = session.scalars(select(Job)).one()
    for state in (JobState.FAILED, JobState.CANCELLED):
        job.state = state.value
        session.commit()
        listed = browser.get("/jobs/").get_data(as_text=True)
        assert state.label in listed
        assert "st-void" not in listed
        assert ("st-bad" in listed) is (state is JobState.FAILED)
        session.refresh(job)
