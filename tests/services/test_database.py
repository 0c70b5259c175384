"""Two people saving at once never lose a change, and a page that only looks never waits."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Barrier, Event, Thread
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.orm import Session

from rules.refusals import Busy
from services import database
from services.database import Mode, ReadOnlyError

pytestmark = pytest.mark.sqlite_only(reason="how its transactions begin; what PostgreSQL is told is in test_troubles.py")
WRITERS, TIMES = 6, 15


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = create_engine(f"sqlite:///{tmp_path / 'count.db'}")
    database.install(made)
    with made.begin() as connection:
        connection.execute(text("CREATE TABLE counter (n INTEGER)"))
        connection.execute(text("INSERT INTO counter VALUES (0)"))
    yield made
    made.dispose()


def count(engine: Engine) -> int:
    with database.reading(), engine.connect() as connection:
        return int(connection.scalar(text("SELECT n FROM counter")) or 0)


def add_one(engine: Engine) -> None:
    """Read first and write then, as a web request does."""
    with Session(engine) as session:
        found = session.scalar(text("SELECT n FROM counter"))
        time.sleep(0.0005)
        session.execute(text("UPDATE counter SET n = :n"), {"n": found + 1})
        session.commit()


def test_no_update_is_lost(engine: Engine) -> None:
    together, failures = Barrier(WRITERS), []

    def work() -> None:
        together.wait()
        try:
            for _ in range(TIMES):
                add_one(engine)
        except Exception as error:  # asserted on below
            failures.append(error)

    threads = [Thread(target=work) for _ in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert count(engine) == WRITERS * TIMES


def test_a_reader_does_not_wait_for_a_writer(engine: Engine) -> None:
    with engine.begin() as writer:
        writer.execute(text("UPDATE counter SET n = 7"))
        started = time.monotonic()
        assert count(engine) == 0
        assert time.monotonic() - started < 1


def test_write_now_turns_a_reader_into_a_writer(engine: Engine) -> None:
    with database.reading(), Session(engine) as session:
        session.scalar(text("SELECT n FROM counter"))
        add_one_from_elsewhere = Thread(target=add_one, args=(engine,))
        add_one_from_elsewhere.start()
        add_one_from_elsewhere.join()
        database.write_now(session)
        found = session.scalar(text("SELECT n FROM counter"))
        assert found == 1
        session.execute(text("UPDATE counter SET n = :n"), {"n": found + 1})
        session.commit()
    assert count(engine) == 2


@pytest.fixture
def stamped(engine: Engine) -> Engine:
    """With the table by which a reader asks whether it may go on."""
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE house_stamp (stamp TEXT)"))
    return engine


def test_a_reader_whom_nobody_has_overtaken_goes_on_as_a_writer(stamped: Engine) -> None:
    """What it has read is not read again, and nobody comes between."""
    begun = []
    event.listen(stamped, "begin", lambda connection: begun.append(database.mode()))
    with database.reading(), Session(stamped) as session:
        found = session.scalar(text("SELECT n FROM counter"))
        database.write_now(session)
        session.execute(text("UPDATE counter SET n = :n"), {"n": found + 5})
        session.commit()
    assert begun == [Mode.READ]
    assert count(stamped) == 5


def test_a_reader_who_was_overtaken_reads_anew(stamped: Engine) -> None:
    with database.reading(), Session(stamped) as session:
        assert session.scalar(text("SELECT n FROM counter")) == 0
        other = Thread(target=add_one, args=(stamped,))
        other.start()
        other.join()
        database.write_now(session)
        assert session.scalar(text("SELECT n FROM counter")) == 1


def test_a_reader_waits_for_who_writes(stamped: Engine) -> None:
    is_written, may_end = Event(), Event()

    def write_slowly() -> None:
        with stamped.begin() as connection:
            connection.execute(text("UPDATE counter SET n = n + 1"))
            is_written.set()
            may_end.wait(5)

    other = Thread(target=write_slowly)
    with database.reading(), Session(stamped) as session:
        assert session.scalar(text("SELECT n FROM counter")) == 0
        other.start()
        is_written.wait(5)
        database.write_now(session)
        may_end.set()
        assert session.scalar(text("SELECT n FROM counter")) == 1
        session.execute(text("UPDATE counter SET n = n + 1"))
        session.commit()
    other.join()
    assert count(stamped) == 2


def test_many_readers_who_go_on_lose_nothing(stamped: Engine) -> None:
    def add(times: int = 30) -> None:
        for _ in range(times):
            with database.reading(), Session(stamped) as session:
                session.scalar(text("SELECT n FROM counter"))
                database.write_now(session)
                found = session.scalar(text("SELECT n FROM counter"))
                session.execute(text("UPDATE counter SET n = :n"), {"n": found + 1})
                session.commit()

    threads = [Thread(target=add) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count(stamped) == 180


def test_what_reading_set_ends_with_it(engine: Engine) -> None:
    with database.reading(), Session(engine) as session:
        database.write_now(session)
    with pytest.raises(RuntimeError), database.reading():
        raise RuntimeError
    add_one(engine)
    assert count(engine) == 1


def test_write_now_refuses_to_throw_away_changes(engine: Engine) -> None:
    class Dirty:
        new, dirty, deleted = (object(),), (), ()

    with pytest.raises(RuntimeError, match="before the first change"):
        database.write_now(Dirty())  # type: ignore[arg-type]


def test_a_waiting_writer_gives_up_after_its_patience(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "PATIENCE", 0.05)
    with engine.begin() as writer:
        writer.execute(text("UPDATE counter SET n = 7"))
        with pytest.raises(Busy):
            add_one(engine)


def test_a_new_file_is_its_owners_only_and_another_stays_as_it_was_set(tmp_path: Path) -> None:
    held = os.umask(0o022)
    try:
        for mode in (0o600, 0o640):
            made = create_engine(f"sqlite:///{tmp_path / 'house.db'}")
            database.install(made)
            with made.begin() as connection:
                connection.execute(text("CREATE TABLE IF NOT EXISTS house (n INTEGER)"))
                connection.execute(text("INSERT INTO house VALUES (1)"))
                files = sorted(tmp_path.iterdir())
                assert [stat.S_IMODE(file.stat().st_mode) for file in files] == [mode] * len(files)
            made.dispose()
            (tmp_path / "house.db").chmod(0o640)
    finally:
        os.umask(held)


def test_foreign_keys_and_durability_are_on(engine: Engine) -> None:
    with engine.connect() as connection:
        pragmas = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("foreign_keys", "synchronous", "journal_mode")}
    assert pragmas == {"foreign_keys": 1, "synchronous": 2, "journal_mode": "wal"}


def test_a_reading_transaction_cannot_write(engine: Engine) -> None:
    with database.reading(), Session(engine) as session, pytest.raises(ReadOnlyError):
        session.execute(text("UPDATE counter SET n = 9"))
    add_one(engine)  # the connection that only read is a writer again
    assert count(engine) == 1


def test_nor_does_it_keep_what_the_first_word_of_a_statement_hides(engine: Engine) -> None:
    with database.reading(), Session(engine) as session:
        session.execute(text("WITH nine(n) AS (SELECT 9) UPDATE counter SET n = 9"))
        with pytest.raises(ReadOnlyError):
            session.commit()
    assert count(engine) == 0


def test_the_statements_of_a_connection_stay_prepared_while_readers_and_writers_take_turns(engine: Engine) -> None:
    """A pragma at each turn would have SQLite prepare every one of them anew."""
    said: list[str] = []
    with engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        driver.set_trace_callback(said.append)
    for mode in (Mode.READ, Mode.WRITE, Mode.READ):
        with database.during(mode), engine.connect() as connection:
            connection.execute(text("SELECT n FROM counter"))
    assert said == [
        "BEGIN DEFERRED",
        "SELECT n FROM counter",
        "ROLLBACK",
        "BEGIN IMMEDIATE",
        "SELECT n FROM counter",
        "ROLLBACK",
        "BEGIN DEFERRED",
        "SELECT n FROM counter",
        "ROLLBACK",
    ]
