"""Write down what was noticed: one entry a subject and act, linked to the entry before, last of all in the transaction that changed it.

At the commit, and not at each flush, because whoever writes a chain holds it until the commit: locking it earlier made two writers wait
for each other. Chains are of single rows, so only writers of the same row ever meet.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from sqlalchemy import BigInteger, and_, bindparam, event, func, insert, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from models.history import Action, Entry, stamp
from rules.chained import canonical, entry_hash, first_prev, merged
from services.capture import Note, forget, notes_of

TABLE: Any = Entry.__table__
#: So many subjects are asked for at once.
CHUNK = 400
Subject = tuple[str, int]
#: Every save asks and says these: put together once.
INTO = insert(TABLE)
_LAST = (
    select(TABLE.c.subject_id, func.max(TABLE.c.seq).label("seq"))
    .where(TABLE.c.subject == bindparam("of_table"), TABLE.c.subject_id.in_(bindparam("keys", expanding=True)))
    .group_by(TABLE.c.subject_id).subquery()
)  # fmt: skip
ENDS = select(TABLE.c.subject_id, TABLE.c.seq, TABLE.c.hash).join(
    _LAST, and_(TABLE.c.subject == bindparam("of_table"), TABLE.c.subject_id == _LAST.c.subject_id, TABLE.c.seq == _LAST.c.seq)
)


def install(target: Any) -> None:
    """Attach to a session, a sessionmaker or a scoped session."""
    event.listen(target, "before_commit", _before_commit)


def _before_commit(session: Session) -> None:
    """The commit of a savepoint is not the end of anything."""
    if not session.in_nested_transaction():
        session.flush()
        write(session)


def write(session: Session) -> int:
    """Write what is noted; returns how many entries."""
    notes = entries_of(notes_of(session))
    forget(session)
    if not notes:
        return 0
    connection = session.connection()
    subjects = sorted({(one.subject, one.subject_id) for one in notes})
    may_have_chain = _with_chain(notes) if connection.dialect.name == "postgresql" else subjects
    if connection.dialect.name == "postgresql" and may_have_chain:
        _hold(session, may_have_chain)
    heads = _heads(session, may_have_chain)
    rows = []
    for one in notes:
        row = _row(one, *heads.get((one.subject, one.subject_id), (0, first_prev(one.subject, one.subject_id))))
        heads[one.subject, one.subject_id] = row["seq"], row["hash"]
        rows.append(row | {"at": one.at})
    connection.execute(INTO, rows)
    return len(rows)


def entries_of(notes: Iterable[Note]) -> list[Note]:
    """What is written: a plain change belongs to the act before it in the same transaction, else to the one after it."""
    found: dict[Subject, list[Note]] = {}
    order: list[tuple[Subject, int]] = []
    for one in map(_as_acted, notes):
        chain = found.setdefault((one.subject, one.subject_id), [])
        last = chain[-1] if chain else None
        if last is not None and one.action is Action.CHANGED and last.action is not Action.DELETED:
            chain[-1] = replace(last, changes=merged(last.changes, one.changes))
        elif last is not None and last.action is Action.CHANGED and one.action not in (Action.CREATED, Action.DELETED):
            chain[-1] = replace(one, changes=merged(last.changes, one.changes))
        elif last is not None and last.action is one.action and last.act is one.act and one.action is not Action.REVEALED:
            chain[-1] = replace(last, changes=merged(last.changes, one.changes))
        else:
            order.append(((one.subject, one.subject_id), len(chain)))
            chain.append(one)
    every = (found[subject][at] for subject, at in order)
    return [one for one in every if one.changes or one.action is not Action.CHANGED]


def _as_acted(one: Note) -> Note:
    return replace(one, action=one.act.action) if one.act is not None and one.action is Action.CHANGED else one


def _row(one: Note, seq: int, prev: str) -> dict[str, Any]:
    actor, act = one.actor, one.act
    row = {
        "subject": one.subject, "subject_id": one.subject_id, "seq": seq + 1, "action": one.action.value,
        "label": act.label if act else "", "reason": act.reason if act else "", "changes": canonical(one.changes),
        "user_id": actor.user_id if actor else None, "staff_id": actor.staff_id if actor else None, "name": actor.name if actor else "",
        "post": actor.post if actor else "", "door": one.door.kind.value, "address": one.door.address, "at": stamp(one.at), "prev": prev,
    }  # fmt: skip
    return row | {"hash": entry_hash(row)}


# -- heads of chains -------------------------------------------------------------------------------------------------------


def _with_chain(notes: Sequence[Note]) -> list[Subject]:
    """Subjects that were there before. SQLite gives an id again once its row is gone, so there every chain is looked up."""
    made = {(one.subject, one.subject_id) for one in notes if one.action is Action.CREATED}
    return sorted({(one.subject, one.subject_id) for one in notes} - made)


def _hold(session: Session, subjects: Sequence[Subject]) -> None:
    """Keep other writers of these chains out until the commit: a file or a link is added without the row itself being locked."""
    keys = sorted({int.from_bytes(hashlib.sha256(f"{table}:{key}".encode()).digest()[:8], signed=True) for table, key in subjects})
    held = text("SELECT pg_advisory_xact_lock(key) FROM unnest(:keys) AS key").bindparams(bindparam("keys", type_=ARRAY(BigInteger)))
    session.connection().execute(held, {"keys": keys})


def _heads(session: Session, subjects: Sequence[Subject]) -> dict[Subject, tuple[int, str]]:
    """Where each chain ends, with one question for each kind of subject."""
    connection, found = session.connection(), dict[Subject, tuple[int, str]]()
    for table, some in groupby(sorted(subjects), key=lambda subject: subject[0]):
        keys = [key for _, key in some]
        for start in range(0, len(keys), CHUNK):
            ends = connection.execute(ENDS, {"of_table": table, "keys": keys[start : start + CHUNK]})
            found |= {(table, key): (seq, last) for key, seq, last in ends}
    return found
