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
from services.file_names import named_after
from services.job_hand import Clock, Hand
from services.jobs import ask
from services.listing import parse
from services.mapped import kept
from services.replica import apart
from services.workbook.export import Format, export, personal
from services.workbook.logged import log


def ask_for(
    session: Session, register: type[Register], given: Mapping[str, str], *, kind: Format = Format.XLSX, actor: Actor, now: datetime,
    address: str,
) -> Job:  # fmt: skip
    """Put the export of a list, with the query of its address, into the queue. Raises BadList and Refused."""
    parse(register, given, actor)
    parameters = {"register": register.__tablename__, "query": dict(given), "as": kind.value}
    return ask(session, "export", f"导出 {register.title}", parameters, actor=actor, now=now, address=address)


def export_list(hand: Hand, session: Session, actor: Actor, clock: Clock) -> str:
    """Read and write, log, deliver. Raises what `export` raises, Cancelled and Lost."""
    register, now, kind = kept(hand.parameters["register"]), clock(), Format(hand.parameters.get("as", Format.XLSX.value))
    hand.begin(actor)
    with tempfile.TemporaryFile() as file:
        with apart(session):
            query = parse(register, hand.parameters["query"], actor)
            taken = export(session, register, query, file, kind=kind, actor=actor, now=now, progress=hand.progress)
            session.rollback()
        with during(Mode.WRITE):
            log(session, register, taken, actor=actor, now=now)
            session.commit()
        file.seek(0)
        hand.deliver(file_name(register, now, kind), kind.media_type, file)
    return f"共 {taken.rows:,} 条；{personal(taken)}。"


def file_name(register: type[Register], now: datetime, kind: Format = Format.XLSX) -> str:
    """Of that day."""
    return named_after(register.title, show_day(now), kind.suffix)
