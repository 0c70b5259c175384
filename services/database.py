"""How a database is opened, so that two people saving at once never lose a change, and a full disk is said in words.

SQLite's driver begins transactions too late: of 960 read-then-write increments 857 were lost without an error. Here a
writing transaction says BEGIN IMMEDIATE before its first read, and waits its turn in small steps. A reading transaction cannot write, so
that a page which writes although it only shows something fails loudly: PostgreSQL itself refuses; on SQLite we refuse the statement, and
the commit where rows were changed all the same. (Its own `PRAGMA query_only` would do, but has all statements prepared anew each time.)
"""

from __future__ import annotations

import random
import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar, Token
from enum import Enum, auto
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import Session, scoped_session
from sqlalchemy.pool import ConnectionPoolEntry

from models.house_stamp import STAMP
from rules.refusals import Busy
from services import at_work, troubles

PATIENCE, BRIEFLY = 30.0, 1.0
#: What a server of PostgreSQL is told by each connection, in milliseconds: nobody waits longer for a lock than at SQLite's door, and
#: what a hung process holds is given free. How long a statement runs is not bounded: an export may.
SERVER = {"lock_timeout": int(PATIENCE * 1000), "idle_in_transaction_session_timeout": 900_000}
#: And the driver: a server that is not there is noticed in seconds, one whose machine was switched off within half a minute.
LINE = {"connect_timeout": 3, "keepalives_idle": 20, "keepalives_interval": 5, "keepalives_count": 2, "tcp_user_timeout": 30_000}
#: So many statements a process keeps written out, each in some 100 KB: 60 registers ask some thirty each, and writing one takes up to ten
#: times the asking.
WRITTEN = 2_000
#: And so many of them each connection of SQLite keeps prepared; Python's driver would keep 128.
PREPARED = 500
#: So much of an SQLite file, in bytes, is read where the system holds it (the most that SQLite maps). Else each connection copies what it
#: reads into two megabytes of its own, and forgets them whenever another process saves.
MAPPED = 2**31 - 65_536


#: A statement that takes SQLite's one turn to write and changes no row.
WRITES_NOTHING = f"UPDATE {STAMP.name} SET stamp = stamp WHERE 0"  # noqa: S608 - our own words


#: At a connection of SQLite that only looks: how many rows it had changed when it began.
LOOKS = "dengji.looks"
ONLY_LOOKS = re.compile(r"\s*(SELECT|WITH|VALUES|EXPLAIN|PRAGMA|SAVEPOINT|RELEASE|ROLLBACK)\b", re.IGNORECASE)


class ReadOnlyError(RuntimeError):
    """A fault of ours: a page that only shows something would write."""

    def __init__(self) -> None:
        super().__init__("a transaction that was begun to look cannot write; say `write_now` or mark the view as `writing`")


class Mode(Enum):
    """What transactions are for. REPLICA reads of a copy that follows the leader (services/replica.py says when). LATER is a writer that
    takes its turn only at its first change: for one beside others, in tests. BRIEF has a word to write that can be left out: where
    somebody else writes, it does not wait its turn.
    """

    WRITE = auto()
    BRIEF = auto()
    READ = auto()
    REPLICA = auto()
    LATER = auto()


READING = frozenset({Mode.READ, Mode.REPLICA})
_mode: ContextVar[Mode] = ContextVar("mode", default=Mode.WRITE)


def options(url: str | URL, threads: int) -> dict[str, Any]:
    """How the engine of a process with so many threads is made. Each may count a try beside its transaction; one ticks besides."""
    kept = {
        "pool_size": threads, "max_overflow": threads + 2, "pool_timeout": PATIENCE, "query_cache_size": WRITTEN,
        "pool_use_lifo": True,  # the connection that was used last has most at hand
    }  # fmt: skip
    if make_url(url).get_backend_name() == "sqlite":
        return {**kept, "connect_args": {"cached_statements": PREPARED}}
    told = make_url(url).query  # what the address says itself, holds
    line = {name: value for name, value in LINE.items() if name not in told}
    said = " ".join([*(f"-c {name}={value}" for name, value in SERVER.items()), str(told.get("options", ""))])
    return {**kept, "pool_pre_ping": True, "connect_args": {**line, "options": said.strip()}}


def install(engine: Engine) -> None:
    """Attach the recipe. Of its transactions PostgreSQL needs only to be told who reads."""
    troubles.install(engine)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare)
        door = Lock()
        event.listen(engine, "begin", lambda connection: _begin(connection, door))
        event.listen(engine, "before_cursor_execute", _refuse_to_write)
        event.listen(engine, "commit", _refuse_to_keep)
    else:
        event.listen(engine, "begin", _begin_postgresql)


