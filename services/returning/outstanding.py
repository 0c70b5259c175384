"""已打印未收回: sheets that were printed and of which no copy has come back, from the print log. And, of a record, what has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from models.declare import Register, Verb
from models.returned import Returned, ReturnedPaper
from models.trace import Printed, PrintJob
from rules.actor import Actor
from rules.moments import local
from services.mapped import registers
from services.returning.filing import copy_name
from services.rights import may

SHOWN = 50


@dataclass(frozen=True, kw_only=True)
class Outstanding:
    """A record whose paper is out: since its first printing."""

    record_id: int
    number: str
    first: datetime
    times: int
    printed_by: str
    days: int


def totals(session: Session, actor: Actor) -> list[tuple[type[Register], int]]:
    """How many papers of each register are out, as far as he sees their records; only those that have any."""
    printed = set(session.scalars(select(Printed.register).distinct()))
    mine = [one for one in registers() if one.__tablename__ in printed and may(actor, Verb.PRINT, one)]
    counted = ((one, session.scalar(select(func.count()).select_from(_out(one).subquery())) or 0) for one in mine)
    return [(one, count) for one, count in counted if count]


def outstanding(session: Session, register: type[Register], now: datetime, page: int = 1) -> list[Outstanding]:
    """One page of the papers of a register that are out, the longest first."""
    model: Any = register
    found = session.execute(_out(register).order_by(func.min(PrintJob.at), model.id).limit(SHOWN).offset((page - 1) * SHOWN)).all()
    jobs = {job.id: job for job in session.scalars(select(PrintJob).where(PrintJob.id.in_([row.last_job for row in found])))}
    return [
        Outstanding(
            record_id=row.id, number=row.number, first=row.first, times=row.times,
            printed_by=str(jobs[row.last_job].by or ""), days=(local(now).date() - local(row.first).date()).days)
        for row in found
    ]  # fmt: skip


def _out(register: type[Register]) -> Select[Any]:
    model: Any = register
    table = register.__tablename__
    back = select(ReturnedPaper.subject_id).where(ReturnedPaper.register == table, ReturnedPaper.paper == Returned.SHEET.value)
    found = select(
        model.id, model.number, func.min(PrintJob.at).label("first"), func.max(PrintJob.id).label("last_job"),
        func.count().label("times")).join(Printed, Printed.record_id == model.id).join(PrintJob, PrintJob.id == Printed.job_id)  # fmt: skip
    of_it = (Printed.register == table, PrintJob.paper == Returned.SHEET.value)
    return found.where(*of_it, model.status != register.void_state(), model.id.not_in(back)).group_by(model.id, model.number)


def returned_of(session: Session, record: Register) -> list[tuple[str, ReturnedPaper]]:
    """已签收: which copies of a record came back, the newest first."""
    found = select(ReturnedPaper).where(
        ReturnedPaper.register == record.__tablename__, ReturnedPaper.subject_id == record.id,
        ReturnedPaper.paper.in_((Returned.SHEET.value, Returned.ACCOUNT.value)))  # fmt: skip
    papers = session.scalars(found.order_by(ReturnedPaper.id.desc()))
    return [(copy_name(type(record), Returned(one.paper), one.copy), one) for one in papers]


def returned_lists(session: Session, actor: Actor, *, limit: int = 50) -> list[tuple[ReturnedPaper, PrintJob]]:
    """Ledgers that came back, the newest first: they name many records, so they are for whoever printed or scanned them, and for who
    answers for the register.
    """
    mine = [one.__tablename__ for one in registers() if not actor.roles.isdisjoint(one.voided_by)]
    found = select(ReturnedPaper, PrintJob).join(PrintJob, PrintJob.id == ReturnedPaper.subject_id)
    his = (ReturnedPaper.by_id == actor.staff_id) | (PrintJob.by_id == actor.staff_id) | ReturnedPaper.register.in_(mine)
    listed = found.where(ReturnedPaper.paper == Returned.LIST.value, his).order_by(ReturnedPaper.id.desc()).limit(limit)
    return [(paper, job) for paper, job in session.execute(listed)]
