"""The settled office on either database: how it is kept, and how each test gets it back as it was, at the cost of a file or less.

On SQLite a kept state is a copy of the file. On PostgreSQL it is a schema beside the tables: what was written since is put back,
which takes 3 to 6 ms where a new database takes 160 at best.
"""

from __future__ import annotations

import shutil
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from flask import Flask
from psycopg import sql
from sqlalchemy import Engine, create_engine, event, make_url

from views.database import db

ORIGINAL = "original"


@dataclass
class Settled(ABC):
    """The application of a test run and the states of its database that tests begin with."""

    app: Flask
    url: str

    @abstractmethod
    def keep(self, name: str = ORIGINAL) -> None:
        """Let this be a state that tests begin with. Nobody may be connected but the application's own pool."""

    @abstractmethod
    def restore(self, name: str = ORIGINAL) -> None:
        """The database is as it was when that state was kept."""

    @abstractmethod
    def reader(self, name: str = "") -> Engine:
        """A kept state for looking at, or the present one where none is named. Whoever asks disposes of it."""

    def rest(self) -> None:
        """Let go of the application's connections."""
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()

    def close(self) -> None:
        """Nobody asks any more."""
        self.rest()


@dataclass
class OnSqlite(Settled):
    """Nobody waits for the disk here: a test asks what was committed, and none what is left after the power failed."""

    def __post_init__(self) -> None:
        with self.app.app_context():
            event.listen(db.engine, "connect", _without_waiting)

    @property
    def file(self) -> Path:
        return Path(str(make_url(self.url).database))

    def kept(self, name: str = ORIGINAL) -> Path:
        """The copy. Nobody writes into it."""
        return self.file.with_name(f"{name}.kept")

    def keep(self, name: str = ORIGINAL) -> None:
        self.rest()
        shutil.copy(self.file, self.kept(name))

    def reader(self, name: str = "") -> Engine:
        return create_engine(f"sqlite:///{self.kept(name) if name else self.file}")

    def restore(self, name: str = ORIGINAL) -> None:
        self.rest()
        for stale in (self.file, self.file.with_name(f"{self.file.name}-wal"), self.file.with_name(f"{self.file.name}-shm")):
            stale.unlink(missing_ok=True)
        shutil.copy(self.kept(name), self.file)


def _without_waiting(connection: Any, entry: object) -> None:
    connection.execute("PRAGMA synchronous=OFF")


@dataclass
class Kept:
    """A state beside the tables: how many rows each has, and where each sequence ends."""

    rows: dict[str, int]
    ends: dict[str, int | None]


@dataclass
class OnPostgres(Settled):
    """`base` is the transaction that put back the present state: whatever has a later one was written since."""

    base: int = 0
    present: str = ""
    kept: dict[str, Kept] = field(default_factory=dict)

    def __post_init__(self) -> None:
        plain = make_url(self.url).set(drivername="postgresql").render_as_string(hide_password=False)
        self.beside = psycopg.connect(plain, autocommit=True)
        tables = [name for (name,) in self._ask("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")]
        each = sql.SQL("SELECT {}, count(*), coalesce(max(xmin::text::bigint), 0) FROM {}")
        state = sql.SQL(" UNION ALL ").join(each.format(sql.Literal(name), sql.Identifier("public", name)) for name in tables)
        self._state = state.as_string(self.beside)  # written once: the writing costs ten times the asking

        self._keys: dict[str, str] = dict(self._ask(
            "SELECT c.relname, string_agg(quote_ident(a.attname), ', ') FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid"
            " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY(i.indkey)"
            " WHERE i.indisprimary AND c.relnamespace = 'public'::regnamespace GROUP BY c.relname"))  # fmt: skip

    def keep(self, name: str = ORIGINAL) -> None:
        self.rest()
        with self.beside.transaction():
            self._ask(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(name)))
            rows = {table: count for table, count, _ in self._ask(self._state)}
            for table in rows:
                self._ask(sql.SQL("CREATE UNLOGGED TABLE {} AS TABLE {}").format(
                    sql.Identifier(name, table), sql.Identifier("public", table)))  # fmt: skip
            self.kept[name] = Kept(rows, self._ends())
            self._begin(name)
        self._ask("ANALYZE")

    def reader(self, name: str = "") -> Engine:
        return create_engine(self.url, isolation_level="AUTOCOMMIT", connect_args={"options": f"-c search_path={name or 'public'}"})

    def restore(self, name: str = ORIGINAL) -> None:
        """Whoever still holds a transaction is sent away, as a deleted file would send him."""
        self._ask(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend' AND state <> 'idle'"
        )
        with self.beside.transaction():
            kept = self.kept[name]
            touched = [table for table, rows, last in self._ask(self._state) if rows != kept.rows[table] or last > self.base]
            same = name == self.present
            if written := touched if same else list(kept.rows):
                # Neither keys nor triggers have a say in this.
                self._ask(sql.SQL("SET LOCAL session_replication_role = replica;") + sql.SQL("").join(
                    self._back(table, name, self.base if same else -1) for table in written))  # fmt: skip
                self._begin(name)
            now = self._ends()
            for sequence, end in kept.ends.items():
                if now[sequence] != end:
                    self._ask("SELECT setval(%s::regclass, %s, %s)", sequence, end or 1, end is not None)

    def close(self) -> None:
        super().close()
        self.beside.close()

    def _back(self, table: str, name: str, base: int) -> sql.Composed:
        """Rows written after that transaction go, and what is missing then comes back: most rows have not been touched at all."""
        key = self._keys[table]
        return sql.SQL(
            "DELETE FROM {now} WHERE xmin::text::bigint > {base};"
            "INSERT INTO {now} SELECT * FROM {kept} WHERE ({key}) NOT IN (SELECT {key} FROM {now});"
        ).format(
            now=sql.Identifier("public", table), kept=sql.Identifier(name, table), base=sql.Literal(base), key=sql.SQL(key))  # fmt: skip

    def _begin(self, name: str) -> None:
        ((number,),) = self._ask("SELECT pg_current_xact_id()::text")
        self.base, self.present = int(number) % 2**32, name

    def _ends(self) -> dict[str, int | None]:
        return dict(self._ask("SELECT quote_ident(sequencename), last_value FROM pg_sequences WHERE schemaname = 'public'"))

    def _ask(self, statement: str | sql.Composable, *values: object) -> list[tuple[Any, ...]]:
        found = self.beside.execute(statement, values or None)  # type: ignore[arg-type]
        return found.fetchall() if found.description else []


def settled_on(app: Flask, url: str) -> Settled:
    """For the database that the address names."""
    return (OnSqlite if url.startswith("sqlite") else OnPostgres)(app, url)
