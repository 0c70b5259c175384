"""All sheets of a list in one file, as a job: the same paper as one sheet, drawn beside the requests and some records at a time.

It is written down first who prints what, and then drawn: a hand that comes after one that was killed draws the same printing and counts
nothing twice.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.declare import Register, Verb
from models.job import Job
from models.trace import Printed, PrintJob
from printouts.job import PrintJobInfo
from printouts.sheet import bundle
from rules.actor import Actor
from rules.moments import show_day
from rules.refusals import Missing, Refused
from services.database import Mode, during
from services.file_names import named_after
from services.job_hand import Cancelled, Clock, Hand
from services.jobs import ask, put
from services.list_page import ordered
from services.listing import narrowed, parse
from services.mapped import kept
from services.printing import log_part, sheet_info
from services.rights import demand
from services.wording import wording

KIND = "print"
#: So many sheets a file holds at most, and so many records are in memory at once.
MOST_LATER, PART = 5_000, 50
#: The file of a job in which its printing stands.
LOGGED = "logged"
UNWANTED = "已取消，没有留下文件；这些单据已记为打印一次。"


def ask_to_print(
    session: Session, register: type[Register], given: Mapping[str, str], *, actor: Actor, now: datetime, address: str,
) -> Job:  # fmt: skip
    """Put the printing of a list, with the query of its address, into the queue. Raises BadList, Missing and Refused."""
    demand(actor, Verb.PRINT, register)
    _keys(session, register, given, actor, now)
    parameters = {"register": register.__tablename__, "query": dict(given)}
    return ask(session, KIND, f"打印 {register.title}", parameters, actor=actor, now=now, address=address)


def print_list(hand: Hand, session: Session, actor: Actor, clock: Clock) -> str:
    """Write down, draw, deliver. Raises what `ask_to_print` raises, Cancelled and Lost."""
    register, now = kept(hand.parameters["register"]), clock()
    demand(actor, Verb.PRINT, register)
    hand.begin(actor)
    with during(Mode.WRITE):
        job_id = _logged(hand)
        if job_id is None:
            job_id = _log(hand, session, register, actor, now)
            session.commit()
        session.rollback()
    with tempfile.TemporaryFile() as file:
        with during(Mode.READ):
            on_it = select(Printed.record_id, Printed.count).where(Printed.job_id == job_id).order_by(Printed.id)
            count: dict[int, int] = dict(session.execute(on_it).all())
            title = wording(session).titles.get(register.code, register.title)
            try:
                bundle(_parts(hand, session, register, job_id, count, actor, now), file)
            except Cancelled:
                raise Cancelled(UNWANTED) from None
            session.rollback()
        file.seek(0)
        hand.deliver(named_after(title, show_day(now), "pdf"), "application/pdf", file)
    return f"共 {len(count):,} 份。"


def _keys(session: Session, register: Any, given: Mapping[str, str], actor: Actor, now: datetime) -> list[int]:
    """The records of the list, in its order."""
    query = parse(register, given, actor)
    found = ordered(register, narrowed(session, register, query, actor, now), query).with_only_columns(register.id)
    keys = list(session.scalars(found.limit(MOST_LATER + 1)))
    if not keys:
        raise Missing("没有符合条件的记录，没有可打印的单据。")
    if len(keys) > MOST_LATER:
        raise Refused(f"一次最多打印 {MOST_LATER:,} 份，请按月份或其他条件缩小范围。")
    return keys


def _logged(hand: Hand) -> int | None:
    """The printing that a hand before this one wrote down."""
    told = io.BytesIO()
    try:
        hand.given(LOGGED, told)
    except Missing:
        return None
    return int(told.getvalue())


def _log(hand: Hand, session: Session, register: type[Register], actor: Actor, now: datetime) -> int:
    """Write down the printing, and with the job that it is written down, in one transaction."""
    keys = _keys(session, register, hand.parameters["query"], actor, now)
    job = PrintJob(register=register.__tablename__, paper="sheet", at=now, by_id=actor.staff_id)
    session.add(job)
    session.flush()
    for records in _records(session, register, keys):
        log_part(session, job, records)
        session.expunge_all()
        session.add(job)
    put(session, hand.job_id, LOGGED, "-", "text/plain", io.BytesIO(str(job.id).encode()))
    hand.hold(session)
    return job.id


def _parts(
    hand: Hand, session: Session, register: type[Register], job_id: int, count: dict[int, int], actor: Actor, now: datetime,
) -> Iterator[tuple[Sequence[Register], PrintJobInfo]]:  # fmt: skip
    done = 0
    for records in _records(session, register, list(count)):
        yield records, sheet_info(session, records, count, job_id, actor=actor, now=now)
        done += len(records)
        session.expunge_all()
        hand.progress(done, len(count))


def _records(session: Session, register: Any, keys: Sequence[int]) -> Iterator[list[Any]]:
    """Some at a time, in this order. Raises Missing for what is not there for him any more."""
    for start in range(0, len(keys), PART):
        some = keys[start : start + PART]
        found = {record.id: record for record in session.scalars(select(register).where(register.id.in_(some)))}
        if len(found) < len(some):
            raise Missing("有单据已不在您可以查看的范围内，没有打印。请刷新清单后重新提出。")
        yield [found[key] for key in some]
