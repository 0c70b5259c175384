"""What hangs on a record by the name of its register and its id: steps taken, files, clocks, printings and the like.

Every page of a record asks for all of it, so each question is put together once.
"""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from models.declare import Register

M = TypeVar("M")


def hung_on(session: Session, record: Register, model: type[M], *, newest_first: bool = False) -> list[M]:
    """The rows of that model on a record, in the order in which they were made; none before it has its id."""
    of_it = {"of_register": record.__tablename__, "of_record": record.id}
    return list(session.scalars(_asked(model, newest_first), of_it))  # type: ignore[arg-type] # every model hashes


@cache
def _asked(model: Any, newest_first: bool) -> Select[Any]:  # noqa: FBT001 - a key of the cache
    of_it = (model.register == bindparam("of_register"), model.record_id == bindparam("of_record"))
    return select(model).where(*of_it).order_by(model.id.desc() if newest_first else model.id)
