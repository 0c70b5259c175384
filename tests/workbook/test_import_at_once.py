"""An import is one transaction: killed in its midst it leaves nothing, and two of the same file make each row once."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Event, Thread

import pytest
from flask import Flask
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import Engine, create_engine, func, select, update
from sqlalchemy.orm import Session

from forms.context import FormContext
from forms.intake import Mode as Intake
from forms.intake import bring_in
from models import Customer, Department, Entry, Import, Imported, Staff
from models.declare import Model
from models.numbers import NumberGiven
from models.trace import Counter
from rules.refusals import Busy
from rules.roles import Role
from seeds.load import load_reference
from services import guard, imported, sight
from services.audit import verify
from services.database import Mode, during
from services.workbook.read import opened
from tests.cast import NOW
from tests.conftest import OfficeSession
from tests.make import person
from tests.workbook.bench import at_work, bring, customer, file_of
from views.database import db

ROWS = 700


def office(engine: Engine) -> OfficeSession:
    session = OfficeSession(engine, info={guard.CLOCK: lambda: NOW, sight.WHOLE: True})
    guard.install(session)
    return session


@pytest.fixture
def sqlite(app: Flask) -> Iterator[Engine]:
    with app.app_context():
        yield db.engine


@pytest.fixture
def postgres(postgres_url: str) -> Iterator[Engine]:
    made = create_engine(postgres_url)
    Model.metadata.create_all(made)
    with office(made) as session:
        load_reference(session, NOW)
        user = User(username="clerk", first_name="窗口", last_name="", email="clerk@localhost", active=True)
        session.add(user)
        session.flush()
        unit = session.scalars(select(Department).order_by(Department.position)).first()
        session.add(Staff(name="窗口甲", job_number=Role.CLERK.value, unit=unit, active=True, user_id=user.id))
        session.commit()
    yield made
    made.dispose()


def test_a_killed_import_leaves_nothing_half_done(sqlite: Engine, session: Session, tmp_path: Path) -> None:
    content = file_of(*(customer(number) for number in range(ROWS)))
    file = tmp_path / "客户.xlsx"
    file.write_bytes(content)
    command = [sys.executable, "-m", "tests.workbook.killed", str(sqlite.url), str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]) as working:
        assert working.stdout is not None
        told = [int(working.stdout.readline()) for _ in range(2)]
        working.kill()
    assert told == [200, 400]
    assert working.returncode == -9
    for model in (Customer, Imported, Import, Counter, NumberGiven):
        assert session.scalar(select(func.count()).select_from(model)) == 0, model
    assert session.scalar(select(func.count()).where(Entry.subject == "customer")) == 0
    assert [*bring(session, Customer, content, person(session, Role.CLERK))] == [ROWS, 0, 0]
    numbers = list(session.scalars(select(Customer.number).order_by(Customer.id)))
    assert [int(number[-5:]) for number in numbers] == list(range(1, ROWS + 1))


@pytest.mark.parametrize("house", ["sqlite", "postgres"])
def test_two_imports_of_one_file_at_the_same_moment_make_each_row_once(house: str, request: pytest.FixtureRequest) -> None:
    engine: Engine = request.getfixturevalue(house)
    content = file_of(*(customer(number, 原编号=None) for number in range(30)), customer(1, 原编号=None))
    together, came = Barrier(2), list[list[int]]()

    def one() -> None:
        with during(Mode.WRITE), office(engine) as session:
            actor = person(session, Role.CLERK)
            session.rollback()
            together.wait()
            came.append([*bring(session, Customer, content, actor)])

    threads = [Thread(target=one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(came) == [[0, 31, 0], [31, 0, 0]]
    with office(engine) as session:
        assert session.scalar(select(func.count()).select_from(Customer)) == 31
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        assert verify(connection).is_sound


@pytest.mark.sqlite_only("there every row waits for whoever writes")
def test_a_lock_that_did_not_come_is_no_mistake_of_the_row(sqlite: Engine) -> None:
    """The rows are right; what they wait for is another's. The import fails as a whole, and no row goes back red."""
    with office(sqlite) as other, office(sqlite) as session, during(Mode.LATER):
        actor = person(session, Role.CLERK)
        session.rollback()
        other.execute(update(Department).values(name=Department.name))
        with pytest.raises(Busy):
            bring(session, Customer, file_of(customer(1), customer(2)), actor, Intake.DRY)


def test_an_import_waits_for_another_of_the_register_as_long_as_that_takes(postgres: Engine) -> None:
    """Longer than any lock is waited for; and it says meanwhile that it is alive."""
    impatient, told, ended = create_engine(postgres.url, connect_args={"options": "-c lock_timeout=50"}), list[int](), Event()
    content = file_of(customer(1))

    def wait(done: int) -> None:
        told.append(done)
        ended.set()

    def second() -> list[int]:
        with during(Mode.WRITE), office(impatient) as session:
            actor = person(session, Role.CLERK)
            session.rollback()
            with at_work(session, actor), opened(content) as book:
                context = FormContext(session=session, actor=actor, now=NOW)
                return [bring_in(context, Customer, book, mode=Intake.WHOLE, file_name="b.xlsx", progress=wait).made]

    with office(postgres) as first, ThreadPoolExecutor(1) as other:
        imported.begin(first, Customer, "a.xlsx", actor=person(first, Role.CLERK), now=NOW, waiting=lambda: None)
        came = other.submit(second)
        assert ended.wait(20)
        assert not came.done()
        first.rollback()
        assert came.result(20) == [1]
    assert told[0] == 0
    impatient.dispose()
