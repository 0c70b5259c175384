"""A long export as a job: the same file as the short one, written beside the requests and kept for its owner for a day."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from models.declare import Register
from models.job import Job
from rules.actor import Actor
from rules.moments import show_day
from services.database import Mode, during
from services.job_hand import Clock, Hand
from services.jobs import ask
from services.listing import parse
from services.mapped import kept
from services.workbook.export import MEDIA_TYPE, export, personal
from services.workbook.logged import log


def ask_for(
    session: Session, register: type[Register], given: Mapping[str, str], *, actor: Actor, now: datetime, address: str
) -> Job:  # fmt: skip
    """Put the export of a list, with the query of its address, into the queue. Raises BadList and Refused."""
    parse(register, given, actor)
    parameters = {"register": register.__tablename__, "query": dict(given)}
    return ask(session, "export", f"导出 {register.title}", parameters, actor=actor, now=now, address=address)


def export_list(hand: Hand, session: Session, actor: Actor, clock: Clock) -> str:
    """Read and write, log, deliver. Raises what `export` raises, Cancelled and Lost."""
    register, now = kept(hand.parameters["register"]), clock()
    hand.begin(actor)
    with tempfile.TemporaryFile() as file:
        with during(Mode.READ):
            query = parse(register, hand.parameters["query"], actor)
            taken = export(session, register, query, file, actor=actor, now=now, progress=hand.progress)
            session.rollback()
        with during(Mode.WRITE):
            log(session, register, taken, actor=actor, now=now)
            session.commit()
        file.seek(0)
        hand.deliver(file_name(register, now), MEDIA_TYPE, file)
    return f"共 {taken.rows:,} 条；{personal(taken)}。"


def file_name(register: type[Register], now: datetime) -> str:
    """客户服务档案 2026-11-20.xlsx."""
    return f"{register.title.replace('/', '／')} {show_day(now)}.xlsx"
