"""Whether a session still holds: its login's epoch has not moved on, and it was not logged out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Integer, String, bindparam, exists, select
from sqlalchemy.orm import Session, scoped_session

from models.door import EndedSession, LoginState
from models.house_stamp import STAMP
from services.stamped import told

Sessions = Session | scoped_session[Any]


#: Put together once, since every page asks it.
_LOGIN, _ENDED = LoginState.__table__, EndedSession.__table__
_OF_HIM = _LOGIN.c.user_id == bindparam("user_id", type_=Integer)
ASKED = select(
    select(_LOGIN.c.epoch).where(_OF_HIM).scalar_subquery(), select(_LOGIN.c.must_change).where(_OF_HIM).scalar_subquery(),
    exists().where(_ENDED.c.key == bindparam("key", type_=String)), select(STAMP.c.stamp).scalar_subquery())  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What a session is worth at this moment."""

    epoch: int
    must_change: bool
    is_ended: bool


def standing(session: Sessions, user_id: int, key: str) -> Standing:
    """One question, asked at each request, and with it the stamp of the house. `key` is the session's own name."""
    epoch, must_change, gone, stamp = session.connection().execute(ASKED, {"user_id": user_id, "key": key}).one()
    told(session, stamp)
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
