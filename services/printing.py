"""Print, and write down who printed what, when and which copies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

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
from services.hung import hung_on
from services.options import option_book
from services.rights import demand, open_to
from services.shown import Shown
from services.sight import TRUSTED
from services.together import load_all
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
    log_part(session, job, records)
    return job


def log_part(session: Session, job: PrintJob, records: Sequence[Register]) -> None:
    """Write down that these records are on it."""
    register, paper = type(records[0]), job.paper
    copies = "、".join(register.sheet.copies) if paper == "sheet" else ""
    if paper == "sheet":
        _count(session, register, records)
    lines = [
        {"job_id": job.id, "register": register.__tablename__, "record_id": record.id, "count": record.print_count, "copies": copies}
        for record in records
    ]  # fmt: skip
    session.execute(insert(Printed.__table__), lines, execution_options=TRUSTED)  # type: ignore[arg-type] # a table is what is mapped


def _count(session: Session, register: type[Register], records: Sequence[Register]) -> None:
    """Count the printing without raising the row version: whoever has the form open has not lost anything."""
    table: Any = register.__table__
    session.execute(
        update(table).where(table.c.id.in_([record.id for record in records])).values(print_count=table.c.print_count + 1),
        execution_options=TRUSTED)  # fmt: skip
    held = select(register.id, register.print_count).where(register.id.in_([record.id for record in records]))
    now: dict[int, int] = dict(session.execute(held).all())
    for record in records:
        set_committed_value(record, "print_count", now[record.id])


def _checked(records: Sequence[Register]) -> type[Register]:
    if not records:
        raise Missing("没有选中要打印的记录。")
    if len(records) > MOST:
        raise Refused(f"一次最多打印 {MOST} 份，现有 {len(records)} 份，或在清单页点“打印全部单据”，由后台生成。")
    return type(records[0])


def _eyes(session: Session, records: Sequence[Register], actor: Actor, now: datetime) -> Shown:
    """Whoever prints, with all that the papers of these records say before him."""
    shown = Shown(session, actor, now)
    shown.look_over([*records, *load_all(session, records)])
    return shown


def _opened(shown: Shown, records: Sequence[Register]) -> frozenset[int]:
    """The records that print unmasked: those that he sees unmasked, on a form that says so."""
    return frozenset(record.id for record in records if record.sheet.clear and shown.is_open(record))


def _veiled(shown: Shown, records: Sequence[Register], *, in_list: bool) -> frozenset[int]:
    return frozenset(record.id for record in records if shown.is_veiled(record, in_list=in_list))


def _hidden(actor: Actor, register: type[Register]) -> frozenset[str]:
    return frozenset(name for name, field in register.fields.items() if not open_to(actor, field))


def print_records(session: Session, records: Sequence[Register], *, actor: Actor, now: datetime) -> bytes:
    """The sheets of these records in this order, as one PDF with all copies; logged."""
    register = _checked(records)
    demand(actor, Verb.PRINT, register)
    job = log_printing(session, register, records, "sheet", actor, now)
    count = {record.id: record.print_count for record in records}
    return sheet_pages.sheets(records, sheet_info(session, records, count, job.id, actor=actor, now=now))


def sheet_info(
    session: Session, records: Sequence[Register], count: dict[int, int], job_id: int, *, actor: Actor, now: datetime,
) -> PrintJobInfo:  # fmt: skip
    """What the sheets of these records are told; `count` says how many times each was printed, this time included."""
    shown = _eyes(session, records, actor, now)
    return job_info(
        session, now, actor.name, count=count, job_id=job_id, hidden=_hidden(actor, type(records[0])),
        opened=_opened(shown, records), veiled=_veiled(shown, records, in_list=False), named=shown.name)  # fmt: skip


def print_paper(session: Session, records: Sequence[Register], key: str, *, actor: Actor, now: datetime) -> bytes:
    """A paper beside the form (`papers` of the register), for each of these records; logged under its key. Raises Missing."""
    register = _checked(records)
    demand(actor, Verb.PRINT, register)
    paper = register.paper(key)
    if paper is None:
        raise Missing(f"“{register.title}”没有这种打印件。")
    _demand_there_is(paper, records)
    job = log_printing(session, register, records, key, actor, now)
    shown = _eyes(session, records, actor, now)
    told = job_info(
        session, now, actor.name, job_id=job.id, hidden=_hidden(actor, register), opened=_opened(shown, records),
        veiled=_veiled(shown, records, in_list=False), named=shown.name)  # fmt: skip
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
    shown = _eyes(session, records, actor, now)
    told = job_info(
        session, now, actor.name, job_id=job.id, clear=clear, hidden=_hidden(actor, register),
        veiled=_veiled(shown, records, in_list=True))  # fmt: skip
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
    return hung_on(session, record, Printed, newest_first=True)
