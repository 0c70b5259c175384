"""What seldom changes, read once by this process and kept for as long as the stamp of the house stands (models/house_stamp.py).

The stamp is asked for once a transaction, most often along with the question whether the session still holds (services/login_state.py).
What is kept belongs to no session: frozen values, no records.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from sqlalchemy import event, select
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction, UOWTransaction, scoped_session

from models.house_stamp import STAMP, WATCHED

T = TypeVar("T")

KEY = "house_stamp"
#: (stamp, what) → what was read; when there are so many, most are of stamps that have passed.
KEPT: dict[tuple[str, Hashable], Any] = {}
MOST = 5000


def stamped(session: Session | scoped_session[Any], what: Hashable, read: Callable[[], T]) -> T:
    """What `read` reads, or what it read when the house was as it is now. Pending changes of the session are not looked at."""
    with session.no_autoflush:
        stamp = _stamp(session)
        if (found := KEPT.get((stamp, what))) is not None:
            return found  # type: ignore[no-any-return] # what was put there below, by the same name
        read_now = read()
        if stamp and not _is_changing(session) and _asked(session) == stamp:  # nobody has written in between
            if len(KEPT) >= MOST:
                KEPT.clear()
            KEPT[stamp, what] = read_now
        return read_now


def told(session: Session | scoped_session[Any], stamp: str | None) -> None:
    """Somebody has read the stamp along with something else."""
    session.info[KEY] = stamp or ""


def forget(session: Session | scoped_session[Any]) -> None:
    """What is watched was written in this transaction, not through the mapped classes."""
    session.info.pop(KEY, None)


def _stamp(session: Session | scoped_session[Any]) -> str:
    if KEY not in session.info:
        session.info[KEY] = _asked(session)
    return session.info[KEY]  # type: ignore[no-any-return]


def _asked(session: Session | scoped_session[Any]) -> str:
    return session.connection().scalar(select(STAMP.c.stamp)) or ""


def _is_changing(session: Session | scoped_session[Any]) -> bool:
    """Whether the session holds changes to what is watched: records it has read may say what the tables do not."""
    return any(getattr(type(one), "__tablename__", "") in WATCHED for one in (*session.new, *session.dirty, *session.deleted))


@event.listens_for(Session, "after_flush")
def _forget_written(session: Session, context: UOWTransaction) -> None:
    if _is_changing(session):
        forget(session)


@event.listens_for(Session, "do_orm_execute")
def _forget_bulk(state: ORMExecuteState) -> None:
    if not state.is_select and state.bind_mapper is not None and state.bind_mapper.local_table.description in WATCHED:
        forget(state.session)


@event.listens_for(Session, "after_soft_rollback")
def _forget_undone(session: Session, transaction: SessionTransaction) -> None:
    """Also of a savepoint: what was written in it, its stamp included, has been taken back."""
    forget(session)


@event.listens_for(Session, "after_transaction_end")
def _forget_ended(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        forget(session)
