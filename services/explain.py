"""时限说明: the accounts of a record's clocks for a page and for paper; the printing is logged."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.declare import Register, Verb
from models.policy import PolicyEdition
from printouts.account import Accounted, account_pages
from rules.actor import Actor
from rules.moments import show_moment
from rules.refusals import Missing
from services.clocks import ClockView, clocks_of
from services.printing import job_info, log_printing
from services.rights import demand
from services.stamped import stamped


def documents(session: Session) -> dict[str, str]:
    """The titles of the source documents that clauses refer to."""

    def read() -> dict[str, str]:
        return dict(session.execute(select(PolicyEdition.document, PolicyEdition.document_title)).all())

    return stamped(session, "documents", read)


def print_account(session: Session, record: Register, *, actor: Actor, now: datetime) -> bytes:
    """The account of every clock of a record as a PDF. Raises Missing where no clock runs."""
    demand(actor, Verb.PRINT, type(record))
    clocks = clocks_of(session, record, now)
    if not clocks:
        raise Missing("本单没有按制度计时的时限。")
    job = log_printing(session, type(record), [record], "account", actor, now)
    info = job_info(session, now, actor.name, job_id=job.id)
    pages = [
        Accounted(label=one.label, words=one.limit.words, account=one.account, source=one.limit.source, outcome=_outcome(one))
        for one in clocks
    ]  # fmt: skip
    return account_pages(record.__tablename__, record.title, record.number, pages, documents(session), info)


def _outcome(clock: ClockView) -> str:
    if clock.met_at is None:
        return clock.chip.words
    return f"{show_moment(clock.met_at)} 完成，{clock.chip.words}"
