"""Whether a session still holds: its login's epoch has not moved on, and it was not logged out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from models.door import EndedSession, LoginState

Sessions = Session | scoped_session[Any]


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What a session is worth at this moment."""

    epoch: int
    must_change: bool
    is_ended: bool


def standing(session: Sessions, user_id: int, key: str) -> Standing:
    """One question, asked at each request. `key` is the session's own name."""
    kept = select(LoginState).where(LoginState.user_id == user_id).subquery()
    ended = select(EndedSession.key).where(EndedSession.key == key)
    epoch, must_change, gone = session.execute(select(
        select(kept.c.epoch).scalar_subquery(), select(kept.c.must_change).scalar_subquery(), ended.exists())).one()  # fmt: skip
    return Standing(epoch=epoch or 0, must_change=bool(must_change), is_ended=bool(gone))


def state_of(session: Sessions, user_id: int) -> LoginState:
    """The row of a login, made where there is none."""
    found = session.get(LoginState, user_id)
    if found is None:
        found = LoginState(user_id=user_id, epoch=0, must_change=False)
        session.add(found)
        session.flush()
    return found


def move_on(session: Sessions, user_id: int) -> int:
    """End every session of a login; returns the new epoch, for the one that may stay."""
    state = state_of(session, user_id)
    state.epoch += 1
    session.flush()
    return state.epoch


def password_set(session: Sessions, user_id: int, now: datetime, *, must_change: bool) -> int:
    """A password was set: every session ends; returns the new epoch. `must_change`: by somebody other than the person himself."""
    state = state_of(session, user_id)
    state.must_change, state.password_at = must_change, now
    return move_on(session, user_id)


def demand_when_old(session: Sessions, user_id: int, now: datetime, days: int) -> None:
    """At login: a password older than `days` must be changed before anything else; 0 is no limit.

    One whose age nobody knows begins to age now.
    """
    if not days:
        return
    state = state_of(session, user_id)
    if state.password_at is None:
        state.password_at = now
    elif state.password_at <= now - timedelta(days=days):
        state.must_change = True


def end_session(session: Sessions, key: str, until: datetime) -> None:
    """A session is logged out; `until` is when its cookie dies by itself."""
    if key and session.get(EndedSession, key) is None:
        session.add(EndedSession(key=key, until=until))
        session.flush()
