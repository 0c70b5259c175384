"""Begin history in a house that has records from before there was one: each gets a first entry that says how it was found."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, inspect, select
from sqlalchemy.orm import Session

from models.history import Action, Entry, Seal
from rules.chained import State
from services.audited import Content, contents
from services.capture import note
from services.chain import write
from services.live import live_states
from services.seals import seal

Columns = dict[str, set[str]]
#: So many records are read and written at once.
CHUNK = 500


def begin_history(session: Session, now: datetime) -> int:
    """Once and never again: where there is a seal or an entry, history has begun. What lacks history later is a finding.

    Returns how many records were found. Call it as soon as the tables stand, before anything else writes.
    """
    if any(session.scalar(select(key).limit(1)) is not None for key in (Seal.number, Entry.id)):
        return 0
    found = 0
    for content in contents():
        key = content.table.c.id
        keys = list(session.connection().scalars(select(key).order_by(key)))
        for start in range(0, len(keys), CHUNK):
            states = live_states(session.connection(), content, keys[start : start + CHUNK])
            for subject_id, state in states.items():
                note(session, content.table.name, subject_id, Action.BASELINE, as_changes(content, state))
            found += write(session)
    seal(session, now)
    return found


def columns_there(connection: Connection) -> Columns:
    """Table → its columns, as the database has them: ask before the tables are brought up to date."""
    return {table: {column["name"] for column in columns} for (_, table), columns in inspect(connection).get_multi_columns().items()}


def take_over(session: Session, known: Columns, now: datetime) -> int:
    """After an upgrade: what it wrote into columns that it made itself is no tampering, so each record's history takes it over.

    What it changed in columns that were there before stays a finding: such a change belongs into the history by the services.
    """
    found = 0
    for content in contents():
        table = content.table
        fresh = {name for name in content.columns if table.name in known and name not in known[table.name]}
        if not fresh:
            continue
        keys = list(session.connection().scalars(select(table.c.id).order_by(table.c.id)))
        for start in range(0, len(keys), CHUNK):
            for subject_id, state in live_states(session.connection(), content, keys[start : start + CHUNK]).items():
                if changes := {name: [None, state[name]] for name in sorted(fresh) if name in state}:
                    note(session, table.name, subject_id, Action.BASELINE, changes)
            found += write(session)
    return found


def as_changes(content: Content, state: State) -> State:
    """The changes that lead from nothing to a state."""
    rows, links = {one.table.name for one in content.rows}, {one.table.name for one in content.links}
    return {
        name: {key: [None, row] for key, row in value.items()} if name in rows else [[] if name in links else None, value]
        for name, value in state.items()
    }
