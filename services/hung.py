"""What hangs on a record by the name of its register and its id: steps taken, files, clocks, printings and the like.

Every page of a record asks for all of it, so each question is put together once. Most records have little of it: a page that only reads
asks first, in one question, of which kinds there is anything, and then for those alone.
"""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Select, bindparam, event, exists, select
from sqlalchemy.orm import Session, SessionTransaction, scoped_session

from models.approval import Approval
from models.attachment import Attachment
from models.clock import Paused, RunningClock
from models.declare import Register
from models.reveal import Reveal
from models.trace import Correction, Printed, StepTaken
from services import database

M = TypeVar("M")
#: The kinds of which a reading page is told at once whether there are any.
KINDS = (StepTaken, Attachment, Correction, Printed, RunningClock, Paused, Reveal, Approval)
KEY = "hung"


def hung_on(session: Session | scoped_session[Any], record: Register, model: type[M], *, newest_first: bool = False) -> list[M]:
    """The rows of that model on a record, in the order in which they were made; none before it has its id."""
    if not hangs(session, record, model):
        return []
    return list(session.scalars(_asked(model, newest_first), _of(record)))  # type: ignore[arg-type] # every model hashes


def hangs(session: Session | scoped_session[Any], record: Register, model: type[Any]) -> bool:
    """Whether there may be such rows on a record. Only of these kinds, and while nothing can be written, does one answer stand for the
    whole transaction; of any other the rows themselves are asked for.
    """
    if model not in KINDS or database.mode() not in database.READING:
        return True
    kept: dict[tuple[str, Any], frozenset[type[Any]]] = session.info.setdefault(KEY, {})
    key = (record.__tablename__, record.id)
    if key not in kept:
        told = session.connection().execute(_which(), _of(record)).one()
        kept[key] = frozenset(kind for kind, is_there in zip(KINDS, told, strict=True) if is_there)
    return model in kept[key]


def _of(record: Register) -> dict[str, Any]:
    return {"of_register": record.__tablename__, "of_record": record.id}


def _on_it(model: Any) -> tuple[Any, ...]:
    return model.register == bindparam("of_register"), model.record_id == bindparam("of_record")


@cache
def _asked(model: Any, newest_first: bool) -> Select[Any]:  # noqa: FBT001 - a key of the cache
    return select(model).where(*_on_it(model)).order_by(model.id.desc() if newest_first else model.id)


@cache
def _which() -> Select[Any]:
    there: list[Any] = [exists().where(*_on_it(kind)) for kind in KINDS]
    return select(*there)


@event.listens_for(Session, "after_transaction_end")
def _forget(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(KEY, None)