def _prepare(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # sqlite3's own name: we say BEGIN ourselves
    cursor = connection.cursor()
    for pragma in ("busy_timeout=0", "foreign_keys=ON", "synchronous=FULL", f"mmap_size={MAPPED}"):
        cursor.execute(f"PRAGMA {pragma}")
    _keep_private(connection)
    _waiting(lambda: cursor.execute("PRAGMA journal_mode=WAL"), PATIENCE)
    cursor.close()


def _keep_private(connection: Any) -> None:
    """A file in which nothing stands yet is its owner's only; what SQLite lays beside it takes after it. Later its owner may say else."""
    file = next((Path(path) for _, name, path in connection.execute("PRAGMA database_list") if name == "main" and path), None)
    if file is not None and file.exists() and not file.stat().st_size:
        file.chmod(0o600)


def _begin(connection: Connection, door: Lock) -> None:
    """Of the threads that would write one knocks, the others stand behind it at the door: woken to knock again and again they would keep
    the one that writes from its work.
    """
    raw: Any = connection.connection.driver_connection
    mode = _mode.get()
    connection.info[LOOKS] = raw.total_changes if mode in READING else None
    if mode not in (Mode.WRITE, Mode.BRIEF):
        _waiting(lambda: raw.execute("BEGIN DEFERRED"), PATIENCE)
        return
    patience = BRIEFLY if mode is Mode.BRIEF else PATIENCE
    begun = time.monotonic()
    if not door.acquire(timeout=patience):
        raise Busy(_who_writes())
    try:
        _waiting(lambda: raw.execute("BEGIN IMMEDIATE"), patience - (time.monotonic() - begun))
    finally:
        door.release()


def _refuse_to_write(connection: Connection, cursor: Any, statement: str, *_: Any) -> None:
    if connection.info.get(LOOKS) is not None and not ONLY_LOOKS.match(statement):
        raise ReadOnlyError


def _refuse_to_keep(connection: Connection) -> None:
    """What no statement's first word tells, such as WITH … INSERT."""
    begun = connection.info.get(LOOKS)
    raw: Any = connection.connection.driver_connection
    if begun is not None and raw.total_changes != begun:
        raw.rollback()  # SQLAlchemy takes it for ended
        raise ReadOnlyError


def _begin_postgresql(connection: Connection) -> None:
    """The driver says BEGIN with the first statement; it costs no question of its own."""
    raw: Any = connection.connection.driver_connection
    raw.read_only = _mode.get() in READING


def _waiting(act: Any, patience: float) -> None:
    """SQLite's own busy handler sleeps ever longer, so that some wait for seconds; short even steps are fair. Raises Busy."""
    end = time.monotonic() + patience
    while True:
        try:
            act()
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise troubles.refusal_of(error) or error from None
            if time.monotonic() > end:
                raise Busy(_who_writes()) from error
            time.sleep(random.uniform(0.0005, 0.003))  # noqa: S311 - no secret hangs on it
        else:
            return


def _who_writes() -> str:
    """SQLite has one writer at a time, whatever he writes."""
    return f"{work}，完成前他人不能保存" if (work := at_work.who_writes()) else "他人正在保存，等了很久没有轮到"


def mode() -> Mode:
    """What transactions begun here are for."""
    return _mode.get()


def begin(mode: Mode) -> Token[Mode]:
    """Say what transactions from here on are for. Give the token to `end`."""
    return _mode.set(mode)


def end(token: Token[Mode]) -> None:
    """Contexts outlive requests in a thread, so this must be called whatever happened."""
    _mode.reset(token)


@contextmanager
def during(mode: Mode) -> Iterator[None]:
    """Transactions begun inside are of that kind."""
    token = begin(mode)
    try:
        yield
    finally:
        end(token)


def reading() -> AbstractContextManager[None]:
    """Transactions begun inside only read, of whom was said before."""
    return during(Mode.REPLICA if _mode.get() is Mode.REPLICA else Mode.READ)


@contextmanager
def elsewhere(url: str | URL) -> Iterator[Engine]:
    """Another database than the program's own, opened as it opens its own; inside, and no longer."""
    line = options(url, 1).get("connect_args", {})
    engine = create_engine(url, hide_parameters=True, poolclass=NullPool, connect_args=line)
    install(engine)
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def one_state(engine: Engine) -> Iterator[Connection]:
    """A connection that sees the database as it is at one moment, whoever writes meanwhile."""
    with reading(), engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with connection.begin():
            yield connection


@contextmanager
def held_still(engine: Engine) -> Iterator[Connection]:
    """A connection beside which nobody writes. Whoever would waits for its end, or gives up."""
    with during(Mode.WRITE), engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            _keep_writers_out(connection)
            yield connection


def _keep_writers_out(connection: Connection) -> None:
    """SQLite has done so with its BEGIN. PostgreSQL looks at its tables only after the lock, so that it sees what came before."""
    if connection.dialect.name == "postgresql":
        found = "SELECT string_agg(quote_ident(tablename), ', ') FROM pg_tables WHERE schemaname = current_schema()"
        with connection.engine.connect() as aside:
            names = aside.exec_driver_sql(found).scalar()
        if names:
            connection.exec_driver_sql(f"LOCK TABLE {names} IN SHARE MODE")


def write_now(session: Session | scoped_session[Any]) -> None:
    """What began as reading must write (a print is logged). Where nobody has written since it began, and nobody does, it goes on as a
    writer; else it is ended, and the next transaction begins as one.

    Objects already loaded are read again by the new transaction. Unsaved changes would be lost, so they are refused.
    """
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("write_now must come before the first change")
    own: Session = session() if isinstance(session, scoped_session) else session
    if _mode.get() is not Mode.READ or not own.in_transaction() or not _goes_on(own.connection()):
        own.rollback()
    _mode.set(Mode.WRITE)


def _goes_on(connection: Connection) -> bool:
    """Take the turn to write within a transaction that has read. SQLite grants it only while what was read is the newest there is, and does
    not wait; PostgreSQL lets nobody who has begun as a reader write.
    """
    if connection.dialect.name != "sqlite":
        return False
    raw: Any = connection.connection.driver_connection
    try:
        raw.execute(WRITES_NOTHING)
    except sqlite3.OperationalError:  # somebody writes or has written, or the table is not there: the usual way is always right
        return False
    connection.info[LOOKS] = None
    return True


def look_now(session: Session | scoped_session[Any]) -> None:
    """What was to be written stands, or is taken back: end that transaction, and let others write while a page is drawn."""
    session.rollback()
    _mode.set(Mode.READ)
