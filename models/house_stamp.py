"""The stamp of the house: a word of chance that changes with every write to what seldom changes, whoever writes and by whatever door.

Options, calendar, policy, settings, staff and logins are needed by every page and change a few times a day at most. A process may keep
what it made of them for as long as the stamp is the same (services/stamped.py). The stamp is set by triggers of the database, in the
transaction of the write, so nothing that writes can forget it; it is never the same twice, so a copy put back brings its own and never
vouches for another's. It is no content: copies and proofs leave it out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, Connection, Integer, MetaData, String, Table, event, insert, inspect, select, text, update

from models.declare import Model

NAME = "house_stamp"
STAMP = Table(
    NAME, Model.metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("stamp", String(32), nullable=False),
)  # fmt: skip

#: What is watched: table → the columns whose change counts, all where none is named. Every login counts itself in `ab_user`.
WATCHED: dict[str, tuple[str, ...]] = {
    "option": (), "setting": (), "calendar_day": (), "calendar_year": (), "delegation": (), "staff": (), "department": (),
    "policy_edition": (), "policy_limit": (), "policy_value": (), "policy_chain": (), "policy_rule": (), "policy_name": (),
    "ab_user": ("active", "username", "first_name", "last_name"), "ab_role": (), "ab_user_role": (), "ab_group": (), "ab_user_group": (),
    "ab_group_role": (),
}  # fmt: skip
CHANCE = {"sqlite": "lower(hex(randomblob(16)))", "postgresql": "replace(gen_random_uuid()::text, '-', '')"}
TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid WHERE c.relnamespace = current_schema()::regnamespace",
}
FUNCTION = f"""
CREATE OR REPLACE FUNCTION {NAME}_renew() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE {NAME} SET stamp = {CHANCE["postgresql"]};
  RETURN NULL;
END $$"""  # noqa: S608 - our own words


def watch(connection: Connection) -> None:
    """Set the triggers that are missing, and a first stamp. Doing it again changes nothing."""
    dialect = connection.dialect.name
    known = set(connection.scalars(text(TRIGGERS[dialect])))
    missing = list(_on_sqlite(known) if dialect == "sqlite" else _on_postgresql(known))
    for statement in missing:
        connection.exec_driver_sql(statement)
    if connection.scalar(select(STAMP.c.stamp)) is None:
        connection.execute(insert(STAMP).values(id=1, stamp=text(CHANCE[dialect])))
    elif missing:
        connection.execute(update(STAMP).values(stamp=text(CHANCE[dialect])))


def _on_sqlite(known: set[str]) -> Iterator[str]:
    for name, columns in WATCHED.items():
        for verb in ("INSERT", "UPDATE", "DELETE"):
            trigger = f"{NAME}_{name}_{verb.lower()}"
            if trigger not in known:
                of = f" OF {', '.join(columns)}" if columns and verb == "UPDATE" else ""
                then = f"UPDATE {NAME} SET stamp = {CHANCE['sqlite']}"  # noqa: S608 - our own words
                yield f'CREATE TRIGGER {trigger} AFTER {verb}{of} ON "{name}" BEGIN {then}; END'


def _on_postgresql(known: set[str]) -> Iterator[str]:
    missing = [name for name in WATCHED if f"{NAME}_{name}" not in known]
    if missing:
        yield FUNCTION
    for name in missing:
        of = f" OF {', '.join(WATCHED[name])}" if WATCHED[name] else ""
        yield (
            f'CREATE TRIGGER {NAME}_{name} AFTER INSERT OR UPDATE{of} OR DELETE OR TRUNCATE ON "{name}"'
            f" FOR EACH STATEMENT EXECUTE FUNCTION {NAME}_renew()")  # fmt: skip


@event.listens_for(Model.metadata, "after_create")
def _watch_all(target: MetaData, connection: Connection, **given: Any) -> None:
    """Once all of it is there: whoever makes some of the tables keeps nothing of them."""
    if {NAME, *WATCHED} <= set(inspect(connection).get_table_names()):
        watch(connection)
