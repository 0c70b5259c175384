"""How a migration meets the database: the application's own engine, and types that stay readable without our code."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from flask import current_app
from sqlalchemy import Connection, MetaData

from models.declare import Model, Moment
from models.declare.storage import SignedType
from models.search_index import is_declared
from services.alone import alone

metadata: MetaData = Model.metadata


def render_item(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """A migration must still run when our types have long changed, so it names only what they store."""
    if kind == "type" and isinstance(item, Moment):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, SignedType):
        return "sa.Text()"
    return False


def drop_empty(migration: Any, revision: Any, directives: list[Any]) -> None:
    """Nothing changed: write no file."""
    if getattr(context.config.cmd_opts, "autogenerate", False) and directives[0].upgrade_ops.is_empty():
        directives[:] = []


def run(connection: Connection) -> None:
    """One transaction for everything: SQLite too can roll back its tables."""
    context.configure(
        connection=connection, target_metadata=metadata, render_item=render_item, render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True, include_name=is_declared, process_revision_directives=drop_empty)  # fmt: skip
    with context.begin_transaction():
        context.run_migrations()


def foreign_keys(connection: Connection, switch: Literal["ON", "OFF"]) -> None:
    """SQLite changes a table by making it anew, which would pull the rows of others along; the switch works outside transactions only."""
    if connection.dialect.name == "sqlite":
        raw: Any = connection.connection.driver_connection
        raw.execute(f"PRAGMA foreign_keys={switch}")


if context.is_offline_mode():
    raise SystemExit("Migrations run against a database: set DATABASE_URL.")

given: Connection | None = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    engine = current_app.extensions["migrate"].db.engine
    with alone(engine), engine.connect() as connection:  # two servers that start at once migrate one after the other
        foreign_keys(connection, "OFF")
        try:
            run(connection)
        finally:
            connection.rollback()
            foreign_keys(connection, "ON")
