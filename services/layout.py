"""Which tables lie in a database, with which columns, and in which order they can be filled: asked of the database, not of our classes.

So a database of an older version can be read as it is, before anything is brought up to date.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, LargeBinary, func, inspect, select, table

from models import house_stamp, search_index

#: It says of which revision the tables are; the migrations write it themselves.
REVISION = "alembic_version"
#: Beginnings of the names of tables that hold no content: the house makes them anew wherever they are missing.
MADE_ANEW = (search_index.PREFIX, house_stamp.NAME)


@dataclass(frozen=True, kw_only=True)
class Layout:
    """Table → its columns, those before that others refer to. `heavy` tables hold files. `loops` are keys that lead in a circle."""

    columns: Mapping[str, tuple[str, ...]]
    heavy: frozenset[str]
    loops: tuple[tuple[str, str], ...]


def layout(connection: Connection) -> Layout:
    """What is there, but for what is worked out of the rest and what vouches for nothing elsewhere."""
    found = inspect(connection)
    told = {name: columns for (_, name), columns in found.get_multi_columns().items()}
    order, loops = list[str](), list[tuple[str, str]]()
    for name, keys in found.get_sorted_table_and_fkc_names():
        if name is None:
            loops = [(owner, key) for owner, key in keys if key]
        elif name != REVISION and not name.startswith(MADE_ANEW):
            order.append(name)
    return Layout(
        columns={name: tuple(sorted(column["name"] for column in told[name])) for name in order},
        heavy=frozenset(name for name in order if any(isinstance(column["type"], LargeBinary) for column in told[name])),
        loops=tuple(loops),
    )


def inhabitants(connection: Connection) -> dict[str, int]:
    """Table → how many rows, of those that have any."""
    counted = {name: connection.scalar(select(func.count()).select_from(table(name))) or 0 for name in layout(connection).columns}
    return {name: count for name, count in counted.items() if count}
