"""打印全部单据: one file beside the requests, written down before it is drawn, and never counted twice."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Inquiry, Job, Printed, PrintJob
from rules.roles import Role
from services import job_hand, print_job
from services.job_hand import Hand, claim
from services.print_job import LOGGED
from tests.cast import ClientOf
from tests.make import make
from tests.page import page
from views.database import db
from views.job_worker import _work, work_off


@pytest.fixture
def work(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[], bool]:
    monkeypatch.setattr(job_hand, "BEAT", 0.0)
    monkeypatch.setattr(print_job, "PART", 2)

    def once() -> bool:
        with app.app_context():
            return work_off()

    return once


def numbers(session: Session, count: int = 5) -> list[str]:
    found = [make(Inquiry, session).number for _ in range(count)]
    session.commit()
    return found


def ask(client_of: ClientOf, **given: str) -> str:
    answer = client_of(Role.CLERK).post("/inquiry/print-all", data=given)
    assert answer.status_code == 302
    return str(answer.location)


def sheets_of(client_of: ClientOf, place: str) -> list[str]:
    shown = client_of(Role.CLERK).get(place).get_data(as_text=True)
    file = shown.partition(f'href="{place}/file/')[2].partition('"')[0]
    answer = client_of(Role.CLERK).get(f"{place}/file/{file}")
    assert answer.mimetype == "application/pdf"
    return [one.extract_text() for one in PdfReader(io.BytesIO(answer.data)).pages]


def test_every_sheet_of_the_list_in_its_order(session: Session, client_of: ClientOf, work: Callable[[], bool]) -> None:
    made = numbers(session)
    assert "打印全部单据" in page(client_of(Role.CLERK).get("/inquiry/")).text
    place = ask(client_of, tab="all", order="number")
    assert work()
    assert "共 5 份" in page(client_of(Role.CLERK).get(place)).text
    texts = sheets_of(client_of, place)
    assert [number for text in texts for number in made if number in text] == made
    assert session.scalars(select(Printed.count)).all() == [1] * 5
    assert session.scalars(select(PrintJob.paper)).all() == ["sheet"]


def test_who_comes_after_a_killed_hand_draws_the_same_printing(
    app: Flask, session: Session, client_of: ClientOf, work: Callable[[], bool], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    numbers(session, 3)
    place = ask(client_of)

    def killed(*given: Any) -> bytes:
        raise KeyboardInterrupt

    with app.app_context(), monkeypatch.context() as cut:
        cut.setattr(print_job, "bundle", killed)
        hand = claim(db.session.session_factory, app.config["CLOCK"])
        assert isinstance(hand, Hand)
        with pytest.raises(KeyboardInterrupt):
            _work(hand)
    assert session.scalars(select(Printed.count)).all() == [1] * 3
    session.query(Job).update({Job.lease_until: session.scalars(select(Job.lease_until)).one() - timedelta(minutes=5)})
    session.commit()
    assert work()
    assert len(sheets_of(client_of, place)) == 3
    session.rollback()
    assert session.scalars(select(Printed.count)).all() == [1] * 3
    assert len(session.scalars(select(PrintJob.id)).all()) == 1


def test_what_is_cancelled_while_it_is_drawn_says_that_it_counts(
    session: Session, client_of: ClientOf, work: Callable[[], bool], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    numbers(session, 5)
    place = ask(client_of)

    def unwanted(hand: Hand, *given: Any) -> None:
        hand._work.is_unwanted = True
        return progress(hand, *given)

    progress = Hand.progress
    monkeypatch.setattr(Hand, "progress", unwanted)
    assert work()
    shown = page(client_of(Role.CLERK).get(place)).text
    assert "已取消" in shown
    assert "已记为打印一次" in shown


def test_nothing_and_too_much_are_refused_at_the_door(
    session: Session, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    browser = client_of(Role.CLERK)
    assert browser.post("/inquiry/print-all", data={}).status_code == 404
    assert browser.post("/inquiry/print-all", data={"tab": "none"}).status_code == 400
    numbers(session, 3)
    monkeypatch.setattr(print_job, "MOST_LATER", 2)
    refused = browser.post("/inquiry/print-all", data={})
    assert refused.status_code == 409
    assert "一次最多打印 2 份" in page(refused).text
    assert session.scalars(select(Job.id)).all() == []
    assert LOGGED not in page(browser.get("/jobs/")).text
