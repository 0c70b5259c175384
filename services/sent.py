"""A form is answered once. Its token is taken in the transaction that saves it, so that a second sending finds the first's record.

Two sendings at the same moment wait for each other at the unique token: whoever comes second sees what the first has made, or takes
its place where the first was refused. Rows are kept as long as a token is believed (KEPT), then swept.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from models.declare import Record
from models.organisation import Staff
from models.sent import Draft, FormToken
from models.trace import Correction, StepTaken
from services.once import insert_once

_TOKENS: Any = FormToken.__table__
#: How long a form may stand open, a draft wait and a token be remembered.
KEPT = timedelta(days=30)
#: Every save asks these: put together once.
BY_TOKEN = select(FormToken).where(FormToken.token == bindparam("of_token"))
INTO_RECORD = update(_TOKENS).where(_TOKENS.c.token == bindparam("of_token"))


def claim(session: Session, token: str, *, user_id: int, now: datetime) -> FormToken | None:
    """Take a token for this transaction. Returns None when it is ours to save, else the row of the saving that came before."""
    row = {"token": token, "user_id": user_id, "register": "", "url": "", "at": now}
    if insert_once(session, FormToken, [row], key=["token"]):
        return None
    return find(session, token)


def find(session: Session, token: str) -> FormToken | None:
    """The saving that a token stands for, if there has been one."""
    return session.scalar(BY_TOKEN, {"of_token": token})


def settle(session: Session, token: str, record: Record, *, url: str, now: datetime) -> None:
    """Write down which record the form with this token was saved into, and where its answer leads."""
    said = {"register": record.__tablename__, "record_id": record.id, "url": url[:300], "at": now}
    session.connection().execute(INTO_RECORD, {"of_token": token, **said})


def changed_by(session: Session, record: Record, since: datetime, *, but: str = "") -> tuple[str, datetime] | None:
    """Who touched a record last since a moment, and when; None where nobody is known. `but` is the token of the form that asks."""
    register, key = record.__tablename__, record.id
    saved = (
        select(Staff.name, FormToken.at)
        .join(Staff, Staff.user_id == FormToken.user_id)
        .where(FormToken.register == register, FormToken.record_id == key, FormToken.at >= since, FormToken.token != but)
    )
    found = [(name, at) for name, at in session.execute(saved.order_by(FormToken.at.desc()).limit(1))]
    for made in (StepTaken, Correction):
        done = (
            select(Staff.name, made.at)
            .join(Staff, Staff.id == made.by_id)
            .where(made.register == register, made.record_id == key, made.at >= since)
        )
        found += [(name, at) for name, at in session.execute(done.order_by(made.at.desc()).limit(1))]
    return max(found, key=lambda one: one[1], default=None)


def sweep(session: Session, now: datetime) -> int:
    """Forget tokens and drafts that are too old to be asked for; returns how many drafts went."""
    session.execute(delete(FormToken).where(FormToken.at < now - KEPT))
    gone = session.scalars(delete(Draft).where(Draft.at < now - KEPT).returning(Draft.id)).all()
    return len(gone)
