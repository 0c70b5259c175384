"""A paper that came back, put where it belongs: on its record as a file, or to the print job of pages that list many records.

Everything of one paper happens in the caller's transaction. Who files sees no more by it than he sees anyway: a record that is not there
for him is not told from one that is not there.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.declare import Register, Verb
from models.history import Action
from models.returned import Returned, ReturnedPaper, Scan
from models.trace import Printed, PrintJob
from printouts.account import TITLE as ACCOUNT_TITLE
from printouts.code import ANY_COPY, Code
from printouts.copies import copy_words
from rules.actor import Actor
from rules.refusals import Invalid, Refused
from services.acts import Act, acting
from services.attach import attach, demand_attach, store
from services.mapped import registers
from services.returning.edited import edited
from services.rights import demand
from services.sight import of_the_house

HUNG = "扫描件收回"
LONGEST = 400


def named(session: Session, code: Code) -> tuple[Register, Returned] | None:
    """The record that a code is of, as far as the session sees it, and which of its papers this is."""
    register = _register(code.table)
    if register is None:
        return None
    if code.job_id is None:
        found = session.scalars(select(register).where(register.number == code.number)).one_or_none()
        return (found, Returned.SHEET) if found is not None else None
    job = session.get(PrintJob, code.job_id)
    if job is None or (job.register, job.paper) != (code.table, Returned.ACCOUNT):
        return None
    key = session.scalars(select(Printed.record_id).where(Printed.job_id == job.id)).first()
    found = session.get(register, key) if key is not None else None
    return (found, Returned.ACCOUNT) if found is not None else None


@of_the_house
def whose(session: Session, code: Code) -> tuple[str, int | None]:
    """Table and id of the record that a code is of, whoever asks: for the queue, which shows the page to whoever may hang it there."""
    found = named(session, code)
    return (found[0].__tablename__, found[0].id) if found else ("", None)


def file(
    session: Session, scan: Scan, code: Code, content: bytes, *, remarks: str, pages: int, actor: Actor, now: datetime, limit_mb: int,
) -> ReturnedPaper | None:  # fmt: skip
    """File the paper; None where this very scan lies there already. Raises Refused with the sentence for the queue."""
    register = _register(code.table)
    if register is None:
        raise Refused(f"登记台没有“{code.table}”这种表。")
    if code.number == register.code:
        raise Refused(f"这是“{register.title}”的空白表，请先登记，再按编号认领。")
    if (record := named(session, code)) is None and code.job_id is not None:
        return _file_list(session, scan, register, code, content, remarks=remarks, pages=pages, actor=actor, now=now)
    if record is None:
        raise Refused(f"没有找到编号为“{code.number}”的“{register.title}”，或不在您可以查看的范围内（预留编号须先补登）。")
    _demand_edition(register, code)
    return hang(
        session, scan, record[0], content, paper=record[1], copy=code.copy, remarks=remarks, pages=pages, actor=actor, now=now,
        limit_mb=limit_mb)  # fmt: skip


def hang(
    session: Session, scan: Scan, record: Register, content: bytes, *, paper: Returned, copy: int, remarks: str, pages: int, actor: Actor,
    now: datetime, limit_mb: int,
) -> ReturnedPaper | None:  # fmt: skip
    """Hang a paper on its record; None where it hangs there already. Raises Refused."""
    if record.is_void():
        raise Refused(f"{record.number} 已作废，不再收回扫描件。")
    demand_attach(actor, record)
    called = copy_name(type(record), paper, copy)
    if paper is Returned.SHEET and copy != ANY_COPY and (changed := edited(session, record)):
        remarks = "；".join(one for one in (changed, remarks) if one)
    digest = store(session, content)
    if _lies(session, record.__tablename__, paper, record.id, copy, digest):
        return None
    try:
        with acting(session, record, Act(action=Action.CHANGED, label=HUNG, reason=called, actor=actor)):
            name = f"扫描件 {called} {record.number}.pdf"
            hung = attach(session, record, name, content, actor=actor, now=now, limit_mb=limit_mb)
    except Invalid as refusal:
        raise Refused(f"{refusal.errors.get('attachments', refusal.message)}。") from refusal
    return _keep(session, ReturnedPaper(
        scan=scan, register=record.__tablename__, paper=paper.value, subject_id=record.id, copy=copy, pages=pages,
        remarks=remarks[:LONGEST], sha256=digest, attachment_id=hung.id, at=now, by_id=actor.staff_id))  # fmt: skip


def copy_name(register: type[Register], paper: Returned, copy: int) -> str:
    """Which copy it is, as the paper itself says. Raises Refused for one that the form does not have."""
    copies = register.sheet.copies
    if paper is Returned.ACCOUNT:
        return ACCOUNT_TITLE
    if copy == ANY_COPY:
        return "手填表"
    if copy > max(1, len(copies)):
        raise Refused(f"“{register.title}”共 {max(1, len(copies))} 联，没有第 {copy} 联。")
    return copy_words(copies, copy - 1).replace("　", " ") if copies else "单联"


def _file_list(
    session: Session, scan: Scan, register: type[Register], code: Code, content: bytes, *, remarks: str, pages: int, actor: Actor,
    now: datetime,
) -> ReturnedPaper | None:  # fmt: skip
    """Pages that list many records hang on no record: they lie with the printing that made them."""
    demand(actor, Verb.PRINT, register)
    job = session.get(PrintJob, code.job_id)
    if job is None or job.register != code.table or job.paper in (Returned.SHEET, Returned.ACCOUNT):
        raise Refused(f"没有找到第 {code.number} 号打印，或不在您可以查看的范围内。")
    digest = store(session, content)
    if _lies(session, code.table, Returned.LIST, job.id, code.copy, digest):
        return None
    return _keep(session, ReturnedPaper(
        scan=scan, register=code.table, paper=Returned.LIST.value, subject_id=job.id, copy=code.copy, pages=pages, remarks=remarks,
        sha256=digest, at=now, by_id=actor.staff_id))  # fmt: skip


def _demand_edition(register: type[Register], code: Code) -> None:
    """An older form may ask something else in the same place: a person looks. Raises Refused."""
    newest = register.sheet.version
    if code.version != newest and code.job_id is None:
        raise Refused(f"表样版本 {code.version}，与现行 {newest} 不同，请核对内容后人工认领。")


def _lies(session: Session, table: str, paper: Returned, subject_id: int, copy: int, digest: str) -> bool:
    same = {"register": table, "paper": paper.value, "subject_id": subject_id, "copy": copy, "sha256": digest}
    return session.scalars(select(ReturnedPaper.id).filter_by(**same)).first() is not None


def _keep(session: Session, paper: ReturnedPaper) -> ReturnedPaper:
    session.add(paper)
    session.flush()
    return paper


def _register(table: str) -> Any:
    return next((one for one in registers() if one.__tablename__ == table), None)
