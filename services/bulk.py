"""Bulk statements go around states, numbers and history: refused on registers, and recorded row by row where else history is kept."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Delete, Insert, Table, Update, event, select
from sqlalchemy.engine import Result
from sqlalchemy.orm import Mapper, ORMExecuteState

from models.declare import Record, Register
from models.history import NOT_CONTENT, Action
from rules.refusals import Refused
from services.audited import Content, content_of, kept_tables, rows_of
from services.capture import encoded, note
from services.search.keep import renew

REFUSAL = "登记册不允许批量语句改写，请逐件办理。"


def install(target: Any) -> None:
    """Attach to a session, a sessionmaker or a scoped session."""
    event.listen(target, "do_orm_execute", _meet)


def _meet(state: ORMExecuteState) -> Result[Any] | None:
    statement = state.statement
    if not isinstance(statement, Insert | Update | Delete):
        return None
    mapper = state.bind_mapper
    if not state.is_orm_statement or mapper is None:
        _refuse_plain(statement)
        return None
    content = content_of(mapper)
    if issubclass(mapper.class_, Register) or rows_of(mapper) is not None or (content is not None and isinstance(statement, Insert)):
        raise Refused(REFUSAL)
    if content is None:
        return None
    if isinstance(state.parameters, list):  # values for many rows by their keys: there is no condition to look them up by
        raise Refused(REFUSAL)
    return _recorded(state, mapper, content, statement)


def _refuse_plain(statement: Insert | Update | Delete) -> None:
    """A statement on a bare table may set what is no content, and nothing else."""
    table: Any = statement.table
    if not isinstance(table, Table) or table.name not in kept_tables():
        return
    values: Any = getattr(statement, "_values", None) or {}
    if not (isinstance(statement, Update) and values and {getattr(one, "key", one) for one in values} <= NOT_CONTENT):
        raise Refused(REFUSAL)


def _recorded(state: ORMExecuteState, mapper: Mapper[Any], content: Content, statement: Any) -> Result[Any]:
    """The rows as they are before and after."""
    session = state.session
    session.flush()
    connection = session.connection()
    table = content.table
    key = table.c.id
    before = _rows(connection, content, statement.whereclause)
    result = state.invoke_statement()
    after = _rows(connection, content, key.in_(list(before))) if before and isinstance(statement, Update) else {}
    for found, held in before.items():
        now = after.get(found)
        pairs = {name: [held[name], now[name] if now else None] for name in content.columns}
        if changes := encoded(content, pairs, whole=now is None):
            note(session, table.name, found, Action.CHANGED if now else Action.DELETED, changes)
    if issubclass(mapper.class_, Record):
        renew(session, {mapper.class_: set(before)}, {})
    return result


def _rows(connection: Connection, content: Content, where: Any) -> dict[int, dict[str, Any]]:
    found = select(content.table.c.id, *content.columns.values())
    if where is not None:
        found = found.where(where)
    return {row.id: dict(row._mapping) for row in connection.execute(found)}  # noqa: SLF001 - SQLAlchemy's public name
