"""What holds at every door, attached once to the session: numbers, states, computed values, no deletion, history.

The framework commits by itself inside its own add and edit, so `before_flush` is the one place that is always inside the
transaction that writes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import event, select
from sqlalchemy.orm import Session, UOWTransaction
from sqlalchemy.orm.attributes import get_history

from models.approval import Approval, ApprovalTask
from models.attachment import Attachment, StoredFile
from models.declare import Record, Register
from models.export import Export
from models.history import Entry, Seal
from models.imported import Import, Imported
from models.numbers import NumberExplained, NumberGiven, NumberSpoilt, Reservation, ReservedPrint
from models.returned import ReturnedPaper, Scan, ScanPage
from models.reveal import Reveal
from models.trace import Correction, Printed, PrintJob, StepTaken
from rules.moments import now_in_shanghai
from rules.refusals import Refused, WrongState
from services import bulk, capture, carried, chain, sight
from services.clocks import forget_wound, keep_wound, wind
from services.house import judge, was_at_start
from services.numbering import next_number
from services.search import keep
from services.tally import refill

#: What is never deleted: records, what was done to them, the files on them, what became of each number, who looked, and all history.
KEPT = (
    Record, Approval, ApprovalTask, StepTaken, Correction, PrintJob, Printed, Attachment, StoredFile, Reservation, NumberGiven,
    NumberSpoilt, NumberExplained, ReservedPrint, Reveal, Export, Import, Imported, Entry, Seal, Scan, ReturnedPaper, ScanPage,
)  # fmt: skip
STEP = "step"
CLOCK = carried.CLOCK


def install(target: Any) -> None:
    """Attach the guard, and the rule of what is seen, to a session, a sessionmaker or a scoped session."""
    event.listen(target, "before_flush", _before_flush)
    event.listen(target, "after_flush", _after_flush)
    bulk.install(target)
    sight.install(target)
    keep.install(target)
    capture.install(target)
    chain.install(target)


@contextmanager
def at(session: Session, now: datetime) -> Iterator[None]:
    """Inside, the guard's clock stands at that moment: for what a runner does as of a moment that it is given."""
    held = session.info.get(CLOCK)
    session.info[CLOCK] = lambda: now
    try:
        yield
    finally:
        session.info[CLOCK] = held or now_in_shanghai


def _before_flush(session: Session, context: UOWTransaction, instances: object) -> None:
    with sight.whole(session):  # what the house works out of a record does not depend on who saves it
        _look_over(session)


def _look_over(session: Session) -> None:
    now = carried.moment_of(session)
    forget_wound(session)
    for gone in session.deleted:
        if isinstance(gone, KEPT):
            raise Refused("登记过的内容不能删除，只能作废。")
    for record in [*session.new, *session.dirty]:
        if isinstance(record, Record):
            is_new = record in session.new
            if is_new and not _is_set(record, "created_at"):
                record.created_at = now
            if isinstance(record, Register):
                _guard_state(session, record, is_new=is_new)
                if is_new:
                    _number(session, record)
                refresh(session, record)
                refill(session, record, now)
                wind(session, record, now)
                judge(session, record, now)


def _after_flush(session: Session, context: UOWTransaction) -> None:
    with sight.whole(session):
        keep_wound(session)


def _guard_state(session: Session, record: Register, *, is_new: bool) -> None:
    if is_new:
        if not _is_set(record, "status"):
            record.status = record.start()
        if record.status is not record.start():
            raise WrongState("新单只能从起始状态开始。", {"status": "新单只能从起始状态开始"})
        return
    history = get_history(record, "status")
    if history.has_changes() and session.info.get(STEP) != (record, next(iter(history.deleted), None), record.status):
        raise WrongState("状态只能由办理按钮改变。", {"status": "状态只能由办理按钮改变"})
    if get_history(record, "number").has_changes():
        raise Refused("编号由系统给出，不能改动。", {"number": "编号不能改动"})


def _is_set(record: Record, name: str) -> bool:
    """Whether a new record has a value there; the type says it always has, which holds from the first flush on."""
    return record.__dict__.get(name) is not None


def _number(session: Session, record: Register) -> None:
    if not _is_set(record, "number"):
        record.number = next_number(session, record.code, record.created_at)
    if not record.form_version:
        record.form_version = record.sheet.version


def refresh(session: Session, record: Register) -> None:
    """Work out computed values, as long as the record stands (or stood until now) at its start."""
    if was_at_start(record):
        for field in record.fields.values():
            if field.compute is not None:
                with session.no_autoflush:
                    value = field.compute(record, session)
                if getattr(record, field.name) != value:
                    setattr(record, field.name, value)


class GuardedSession:
    """Mixin of a session class: the old bulk methods meet no event at all, so they are closed; and a record held already is asked
    for anew, since the rule of what is seen stands in statements.
    """

    def get(self, entity: Any, ident: Any, **keywords: Any) -> Any:
        if isinstance(entity, type) and issubclass(entity, Register):
            return self.scalar(select(entity).where(entity.id == ident))  # type: ignore[attr-defined]
        return super().get(entity, ident, **keywords)  # type: ignore[misc]

    def bulk_save_objects(self, *arguments: object, **keywords: object) -> None:
        raise Refused(bulk.REFUSAL)

    bulk_insert_mappings = bulk_save_objects
    bulk_update_mappings = bulk_save_objects
