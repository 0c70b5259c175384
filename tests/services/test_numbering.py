"""Numbers run gapless per form and year, whoever saves at the same time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Counter, Customer, Inquiry, Setting
from models.policy import PolicyEdition, PolicyValue
from rules.moments import SHANGHAI
from services import guard, sight
from services.numbering import next_number
from tests.cast import NOW
from tests.make import make
from views.database import db

MIDNIGHT = datetime(2027, 1, 1, 0, 0, tzinfo=SHANGHAI)


def test_each_form_and_year_has_its_own(session: Session) -> None:
    last, first = MIDNIGHT - timedelta(seconds=1), MIDNIGHT
    assert [next_number(session, form, now) for form, now in (("A01", last), ("A02", last), ("A01", last), ("A01", first))] == [
        "QH-A01-2026-00001", "QH-A02-2026-00001", "QH-A01-2026-00002", "QH-A01-2027-00001"]  # fmt: skip


def test_the_year_is_that_of_shanghai(session: Session) -> None:
    assert next_number(session, "A01", MIDNIGHT.astimezone(UTC)) == "QH-A01-2027-00001"


def set_pattern(session: Session, pattern: str) -> None:
    """As the policy in force has it."""
    for row in session.scalars(select(PolicyValue).where(PolicyValue.key == "number_pattern")):
        row.value = pattern
    session.flush()


def test_without_a_policy_numbers_are_written_the_usual_way(session: Session) -> None:
    for row in session.scalars(select(PolicyEdition)):
        row.in_force = False
    session.flush()
    assert next_number(session, "A01", NOW) == "QH-A01-2026-00001"


@pytest.mark.parametrize(
    ("pattern", "number"),
    [
        ("{form}/{year}/{count}", "A14/2026/1"),
        ("{prefix}{form}{year}{month}{count:03}", "SZA14202611001"),
        ("客服-{form}-{year}-{count:05}", "客服-A14-2026-00001"),
    ],
)
def test_the_pattern_is_the_companys(session: Session, pattern: str, number: str) -> None:
    set_pattern(session, pattern)
    session.add(Setting(key="prefix", value="SZ"))
    assert make(Customer, session).number == number


def test_a_changed_pattern_goes_on_counting(session: Session) -> None:
    make(Customer, session)
    set_pattern(session, "{form}-{year}-{count:03}")
    assert make(Customer, session).number == "A14-2026-002"


def test_a_number_given_back_is_given_to_the_next(session: Session) -> None:
    make(Inquiry, session)
    session.commit()
    make(Inquiry, session)
    session.rollback()
    assert make(Inquiry, session).number == "QH-A07-2026-00002"
    assert session.scalar(select(Counter.value).where(Counter.form == "A07")) == 2


def test_many_at_once_take_each_their_own(app: Flask) -> None:
    with app.app_context():
        engine = db.engine

    def save(turn: int) -> str | None:
        with Session(engine, info={guard.CLOCK: lambda: NOW, sight.WHOLE: True}) as opened:
            guard.install(opened)
            number = make(Inquiry, opened).number
            if turn % 5 == 4:
                opened.rollback()
                return None
            opened.commit()
            return number

    with ThreadPoolExecutor(4) as threads:
        taken = sorted(filter(None, threads.map(save, range(20))))
    assert taken == [f"QH-A07-2026-{count:05}" for count in range(1, 17)]
