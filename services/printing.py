"""Print, and write down who printed what, when and which copies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.declare import Register, Verb
from models.declare.label import Further, Leaf
from models.trace import Printed, PrintJob
from printouts import labels as label_pages
from printouts import ledger as ledger_pages
from printouts import sheet as sheet_pages
from printouts.job import PrintJobInfo
from printouts.words import Named
from rules.actor import Actor
from rules.refusals import Missing, Refused
from services.company import settings
from services.options import option_book
from services.rights import demand, open_to
from services.shown import Shown
from services.sight import TRUSTED
from services.wording import wording

MOST = 500


def job_info(
    session: Session, now: datetime, who: str, *, count: dict[int, int] | None = None, job_id: int | None = None, clear: bool = False,
    hidden: frozenset[str] = frozenset(), opened: frozenset[int] = frozenset(), veiled: frozenset[int] = frozenset(),
    named: Named | None = None,
) -> PrintJobInfo:  # fmt: skip
    """What a printing is told from outside."""
    known, book = settings(session), option_book(session)
    return PrintJobInfo(
        company=known["company"], office=known["office"], printed_at=now, printed_by=who, labels=book.label, options=book.all,
        titles=wording(session).titles,
        count=count or {}, job_id=job_id, clear=clear, hidden=hidden, opened=opened, veiled=veiled, named=named)  # fmt: skip


def log_printing(
    session: Session, register: type[Register], records: Sequence[Register], paper: str, actor: Actor, now: datetime
) -> PrintJob:
    """Write down one printing; a sheet also counts on its record."""
    job = PrintJob(register=register.__tablename__, paper=paper, at=now, by_id=actor.staff_id)
    session.add(job)
    session.flush()
    copies = "、".join(register.sheet.copies) if paper == "sheet" else ""
    if paper == "sheet":
        _count(session, register, records)
    for record in records:
        session.add(Printed(
            job_id=job.id, register=register.__tablename__, record_id=record.id, count=record.print_count, copies=copies))  # fmt: skip
    session.flush()
    return job


def _count(session: Session, register: type[Register], records: Sequence[Register]) -> None:
    """Count the printing without raising the row version: whoever has the form open has not lost anything."""
    table: Any = register.__table__
    session.execute(
        update(table).where(table.c.id.in_([record.id for record in records])).values(print_count=table.c.print_count + 1),
        execution_options=TRUSTED)  # fmt: skip
    for record in records:
        session.refresh(record, ["print_count"])


def _checked(records: Sequence[Register]) -> type[Register]:
    if not records:
        raise Missing("没有选中要打印的记录。")
    if len(records) > MOST:
        raise Refused(f"一次最多打印 {MOST} 份，现有 {len(records)} 份，请缩小范围。")
    return type(records[0])


def _opened(session: Session, records: Sequence[Register], actor: Actor, now: datetime) -> frozenset[int]:
    """The records that print unmasked: those that he sees unmasked, on a form that says so."""
    shown = Shown(session, actor, now)
    return frozenset(record.id for record in records if record.sheet.clear and shown.is_open(record))


def _veiled(session: Session, records: Sequence[Register], actor: Actor, now: datetime, *, in_list: bool) -> frozenset[int]:
    shown = Shown(session, actor, now)
    return frozenset(record.id for record in records if shown.is_veiled(record, in_list=in_list))


def _hidden(actor: Actor, register: type[Register]) -> frozenset[str]:
    return frozenset(name for name, field in register.fields.items() if not open_to(actor, field))


def print_records(session: Session, records: Sequence[Register], *, actor: Actor, now: datetime) -> bytes:
    """The sheets of these records in this order, as one PDF with all copies; logged."""
    register = _checked(records)
    demand(actor, Verb.PRINT, register)
    job = log_printing(session, register, records, "sheet", actor, now)
    count = {record.id: record.print_count for record in records}
    told = job_info(
        session, now, actor.name, count=count, job_id=job.id, hidden=_hidden(actor, register),
        opened=_opened(session, records, actor, now), veiled=_veiled(session, records, actor, now, in_list=False),
        named=Shown(session, actor, now).name)  # fmt: skip
    return sheet_pages.sheets(records, told)


def print_paper(session: Session, records: Sequence[Register], key: str, *, actor: Actor, now: datetime) -> bytes:
    """A paper beside the form (`papers` of the register), for each of these records; logged under its key. Raises Missing."""
    register = _checked(records)
    demand(actor, Verb.PRINT, register)
    paper = register.paper(key)
    if paper is None:
        raise Missing(f"“{register.title}”没有这种打印件。")
    _demand_there_is(paper, records)
    job = log_printing(session, register, records, key, actor, now)
    told = job_info(
        session, now, actor.name, job_id=job.id, hidden=_hidden(actor, register), opened=_opened(session, records, actor, now),
        veiled=_veiled(session, records, actor, now, in_list=False), named=Shown(session, actor, now).name)  # fmt: skip
    return sheet_pages.sheets(records, told, paper) if isinstance(paper, Leaf) else label_pages.labels(records, paper, told)


def _demand_there_is(paper: Further, records: Sequence[Register]) -> None:
    """A label is printed when there is something to stick it on; the refusal says what has to be filled in first."""
    if (without := [record for record in records if not record.has_paper(paper)]) and paper.when is not None:
        asked = "、".join(f"“{without[0].fields[part.name].label}”" for part in paper.when.parts())
        raise Refused(f"{'、'.join(str(record.number) for record in without)} 尚未登记{asked}，还不能打印“{paper.title}”。")


def print_ledger(
    session: Session, records: Sequence[Register], *, actor: Actor, now: datetime, period: str = "", bound: bool = False,
) -> bytes:  # fmt: skip
    """These records as ledger pages, with a cover when bound as a book; logged, and the job's id is on every page."""
    register = _checked(records)
    demand(actor, Verb.PRINT, register)
    if register.ledger is None:
        raise Missing(f"“{register.title}”没有台账格式。")
    heading = _book_of(register, records)
    job = log_printing(session, register, records, "ledger", actor, now)
    draw = ledger_pages.book if bound else ledger_pages.ledger
    # A bound book goes to the archive as it stands, by the hand of who answers for the register; loose pages are a list.
    clear = not actor.roles.isdisjoint(register.clear_to | (register.voided_by if bound else frozenset()))
    told = job_info(
        session, now, actor.name, job_id=job.id, clear=clear, hidden=_hidden(actor, register),
        veiled=_veiled(session, records, actor, now, in_list=True))  # fmt: skip
    return draw(register, records, told, period=period, heading=heading)


def _book_of(register: type[Register], records: Sequence[Register]) -> str:
    """Whose book it is, where a book is of one record: the archival code and name of the volume."""
    if register.ledger is None or register.ledger.cell_book is None:
        return ""
    field = register.ledger.cell_book.field
    books = {getattr(record, field.name) for record in records}
    if len(books) > 1:
        raise Refused(f"“{register.title}”一{field.label}一册，请先打开所要的{field.label}，再从那里打印。")
    book = books.pop()
    if book is None:
        return ""
    return "　".join(part for part in (f"档号：{book.archival_code or '未编'}", str(book)) if part)


def print_blank(session: Session, register: type[Register], *, now: datetime) -> bytes:
    """The empty form for handwriting."""
    return sheet_pages.blank(register, job_info(session, now, ""))


def printings(session: Session, record: Register) -> list[Any]:
    """The printings of a record, newest first."""
    found = select(Printed).where(Printed.register == record.__tablename__, Printed.record_id == record.id)
    return list(session.scalars(found.order_by(Printed.id.desc())))
