"""What PostgreSQL says when it cannot is a refusal of ours; who only looks cannot write; two who would do one thing take turns."""

from __future__ import annotations

import time
from collections.abc import Iterator
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from rules.refusals import Busy, NoRoom, Unreachable
from services import database
from services.alone import alone, in_turn

QUICK = {"lock_timeout": 200, "idle_in_transaction_session_timeout": 60_000}


@pytest.fixture
def engine(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """Two counters, opened as the program opens its database, but less patient."""
    monkeypatch.setattr(database, "SERVER", QUICK)
    made = create_engine(postgres_url, **database.options(postgres_url, 4))
    database.install(made)
    with made.begin() as connection:
        connection.execute(text("CREATE TABLE counter (id INTEGER PRIMARY KEY, n INTEGER)"))
        connection.execute(text("INSERT INTO counter VALUES (1, 0), (2, 0)"))
    yield made
    made.dispose()


def count(connection: Any, key: int) -> None:
    connection.execute(text("UPDATE counter SET n = n + 1 WHERE id = :key"), {"key": key})


def test_who_waits_too_long_for_a_row_is_told_so(engine: Engine) -> None:
    with engine.begin() as other:
        count(other, 1)
        with pytest.raises(Busy), engine.begin() as connection:
            count(connection, 1)


def test_of_two_who_wait_for_each_other_one_is_told_so(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    with engine.begin() as connection:
        connection.execute(text(f"ALTER DATABASE {connection.scalar(text('SELECT current_database()'))} SET deadlock_timeout = '50ms'"))
    monkeypatch.setattr(database, "SERVER", {**QUICK, "lock_timeout": 20_000})
    made = create_engine(engine.url, **database.options(engine.url.render_as_string(), 4))
    database.install(made)
    meet, refused = Barrier(2), list[Exception]()

    def work(first: int, second: int) -> None:
        try:
            with made.begin() as connection:
                count(connection, first)
                meet.wait()
                count(connection, second)
        except Exception as error:  # asserted on below
            refused.append(error)

    threads = [Thread(target=work, args=order) for order in ((1, 2), (2, 1))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    made.dispose()
    assert [type(error) for error in refused] == [Busy]


@pytest.mark.parametrize(("code", "refusal"), [("53100", NoRoom), ("40001", Busy), ("57P01", Unreachable), ("53300", Unreachable)])
def test_what_it_says_in_codes_is_said_in_words(engine: Engine, code: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal), engine.begin() as connection:
        connection.execute(text(f"DO $$ BEGIN RAISE 'no' USING ERRCODE = '{code}'; END $$"))


def test_what_is_none_of_these_stays_what_it_is(engine: Engine) -> None:
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(text("INSERT INTO counter VALUES (1, 0)"))


def test_a_connection_that_was_cut_is_made_anew_unseen(engine: Engine) -> None:
    with engine.connect() as connection:
        number = connection.scalar(text("SELECT pg_backend_pid()"))
    aside = create_engine(engine.url)
    with aside.begin() as connection:
        connection.execute(text("SELECT pg_terminate_backend(:number)"), {"number": number})
    aside.dispose()
    with engine.begin() as connection:
        count(connection, 1)


def test_nobody_at_the_address(tmp_path: Any) -> None:
    url = f"postgresql+psycopg://desk@/desk?host={tmp_path}"
    nowhere = create_engine(url, **database.options(url, 4))
    database.install(nowhere)
    with pytest.raises(Unreachable) as raised, nowhere.connect():
        pass
    assert "connection" in str(raised.value.__cause__)
    nowhere.dispose()


def test_a_reading_transaction_cannot_write(engine: Engine) -> None:
    with database.reading(), pytest.raises(DBAPIError, match="read-only"), engine.begin() as connection:
        count(connection, 1)
    with engine.begin() as connection:
        count(connection, 1)  # the connection that only read is a writer again


def test_what_the_address_says_itself_holds() -> None:
    found = database.options("postgresql+psycopg://desk@db/desk?connect_timeout=9&options=-c%20search_path=a", 4)["connect_args"]
    assert "connect_timeout" not in found
    assert found["options"].endswith("-c search_path=a")


def test_one_at_a_time_whatever_the_database(engine: Engine, empty_url: str) -> None:
    for one in (engine, create_engine(empty_url)):
        inside, most = list[int](), list[int]()

        def work(of: Engine = one, here: list[int] = inside, counted: list[int] = most) -> None:
            with alone(of), alone(of):  # who is inside may come again
                here.append(1)
                counted.append(len(here))
                time.sleep(0.01)
                here.pop()

        threads = [Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert most == [1, 1, 1, 1]
        one.dispose()


def test_the_second_waits_for_the_first_to_end_and_no_longer(engine: Engine) -> None:
    with Session(engine) as first, Session(engine) as second:
        in_turn(first, "计划")
        in_turn(second, "封存")
        with pytest.raises(Busy):
            in_turn(second, "计划")
        second.rollback()
        first.commit()
        in_turn(second, "计划")
