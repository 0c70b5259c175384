"""While an import writes: how far it is and that it is wanted no longer are told all the same; who cannot save is told why, once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from forms import intake
from models import Customer, Import, Job
from models.job import JobState
from rules.refusals import Busy
from rules.roles import Role
from services import database, jobs
from services.at_work import who_writes
from services.job_hand import Hand, claim
from tests.cast import ClientOf
from tests.page import page
from tests.workbook.bench import customer, file_of
from tests.workbook.test_import_doors import upload
from views.database import db
from views.job_worker import work_off

THREE = file_of(*(customer(number) for number in range(1, 4)))
Meanwhile = Callable[[Callable[[], Any]], list[Any]]


@pytest.fixture
def meanwhile(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Meanwhile]:
    """Work off the queue; at each word of progress do something in another thread, as a server would. Returns what came of it."""
    monkeypatch.setattr(intake, "CHUNK", 1)
    monkeypatch.setattr("services.job_hand.BEAT", 0.0)
    monkeypatch.setattr(database, "PATIENCE", 0.2)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    spoken = Hand.progress

    def work(act: Callable[[], Any]) -> list[Any]:
        came = []

        def progress(hand: Hand, done: int, total: int | None = None) -> None:
            spoken(hand, done, total)
            with ThreadPoolExecutor(1) as other:
                came.append(other.submit(act).result())

        monkeypatch.setattr(Hand, "progress", progress)
        with app.app_context():
            while work_off():
                pass
        monkeypatch.setattr(Hand, "progress", spoken)
        return came

    yield work
    app.config.pop("PROPAGATE_EXCEPTIONS")


@pytest.fixture
def confirmed(client_of: ClientOf, meanwhile: Meanwhile) -> str:
    """The address of an import that waits in the queue, checked before."""
    browser = client_of(Role.CLERK)
    checked = upload(browser, THREE).location
    meanwhile(lambda: None)
    return str(browser.post(f"{checked}/confirm").location)


def job_of(path: str) -> str:
    return f"/jobs/{path.rsplit('/', 1)[1]}"


def last(session: Session) -> Job:
    return session.scalars(select(Job).order_by(Job.id.desc()).limit(1)).one()


def test_an_import_is_cancelled_in_the_midst_of_its_writing(
    client_of: ClientOf, session: Session, meanwhile: Meanwhile, confirmed: str
) -> None:
    browser, seen = client_of(Role.CLERK), list[str]()

    def cancel() -> int:
        status = browser.post(f"{job_of(confirmed)}/cancel").status_code
        seen.append(page(browser.get(confirmed)).text)
        return status

    assert meanwhile(cancel) == [302]
    assert "正在取消" in seen[0]
    assert (last(session).standing, last(session).words) == (JobState.CANCELLED, jobs.STOPPED)
    for model in (Customer, Import):
        assert session.scalar(select(func.count()).select_from(model)) == 0
    session.rollback()
    assert "重新上传" in page(browser.get(confirmed)).text


def test_check_and_import_say_how_many_rows_of_how_many_are_done(
    client_of: ClientOf, session: Session, meanwhile: Meanwhile,
) -> None:  # fmt: skip
    browser = client_of(Role.CLERK)

    def watch(path: str) -> list[str]:
        return meanwhile(lambda: browser.get(f"{job_of(path)}/part").get_data(as_text=True))

    checked = upload(browser, THREE).location
    found = [watch(checked)]
    found.append(watch(browser.post(f"{checked}/confirm").location))
    for parts in found:
        assert [f"{done} / 3 行" in part for done, part in enumerate(parts, start=1)] == [True] * 3
        assert 'max="3" value="1"' in parts[0]
    assert session.scalar(select(func.count()).select_from(Customer)) == 3


@pytest.mark.sqlite_only(reason="an import keeps other writers out of the whole database only there")
def test_whoever_cannot_save_meanwhile_is_told_why_and_can_send_it_again(
    client_of: ClientOf, session: Session, meanwhile: Meanwhile, confirmed: str
) -> None:
    colleague = client_of(Role.HOTLINE)
    typed = {"question": "水压不足", "slip": page(colleague.get("/inquiry/add")).boxes["slip"]}

    def save() -> Any:
        return colleague.post("/inquiry/add", data=typed)

    answers = meanwhile(save)
    assert len(answers) == 3
    for answer in answers:
        shown = page(answer)
        assert answer.status_code == 503
        assert "正在导入“客户服务档案”（已完成 " in shown.text
        assert "他人不能保存" in shown.text
        assert (shown.boxes["question"], shown.boxes["slip"]) == (["水压不足"], typed["slip"])
    assert last(session).standing is JobState.DONE


@pytest.mark.sqlite_only(reason="there a page that says no would wait for its turn to write once more")
def test_a_page_that_says_no_waits_for_no_writer(client_of: ClientOf, meanwhile: Meanwhile, confirmed: str) -> None:
    """Also while cancelling what only waits, which must be written: refused in words, and no failure of ours."""
    browser = client_of(Role.CLERK)
    waiting = upload(browser, THREE).location

    def both(client: FlaskClient = browser) -> list[int]:
        return [client.post(f"{job_of(waiting)}/cancel").status_code, client.get("/nowhere").status_code]

    assert meanwhile(both)[0] == [503, 404]


@pytest.mark.sqlite_only(reason="an import keeps other writers out of the whole database only there")
@pytest.mark.usefixtures("confirmed")
def test_an_import_that_waits_for_others_is_not_their_reason(app: Flask) -> None:
    """Who keeps the others out is whoever writes, not who waits to."""
    with app.app_context():
        hand = claim(db.session.session_factory, app.config["CLOCK"])
        assert hand is not None
        with database.during(database.Mode.WRITE), db.session.session_factory() as writer:
            writer.connection()
            with db.session.session_factory() as waiting, pytest.raises(Busy) as refused, hand.alone(waiting, "正在导入"):
                pass
        assert "正在导入" not in refused.value.why
        assert who_writes() == ""
