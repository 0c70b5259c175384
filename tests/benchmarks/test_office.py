"""What the generator writes past the program is such as the program would have left it."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from benchmarks.casting import OF_RECORD
from benchmarks.schedule import FRESH
from models import REGISTERS
from models.callback import Callback, CallbackState
from models.organisation import Department, Staff
from rules.actor import Actor
from rules.moments import SHANGHAI, local
from rules.roles import Role
from services import database, guard
from services.audit import verify
from services.number_ledger import books
from services.records import create
from services.sight import TRUSTED
from tests.benchmarks.size import COUNT, TODAY

pytestmark = pytest.mark.sqlite_only("the generator writes SQLite files")
NOON = datetime.combine(TODAY, datetime.min.time(), SHANGHAI).replace(hour=12)


@contextmanager
def opened(file: Path) -> Iterator[Session]:
    engine = create_engine(f"sqlite:///{file}")
    database.install(engine)
    with Session(engine) as session:
        guard.install(session)
        yield session
    engine.dispose()


@pytest.fixture
def copy(made_office: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(made_office, tmp_path / "office.db"))


def test_it_has_as_many_records_as_were_asked_for(made_office: Path) -> None:
    with opened(made_office) as session:
        found = session.scalars(select(Callback), execution_options=TRUSTED).all()
    assert len(found) == COUNT
    assert [one.id for one in found] == list(range(1, COUNT + 1))
    assert [one.created_at for one in found] == sorted(one.created_at for one in found)


def test_its_history_is_proven(made_office: Path) -> None:
    with opened(made_office) as session:
        verdict = verify(session.connection())
    assert verdict.findings == ()
    assert verdict.chains > COUNT


def test_a_value_changed_by_hand_is_found(copy: Path) -> None:
    with sqlite3.connect(copy) as connection:
        connection.execute("UPDATE callback SET content = '别的' WHERE id = ?", (COUNT,))
    with opened(copy) as session:
        assert [one.field for one in verify(session.connection()).findings] == ["content"]


def test_a_pattern_leaves_nothing_that_is_not_cast(made_office: Path) -> None:
    """Each table that tells of a callback tells of every one of them: a table that the generator does not know would stay behind."""
    with sqlite3.connect(made_office) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%record_id%'")]
        told = {
            name
            for name in tables
            if connection.execute(
                f"SELECT 1 FROM {name} WHERE record_id = 1" + (" AND register = 'callback'" if _has_register(connection, name) else "")
            ).fetchone()
        }
    assert told <= OF_RECORD.keys()


def _has_register(connection: sqlite3.Connection, table: str) -> bool:
    return any(row[1] == "register" for row in connection.execute(f"PRAGMA table_info({table})"))


def test_numbers_are_in_the_ledger_and_go_on_without_a_gap(copy: Path) -> None:
    with opened(copy) as session:
        before = {book.year: book.counter for book in books(session, Callback)}
        officer = session.scalars(select(Staff).where(Staff.job_number == "QH013")).one()
        actor = Actor(
            user_id=officer.user_id or 0, staff_id=officer.id, name=officer.name, roles=frozenset({Role.CB}), department_id=officer.unit_id
        )
        made = create(session, Callback, {
            "callback_kind": "service", "customer_name": "新来客户", "customer_category": "done", "contact_name": "新来客户",
            "phone": "13700000000", "mode": "phone", "round_no": 1}, actor=actor, now=NOON)  # fmt: skip
        assert made.number.endswith(f"-{TODAY.year}-{before[TODAY.year] + 1:05}")
        for book in books(session, Callback):
            assert book.strays == []
            assert [entry.count for entry in book.entries if entry.record_id is None] == []
    assert sum(before.values()) == COUNT


def test_open_ones_are_overdue_or_fresh_and_the_others_done(made_office: Path) -> None:
    with opened(made_office) as session:
        found = session.scalars(select(Callback).where(Callback.id > COUNT // 2), execution_options=TRUSTED).all()
    fresh = [one for one in found if TODAY - local(one.created_at).date() <= FRESH]
    assert fresh
    assert {one.status for one in fresh} == {CallbackState.DUE}
    done = [one for one in found if one.status is CallbackState.DONE]
    assert len(done) > len(found) * 0.8
    assert all(one.due_at is None and one.callback_at < NOON for one in done)


def test_people_and_departments_are_there(made_office: Path) -> None:
    with opened(made_office) as session:
        assert session.scalars(select(Department)).first() is not None
        assert session.scalars(select(Staff).where(Staff.user_id.is_not(None))).first() is not None
    assert Callback in REGISTERS
