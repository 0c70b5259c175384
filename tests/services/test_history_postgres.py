"""History on PostgreSQL: captured, chained, protected and proven as on SQLite, with writers that really run side by side."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import Engine, create_engine, delete, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app import create_app
from config import Settings
from models import Attachment, CalendarDay, Customer, Department, Entry, VisitTrip
from models.visit import TripState
from rules.roles import Role
from services import guard, sight
from services.attach import attach
from services.audit import Verdict, verify
from services.chain import write
from services.database import one_state
from services.export_history import exported
from services.history import as_of, entries
from services.seals import seal
from tests.cast import NOW
from tests.conftest import OfficeSession
from tests.make import make, person, walk
from tests.services.conftest import CountQueries
from views.database import db


@pytest.fixture
def engine(postgres_office: str) -> Iterator[Engine]:
    """An office of its own: everybody there, nothing registered."""
    made = create_engine(postgres_office)
    yield made
    made.dispose()


def opened(engine: Engine) -> OfficeSession:
    session = OfficeSession(engine, info={guard.CLOCK: lambda: NOW, sight.WHOLE: True})
    guard.install(session)
    return session


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with opened(engine) as made:
        yield made


def proven(engine: Engine) -> Verdict:
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        return verify(connection)


def test_history_is_captured_and_whole(engine: Engine, session: Session) -> None:
    customer, trip = make(Customer, session), walk(make(VisitTrip, session), TripState.BACK)
    session.commit()
    customer.full_name, trip.companions = "甲", []
    customer.contacts.pop()
    session.execute(delete(CalendarDay).where(CalendarDay.id == 1))
    session.commit()
    assert [one.seq for one in entries(session, "customer", customer.id)] == [1, 2]
    was = as_of(session, Customer, customer.id, NOW)
    assert was is not None
    assert (was["full_name"], was["created_at"], len(was["contacts"])) == ("甲", NOW, 1)
    assert seal(session, NOW)
    session.commit()
    found = proven(engine)
    assert found.findings == ()
    assert (found.seals, found.entries) == (1, session.query(Entry).count())
    with engine.connect() as connection:
        assert sum(1 for _ in exported(connection)) > found.entries


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE history_entry SET name = 'x'", "DELETE FROM history_entry", "TRUNCATE history_entry", "DELETE FROM history_seal",
        "UPDATE history_seal SET count = 0", "TRUNCATE history_seal", "DELETE FROM history_entry WHERE id = -1",
    ],
)  # fmt: skip
def test_the_database_refuses_to_change_history(engine: Engine, statement: str) -> None:
    with pytest.raises(DBAPIError, match="history is append-only"), engine.begin() as connection:
        connection.execute(text(statement))
    assert proven(engine).findings == ()


def test_what_was_written_past_the_program_is_named(engine: Engine, session: Session) -> None:
    first, second = make(Customer, session), make(Customer, session)
    session.commit()
    keys = (first.id, second.id)
    with engine.begin() as connection:
        connection.execute(text("UPDATE customer SET status = 'nonsense', households = 7 WHERE id = :key"), {"key": keys[0]})
        connection.execute(text("DELETE FROM customer_contact WHERE customer_id = :key"), {"key": keys[1]})
        connection.execute(text("DELETE FROM customer_connection WHERE customer_id = :key"), {"key": keys[1]})
        connection.execute(text("DELETE FROM customer WHERE id = :key"), {"key": keys[1]})
    found = {(one.kind, one.subject_id, one.field) for one in proven(engine).findings}
    assert found == {("changed", keys[0], "status"), ("changed", keys[0], "households"), ("missing", keys[1], None)}
    assert len(entries(session, "customer", keys[1])) == 1


def test_the_command_sees_one_state_of_the_database_and_cannot_write(engine: Engine, session: Session, postgres_office: str) -> None:
    unit = session.scalars(select(Department)).first()
    assert unit is not None
    session.commit()
    app = create_app(Settings(database_url=postgres_office, secret_key="only-for-tests-" * 3))
    with app.app_context(), one_state(db.engine) as connection:
        counted = connection.scalar(text("SELECT count(*) FROM history_entry"))
        unit.phone = "8016"
        session.commit()
        found = verify(connection)
        assert (found.entries, found.findings) == (counted, ())
        with pytest.raises(DBAPIError, match="read-only"):
            connection.execute(text("DELETE FROM setting"))
    with app.app_context():
        db.engine.dispose()


def test_a_save_costs_a_lock_a_question_and_an_insert_and_a_new_record_the_insert_alone(
    session: Session, count_queries: CountQueries
) -> None:
    record = make(Customer, session)
    with count_queries(session) as asked:
        session.commit()
    assert [one.split()[0] for one in asked] == ["INSERT"]
    record.full_name = "甲"
    session.flush()
    with count_queries(session) as asked:
        session.commit()
    assert [one.split()[0] for one in asked] == ["SELECT", "SELECT", "INSERT"]
    assert "pg_advisory_xact_lock" in asked[0]


def test_writers_of_one_record_and_of_many_keep_every_chain_whole(engine: Engine, session: Session) -> None:
    """Files are hung on one trip by all at once, which locks no row of it, and each edits a record of his own beside."""
    shared, own = make(VisitTrip, session), [make(Customer, session).id for _ in range(4)]
    session.commit()
    key, start, failed = shared.id, Barrier(len(own)), []

    def work(number: int) -> None:
        try:
            with opened(engine) as mine:
                start.wait()
                for turn in range(5):
                    trip, customer = mine.get_one(VisitTrip, key), mine.get_one(Customer, own[number])
                    attach(mine, trip, f"{number}-{turn}.txt", f"{number}{turn}".encode(), actor=person(mine, Role.AM), now=NOW)
                    customer.full_name = f"{number}{turn}"
                    mine.commit()
        except Exception as error:
            failed.append(error)

    threads = [Thread(target=work, args=(number,)) for number in range(len(own))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert session.query(Attachment).count() == 20
    session.rollback()
    assert [one.seq for one in entries(session, "visit_trip", key)] == list(range(1, 22))
    assert seal(session, NOW)
    session.commit()
    assert proven(engine).findings == ()


def test_a_transaction_that_stands_open_while_the_day_is_sealed_falls_under_the_next_seal(engine: Engine, session: Session) -> None:
    with opened(engine) as slow:
        unit = slow.scalars(select(Department)).first()
        assert unit is not None
        unit.phone = "8016"
        slow.flush()
        assert write(slow) == 1  # its id is taken, and it is not committed
        make(Customer, session)
        session.commit()
        assert seal(session, NOW)
        session.commit()
        slow.commit()
    assert seal(session, NOW + timedelta(days=1))
    session.commit()
    assert proven(engine).findings == ()
    with engine.connect() as connection:
        covered = connection.execute(text("SELECT covered, count FROM history_seal ORDER BY number")).all()
    assert ("," in covered[0].covered, covered[1].count) == (True, 1)
