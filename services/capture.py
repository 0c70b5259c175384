"""Notice every change as it is flushed, whichever door and whatever code it comes from; services/chain.py writes it down at the commit.

Columns are read in the mapper's events, where ids are known and old values still there; links after the flush. What a savepoint takes
back is forgotten with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, event, inspect
from sqlalchemy.orm import Mapper, PassiveFlag, Session, SessionTransaction, UOWTransaction, object_session
from sqlalchemy.orm.attributes import get_history

from models.declare import Model
from models.history import Action
from rules.actor import Actor
from rules.chained import Changes
from services.acts import Act, act_on
from services.audited import Content, Rows, content_of, rows_of
from services.carried import Door, actor_of, door_of, moment_of
from services.encode import HIDDEN, encode

NOTES, MARKS = "history_notes", "history_marks"


@dataclass(frozen=True, kw_only=True)
class Note:
    """One change of one subject, not yet written. `act` is what a verb said of it, if one did."""

    subject: str
    subject_id: int
    action: Action
    changes: Changes
    act: Act | None
    actor: Actor | None
    door: Door
    at: datetime


def notes_of(session: Session) -> list[Note]:
    found: list[Note] = session.info.setdefault(NOTES, [])
    return found


def note(session: Session, subject: str, subject_id: int, action: Action, changes: Changes | None = None, act: Act | None = None) -> None:
    """Note a change, or an act that changes nothing, such as reading in clear."""
    act = act or act_on(session, subject, subject_id)
    notes_of(session).append(Note(
        subject=subject, subject_id=subject_id, action=action, changes=changes or {}, act=act,
        actor=(act.actor if act else None) or actor_of(session), door=door_of(session), at=moment_of(session)))  # fmt: skip


def install(target: Any) -> None:
    """Attach to a session, a sessionmaker or a scoped session."""
    event.listen(target, "after_flush", _note_links)
    event.listen(target, "after_transaction_create", _mark)
    event.listen(target, "after_soft_rollback", _take_back)
    event.listen(target, "after_transaction_end", _end)


# -- savepoints ------------------------------------------------------------------------------------------------------------


def _mark(session: Session, transaction: SessionTransaction) -> None:
    if transaction.nested:
        marks = {outer: held for outer, held in session.info.get(MARKS, {}).items() if outer.is_active}
        session.info[MARKS] = marks | {transaction: len(notes_of(session))}


def _take_back(session: Session, transaction: SessionTransaction) -> None:
    if transaction.nested:
        del notes_of(session)[session.info.get(MARKS, {}).get(transaction, 0) :]


def _end(session: Session, transaction: SessionTransaction) -> None:
    """Written by now, or rolled back, or simply closed. The end of a savepoint is heard before its being taken back."""
    if transaction.parent is None:
        forget(session)


def forget(session: Session) -> None:
    """The transaction is over."""
    session.info.pop(NOTES, None)
    session.info.pop(MARKS, None)


# -- columns ---------------------------------------------------------------------------------------------------------------


@event.listens_for(Model, "after_insert", propagate=True)
def _inserted(mapper: Mapper[Any], connection: Connection, target: Any) -> None:
    values = inspect(target).dict
    _note_row(mapper, target, {name: [None, values.get(key)] for name, key in _columns(mapper)}, Action.CREATED)


@event.listens_for(Model, "after_update", propagate=True)
def _updated(mapper: Mapper[Any], connection: Connection, target: Any) -> None:
    changed = {}
    for name, key in _columns(mapper):
        history = get_history(target, key, passive=PassiveFlag.PASSIVE_NO_INITIALIZE)
        if history.has_changes():
            changed[name] = [next(iter(history.deleted or ()), None), next(iter(history.added or ()), None)]
    if changed:
        _note_row(mapper, target, changed, Action.CHANGED)


@event.listens_for(Model, "after_delete", propagate=True)
def _deleted(mapper: Mapper[Any], connection: Connection, target: Any) -> None:
    held = {}
    for name, key in _columns(mapper):
        history = get_history(target, key)
        held[name] = [next(iter([*(history.deleted or ()), *(history.unchanged or ()), *(history.added or ())]), None), None]
    _note_row(mapper, target, held, Action.DELETED)


def _columns(mapper: Mapper[Any]) -> list[tuple[str, str]]:
    """Column name and attribute of what is content there."""
    found: Content | Rows | None = content_of(mapper) or rows_of(mapper)
    return [(name, mapper.get_property_by_column(mapper.local_table.c[name]).key) for name in found.columns] if found else []


def _note_row(mapper: Mapper[Any], target: Any, values: Mapping[str, list[Any]], action: Action) -> None:
    session, content, rows = object_session(target), content_of(mapper), rows_of(mapper)
    if session is None or (content is None and rows is None):
        return
    if content is not None:
        changes = encoded(content, values, whole=action is not Action.CHANGED)
        note(session, content.table.name, target.id, _named(content, changes, action), changes)
    elif rows is not None:
        subject, subject_id = rows.owner_of(_owner_values(target, rows))
        pair = row_change(rows, values, action)
        note(session, subject, subject_id, Action.CHANGED, {rows.table.name: {str(target.id): pair}})


def _owner_values(target: Any, rows: Rows) -> dict[str, Any]:
    """What a row says of its owner; one that has left may have let go of it."""
    found = {}
    for column in (rows.owner, rows.kind):
        if column is not None:
            history = get_history(target, inspect(target).mapper.get_property_by_column(column).key)
            found[column.name] = next(value for value in (*(history.deleted or ()), *history.sum()) if value is not None)
    return found


def encoded(content: Content, values: Mapping[str, list[Any]], *, whole: bool) -> dict[str, Any]:
    """Before and after by column, as they are written; `whole` leaves out what is empty on both sides."""
    found = {}
    for name, (before, after) in values.items():
        if name in content.secret:
            found[name] = [HIDDEN if before is not None else None, HIDDEN if after is not None else None]
        else:
            pair = [encode(content.columns[name], before), encode(content.columns[name], after)]
            if pair[0] != pair[1]:
                found[name] = pair
    return {name: pair for name, pair in found.items() if not (whole and pair == [None, None])}


def row_change(rows: Rows, values: Mapping[str, list[Any]], action: Action) -> list[Any]:
    """Before and after of a row that hangs on a subject."""
    sides = [
        {
            name: encode(rows.columns[name], pair[side])
            for name, pair in values.items()
            if action is Action.CHANGED or pair[side] is not None
        }
        for side in (0, 1)
    ]
    return [None if action is Action.CREATED else sides[0], None if action is Action.DELETED else sides[1]]


def _named(content: Content, changes: Changes, action: Action) -> Action:
    """What a change of a login is called."""
    return next((content.named[name] for name in changes if name in content.named), action) if action is Action.CHANGED else action


# -- links -----------------------------------------------------------------------------------------------------------------


def _note_links(session: Session, context: UOWTransaction) -> None:
    """Ids are taken from the objects: those that are new have no identity yet."""
    for target in (*session.new, *session.dirty):
        mapper = inspect(target).mapper
        content = content_of(mapper)
        for links in content.links if content is not None else ():
            history = get_history(target, links.attribute, passive=PassiveFlag.PASSIVE_NO_INITIALIZE)
            if content is not None and history.has_changes():
                left, joined = (sorted(other.id for other in side or ()) for side in (history.deleted, history.added))
                changes = {links.table.name: [left, joined]}
                note(session, content.table.name, target.id, _named(content, changes, Action.CHANGED), changes)
