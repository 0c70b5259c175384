"""The login log: who came in, who tried to, from where. Kept for 180 days (网络安全法 第二十一条: not less than six months)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, scoped_session

from models.door import Attempt, EndedSession, LoginEvent, Outcome

KEPT_FOR = timedelta(days=180)
Sessions = Session | scoped_session[Any]


def log(session: Sessions, outcome: Outcome, *, name: str, address: str, now: datetime, user_id: int | None) -> None:
    """One line. A name that is nobody's may be a password typed into the wrong box: two letters of it are enough."""
    plain = "".join(letter for letter in name if letter.isprintable()).strip()[:64]
    shown = plain if user_id is not None else f"{plain[:2]}***"
    session.add(LoginEvent(at=now, user_id=user_id, name=shown, address=address[:64], outcome=outcome))


def last_logins(session: Sessions, user_id: int, most: int = 10) -> Sequence[LoginEvent]:
    """The latest lines of one person, newest first."""
    found = select(LoginEvent).where(LoginEvent.user_id == user_id).order_by(LoginEvent.at.desc(), LoginEvent.id.desc())
    return session.scalars(found.limit(most)).all()


def every_login(session: Sessions, *, name: str = "", only_bad: bool = False, page: int = 1, size: int = 50) -> Sequence[LoginEvent]:
    """A page of the whole log, newest first; one line more than `size` says that there is another page."""
    found = select(LoginEvent).order_by(LoginEvent.at.desc(), LoginEvent.id.desc())
    if name:
        found = found.where(func.lower(LoginEvent.name) == name.lower())
    if only_bad:
        found = found.where(LoginEvent.outcome.in_((Outcome.WRONG, Outcome.PAUSED)))
    return session.scalars(found.offset((page - 1) * size).limit(size + 1)).all()


def sweep(session: Sessions, now: datetime) -> int:
    """Drop what has had its time; returns how many lines of the log that were."""
    session.execute(delete(Attempt).where(Attempt.until <= now))
    session.execute(delete(EndedSession).where(EndedSession.until <= now))
    return int(session.execute(delete(LoginEvent).where(LoginEvent.at <= now - KEPT_FOR)).rowcount)  # type: ignore[attr-defined]
