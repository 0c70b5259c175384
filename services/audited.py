"""What the history is kept of: which tables are subjects, which columns are their content, which rows and links hang on them.

Every `Record` is, with its lines, its links and the files on it; and of the framework's tables the logins and groups, found by name,
since nothing below the views may name their classes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Column, Table, event
from sqlalchemy.orm import Mapper, RelationshipProperty

from models.attachment import Attachment
from models.declare import Line, Model, Record, Register
from models.history import NOT_CONTENT, Action


@dataclass(frozen=True, kw_only=True)
class Login:
    """A table of the framework: which columns matter, which of them is never shown, which links are rights."""

    columns: tuple[str, ...]
    links: tuple[str, ...]
    secret: tuple[str, ...] = ()
    named: Mapping[str, Action] = field(default_factory=dict)


#: Counters of logins and the framework's own stamps are no content.
LOGINS: dict[str, Login] = {
    "ab_user": Login(
        columns=("username", "first_name", "email", "active", "password"), links=("roles", "groups"), secret=("password",),
        named={"ab_user_role": Action.ROLES, "ab_user_group": Action.ROLES, "password": Action.PASSWORD}),
    "ab_group": Login(columns=("name",), links=("roles",), named={"ab_group_role": Action.ROLES}),
}  # fmt: skip


@dataclass(frozen=True, eq=False, kw_only=True)
class Links:
    """A relationship over a joining table: `own` leads to the subject, `other` to what is joined."""

    attribute: str
    table: Table
    own: Column[Any]
    other: Column[Any]


@dataclass(frozen=True, eq=False, kw_only=True)
class Rows:
    """Rows that belong to a subject: `owner` holds its id and, where rows of many tables stand together, `kind` its table's name."""

    model: type[Any]
    table: Table
    columns: Mapping[str, Column[Any]]
    owner: Column[Any]
    kind: Column[Any] | None = None

    def owner_of(self, values: Mapping[str, Any]) -> tuple[str, int]:
        """Table and id of the subject, from the row's values by column name."""
        if self.kind is not None:
            return values[self.kind.name], values[self.owner.name]
        (key,) = self.owner.foreign_keys
        return key.column.table.name, values[self.owner.name]


@dataclass(frozen=True, eq=False, kw_only=True)
class Content:
    """A table of subjects."""

    mapper: Mapper[Any]
    table: Table
    columns: Mapping[str, Column[Any]]
    links: tuple[Links, ...]
    secret: frozenset[str] = frozenset()
    named: Mapping[str, Action] = field(default_factory=dict)

    @cached_property
    def rows(self) -> tuple[Rows, ...]:
        """The tables of rows that hang on it."""
        mine = [relation.mapper for relation in self.mapper.relationships if issubclass(relation.mapper.class_, Line)]
        files = [Attachment.__mapper__] if issubclass(self.mapper.class_, Register) else []
        return tuple(found for mapper in (*mine, *files) if (found := rows_of(mapper)) is not None)

    @cached_property
    def keys(self) -> frozenset[str]:
        """The keys that its states may have in this version."""
        return frozenset({*self.columns, *(one.table.name for one in self.links), *(one.table.name for one in self.rows)})


_contents: WeakKeyDictionary[Any, Content | None] = WeakKeyDictionary()
_rows: WeakKeyDictionary[Any, Rows | None] = WeakKeyDictionary()


def content_of(mapper: Mapper[Any]) -> Content | None:
    """What of the class is content; None where no history is kept of it."""
    if mapper not in _contents:
        _contents[mapper] = _content(mapper)
    return _contents[mapper]


def rows_of(mapper: Mapper[Any]) -> Rows | None:
    """Whether the class is of rows that belong to a subject, and how."""
    if mapper not in _rows:
        _rows[mapper] = _belonging(mapper)
    return _rows[mapper]


def contents() -> Iterator[Content]:
    """Every table of subjects, in order of name."""
    for mapper in sorted(Model.registry.mappers, key=lambda mapper: str(mapper.local_table)):
        if found := content_of(mapper):
            yield found


def content_named(table: str) -> Content | None:
    return next((found for found in contents() if found.table.name == table), None)


def kept_tables() -> frozenset[str]:
    """Names of every table that history is kept of: subjects, what hangs on them, what joins them."""
    return frozenset(
        table.name
        for content in contents()
        for table in (content.table, *(links.table for links in content.links), *(rows.table for rows in content.rows))
    )


def _content(mapper: Mapper[Any]) -> Content | None:
    table: Any = mapper.local_table
    if issubclass(mapper.class_, Record):
        columns = {column.name: column for column in table.c if not column.primary_key and column.name not in NOT_CONTENT}
        return Content(mapper=mapper, table=table, columns=columns, links=tuple(_links(mapper, None)))
    if (login := LOGINS.get(table.name)) is None:
        return None
    return Content(
        mapper=mapper, table=table, columns={name: table.c[name] for name in login.columns}, links=tuple(_links(mapper, login.links)),
        secret=frozenset(login.secret), named=login.named)  # fmt: skip


def _links(mapper: Mapper[Any], names: tuple[str, ...] | None) -> Iterator[Links]:
    for relation in mapper.relationships:
        if relation.secondary is not None and (names is None or relation.key in names):
            yield _joined(relation)


def _joined(relation: RelationshipProperty[Any]) -> Links:
    pairs: Any = (relation.synchronize_pairs, relation.secondary_synchronize_pairs)
    ((_, own),), ((_, other),) = pairs
    table: Any = relation.secondary
    return Links(attribute=relation.key, table=table, own=own, other=other)


def _belonging(mapper: Mapper[Any]) -> Rows | None:
    table: Any = mapper.local_table
    if mapper.class_ is Attachment:
        columns = {column.name: column for column in table.c if column.name not in ("id", "register", "record_id")}
        return Rows(model=mapper.class_, table=table, columns=columns, owner=table.c.record_id, kind=table.c.register)
    owner = next((column for column in table.c if column.info.get("owner")), None) if issubclass(mapper.class_, Line) else None
    if owner is None:
        return None
    columns = {column.name: column for column in table.c if not column.primary_key and column is not owner}
    return Rows(model=mapper.class_, table=table, columns=columns, owner=owner)


@event.listens_for(Mapper, "after_configured")
def _remember_old_values() -> None:
    """A column that is set before it was read must still know what it held."""
    for mapper in Model.registry.mappers:
        found = content_of(mapper) or rows_of(mapper)
        for name in found.columns if found else ():
            key = mapper.get_property_by_column(mapper.local_table.c[name]).key
            mapper.class_manager[key].impl.active_history = True
