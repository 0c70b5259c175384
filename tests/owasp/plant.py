"""Hostile text in everything that people can write: every writing of every register, reference data, names of files, words of steps."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO
from typing import Any

from sqlalchemy import String, cast, insert, literal, select, update
from sqlalchemy.orm import Session

from models import REGISTERS, Department, Staff
from models.approval import ApprovalTask, Delegation
from models.attachment import Attachment, StoredFile
from models.calendar import CalendarDay, CalendarYear
from models.clock import Paused
from models.company import SETTINGS, Setting
from models.declare import Kind, Register, Signed
from models.declare.declared import Declared
from models.duty import DutyTask
from models.job import RESULT, JobState
from models.message import Message, Outgoing
from models.option import Option
from models.policy import PolicyEdition, PolicyName, PolicyPart
from models.returned import ReturnedPaper, Scan, ScanPage
from models.service_item import ServiceItem, ServiceMaterial
from models.trace import Correction, PrintJob, StepTaken
from rules.roles import Role
from services.approval_cases import open_case
from services.jobs import ask, put
from services.reserve import reserve
from services.search.rebuild import rebuild
from tests.cast import NOW
from tests.files import PNG
from tests.make import keeper, make, person, walk

WRITING = {Kind.TEXT, Kind.PROSE, Kind.PHONE, Kind.ID_CARD, Kind.CREDIT_CODE, Kind.DATE8}
SIGNED = {Kind.SIGNATURE, Kind.OPINION}

#: What people write outside of registers: (table, columns). Codes and keys are the program's own words.
ELSEWHERE: tuple[tuple[type, tuple[str, ...]], ...] = (
    (Option, ("label", "list_title", "origin")), (Department, ("name", "phone")), (Staff, ("name", "phone", "email", "job_number")),
    (ServiceItem, ("name", "legal_basis", "procedure", "time_limit", "accept_limit", "fee_standard", "origin")),
    (ServiceMaterial, ("name", "form", "way")), (CalendarYear, ("basis",)), (CalendarDay, ("name",)), (Delegation, ("reason",)),
    (ApprovalTask, ("words",)), (Paused, ("reason",)),
    (DutyTask, ("title", "done_by")), (Message, ("text",)), (Outgoing, ("address", "subject", "body", "error")),
    (PolicyEdition, ("name", "document_title")), (PolicyName, ("wording",)), (Attachment, ("name",)),
)  # fmt: skip
#: No id of a planted row has more digits.
LONGEST_ID = 4
PARTS = ("label", "clause", "quotation", "note")


@dataclass
class Planted:
    """The ids of what was planted, by register."""

    records: dict[str, int] = field(default_factory=dict)
    files: dict[str, int] = field(default_factory=dict)
    reserved: dict[str, int] = field(default_factory=dict)
    approval: Register | None = None
    job: int = 0
    job_file: int = 0
    page: int = 0
    upload: int = 0
    listed: int = 0


def plant(session: Session, hostile: str, *, elsewhere: bool = True) -> Planted:
    """One record of each register with a file, a step and a correction; then the text into every column that holds writing, and
    `elsewhere` too: into reference data, settings and what was done to records.
    """
    found = Planted()
    digest = sha256(PNG).hexdigest()
    session.add(StoredFile(sha256=digest, size=len(PNG), content=PNG))
    for register in REGISTERS:
        record = make(register, session)
        table = register.__tablename__
        found.records[table] = record.id
        hung = Attachment(register=table, record_id=record.id, name="图.png", media_type="image/png", sha256=digest, added_at=NOW)
        session.add_all((hung, *_history(record, hostile if elsewhere else "原话")))
        session.flush()
        found.files[table] = hung.id
        found.reserved[table] = reserve(session, register, 1, "停电备用", actor=keeper(session, register), now=NOW).id
    found.approval = _awaiting(session)
    found.job, found.job_file = _long_work(session, hostile if elsewhere else "平常")
    found.page, found.upload, found.listed = _scanned(session, hostile if elsewhere else "平常", digest)
    _mail(session)
    session.commit()
    for model in (*REGISTERS, *(one.target for register in REGISTERS for one in register.fields.values() if one.is_rows)):
        _fill(session, model, hostile)
    if elsewhere:
        _fill_elsewhere(session, hostile)
    rebuild(session.connection(), lambda *told: None)  # what was written past the session is looked for all the same
    session.commit()
    return found


def _fill_elsewhere(session: Session, hostile: str) -> None:
    for table, names in (*ELSEWHERE, *((part, PARTS) for part in PolicyPart.__subclasses__())):
        _write(session, table, names, hostile)
    for key in SETTINGS:
        if key != "prefix":
            session.connection().execute(insert(Setting.__table__).values(key=key, value=hostile, created_at=NOW, row_version=1))


def _history(record: Register, words: str) -> list[object]:
    here = {"register": record.__tablename__, "record_id": record.id, "at": NOW}
    return [
        StepTaken(**here, source=record.status.value, target=record.status.value, label="办理", words=words, post=words[:40]),
        Correction(**here, field="remark", old=words, new=words, reason=words),
    ]


def _long_work(session: Session, words: str) -> tuple[int, int]:
    """Somebody's job that is done, and its file."""
    job = ask(session, "export", words[:120], {}, actor=person(session, Role.CS_HEAD), now=NOW)
    job.state, job.posts, job.ended_at, job.words = JobState.DONE.value, Role.CS_HEAD.value, NOW, words
    return job.id, put(session, job.id, RESULT, f"{words[:60]}.txt", "text/plain", BytesIO(b"x")).id


