"""后台任务: taken from the queue once, cancelled, taken up anew after a hand was killed, and nobody's but the owner's."""

from __future__ import annotations

import io
import json
import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask_appbuilder.security.sqla.models import User
from openpyxl import load_workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Customer, Department, Export, Job, JobChunk, JobFile, Staff
from models.job import JobState
from rules.refusals import Refused
from rules.roles import Role
from services import job_hand, job_kinds, jobs
from services.job_hand import Hand, Lost, claim
from services.workbook import export as exporting
from tests.cast import NOW, ClientOf
from tests.make import keeper, make
from tests.page import page
from views import workbook
from views.database import db
from views.job_worker import Worker, work_off
from views.people import role_rows


@pytest.fixture
def three(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three customers, which is long here, and a word at each of them."""
    for name in ("甲示例", "乙示例", "丙示例"):
        make(Customer, session, full_name=name)
    session.commit()
    monkeypatch.setattr(workbook, "AT_ONCE", 2)
    monkeypatch.setattr("views.listing.AT_ONCE", 2)
    monkeypatch.setattr(exporting, "TOLD", 1)
    monkeypatch.setattr(job_hand, "BEAT", 0.0)


@pytest.fixture
def work(app: Flask) -> Callable[[], bool]:
    """What the worker does in each of its rounds."""

    def once() -> bool:
        with app.app_context():
            return work_off()

    return once


@pytest.fixture
def taking(app: Flask) -> Callable[[], Hand | None]:
    """A hand of another process."""

    def once() -> Hand | None:
        with app.app_context():
            clock = app.config["CLOCK"]
            return claim(app_sessions(app), lambda: clock())

    return once


def app_sessions(app: Flask) -> Callable[[], Session]:
    with app.app_context():
        engine = db.engine
    return lambda: Session(engine, info={"whole": True})


def ask(client_of: ClientOf, **given: str) -> str:
    answer = client_of(Role.CLERK).post("/customer/export", data=given)
    assert answer.status_code == 302
    return str(answer.location)


def links(answer: Any) -> list[str]:
    return re.findall(r'href="([^"]+)"', answer.get_data(as_text=True).partition("<main")[2])


def elsewhere(act: Callable[[], Any]) -> Any:
    """Done in another thread, as a server does it: a request must not find this one's session."""
    with ThreadPoolExecutor(1) as one:
        return one.submit(act).result()


def state(session: Session) -> tuple[str, str]:
    job = session.scalars(select(Job).order_by(Job.id.desc()).limit(1)).one()
    found = job.state, job.words
    session.rollback()
    return found


@pytest.mark.usefixtures("three")
def test_a_long_list_is_made_beside_the_requests(client_of: ClientOf, session: Session, work: Callable[[], bool]) -> None:
    browser = client_of(Role.CLERK)
    assert browser.get("/customer/export.xlsx").status_code == 409
    assert 'action="/customer/export"' in browser.get("/customer/").get_data(as_text=True)
    assert 'href="/customer/export.xlsx?q=' in browser.get("/customer/?q=甲示例").get_data(as_text=True)
    place = ask(client_of, tab="month")
    waiting = browser.get(place).get_data(as_text=True)
    assert "排队中" in waiting
    assert f'hx-get="{place}/part"' in waiting
    assert work() is True
    assert work() is False
    done = browser.get(f"{place}/part").get_data(as_text=True)
    assert "已完成" in done
    assert "hx-get" not in done
    (link,) = [href for href in links(browser.get(place)) if "/file/" in href]
    assert link in links(browser.get("/jobs/"))
    answer = browser.get(link)
    book = load_workbook(io.BytesIO(answer.data))
    assert answer.content_length == len(answer.data)
    assert [row[4] for row in book["客户服务档案"].iter_rows(min_row=2, values_only=True)] == ["甲示例", "乙示例", "丙示例"]
    assert dict(book["说明"].iter_rows(values_only=True))["筛选条件"] == "本月"  # type: ignore[arg-type]
    assert session.scalars(select(Export.rows)).all() == [3]


@pytest.mark.usefixtures("three")
def test_a_job_is_its_owners_alone(client_of: ClientOf, work: Callable[[], bool], app: Flask) -> None:
    place = ask(client_of)
    work()
    browser, other = client_of(Role.CLERK), client_of(Role.CS_HEAD)
    (link,) = [href for href in links(browser.get(place)) if "/file/" in href]
    for path in (place, f"{place}/part", link):
        assert other.get(path).status_code == 404
        assert app.test_client().get(path).status_code == 302
        assert browser.get(path).status_code == 200
    assert other.post(f"{place}/cancel").status_code == 404
    assert "没有任务" in page(other.get("/jobs/")).text
    assert browser.get("/jobs/99999999999").status_code == 404
    assert browser.get(f"{place}/file/999").status_code == 404
    with app.app_context():
        user = db.session.scalars(select(User).where(User.username == "clerk")).one()
        user.roles = role_rows([Role.INSPECTOR])
        db.session.commit()
    refused = browser.get(link)
    assert refused.status_code == 403
    assert "岗位在生成以后有变动" in page(refused).text


@pytest.mark.usefixtures("three")
def test_who_has_moved_to_another_department_makes_the_file_anew(
    client_of: ClientOf, session: Session, work: Callable[[], bool]
) -> None:  # fmt: skip
    place = ask(client_of)
    work()
    browser = client_of(Role.CLERK)
    (link,) = [href for href in links(browser.get(place)) if "/file/" in href]
    assert browser.get(link).status_code == 200
    clerk = session.scalars(select(Staff).where(Staff.job_number == "CLERK")).one()
    clerk.unit = session.scalars(select(Department).where(Department.id != clerk.unit.id)).first()  # type: ignore[assignment]
    session.commit()
    assert browser.get(link).status_code == 403


@pytest.mark.usefixtures("three")
def test_the_work_is_done_with_the_rights_of_the_moment(
    client_of: ClientOf, session: Session, work: Callable[[], bool], app: Flask
) -> None:
    """Between the asking and the doing the post was changed, and the login closed."""
    for roles, is_active, words in (
        ([Role.SYSADMIN], True, "没有查看“客户服务档案”的权限"), ([Role.CLERK], False, "账号已经停用")):  # fmt: skip
        ask(client_of)
        with app.app_context():
            user = db.session.scalars(select(User).where(User.username == "clerk")).one()
            user.roles, user.active = role_rows(roles), is_active
            db.session.commit()
        work()
        assert state(session)[0] == JobState.FAILED
        assert words in state(session)[1]
        with app.app_context():
            user = db.session.scalars(select(User).where(User.username == "clerk")).one()
            user.roles = role_rows([Role.CLERK])
            db.session.commit()
    assert session.scalar(select(func.count(Export.id))) == 0


@pytest.mark.usefixtures("three")
def test_what_waits_is_cancelled_at_once(client_of: ClientOf, session: Session, work: Callable[[], bool]) -> None:
    place = ask(client_of)
    assert client_of(Role.CLERK).post(f"{place}/cancel").location == place
    assert state(session)[0] == JobState.CANCELLED
    assert work() is False


@pytest.mark.usefixtures("three")
def test_what_runs_is_cancelled_at_its_next_word(
    client_of: ClientOf, session: Session, work: Callable[[], bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    place, told, browser = ask(client_of), list[str](), client_of(Role.CLERK)
    spoken = Hand.progress

    def cancelled_after_the_first(hand: Hand, done: int, total: int | None = None) -> None:
        spoken(hand, done, total)
        told.append(page(elsewhere(lambda: browser.get(place))).text)
        elsewhere(lambda: browser.post(f"{place}/cancel"))

    monkeypatch.setattr(Hand, "progress", cancelled_after_the_first)
    work()
    assert "1 / 3 条" in told[0]
    assert len(told) == 1
    assert state(session) == (JobState.CANCELLED, jobs.STOPPED)
    assert session.scalar(select(func.count(Export.id))) == 0
    assert session.scalar(select(func.count(JobFile.id))) == 0


@pytest.mark.usefixtures("three")
def test_a_job_whose_hand_was_killed_is_taken_up_anew(
    client_of: ClientOf, session: Session, work: Callable[[], bool], taking: Callable[[], Hand | None], app: Flask
) -> None:
    """The lease holds others off; when it has run out the next does it all, and the dead, come back, finds it lost."""
    ask(client_of)
    dead = taking()
    assert dead is not None
    dead.progress(1, 3)
    dead.deliver("half.xlsx", "text/plain", io.BytesIO(b"half"))
    assert work() is False
    app.config["CLOCK"] = lambda: NOW + job_hand.LEASE - timedelta(seconds=1)
    assert work() is False
    app.config["CLOCK"] = lambda: NOW + job_hand.LEASE + timedelta(seconds=1)
    try:
        assert work() is True
        for late in (lambda: dead.progress(2, 3), lambda: dead.deliver("b", "c", io.BytesIO()), lambda: dead.end(JobState.DONE, "")):
            with pytest.raises(Lost):
                late()
    finally:
        app.config["CLOCK"] = lambda: NOW
    assert state(session)[0] == JobState.DONE
    assert session.scalars(select(JobFile.name)).all() == ["客户服务档案 2026-11-20.xlsx"]


def test_a_job_that_kills_its_hands_is_given_up(
    client_of: ClientOf, session: Session, taking: Callable[[], Hand | None], app: Flask
) -> None:  # fmt: skip
    ask(client_of)
    try:
        for turn in range(job_hand.TRIES):
            app.config["CLOCK"] = lambda turn=turn: NOW + 2 * turn * job_hand.LEASE
            assert taking() is not None
        app.config["CLOCK"] = lambda: NOW + timedelta(hours=1)
        assert taking() is None
    finally:
        app.config["CLOCK"] = lambda: NOW
    assert state(session)[0] == JobState.FAILED


def test_of_many_hands_one_gets_the_job(client_of: ClientOf, taking: Callable[[], Hand | None]) -> None:
    ask(client_of)
    got: list[Hand | None] = []
    threads = [threading.Thread(target=lambda: got.append(taking())) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(hand is not None for hand in got) == 1


def test_what_nobody_foresaw_is_said_and_logged(
    client_of: ClientOf, session: Session, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    """The worker's own thread, as it serves: it is rung, fails, logs, and does the next job."""

    def fail(*_: Any) -> str:
        raise RuntimeError("disk on fire")

    monkeypatch.setattr(job_kinds, "KINDS", {"export": fail})
    monkeypatch.setattr("views.job_worker.KINDS", {"export": fail})
    logged: list[str] = []
    monkeypatch.setattr(app.logger, "exception", logged.append)
    place = ask(client_of)
    worker = Worker(app, app.extensions["job_bell"])
    worker.start()
    for _ in range(100):
        if state(session)[0] == JobState.FAILED:
            break
        threading.Event().wait(0.1)
    worker.stop()
    worker.join(10)
    assert logged == ["a job failed"]
    shown = page(client_of(Role.CLERK).get(place)).text
    assert "系统暂时无法处理" in shown
    assert "fire" not in shown


def test_nobody_fills_the_queue_alone(client_of: ClientOf) -> None:
    for _ in range(jobs.MOST_OPEN):
        ask(client_of)
    answer = client_of(Role.CLERK).post("/customer/export")
    assert answer.status_code == 409
    assert "已有 3 项任务" in page(answer).text
    assert client_of(Role.CLERK).post("/customer/export", data={"tab": "bogus"}).status_code == 400
    assert client_of(Role.SYSADMIN).post("/customer/export").status_code == 403


@pytest.mark.usefixtures("three")
def test_files_go_after_a_day_and_jobs_after_a_month(client_of: ClientOf, session: Session, work: Callable[[], bool]) -> None:
    ask(client_of)
    work()
    counted = select(func.count(Job.id)), select(func.count(JobFile.id)), select(func.count(JobChunk.place))
    for later, left in ((timedelta(hours=23), [1, 1, 1]), (timedelta(hours=25), [1, 0, 0]), (timedelta(days=31), [0, 0, 0])):
        jobs.sweep(session, NOW + later)
        session.commit()
        assert [session.scalar(one) for one in counted] == left


def test_parameters_are_kept_as_asked(session: Session, client_of: ClientOf) -> None:
    ask(client_of, tab="mine", nature="unit")
    job = session.scalars(select(Job)).one()
    assert json.loads(job.parameters) == {"register": "customer", "query": {"tab": "mine", "nature": "unit"}, "as": "xlsx"}
    with pytest.raises(Refused):
        jobs.owned(session, job.id, replace(keeper(session, Customer), user_id=job.user_id + 1))


def test_many_pieces_make_one_file(session: Session, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(client_of)
    monkeypatch.setattr(jobs, "PIECE", 10)
    job, content = session.scalars(select(Job)).one(), bytes(range(256))
    file = jobs.put(session, job.id, "given", "a.bin", "x", io.BytesIO(content))
    session.commit()
    assert file.size == 256
    assert b"".join(jobs.pieces(session, file)) == content
    assert session.scalar(select(func.count(JobChunk.place))) == 26


@pytest.mark.parametrize("name", ["pdf", "", "XLSX"])
def test_a_format_that_is_none_is_refused(name: str, client_of: ClientOf, session: Session) -> None:
    answer = client_of(Role.CLERK).post("/customer/export", data={"tab": "all", "as": name})
    assert answer.status_code == 409
    assert "没有这种文件格式" in page(answer).text
    assert session.scalars(select(Job.id)).all() == []
