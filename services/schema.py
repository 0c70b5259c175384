"""Which revision the tables of a database are of, and how an empty one gets them: by the migrations, in the caller's transaction."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, column, inspect, select, table

from services.layout import REVISION

MIGRATIONS = Path(__file__).parent.parent / "migrations"


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


def newest() -> str:
    """The revision that this version of the program works with."""
    (head,) = ScriptDirectory.from_config(_config()).get_heads()
    return head


def is_known(revision: str) -> bool:
    """Whether this version of the program can bring it up to date; it cannot if a newer version made it."""
    return revision in {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}


def revision_of(connection: Connection) -> str | None:
    """None: nothing of ours has ever been here."""
    if not inspect(connection).has_table(REVISION):
        return None
    return connection.scalar(select(column("version_num")).select_from(table(REVISION)))


def build(connection: Connection, revision: str) -> None:
    """Make the tables as they are at a revision. Nothing is committed, so that whoever fails afterwards leaves nothing."""
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
