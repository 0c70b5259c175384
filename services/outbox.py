"""The outbox: what is to leave the house is written in the transaction that caused it, and sent after it.

A letter cannot be taken back, so a row is claimed (its try counted) before anything is sent, and marked as soon as it is: what is
marked sent is never sent again. A try that fails waits longer each time; after the last the row stays, with its error, and
the console shows it. Off unless the installation names a mail server or a webhook (config.py).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, select, update
from sqlalchemy.orm import Session

from models.message import Outgoing
from models.organisation import Staff
from services.once import insert_once

#: The key under which a session says which channels the installation sends by: a function that gives them.
CHANNELS = "channels"
#: How long a try that failed waits for the next; there are no more tries than this.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720))
#: So many are sent in one go, lest a dead server hold up everything behind it.
AT_ONCE = 50


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What a sender is given: to whom, about what, and the words."""

    id: int
    channel: str
    address: str
    subject: str
    body: str


Sender = Callable[[Letter], None]


class Channel(StrEnum):
    """A way out of the house."""

    MAIL = "mail"
    WEBHOOK = "webhook"


def channels(session: Session) -> frozenset[Channel]:
    """Those that are switched on."""
    found: frozenset[Channel] = session.info.get(CHANNELS, frozenset)()
    return found


def put_out(session: Session, staff: Staff, *, subject: str, text: str, url: str, once: str, now: datetime) -> None:
    """Write what is to be sent about one notice: a letter to whoever has an address, a webhook call that names the job number."""
    on, rows = channels(session), []
    if Channel.MAIL in on and staff.email:
        rows.append({"channel": Channel.MAIL.value, "address": staff.email, "once": f"mail:{once}"})
    if Channel.WEBHOOK in on:
        rows.append({"channel": Channel.WEBHOOK.value, "address": staff.job_number, "once": f"hook:{once}"})
    shared = {"subject": subject, "body": f"{text}\n{url}" if url else text, "not_before": now, "tries": 0, "error": ""}
    insert_once(session, Outgoing, [shared | row for row in rows], key=["once"])


#: Seconds that one round may take: well under the first wait, after which another runner may claim a row.
LEASE = 30.0


def send_due(session: Session, now: datetime, *, mail: Sender | None = None, webhook: Sender | None = None) -> tuple[int, int]:
    """Send what is due by the channels given; returns how many were sent and how many failed. Commits by itself, row by row,
    so that no transaction stands open while a server is waited for.
    """
    senders: Mapping[str, Sender | None] = {Channel.MAIL.value: mail, Channel.WEBHOOK.value: webhook}
    usable = [channel for channel, sender in senders.items() if sender is not None]
    due = select(Outgoing.id).where(_is_waiting(), Outgoing.not_before <= now, Outgoing.channel.in_(usable))
    ids = list(session.scalars(due.order_by(Outgoing.id).limit(AT_ONCE))) if usable else []
    session.commit()
    sent = failed = 0
    begun = time.monotonic()
    for row_id in ids:
        if time.monotonic() - begun > LEASE:
            break  # what is left waits for the next round: a claim is reckoned from `now`, and must not have run out
        letter = _claim(session, row_id, now)
        session.commit()
        if letter is None:
            continue
        if error := _try(senders[letter.channel], letter):
            _mark(session, letter, error=error[:300])
            failed += 1
        else:
            _mark(session, letter, sent_at=now, error="")
            sent += 1
        session.commit()
    return sent, failed


def _try(sender: Sender | None, letter: Letter) -> str:
    """What went wrong, or nothing."""
    if sender is None:
        return "未设置发送渠道"
    try:
        sender(letter)
    except Exception as error:  # whatever the outer world does, the rest is sent and the error kept
        return f"{type(error).__name__}: {error}"
    return ""


def _claim(session: Session, row_id: int, now: datetime) -> Letter | None:
    """Count a try; None if somebody else has the row or has sent it."""
    table: Any = Outgoing.__table__
    tries = session.scalar(select(Outgoing.tries).where(Outgoing.id == row_id))
    if tries is None or tries >= len(WAITS):
        return None
    free = (table.c.id == row_id, table.c.tries == tries, table.c.sent_at.is_(None), table.c.not_before <= now)
    taken = update(table).where(*free).values(tries=tries + 1, not_before=now + WAITS[tries])
    shown = (table.c.id, table.c.channel, table.c.address, table.c.subject, table.c.body)
    row = session.connection().execute(taken.returning(*shown)).one_or_none()
    return Letter(**row._asdict()) if row else None


def _mark(session: Session, letter: Letter, **values: object) -> None:
    session.connection().execute(update(Outgoing.__table__).where(Outgoing.__table__.c.id == letter.id).values(**values))  # type: ignore[arg-type]


def _is_waiting() -> ColumnElement[bool]:
    return and_(Outgoing.sent_at.is_(None), Outgoing.tries < len(WAITS))


def has_failed(row: Outgoing) -> bool:
    """Whether it was given up."""
    return row.sent_at is None and row.tries >= len(WAITS)


def troubles(session: Session, *, limit: int = 200) -> list[Outgoing]:
    """What could not be sent so far or was given up, newest first."""
    found = select(Outgoing).where(Outgoing.sent_at.is_(None), Outgoing.error != "")
    return list(session.scalars(found.order_by(Outgoing.id.desc()).limit(limit)))


def tally(session: Session) -> dict[str, int]:
    """How many wait, were sent, were given up."""
    return counts(session.connection())


def counts(connection: Connection) -> dict[str, int]:
    """The same for whoever has no session."""
    found = select(
        func.count().filter(_is_waiting()), func.count().filter(Outgoing.sent_at.is_not(None)),
        func.count().filter(Outgoing.sent_at.is_(None), Outgoing.tries >= len(WAITS)))  # fmt: skip
    waiting, sent, given_up = connection.execute(found.select_from(Outgoing)).one()
    return {"waiting": waiting, "sent": sent, "given_up": given_up}


def try_again(session: Session, ids: Iterable[int], *, now: datetime) -> int:
    """Begin anew with rows that were given up, on an administrator's word."""
    anew = update(Outgoing).where(Outgoing.id.in_(list(ids)), Outgoing.sent_at.is_(None), Outgoing.tries >= len(WAITS))
    return session.execute(anew.values(tries=0, not_before=now)).rowcount  # type: ignore[attr-defined,no-any-return]
