"""Print the ledger of numbers of one form and year, and write down who printed it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from models.trace import PrintJob
from printouts.numbers import NumberLine, number_pages
from rules.actor import Actor
from rules.moments import local, show_day
from rules.refusals import Forbidden
from services.number_book import READERS, Book, Span, Standing, Stray
from services.printing import job_info


def print_book(session: Session, book: Book, *, actor: Actor, now: datetime) -> bytes:
    """Every number in spans, then what stands outside the counter. Logged whoever prints: the paper leaves the house."""
    if not actor.holds(*READERS):
        raise Forbidden("您没有打印编号台账的权限。")
    job = PrintJob(register=book.register.__tablename__, paper=f"numbers-{book.year}", at=now, by_id=actor.staff_id)
    session.add(job)
    session.flush()
    info = job_info(session, now, actor.name, job_id=job.id)
    sums = "　".join(f"{standing.label} {book.totals[standing]}" for standing in Standing if book.totals[standing])
    lines = [_line(span) for span in book.spans] + [_outside(one) for one in book.strays]
    return number_pages(
        book.register.__tablename__, book.register.code, book.year, info.title(book.register),
        f"{sums or '无编号'}{f'　编号不合规则 {len(book.strays)}' if book.strays else ''}", lines, info)  # fmt: skip


def _line(span: Span) -> NumberLine:
    first, last = span.first, span.last
    said = f"{first.count}–{last.count} 号" if span.count > 1 else f"{first.count} 号　{first.number}"
    day = show_day(local(first.at).date()) if first.at else ""
    # Used numbers are folded whatever their day; the others have day, person and words in common.
    shared = (day, first.by, first.words) if span.count == 1 or first.standing is not Standing.USED else ("", "", "")
    return NumberLine(cells=(said, first.standing.label, str(span.count), *shared))


def _outside(one: Stray) -> NumberLine:
    return NumberLine(cells=(one.number, "不合规则", "1", show_day(local(one.at).date()), one.by, one.wrong))
