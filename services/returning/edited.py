"""Whether a paper that comes back says still what its record says: its code bears no version of the record, but the print log its time."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.declare import Register
from models.history import Action, Entry
from models.trace import Printed, PrintJob
from services.history import changes_of

SINCE = "打印后单据有改动，请核对"
BETWEEN = "打印过多次，其间单据有改动，请核对是哪一次打印的"
#: A step that is taken later fills what the paper left open; these change what it says.
REWRITING = (Action.CHANGED, Action.CORRECTED)


def edited(session: Session, record: Register) -> str:
    """What whoever compares the sheet with its record should know; empty where nothing was changed since it was first printed."""
    of_it = (Printed.register == record.__tablename__, Printed.record_id == record.id, PrintJob.paper == "sheet")
    times = session.scalars(select(PrintJob.at).join(Printed, Printed.job_id == PrintJob.id).where(*of_it).order_by(PrintJob.at)).all()
    if not times:  # a form that was filled by hand, or a print log that was left behind
        return ""
    rewriting = select(Entry).where(
        Entry.subject == record.__tablename__, Entry.subject_id == record.id, Entry.at > times[0], Entry.action.in_(REWRITING))  # fmt: skip
    moments = [entry.at for entry in session.scalars(rewriting) if _is_rewritten(record, entry)]
    if not moments:
        return ""
    return SINCE if max(moments) > times[-1] else BETWEEN


def _is_rewritten(record: Register, entry: Entry) -> bool:
    """Whether a person changed something that the record says, and not what hangs on it or what the house works out."""
    fields = type(record).fields
    return any(one.name in fields and fields[one.name].judge is None for one in changes_of(type(record), entry))
