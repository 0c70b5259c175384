"""A request with an `Idempotency-Key` is carried out once; whoever sends it again is told the same thing anew.

Kept is what became of it and where it stands, not what was said of it: that may be personal data, and is told anew as it stands.

The key is taken in the transaction that writes, as a form's token is (services/sent.py): of two requests at one moment the second waits
for the first, and finds its answer, or takes its place where the first was refused. Refusals change nothing and are not kept.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models.integration import GivenAnswer
from rules.refusals import Invalid
from services.once import insert_once

KEPT = timedelta(days=30)
LONGEST = 100
HEADER = "Idempotency-Key"
KEY = re.compile(rf"[!-~]{{1,{LONGEST}}}")


def claim(session: Session, caller: str, key: str, digest: str, now: datetime) -> GivenAnswer | None:
    """Take a key for this transaction. Returns None when it is ours to answer, else the answer that was given.

    Raises Invalid for a key that cannot be one, or that was used for something else.
    """
    if not KEY.fullmatch(key):
        raise Invalid({HEADER: f"幂等键应为 1 至 {LONGEST} 个可见的英文字符，不含空格"})
    row = {"caller": caller, "key": key, "digest": digest, "status": 0, "body": "", "etag": "", "location": "", "at": now}
    if insert_once(session, GivenAnswer, [row], key=["caller", "key"]):
        return None
    found = _find(session, caller, key)
    if found.digest != digest:
        raise Invalid({HEADER: "这个幂等键已用于另一项内容，请换一个新的"})
    return found


def settle(session: Session, caller: str, key: str, *, status: int, body: str, etag: str, location: str) -> None:
    """Keep what became of what was asked, in the transaction that took the key."""
    row = _find(session, caller, key)
    row.status, row.body, row.etag, row.location = status, body, etag, location
    session.flush()


def _find(session: Session, caller: str, key: str) -> GivenAnswer:
    return session.scalars(select(GivenAnswer).where(GivenAnswer.caller == caller, GivenAnswer.key == key)).one()


def sweep(session: Session, now: datetime) -> None:
    """Forget what nobody sends again."""
    session.execute(delete(GivenAnswer).where(GivenAnswer.at < now - KEPT))