def _scanned(session: Session, words: str, digest: str) -> tuple[int, int, int]:
    """Somebody's upload with a page that waits, and a ledger that came back with it."""
    owner = person(session, Role.CS_HEAD).staff_id
    scan = Scan(job_id=777, name=words[:200], pages=2, at=NOW, by_id=owner)
    printing = PrintJob(register="notice", paper="ledger", at=NOW, by_id=owner)
    session.add_all((scan, printing))
    session.flush()
    page = ScanPage(scan=scan, place=1, reason=words[:300], sha256=digest)
    listed = ReturnedPaper(
        scan=scan, register="notice", paper="list", subject_id=printing.id, copy=1, pages=1, remarks=words[:400], sha256=digest, at=NOW,
        by_id=owner)  # fmt: skip
    session.add_all((page, listed))
    session.flush()
    return page.id, scan.job_id, listed.id


def _awaiting(session: Session) -> Register | None:
    """A record that stands before its chain."""
    for register in REGISTERS:
        for step in register.flow.steps:
            if step.chain:
                record = walk(make(register, session), step.source)
                if open_case(session, record) is not None:
                    return record
    return None


def _mail(session: Session) -> None:
    for number, whose in enumerate(session.scalars(select(Staff))):
        session.add(Message(staff_id=whose.id, kind="copied", text="抄送", url="/customer/1", at=NOW, once=f"copy:{number}"))
    session.add(Outgoing(channel="mail", subject="题", body="文", not_before=NOW, once="mail:1"))
    people = list(session.scalars(select(Staff).limit(2)))
    session.add(Delegation(principal=people[0], deputy=people[1], starts_on=NOW.date(), ends_on=NOW.date(), reason="外出", created_at=NOW))


def _fill(session: Session, model: type[Declared], hostile: str) -> None:
    """Every writing of a register or of its rows, whatever step would fill it."""
    _write(session, model, tuple(name for name, field in model.fields.items() if field.kind in WRITING and not field.once), hostile)
    signed = Signed(name=hostile, at=NOW.isoformat(), agreed=True, text=hostile)
    if signatures := {name: signed for name, field in model.fields.items() if field.kind in SIGNED}:
        session.connection().execute(update(model.__table__).values(signatures))


def _write(session: Session, model: Any, names: tuple[str, ...], hostile: str) -> None:
    """Around the services, as if the text had come in long ago: as much of it as the column holds. The row's id follows it, since
    some columns are unique.
    """
    columns = model.__table__.c
    room = {name: getattr(columns[name].type, "length", None) for name in names}
    said = {name: literal(hostile[: most - LONGEST_ID] if most else hostile) for name, most in room.items()}
    if names:
        session.connection().execute(
            update(model.__table__).values({name: text.op("||")(cast(columns.id, String)) for name, text in said.items()}))  # fmt: skip
