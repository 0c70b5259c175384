"""A tick does what is due and nothing twice, alone or beside others; a part that fails keeps nobody else from his work."""

from __future__ import annotations

import logging
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import CalendarDay, CalendarYear, Callback, Customer, DutyTask, Message, Meter, Outgoing, RunningClock, Staff, VisitRecord
from models.declare import Model
from models.meter import MeterState
from models.policy import PolicyEdition, PolicyLimit
from models.visit import RecordState
from rules.moments import SHANGHAI
from rules.refusals import Busy
from services import tick as module
from services.outbox import CHANNELS, Channel
from services.tick import Report, tick
from tests.cast import NOW
from tests.make import make, walk
from views import runner
from views.database import db


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.fixture
def busy(session: Session) -> Session:
    """An office in which every part of a tick has something to do."""
    am = session.scalars(select(Staff).where(Staff.job_number == "AM")).one()
    for level in ("important", "key"):
        make(Customer, session, level=level, account_manager=am, accepted_on=date(2026, 11, 1), warranty_to=date(2027, 10, 31))
    walk(make(Meter, session, caliber="DN20", verified_on=date(2015, 1, 1)), MeterState.IN_USE)
    record = walk(make(VisitRecord, session), RecordState.REPLY)
    edition = session.scalars(select(PolicyEdition).where(PolicyEdition.in_force.is_(True))).one()
    kept = session.scalars(select(PolicyLimit).where(PolicyLimit.policy == edition, PolicyLimit.key == "handle")).first()
    assert kept is not None
    session.flush()
    running = session.scalars(select(RunningClock).where(RunningClock.record_id == record.id, RunningClock.is_open)).one()
    running.limit_id, running.since, running.due = kept.id, at("2026-11-10 09:00"), at("2026-11-12 00:00")
    session.info[CHANNELS] = lambda: frozenset({Channel.WEBHOOK})
    session.commit()
    return session


def dump(session: Session) -> dict[str, list[str]]:
    session.rollback()
    return {name: sorted(map(repr, session.execute(select(table)))) for name, table in Model.metadata.tables.items()}


def test_twice_at_the_same_moment_changes_nothing(busy: Session) -> None:
    first = tick(busy, NOW, webhook=lambda letter: None)
    assert first.failed == {}
    assert all((first.planned, first.breached, first.escalated, first.sent))
    before = dump(busy)
    again = tick(busy, NOW, webhook=lambda letter: None)
    assert again.is_quiet
    assert dump(busy) == before


def test_a_letter_that_failed_waits_too(busy: Session) -> None:
    def broken(_: object) -> None:
        raise OSError("no way out")

    assert tick(busy, NOW, webhook=broken).unsent > 0
    before = dump(busy)
    assert tick(busy, NOW, webhook=broken).is_quiet
    assert dump(busy) == before


def test_many_at_once_do_everything_once(app: Flask, busy: Session) -> None:
    busy.close()

    def run(_: int) -> Report:
        with app.app_context():
            db.session.info[CHANNELS] = lambda: frozenset({Channel.WEBHOOK})
            try:
                return tick(db.session, NOW, webhook=sent.append)  # type: ignore[arg-type]
            finally:
                db.session.remove()

    sent: list[object] = []
    with ThreadPoolExecutor(6) as threads:
        reports = list(threads.map(run, range(6)))
    assert [report.failed for report in reports] == [{}] * 6
    tables = {model: busy.scalar(select(func.count()).select_from(model)) for model in (DutyTask, Message, Outgoing)}
    assert sum(report.planned for report in reports) == tables[DutyTask] > 0
    assert sum(report.breached + report.escalated for report in reports) == tables[Message] > 0
    assert len(sent) == tables[Outgoing] > 0


def test_a_part_that_fails_is_reported_and_the_others_go_on(busy: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> int:
        busy.add(DutyTask(
            duty="x", period="x", register="x", record_id=1, title="半", role="AM", opens_at=NOW, due=NOW))  # fmt: skip
        raise RuntimeError("a stone in the works")

    monkeypatch.setattr(module, "plan", broken)
    report = tick(busy, NOW)
    assert list(report.failed) == ["定期工作排期"]
    assert report.breached > 0
    assert busy.scalar(select(func.count()).select_from(DutyTask)) == 0
    assert "定期工作排期未能完成：a stone in the works" in report.sentences()
    assert report.facts()["failed"] == ["定期工作排期：a stone in the works"]


def test_an_office_without_a_policy_owes_nothing_yet(busy: Session) -> None:
    for edition in busy.scalars(select(PolicyEdition)):
        edition.in_force = False
    busy.commit()
    report = tick(busy, NOW)
    assert (report.failed, report.planned) == ({}, 0)


def test_it_learns_the_next_year(busy: Session) -> None:
    """A program that runs through New Year's Eve."""
    assert tick(busy, at("2027-01-01 00:00")).failed == {}
    assert busy.scalars(select(CalendarYear).where(CalendarYear.year == 2028)).one().announced is False


def test_an_estimated_clock_follows_the_calendar(session: Session) -> None:
    """Three working days from 30 December lean on a year that is announced later, with another day off."""
    before, after = at("2026-12-30 10:00"), at("2027-01-04 10:00")
    make(Callback, session, now=before, callback_kind="transferred", accepted_at=before, closed_at=None)
    session.commit()
    clock = session.scalars(select(RunningClock).where(RunningClock.is_open.is_(True))).one()
    assert clock.provisional
    due = clock.due
    assert tick(session, after).recounted == 0
    session.scalars(select(CalendarYear).where(CalendarYear.year == 2027)).one().announced = True
    session.add(CalendarDay(on=date(2027, 1, 4), kind="holiday", name="元旦", own=False, created_at=after))
    session.commit()
    assert [tick(session, after).recounted, tick(session, after).recounted] == [1, 0]
    session.expire_all()
    assert (clock.due - due, clock.provisional) == (timedelta(days=1), False)


# -- the runner ------------------------------------------------------------------------------------------------------------


def test_the_runner_ticks_by_itself_and_survives_what_goes_wrong(app: Flask, busy: Session, caplog: pytest.LogCaptureFixture) -> None:
    busy.close()
    failed: list[bool] = []
    real = runner.tick_now

    def first_fails(moment: datetime) -> Report:
        if not failed:
            failed.append(True)
            raise RuntimeError("the first one fails")
        return real(moment)

    runner.tick_now = first_fails
    thread = runner.Runner(app, 0.02)
    try:
        with caplog.at_level(logging.ERROR):
            thread.start()
            end = time.monotonic() + 20
            while time.monotonic() < end and not busy.scalar(select(func.count()).select_from(DutyTask)):
                busy.rollback()
                time.sleep(0.02)
    finally:
        thread.stop()
        thread.join(20)
        runner.tick_now = real
    assert "the runner's tick failed" in caplog.text
    assert busy.scalar(select(func.count()).select_from(DutyTask))


def test_what_waited_in_vain_is_no_failure(app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """Others may write for minutes. The next tick does it."""
    report = Report(now=NOW, failed={"日历重算": Busy(), "封存历史": RuntimeError("broken")})
    monkeypatch.setattr(runner, "tick_now", lambda moment: report)
    with app.app_context():
        runner.Runner(app, 60)._once()
    assert [(one.levelname, "日历重算" in one.getMessage()) for one in caplog.records] == [("WARNING", True), ("ERROR", False)]


def test_no_runner_where_the_settings_say_so(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], tick_seconds=0))
    assert runner.start(app) is None
